import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { checkCurrency, checkLanguage, checkUri } from '../../ontology/codes.ts';
import type { EntityDeclaration, Field, Fields, RelationDeclaration } from '../../ontology/declaration.ts';
import { type FieldValue, type Name, type NameKind, nameKinds, type Place } from '../../ontology/facts.ts';
import { ANY, type Ontology, relationBase } from '../../ontology/ontology.ts';
import { type DataFile, type Problem, readDataFile } from '../facts/data-file.ts';
import { type Entries, type MaybeNode, YamlWalk } from '../facts/walk.ts';
import { badInput } from '../files/refused.ts';
import { countryByName } from '../formats/countries.ts';
import { type Format, id, type Make, type Stated } from '../formats/format.ts';
import { type Hints, Row } from '../formats/row.ts';

/** The format of mapping files that this version reads. */
export const MAPPING = 1;

export const dateOrders = ['day first', 'month first'] as const;
export const decimalMarks = ['point', 'comma'] as const;
/** The country of a place is read like any other. */
export const COUNTRY: Field = { kind: 'country', description: 'ISO 3166-1 alpha-2.' };
const PLACE = ['name', 'city', 'country', 'latitude', 'longitude'] as const;

/** Gives what a row says, after the mapping was checked once. */
type Read<T> = (row: Row) => T | undefined;

/** An entity as a mapping names it, and how each row states it. */
interface Mapped {
  readonly type: EntityDeclaration;
  readonly split: { readonly column: string; readonly separator: string } | undefined;
  /** States what the row says of it: the ids, of which there are several where a cell is split. */
  make(row: Row, make: Make): readonly string[];
}

interface Related {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly key: readonly string[];
  readonly properties: readonly (readonly [string, Read<FieldValue>])[];
}

/** Whether a data file is a mapping and not a file of facts. */
export const isMapping = ({ root }: DataFile): boolean => isMap(root) && root.has('mapping');

/** Walks a mapping file; every column that it names is kept, as the table must have all of them. */
class MappingWalk extends YamlWalk {
  readonly used: { readonly column: string; readonly what: string }[] = [];
  hints: Hints = {};
  language: string | undefined;

  column(node: MaybeNode, what: string): string | undefined {
    const column = this.text(node, `the name of a column for ${what}`);
    if (column !== undefined) this.used.push({ column, what });
    return column;
  }

  columnList(node: MaybeNode, what: string): readonly string[] {
    return this.list(node, what, (item) => this.column(item, what));
  }

  /** A value as the mapping itself gives it, the same for all rows. */
  private constant(node: MaybeNode, name: string, field: Field): Read<FieldValue> | undefined {
    const value = this.value(node, name, field);
    return value === undefined ? undefined : () => value;
  }

  /** What the cells of a field mean that do not hold it themselves: `Germany: DE`. */
  private meanings(node: MaybeNode, name: string, field: Field): ReadonlyMap<string, FieldValue> {
    const meanings = new Map<string, FieldValue>();
    if (node === undefined) return meanings;
    if (!isMap(node)) this.report(node, `values of ${name} as a mapping of what cells hold to what it means`);
    else
      for (const { key, value } of node.items) {
        const text = this.text(key as Node, 'what a cell holds');
        const meant = this.value(value as Node | null, name, field);
        if (text !== undefined && meant !== undefined) meanings.set(text, meant);
      }
    return meanings;
  }

  private currency(node: MaybeNode, name: string): Read<string> | undefined {
    if (isMap(node)) {
      const entries = this.map(node, `the currency of ${name}`, ['column'], ['column']);
      const column = entries?.has('column') ? this.column(entries.get('column'), `the currency of ${name}`) : undefined;
      return column === undefined ? undefined : (row) => row.required(column, 'a currency of ISO 4217');
    }
    const code = node ? this.standard(node, `the currency of ${name}`, checkCurrency) : this.hints.currency;
    return code === undefined ? undefined : () => code;
  }

  private placeOf(entries: Entries, name: string): Read<FieldValue> {
    const parts = PLACE.flatMap((part) => {
      const column =
        entries.has(part) && part !== 'country' ? this.column(entries.get(part), `${part} of ${name}`) : undefined;
      return column === undefined ? [] : [[part, column] as const];
    });
    const country = entries.has('country') ? this.field(entries.get('country'), 'country', COUNTRY) : undefined;
    return (row) => {
      const place: { -readonly [part in keyof Place]: Place[part] } = {
        name: null,
        city: null,
        country: (country?.(row) as string | undefined) ?? null,
        latitude: null,
        longitude: null,
      };
      for (const [part, column] of parts) {
        if (part === 'latitude' || part === 'longitude') place[part] = row.number(column, this.hints.decimals) ?? null;
        else place[part] = row.text(column) ?? null;
      }
      return Object.values(place).some((part) => part !== null) ? place : undefined;
    };
  }

  /** How a field is read: from a column of its name, from several, or the same for all rows. */
  field(node: MaybeNode, name: string, field: Field): Read<FieldValue> | undefined {
    const { kind } = field;
    const { hints } = this;
    const keys = [
      'column',
      'value',
      'values',
      ...(kind === 'money' ? ['currency'] : []),
      ...(kind === 'period' ? ['from', 'to', 'open'] : []),
      ...(kind === 'place' ? PLACE : []),
      ...(kind === 'country' ? ['namesIn'] : []),
    ];
    const entries = isMap(node)
      ? this.map(node, name, keys, [])
      : new Map<string, Node | null>([['column', node ?? null]]);
    if (!entries) return undefined;
    if (entries.has('value')) return this.constant(entries.get('value'), name, field);
    if (kind === 'period' && (entries.has('from') || entries.has('to'))) {
      const from = entries.has('from') ? this.column(entries.get('from'), `the beginning of ${name}`) : undefined;
      const to = entries.has('to') ? this.column(entries.get('to'), `the end of ${name}`) : undefined;
      const flag = entries.get('open');
      const open = isScalar(flag) && flag.value === true;
      if (flag && !(isScalar(flag) && typeof flag.value === 'boolean'))
        this.report(flag, 'open to be true, where an empty end means that it goes on, or false');
      if (from === undefined || to === undefined)
        return this.report(node, `${name} with both "from" and "to"`, from === undefined ? 'no from' : 'no to');
      return (row) => row.span(from, to, { order: hints.order, open });
    }
    if (kind === 'place' && PLACE.some((part) => entries.has(part))) return this.placeOf(entries, name);
    if (!entries.has('column')) return this.report(node, `${name} with "column" or "value"`, 'neither');
    const column = this.column(entries.get('column'), name);
    const meanings = this.meanings(entries.get('values'), name, field);
    const currency = kind === 'money' ? this.currency(entries.get('currency'), name) : undefined;
    if (kind === 'money' && !currency)
      return this.report(
        node,
        `a currency of ${name}, such as currency: EUR or currency: { column: Currency }`,
        'none',
      );
    const language = entries.has('namesIn')
      ? this.standard(entries.get('namesIn'), 'namesIn', checkLanguage)
      : undefined;
    const countries = language === undefined ? undefined : countryByName(language);
    if (column === undefined) return undefined;
    return (row) => {
      const text = row.text(column);
      // NA is a country, though elsewhere it says nothing.
      if (text === undefined) return kind === 'country' ? row.country(column) : undefined;
      const country = meanings.has(text) ? undefined : countries?.get(text.toLowerCase());
      if (country !== undefined) {
        row.note(`${column}: name of a country put as its code of ISO 3166-1`);
        return country;
      }
      const code = currency?.(row);
      if (currency && code === undefined) return undefined;
      return meanings.get(text) ?? row.field(column, field, { ...hints, currency: code });
    };
  }

  fields(node: MaybeNode, what: string, fields: Fields): readonly (readonly [string, Read<FieldValue>])[] {
    if (node === undefined) return [];
    const entries = this.map(node, what, Object.keys(fields), []);
    return [...(entries ?? [])].flatMap(([name, value]) => {
      const field = fields[name];
      const read = field && this.field(value, name, field);
      return read ? [[name, read] as const] : [];
    });
  }

  /** A name out of a column, or out of a text with columns in it: "Meeting of {Minister}". */
  mappedName(node: Node): Read<Name> | undefined {
    const entries = isMap(node)
      ? this.map(node, 'a name', ['column', 'text', 'language', 'kind'], [])
      : new Map<string, Node | null>([['column', node]]);
    if (!entries) return undefined;
    const language = entries.has('language')
      ? this.standard(entries.get('language'), 'language', checkLanguage)
      : this.language;
    const kind = entries.has('kind')
      ? this.choice(entries.get('kind'), 'kind', Object.keys(nameKinds) as NameKind[])
      : 'OFFICIAL';
    if (language === undefined && !entries.has('language'))
      this.report(node, 'the language of a name, here or for all names as "language" of the mapping', 'none');
    if (entries.has('column') === entries.has('text'))
      return this.report(node, 'a name with either "column" or "text"', entries.has('text') ? 'both' : 'neither');
    const column = entries.has('column') ? this.column(entries.get('column'), 'a name') : undefined;
    const text = entries.has('text') ? this.text(entries.get('text'), 'text') : undefined;
    const parts = [...(text ?? '').matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
    for (const column of parts) this.used.push({ column, what: 'a name' });
    if (language === undefined || kind === undefined || (column === undefined && text === undefined)) return undefined;
    return (row) => {
      if (column !== undefined) {
        const cell = row.folded(column);
        return cell === undefined ? undefined : { text: cell, language, kind };
      }
      const cells = new Map(parts.map((part) => [part, row.text(part)]));
      // A name with a hole in it would say less than no name.
      if ([...cells.values()].includes(undefined)) return undefined;
      return {
        text: String(text).replace(/\{([^{}]+)\}/g, (_, part: string) => cells.get(part) ?? ''),
        language,
        kind,
      };
    };
  }

  /** The id of an entity: one for all rows, or one for what stands in some columns; some of these the graph may know. */
  mappedId(node: MaybeNode, type: EntityDeclaration) {
    if (!isMap(node)) {
      const fixed = this.id(node, [type.name]);
      return fixed === undefined ? undefined : { columns: [], of: () => fixed };
    }
    const entries = this.map(node, 'an id', ['scheme', 'columns', 'known'], ['scheme', 'columns']);
    if (!entries?.has('scheme') || !entries.has('columns')) return undefined;
    const scheme = this.text(entries.get('scheme'), 'a scheme');
    if (scheme !== undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(scheme))
      return this.report(entries.get('scheme'), 'a scheme of small letters, digits and hyphens, such as our-meetings');
    const columns = this.columnList(entries.get('columns'), `the id of ${type.name}`);
    if (columns.length === 0) this.report(entries.get('columns'), 'at least one column for an id');
    const known = new Map<string, string>();
    const table = entries.get('known');
    if (table !== undefined && !isMap(table))
      this.report(table, 'known as a mapping of what cells hold to ids that the graph has');
    else if (table)
      for (const { key, value } of table.items) {
        const text = this.text(key as Node, 'what a cell holds');
        const meant = this.id(value as Node | null, [type.name]);
        if (text !== undefined && meant !== undefined) known.set(text, meant);
      }
    if (scheme === undefined || columns.length === 0) return undefined;
    return {
      columns,
      of: (cells: readonly string[]) =>
        known.get(cells.join(' ')) ??
        // Where a cell ends must be seen: a space in one that is not the last would end it.
        id(
          type.name,
          scheme,
          [...cells.slice(0, -1).map((cell) => cell.replaceAll(' ', '\n')), cells.at(-1)].join(' '),
        ),
    };
  }

  entity(node: Node, alias: string): Mapped | undefined {
    const keys = ['type', 'id', 'split', 'names', 'summary', 'sameAs', 'fields'];
    const before = this.used.length;
    const entries = this.map(node, alias, keys, ['type', 'id']);
    const typeName = entries?.has('type')
      ? this.choice(
          entries.get('type'),
          'type',
          this.ontology.entities.map(({ name }) => name),
        )
      : undefined;
    const type = typeName === undefined ? undefined : this.ontology.entity(typeName);
    if (!entries || !type) return undefined;
    // With a problem in it the mapping makes nothing; the walk goes on, so that all are seen at once.
    const { columns, of } = (entries.has('id') && this.mappedId(entries.get('id'), type)) || {
      columns: [],
      of: () => '',
    };
    const told = this.problems.length;
    const names = entries.has('names') ? this.list(entries.get('names'), 'names', (item) => this.mappedName(item)) : [];
    if (isSeq(entries.get('names')) && names.length === 0 && this.problems.length === told)
      this.report(entries.get('names') ?? node, `a name of ${alias}`);
    const summary = entries.has('summary') ? this.column(entries.get('summary'), 'summary') : undefined;
    const sameAs = entries.has('sameAs') ? this.column(entries.get('sameAs'), 'sameAs') : undefined;
    const fields = this.fields(entries.get('fields'), `fields of ${type.name}`, type.fields);
    // Without names it is only referred to: it is there already, or comes with another file.
    const isReference = !entries.has('names');
    if (isReference && ['summary', 'sameAs', 'fields'].some((key) => entries.has(key)))
      this.report(node, `${alias} with "names", as a row states something of it`, 'none');
    const splitNode = entries.get('split');
    const split = splitNode === undefined ? undefined : this.split(splitNode);
    if (split && columns.length > 0) {
      const own = new Set(this.used.slice(before).map(({ column }) => column));
      const others = [...own].filter((column) => column !== split.column);
      if (others.length > 0 || columns.join() !== split.column)
        this.report(
          splitNode,
          `${alias} to read its id, names and fields from ${split.column} alone, as another cell can't tell which of several it means`,
          others.length > 0 ? others.join(', ') : 'an id of other columns',
        );
    }
    const one = (row: Row, make: Make, by: readonly string[] | Readonly<{ [column: string]: string }>) => {
      const cells = columns.map((column) => row.text(column));
      if (columns.length > 0 && cells.every((cell) => cell === undefined)) return [];
      const present = columns.filter((column) => row.required(column, `a part of the id of ${alias}`));
      const whole = of(cells.map(String));
      if (isReference) return present.length < columns.length ? [] : [whole];
      const found = names.flatMap((read) => read(row) ?? []);
      if (found.length === 0 && present.length === columns.length)
        row.problem(null, `a name of ${alias} in the columns that the mapping names for it`);
      const stated: { -readonly [field in keyof Stated]: Stated[field] } & { names: readonly Name[] } = {
        names: found,
        summary: summary === undefined ? undefined : row.folded(summary),
        sameAs: sameAs === undefined ? [] : [row.uri(sameAs) ?? []].flat(),
      };
      for (const [name, read] of fields) stated[name] = read(row);
      if (present.length < columns.length || found.length === 0) return [];
      return [make.entity(whole, stated, by)];
    };
    return {
      type,
      split,
      make(row, make) {
        if (!split) return one(row, make, columns);
        // As it was written, as a line break can be what parts them.
        const text = row.text(split.column) === undefined ? '' : String(row.values[split.column]);
        const cells = new Set(text.split(split.separator).map((part) => part.trim()));
        if (cells.size > 1)
          row.note(`${split.column}: cell with several, parted at ${JSON.stringify(split.separator)}`);
        return [...cells].flatMap((cell) => {
          const part = new Row(row.file, { line: row.line, values: { ...row.values, [split.column]: cell } });
          const ids = one(part, make, { [split.column]: cell });
          for (const { column, expected, value } of part.problems) row.problem(column, expected, value);
          for (const note of part.notes) row.note(note);
          return ids;
        });
      },
    };
  }

  private split(node: MaybeNode): Mapped['split'] {
    const entries = this.map(node, 'split', ['column', 'separator'], ['column', 'separator']);
    const column = entries?.has('column') ? this.column(entries.get('column'), 'several in one cell') : undefined;
    const separator = entries?.get('separator');
    const text = isScalar(separator) ? String(separator.value) : '';
    if (entries?.has('separator') && text === '') this.report(separator, 'a separator, such as ";"');
    return column === undefined || text === '' ? undefined : { column, separator: text };
  }

  relation(node: Node, aliases: readonly string[], entities: ReadonlyMap<string, Mapped>): Related | undefined {
    const entries = this.map(node, 'a relation', ['type', 'from', 'to', 'key', 'properties'], ['type', 'from', 'to']);
    const type = entries?.has('type')
      ? this.choice(
          entries.get('type'),
          'type',
          this.ontology.relations.map((relation) => relation.type),
        )
      : undefined;
    const declared = type === undefined ? undefined : this.ontology.relation(type);
    if (!entries || !declared) return undefined;
    const end = (side: 'from' | 'to') =>
      entries.has(side) ? this.choice(entries.get(side), `"${side}"`, aliases) : undefined;
    const from = end('from');
    const to = end('to');
    this.joins(node, declared, from && entities.get(from), to && entities.get(to));
    const key = this.columnList(entries.get('key'), `the key of ${declared.type}`);
    const properties = this.fields(entries.get('properties'), `properties of ${declared.type}`, {
      ...relationBase,
      ...declared.properties,
    });
    return from === undefined || to === undefined ? undefined : { type: declared.type, from, to, key, properties };
  }

  private joins(
    node: Node,
    { type, ends }: RelationDeclaration,
    from: Mapped | '' | undefined,
    to: Mapped | '' | undefined,
  ): void {
    if (!from || !to) return;
    const fits = (end: string, mapped: Mapped) => end === ANY || end === mapped.type.name;
    if (!ends.some((end) => fits(end.from, from) && fits(end.to, to)))
      this.report(
        node,
        `${type} from ${ends.map((end) => `${end.from} to ${end.to}`).join(' or ')}`,
        `${from.type.name} to ${to.type.name}`,
      );
    if (from.split && to.split)
      this.report(node, `${type} with at most one end that is split, as nobody can tell which of them belong together`);
  }

  source(node: MaybeNode): Format['source'] | undefined {
    const entries = this.map(
      node,
      'source',
      ['id', 'title', 'publisher', 'licence', 'url', 'language'],
      ['id', 'title', 'publisher'],
    );
    if (!entries) return undefined;
    const text = (key: string) => (entries.has(key) ? this.text(entries.get(key), key) : undefined);
    const document = entries.has('id') ? this.id(entries.get('id'), ['Document']) : undefined;
    const title = text('title');
    const publisher = entries.has('publisher')
      ? this.map(entries.get('publisher'), 'the publisher', ['id', 'name'], ['id', 'name'])
      : undefined;
    const publisherId = publisher?.has('id') ? this.id(publisher.get('id'), ['Institution']) : undefined;
    const publisherName = publisher?.has('name') ? this.text(publisher.get('name'), 'name') : undefined;
    const licence = text('licence');
    const url = entries.has('url') ? this.standard(entries.get('url'), 'url', checkUri) : undefined;
    const language = entries.has('language')
      ? this.standard(entries.get('language'), 'language', checkLanguage)
      : undefined;
    if (!document || !title || !publisherId || !publisherName) return undefined;
    return {
      id: document.slice(document.indexOf(':') + 1),
      title,
      publisher: { id: publisherId, name: publisherName },
      ...(licence ? { licence } : {}),
      ...(url ? { url } : {}),
      ...(language ? { language } : {}),
    };
  }
}

export interface CheckedMapping {
  /** Of one table, known by all columns that the mapping names; none where there is a problem. */
  readonly format: Format | undefined;
  readonly problems: readonly Problem[];
}

/** A mapping as the format that it makes; throws RefusedInput with all that is wrong in it. */
export function readMapping(file: string, text: string, ontology: Ontology): Format {
  const { format, problems } = checkMapping(readDataFile(file, text), ontology);
  if (format) return { ...format, madeOf: text };
  const lines = problems.map((p) => `${p.file}:${p.line}: expected ${p.expected}; got ${p.got}`);
  throw badInput(`expected a mapping without problems; got\n${lines.join('\n')}`);
}

/** Checks a mapping file against the ontology: all of its problems, and the format that it makes where there are none. */
export function checkMapping(data: DataFile, ontology: Ontology): CheckedMapping {
  const problems: Problem[] = [];
  const walk = new MappingWalk(data, ontology, problems);
  const top = ['$schema', 'mapping', 'source', 'key', 'required', 'language', 'dates', 'decimals', 'currency'];
  const root =
    data.problems.length > 0
      ? undefined
      : walk.map(data.root, 'a mapping', [...top, 'entities', 'relations'], ['mapping', 'source', 'key', 'entities']);
  if (!root) return { format: undefined, problems };
  const version = root.get('mapping');
  if (version && (!isScalar(version) || version.value !== MAPPING))
    walk.report(version, `mapping: ${MAPPING}, the format that this version reads`);
  const source = root.has('source') ? walk.source(root.get('source')) : undefined;
  const key = walk.columnList(root.get('key'), 'the place of a row in the document');
  if (root.has('key') && key.length === 0) walk.report(root.get('key') ?? data.root, 'at least one column as key');
  const required = walk.columnList(root.get('required'), 'required');
  walk.language = root.has('language') ? walk.standard(root.get('language'), 'language', checkLanguage) : undefined;
  walk.hints = {
    order: root.has('dates') ? walk.choice(root.get('dates'), 'dates', dateOrders) : undefined,
    decimals: root.has('decimals') ? walk.choice(root.get('decimals'), 'decimals', decimalMarks) : undefined,
    // One that is wrong is told here, and not again by each amount.
    currency: root.has('currency')
      ? (walk.standard(root.get('currency'), 'currency', checkCurrency) ?? 'XXX')
      : undefined,
  };
  const entities = new Map<string, Mapped>();
  const aliases: string[] = [];
  const entityNodes = root.get('entities');
  if (root.has('entities') && !isMap(entityNodes))
    walk.report(entityNodes, 'entities as a mapping of names of your own to what they are');
  for (const { key: alias, value } of isMap(entityNodes) ? entityNodes.items : []) {
    const text = walk.text(alias as Node, 'the name of an entity in this mapping');
    if (text === undefined) continue;
    aliases.push(text);
    const mapped = walk.entity(value as Node, text);
    if (mapped) entities.set(text, mapped);
  }
  // What is wrong with an entity is told once, and not again by each relation of it.
  const relations = walk.list(root.get('relations') ?? undefined, 'relations', (node) =>
    walk.relation(node, aliases, entities),
  );
  problems.sort((a, b) => a.line - b.line);
  if (problems.length > 0 || !source) return { format: undefined, problems };
  return { problems, format: { name: 'csv', description: source.title, source, tables: [table()] } };

  function table(): Format['tables'][number] {
    const columns: { [column: string]: string } = {};
    for (const { column, what } of walk.used) {
      const before = columns[`${column}!`];
      columns[`${column}!`] = before === undefined ? what : `${before}; ${what}`;
    }
    return {
      name: 'rows',
      title: 'rows',
      key,
      columns,
      facts(row, make) {
        for (const column of required) row.required(column);
        const ids = new Map([...entities].map(([alias, entity]) => [alias, entity.make(row, make)]));
        for (const { type, from, to, key: own, properties } of relations) {
          const ends = (ids.get(from) ?? []).flatMap((a) => (ids.get(to) ?? []).map((b) => [a, b] as const));
          if (ends.length === 0) continue;
          const values = Object.fromEntries(properties.map(([name, read]) => [name, read(row)]));
          const told = keyOfCells(own.map((column) => row.text(column) ?? ''));
          for (const [a, b] of ends) make.relation(type, a, b, values, told);
        }
      },
    };
  }
}

/** What tells relations between the same two apart, by the cells of some columns; where a cell ends is seen, also where it is empty. */
function keyOfCells(cells: readonly string[]): string | undefined {
  if (cells.every((cell) => cell === '')) return undefined;
  if (cells.length === 1) return cells[0];
  return cells.map((cell) => (cell === '' ? '%-' : cell.replaceAll('%', '%25').replaceAll(' ', '%20'))).join(' ');
}
