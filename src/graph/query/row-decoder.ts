import { POSITION } from '../cypher/timeline.ts';
import type { Row, Value } from '../port/graph.ts';
import { typeOfRelationship } from '../storage/encoding.ts';
import type { ConnectionPart, EntityPart, Shape, TimelinePart } from './query.ts';

/**
 * What a compiled statement gives, read once. Rows come as lists without names, since both sides know the order of their
 * parts and names in each of a thousand rows cost more than all else: relation, entity, lists below it, order keys.
 */

/** One row of a list. */
export interface ListRow {
  readonly node: Row;
  /** The relation by which it was reached, as far as it was asked for. */
  readonly relation?: Row | undefined;
  /** The values of the order's keys that had to be computed. */
  readonly keys?: readonly Value[] | undefined;
}

/** What the graph answers to a list: its page, its total, and sums and groups by their places. */
export interface Answer {
  readonly page?: readonly ListRow[];
  readonly total?: number;
  readonly [place: string]: unknown;
}

type Values = readonly Value[];

const PART = Symbol('part');

/** The part of a question that a row answers; undefined for a row that was not read from the graph. */
export const partOf = (row: Row): EntityPart | undefined => (row as { readonly [PART]?: EntityPart })[PART];

/** Readers are made once for all rows of a list, of which there may be thousands. */
interface Reader<T> {
  readonly width: number;
  read(values: Values, from: number): T;
}

function entityReader(part: EntityPart): Reader<Row> {
  const { columns } = part;
  const lists = Object.entries(part.children).map(([place, child]) => ({ place, read: connectionReader(child) }));
  return {
    width: columns.length + lists.length,
    read(values, from) {
      const row: Record<string | symbol, unknown> = { [PART]: part };
      let at = from;
      for (const column of columns) row[column] = values[at++] ?? null;
      for (const { place, read } of lists) row[place] = read(values[at++] as Values);
      return row as Row;
    },
  };
}

/** Reads a relation by the names of its columns. */
export function relationReader(columns: readonly string[]): Reader<Row> {
  return {
    width: columns.length,
    read(values, from) {
      const row: Record<string, Value> = {};
      let at = from;
      for (const column of columns) row[column] = values[at++] ?? null;
      if (typeof row.type === 'string') row.type = typeOfRelationship(row.type);
      return row;
    },
  };
}

function rowReader({ step, relationColumns, node }: ConnectionPart): (values: Values) => ListRow {
  const entity = entityReader(node);
  const relation = step !== null && relationColumns.length > 0 ? relationReader(relationColumns) : null;
  const keys = (relation?.width ?? 0) + entity.width;
  return (values) => ({
    node: entity.read(values, relation?.width ?? 0),
    relation: relation?.read(values, 0),
    keys: keys < values.length ? values.slice(keys) : undefined,
  });
}

function connectionReader(part: ConnectionPart): (values: Values) => Answer {
  const row = part.page ? rowReader(part) : null;
  const places = [...Object.keys(part.sums), ...Object.keys(part.groups)];
  return (values) => {
    const answer: Record<string, unknown> = {};
    let at = 0;
    if (row) answer.page = (values[at++] as unknown as Values[]).map(row);
    if (part.total) answer.total = Number(values[at++]);
    for (const place of places) answer[place] = values[at++];
    return answer;
  };
}

/** Dated facts: the keys of the order, the bounds as they are, and where it is a relation's date, the relation. */
function timelineReader(part: TimelinePart): (values: Values) => Answer {
  const relation = relationReader(part.relationColumns);
  const fact = (values: Values): ListRow => {
    const [start, end, ...held] = values.slice(POSITION.length);
    const keys = values.slice(0, POSITION.length);
    const told = Object.fromEntries(POSITION.map((name, i) => [name, keys[i] ?? null]));
    return {
      node: { ...told, start: start ?? null, end: end ?? null },
      relation: told.relation === '' ? undefined : relation.read(held, 0),
      keys,
    };
  };
  return (values) => {
    const [looked, page, total] = values;
    const read = page ? { page: (page as unknown as Values[]).map(fact) } : {};
    return { looked: Number(looked), total: Number(total), ...read };
  };
}

/** Reads the answers to a question, each out of the values in its row. */
export function rowDecoder(shape: Shape): (answer: Value | undefined) => Answer {
  if (shape.kind === 'list' || shape.kind === 'relations') {
    const read = connectionReader(shape.part);
    return (answer) => read(answer as Values);
  }
  if (shape.kind === 'timeline') {
    const read = timelineReader(shape.part);
    return (answer) => read(answer as Values);
  }
  const entity = entityReader(shape.kind === 'entities' ? shape.node : { columns: shape.columns, children: {} });
  return (answer) => ({ page: (answer as unknown as Values[]).map((values) => ({ node: entity.read(values, 0) })) });
}
