import type { Name } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { badInput } from '../files/refused.ts';
import { type EntityStatement, type FactMaker, type Format, id, type Locator, type Table } from '../formats/format.ts';
import { type Notation, Row } from '../formats/row.ts';
import { type DataFile, type Problem, readDataFile, rootOf } from '../schema/data-file.ts';
import { Check, isMapping as isObject } from '../schema/schema.ts';
import { type Column, columnsIn, type FieldMapping } from './field-mapping.ts';
import { fieldReader, type Reader } from './field-reader.ts';
import {
  type EntityMapping,
  fillIn,
  type IdMapping,
  type MappingFile,
  mappingFile,
  type NameMapping,
} from './mapping-file.ts';

/** The result of checking a mapping. */
export interface CheckedMapping {
  /** A format of one table that requires all columns of the mapping; undefined if there is a problem. */
  readonly format: Format | undefined;
  readonly problems: readonly Problem[];
}

/** Whether a data file is a mapping and not a file of facts. */
export const isMapping = ({ content }: DataFile): boolean => isObject(content) && Object.hasOwn(content, 'mapping');

/**
 * Reads a mapping as the format that it makes. Throws RefusedInput with all that is wrong in it.
 *
 * @example
 * const format = readMapping('meetings.yaml', readFileSync('meetings.yaml', 'utf8'), createOntology());
 */
export function readMapping(file: string, text: string, ontology: Ontology): Format {
  const { format, problems } = checkMapping(readDataFile(file, text), ontology);
  if (format) return { ...format, madeOf: text };
  const lines = problems.map((p) => `${p.file}:${p.line}: expected ${p.expected}; got ${p.got}`);
  throw badInput(`expected a mapping without problems; got\n${lines.join('\n')}`);
}

/** Checks a mapping file against the ontology. Returns all of its problems, or the format that it makes. */
export function checkMapping(data: DataFile, ontology: Ontology): CheckedMapping {
  const check = new Check(data);
  const mapping =
    data.problems.length > 0 ? undefined : mappingFile(ontology).read(data.content, rootOf(data, 'a mapping'), check);
  return { format: mapping && check.problems.length === 0 ? formatOf(mapping) : undefined, problems: check.inOrder() };
}

function formatOf(mapping: MappingFile): Format {
  const { id: document, title, publisher, ...about } = mapping.source;
  const { licence, url, language } = about;
  const source = {
    id: document.slice(document.indexOf(':') + 1),
    title,
    publisher,
    ...(licence !== undefined && { licence }),
    ...(url !== undefined && { url }),
    ...(language !== undefined && { language }),
  };
  return { name: 'csv', description: title, source, tables: [tableOf(mapping)] };
}

function tableOf(mapping: MappingFile): Table {
  const notation: Notation = { order: mapping.dates, decimals: mapping.decimals, currency: mapping.currency };
  const names = (columns: readonly Column[]) => columns.map(({ name }) => name);
  const required = names(mapping.required);
  const meanings = new Map<string, string[]>();
  for (const { name, meaning } of columnsIn(mapping)) meanings.set(name, [...(meanings.get(name) ?? []), meaning]);
  const entities = [...mapping.entities].map(([alias, each]) => [alias, entityMaker(alias, each, notation)] as const);
  const relations = mapping.relations.map((relation) => ({
    ...relation,
    key: names(relation.key),
    properties: fieldReaders(relation.properties ?? {}, notation),
  }));
  return {
    name: 'rows',
    title: 'rows',
    key: names(mapping.key),
    // The table must have all columns that the mapping names.
    columns: Object.fromEntries([...meanings].map(([name, all]) => [`${name}!`, all.join('; ')])),
    facts(row, make) {
      for (const column of required) row.required(column);
      const ids = new Map(entities.map(([alias, statedBy]) => [alias, statedBy(row, make)]));
      for (const { type, from, to, key, properties } of relations) {
        const pairs = (ids.get(from) ?? []).flatMap((a) => (ids.get(to) ?? []).map((b) => [a, b] as const));
        if (pairs.length === 0) continue;
        const values = Object.fromEntries(properties.map(([name, read]) => [name, read(row)]));
        const own = keyOfCells(key.map((column) => row.text(column) ?? ''));
        for (const [a, b] of pairs) make.relation(type, a, b, values, own);
      }
    },
  };
}

const fieldReaders = (fields: Readonly<Record<string, FieldMapping>>, notation: Notation) =>
  Object.entries(fields).map(([name, mapping]) => [name, fieldReader(mapping, notation)] as const);

/** States an entity of a row and returns its id, or the ids of several if a cell is split. */
type EntityMaker = (row: Row, make: FactMaker) => readonly string[];

function entityMaker(alias: string, mapping: EntityMapping, notation: Notation): EntityMaker {
  const { type, id: mappedId, split, summary, sameAs } = mapping;
  const columns = 'columns' in mappedId ? mappedId.columns.map(({ name }) => name) : [];
  const names = mapping.names?.map(nameReader);
  const fields = fieldReaders(mapping.fields ?? {}, notation);
  const one = (row: Row, make: FactMaker, locator: Locator): readonly string[] => {
    const cells = columns.map((column) => row.text(column));
    if (columns.length > 0 && cells.every((cell) => cell === undefined)) return [];
    const present = columns.filter((column) => row.required(column, `a part of the id of ${alias}`));
    const isWhole = present.length === columns.length;
    const whole = idOfCells(type, mappedId, cells.map(String));
    if (!names) return isWhole ? [whole] : [];
    const read = names.flatMap((name) => name(row) ?? []);
    if (read.length === 0 && isWhole)
      row.problem(null, `a name of ${alias} in the columns that the mapping names for it`);
    const stated: { -readonly [field in keyof EntityStatement]: EntityStatement[field] } & { names: readonly Name[] } =
      {
        names: read,
        summary: summary && row.folded(summary.name),
        sameAs: sameAs ? [row.uri(sameAs.name) ?? []].flat() : [],
      };
    for (const [name, field] of fields) stated[name] = field(row);
    return isWhole && read.length > 0 ? [make.entity(whole, stated, locator)] : [];
  };
  if (!split) return (row, make) => one(row, make, columns);
  const { separator } = split;
  const { name: column } = split.column;
  return (row, make) => {
    // The raw text, because the separator can be a line break.
    const text = row.text(column) === undefined ? '' : String(row.values[column]);
    const cells = new Set(text.split(separator).map((part) => part.trim()));
    if (cells.size > 1) row.note(`${column}: cell with several values, split at ${JSON.stringify(separator)}`);
    return [...cells].flatMap((cell) => {
      const part = new Row(row.file, { line: row.line, values: { ...row.values, [column]: cell } }, row.isNamibia);
      const ids = one(part, make, { [column]: cell });
      for (const problem of part.problems) row.problem(problem.column, problem.expected, problem.value, problem.costs);
      for (const note of part.notes) row.note(note);
      return ids;
    });
  };
}

function idOfCells(type: string, mapped: IdMapping, cells: readonly string[]): string {
  if ('fixed' in mapped) return mapped.fixed;
  const known = mapped.known.get(cells.join(' '));
  if (known !== undefined) return known;
  // A space separates cells, so a space in a cell before the last becomes a line break.
  const parted = [...cells.slice(0, -1).map((cell) => cell.replaceAll(' ', '\n')), cells.at(-1)];
  return id(type, mapped.scheme, parted.join(' '));
}

function nameReader({ column, text = '', parts, language, kind }: NameMapping): Reader<Name> {
  return (row) => {
    if (column) {
      const cell = row.folded(column.name);
      return cell === undefined ? undefined : { text: cell, language, kind };
    }
    const cells = new Map(parts.map(({ name }) => [name, row.text(name)]));
    // A name with an empty part is worse than no name.
    if ([...cells.values()].includes(undefined)) return undefined;
    return { text: fillIn(text, (part) => cells.get(part) ?? ''), language, kind };
  };
}

/** Makes the key of a relation from some cells. Different cells give different keys, also if some are empty. */
function keyOfCells(cells: readonly string[]): string | undefined {
  if (cells.every((cell) => cell === '')) return undefined;
  if (cells.length === 1) return cells[0];
  return cells.map((cell) => (cell === '' ? '%-' : cell.replaceAll('%', '%25').replaceAll(' ', '%20'))).join(' ');
}
