import { dirname } from 'node:path';
import type { Fields } from '../../ontology/declaration.ts';
import type { Claim, EntityFact, FieldValue, RelationFact, Source } from '../../ontology/facts.ts';
import { idPrefix, type Ontology, relationBase, relationId } from '../../ontology/ontology.ts';
import { parsePeriod } from '../../ontology/period.ts';
import { distinctNames } from '../../recording/entity-records.ts';
import { isTooLong } from '../facts/name-parts.ts';
import type { Input } from '../files/input.ts';
import { hasNA, type MissingMarks, marksOf } from '../files/missing-marks.ts';
import { isProblem, records, type Shape, shapeOf } from '../files/records.ts';
import { badInput, RefusedInput } from '../files/refused.ts';
import {
  name as asName,
  type DataSet,
  type EntityStatement,
  type FactMaker,
  type Format,
  type Locator,
  type Table,
} from '../formats/format.ts';
import { Row, SIMPLE_CELL } from '../formats/row.ts';
import type { ReadProgress, RowFacts } from '../row-facts.ts';
import { nearest } from '../schema/nearest.ts';

/** A file, and the table of the format that it holds. */
export interface Assigned {
  readonly input: Input;
  readonly shape: Shape;
  readonly table: Table;
  /** The id of its document. */
  readonly document: string;
  /** The data set, if the format has several. */
  readonly dataSet?: DataSet | undefined;
}

/** What the user says about the files. */
export interface About {
  /** The id of the document, instead of the format's own. */
  readonly source?: string | undefined;
  /** When the data was published, in EDTF. */
  readonly published?: string | undefined;
}

const required = (table: Table) =>
  Object.keys(table.columns).flatMap((column) => (column.endsWith('!') ? [column.slice(0, -1)] : []));
const columnName = (column: string) => column.replace(/!$/, '');

const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '') || 'file';

function tableOf(format: Format, input: Input, shape: Shape): Table {
  const fits = (table: Table) =>
    shape.kind === 'xml'
      ? shape.header.includes(table.root ?? table.element ?? '')
      : table.element === undefined && required(table).every((column) => shape.header.includes(column));
  const common = (table: Table) =>
    Object.keys(table.columns).filter((column) => shape.header.includes(columnName(column))).length;
  const found = format.tables.filter(fits).sort((a, b) => common(b) - common(a))[0];
  if (found) return found;
  const wanted = format.tables.map((table) =>
    table.element
      ? `${table.name}: XML of <${table.root ?? table.element}>`
      : `${table.name}: ${required(table).join(', ')}`,
  );
  const [only] = format.tables.length === 1 ? format.tables : [];
  if (only && !only.element && shape.kind !== 'xml') {
    const missing = required(only).filter((column) => !shape.header.includes(column));
    const wanted = missing.map((column) => {
      const meant = nearest(column, shape.header);
      return `${column}${meant ? ` (did you mean ${meant}?)` : ''}`;
    });
    throw badInput(
      `${input.name}: expected a table with all columns that are read; got none called ${wanted.join(', ')}. Its columns: ${shape.header.join(', ')}.`,
    );
  }
  throw badInput(
    `${input.name}: expected a table of ${format.name}, known by its columns (${wanted.join('; ')}); got ${shape.header.slice(0, 12).join(', ') || 'none'}${shape.header.length > 12 ? ', …' : ''}. Name another format, or only the files that are of this one.`,
  );
}

type Found = Pick<Assigned, 'input' | 'shape' | 'table'>;

/** Finds the data set of each file: from its cells, from those of other files in its zip or folder, or from its name. */
async function dataSetsOf(format: Format, files: readonly Found[]): Promise<(file: Found) => DataSet | undefined> {
  const { dataSets = [] } = format;
  const folderOf = ({ input }: Found) => (input.name.includes('#') ? input.name.split('#')[0] : dirname(input.name));
  const byCells = new Map<Found, DataSet>();
  const byFolder = new Map<string | undefined, DataSet>();
  for (const file of dataSets.length > 0 ? files : []) {
    for await (const record of records(file.input, file.shape, undefined, undefined, file.table.element)) {
      if (isProblem(record)) continue;
      const detected = dataSets.find(({ cells }) =>
        Object.entries(cells).some(([column, form]) => form.test(cell(record.values[column]))),
      );
      if (detected) {
        byCells.set(file, detected);
        byFolder.set(folderOf(file), detected);
      }
      break;
    }
  }
  return (file) =>
    byCells.get(file) ?? byFolder.get(folderOf(file)) ?? dataSets.find(({ named }) => named.test(file.input.name));
}

/**
 * Finds which table of the format each file holds, and puts the files in the order in which they are read. Other
 * members of a zip that was named as a whole are skipped, after a call of `onSkipped`.
 *
 * @throws RefusedInput for a file that holds no table of the format
 */
export async function assign(
  format: Format,
  inputs: readonly Input[],
  about: About,
  ontology: Ontology,
  onSkipped: (file: string) => void = () => {},
): Promise<readonly Assigned[]> {
  const root = about.source ?? `document:${format.source.id}`;
  if (ontology.typeOfId(root)?.name !== 'Document') {
    throw badInput(`--source: expected the id of a document, such as document:${format.source.id}; got ${root}.`);
  }
  const found: Found[] = [];
  let refused: unknown;
  for (const input of inputs) {
    let [shape, table]: [Shape?, Table?] = [];
    try {
      shape = await shapeOf(input);
      table = tableOf(format, input, shape);
    } catch (error) {
      if (!input.among || !(error instanceof RefusedInput)) throw error;
      refused ??= error;
      onSkipped(input.name);
      continue;
    }
    found.push({ input, shape, table });
  }
  if (found.length === 0 && refused) throw refused;
  // Files of a named document count as one data set.
  const dataSetOf = about.source === undefined ? await dataSetsOf(format, found) : () => undefined;
  const assigned = found.map((file): Assigned => {
    const { input, table } = file;
    const dataSet = dataSetOf(file);
    const parts = [
      root,
      ...(dataSet?.id ? [dataSet.id] : []),
      ...(format.tables.length > 1 ? [table.name] : []),
      ...(table.perFile ? [slugOf(input.base)] : []),
    ];
    return { ...file, dataSet, document: parts.join('-') };
  });
  const order = (a: Assigned) => (a.table.kept ? 0 : format.tables.length) + format.tables.indexOf(a.table);
  return assigned.sort((a, b) => order(a) - order(b));
}

/** The documents of the files, which all their facts cite, and the publisher. */
export function documentsOf(format: Format, assigned: readonly Assigned[], about: About): RowFacts {
  const { publisher, licence, url, language, title } = format.source;
  const entities: EntityFact[] = [];
  const relations: RelationFact[] = [];
  for (const document of new Set(assigned.map((a) => a.document))) {
    const files = assigned.filter((a) => a.document === document);
    const [first] = files;
    if (!first) continue;
    const sources: Source[] = [{ document, locator: null, stated: null }];
    const whose = first.dataSet?.title ?? title;
    const alone = format.tables.length === 1 ? whose : `${whose}: ${first.table.title}`;
    const named = first.table.perFile ? `${alone} (${first.input.base})` : alone;
    entities.push(
      fact(document, 'Document', sources, {
        names: [asName(named, 'en')],
        kind: 'DATASET',
        licence,
        url,
        language,
        published: about.published === undefined ? undefined : parsePeriod(about.published),
        checksum: files.map(({ input }) => `sha256:${input.checksum}`).join(' '),
      }),
      fact(publisher.id, 'Institution', sources, { names: [asName(publisher.name, 'en')] }),
    );
    relations.push(relation('PUBLISHED', publisher.id, document, sources, {}));
  }
  return { file: '', line: 0, entities, relations, problems: [], notes: [] };
}

/** Claims share the array of the entity's own sources: encoding recognizes by it that they need no node of their own. */
function fact(
  id: string,
  type: string,
  sources: readonly Source[],
  { names, summary, sameAs, ...fields }: EntityStatement,
): EntityFact {
  const claims: { [field: string]: readonly Claim[] } = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) claims[field] = [{ value: value as FieldValue, rank: 'NORMAL', sources }];
  }
  return { id, type, names, summary: summary ?? null, sameAs: sameAs ?? [], sources, claims };
}

function relation(
  type: string,
  from: string,
  to: string,
  sources: readonly Source[],
  values: Readonly<{ [property: string]: FieldValue | undefined }>,
  key?: string,
): RelationFact {
  const given = Object.entries(values).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined);
  return {
    id: relationId(from, type, to, key),
    type,
    from,
    to,
    values: Object.fromEntries(given),
    rank: 'NORMAL',
    sources,
  };
}

/**
 * Reports numbers that are not whole: `integer` is the only kind of field whose value is a bare number.
 *
 * @throws Error when a format states a field that the type does not have
 */
function checkValues(row: Row, type: string, declared: Fields, values: Readonly<{ [field: string]: unknown }>): void {
  for (const [field, value] of Object.entries(values)) {
    if (!Object.hasOwn(declared, field)) throw new Error(`${field} is not a field of ${type} in the ontology`);
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      row.problem(null, `a whole number for ${field}`, value);
  }
}

const cell = (value: unknown) =>
  typeof value === 'string' && SIMPLE_CELL.test(value)
    ? value
    : String(value ?? '')
        .replace(/\s+/g, ' ')
        .trim();

/** The locator of a row: columns with their values, which stay the same in the next release. */
function locatorOf(row: Row, by: Locator): string | null {
  const cells = Array.isArray(by)
    ? by.map((column: string) => [column, cell(row.values[column])] as const)
    : Object.entries(by as Readonly<{ [column: string]: string }>);
  // A cut may split a character, and nothing has checked a column that is read only for this.
  const shown = (value: unknown) => {
    const text = cell(value)
      .slice(0, 200)
      .replace(/[\ud800-\udbff]$/, '')
      .trimEnd();
    return SIMPLE_CELL.test(text) ? text : text.toWellFormed().replaceAll('\0', '\ufffd');
  };
  return cells.map(([column, text]) => `${column}=${shown(text)}`).join(' ') || null;
}

/** Reads files row by row. Only tables that rows look others up in are kept in memory. */
export async function* readRows(
  assigned: readonly Assigned[],
  ontology: Ontology,
  progress: ReadProgress,
): AsyncGenerator<RowFacts> {
  const kept = new Map<string, Map<string, Row[]>>();
  const propertiesOf = new Map(ontology.relations.map((r) => [r.type, { ...relationBase, ...r.properties }]));
  let before = 0;
  for (const { input, shape, table, document } of assigned) {
    let marks: MissingMarks | undefined;
    const look = kept.get(table.name) ?? new Map<string, Row[]>();
    if (table.kept) kept.set(table.name, look);
    const read = (bytes: number) => progress.read(before + bytes);
    for await (const record of records(input, shape, read, (text) => progress.note(input.name, text), table.element)) {
      if (isProblem(record)) {
        const { line } = record;
        yield { file: input.name, line, entities: [], relations: [], problems: [record], notes: [], unread: document };
        continue;
      }
      if (!marks && hasNA(record))
        marks = await marksOf(records(input, shape, undefined, undefined, table.element), table.texts);
      const row = new Row(input.name, record, (column) => marks?.isNamibia(column) ?? true);
      const entities: EntityFact[] = [];
      const relations: RelationFact[] = [];
      const sources: Source[] = [{ document, locator: locatorOf(row, table.key), stated: null }];
      const placed = (by: Locator | undefined): readonly Source[] =>
        by ? [{ document, locator: locatorOf(row, by), stated: null }] : sources;
      const typeOf = (id: string) => {
        const type = ontology.typeOfId(id);
        if (!type) row.problem(null, `a value for an id, of at most 200 letters`, id);
        return type;
      };
      const make: FactMaker = {
        entity(id, stated, by) {
          const type = typeOf(id);
          const { names, summary, sameAs, ...values } = stated;
          if (type) checkValues(row, type.name, type.fields, values);
          for (const { text } of names)
            if (isTooLong(text)) row.problem(null, 'a name of at most 2,000 letters, which an index can hold', text);
          // A table may have one name in two columns.
          if (type) entities.push(fact(id, type.name, placed(by), { ...stated, names: distinctNames(names) }));
          return id;
        },
        relation(type, from, to, values = {}, key = undefined, by = undefined) {
          const declared = ontology.relation(type);
          if (!declared) throw new Error(`${table.name}: ${type} is not a relation type of the ontology`);
          const joins = (end: { from: string; to: string }) =>
            [end.from, end.to].every(
              (entity, side) => entity === 'Entity' || (side === 0 ? from : to).startsWith(`${idPrefix(entity)}:`),
            );
          if (from === to) row.problem(null, `${type} between two entities`, from);
          else if (!declared.ends.some(joins))
            row.problem(
              null,
              `ends of ${type}: ${declared.ends.map((e) => `${e.from} to ${e.to}`).join(' or ')}`,
              `${from} to ${to}`,
            );
          else if (typeOf(from) && typeOf(to)) {
            checkValues(row, type, propertiesOf.get(type) ?? {}, values);
            relations.push(relation(type, from, to, placed(by), values, key));
          }
        },
        lookup: (name, key) => kept.get(name)?.get(key)?.at(-1),
        lookupAll: (name, key) => kept.get(name)?.get(key) ?? [],
      };
      table.facts(row, make);
      if (table.kept && !row.isRefused) {
        const key = table.keptAs ? table.keptAs(row) : table.key.map((column) => cell(row.values[column])).join(' ');
        const alike = key === undefined ? undefined : look.get(key);
        if (alike) alike.push(row);
        else if (key !== undefined) look.set(key, [row]);
      }
      const { problems, notes } = row;
      yield row.isRefused
        ? {
            file: input.name,
            line: row.line,
            entities: [],
            relations: [],
            refused: [...entities, ...relations],
            problems,
            notes: [],
          }
        : { file: input.name, line: row.line, entities, relations, problems, notes };
    }
    before += input.size;
    progress.read(before);
  }
}
