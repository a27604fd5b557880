import { typeOfRelationship } from '../encoding/names.ts';
import type { Row, Value } from '../port/graph.ts';
import type { ConnectionPart, EntityPart, Shape, TimelinePart } from '../query/query.ts';
import { POSITION } from './timeline.ts';

/**
 * Decodes the rows of compiled statements. Rows are lists without names, as names in each of a thousand rows would cost
 * more than everything else. Their order: relation, entity, the entity's lists, keys of the order.
 */

/** One row of a list. */
export interface ListRow {
  readonly node: Row;
  /** The requested columns of the relation that leads to the entity. */
  readonly relation?: Row | undefined;
  /** The values of the computed keys of the order. */
  readonly keys?: readonly Value[] | undefined;
}

/** The result of a list: its page, its total, and its sums and groups by alias. */
export interface ListResult {
  readonly page?: readonly ListRow[];
  readonly total?: number;
  /** How many of its rows certainly held. */
  readonly certain?: number;
  readonly [alias: string]: unknown;
}

type Values = readonly Value[];

const PART = Symbol('part');

/**
 * The part of the query that a row belongs to; undefined for a row that was not read from the graph.
 *
 * GraphQL gives a resolver its parent and no way back to the query that read it. The part travels with the row, so that
 * the resolver of a list finds what was read with its parent. A symbol keeps the columns the only names in the row.
 */
export const partOf = (row: Row): EntityPart | undefined => (row as { readonly [PART]?: EntityPart })[PART];

/** Decodes part of a row. Made once for all rows of a list. */
interface Reader<T> {
  /** How many values it reads. */
  readonly width: number;
  read(values: Values, from: number): T;
}

function entityReader(part: EntityPart): Reader<Row> {
  const { columns } = part;
  const lists = Object.entries(part.children).map(([alias, child]) => ({ alias, read: connectionReader(child) }));
  return {
    width: columns.length + lists.length,
    read(values, from) {
      const row: Record<string | symbol, unknown> = { [PART]: part };
      let at = from;
      for (const column of columns) row[column] = values[at++] ?? null;
      for (const { alias, read } of lists) row[alias] = read(values[at++] as Values);
      return row as Row;
    },
  };
}

/** Decodes the columns of a relation. */
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

function connectionReader(part: ConnectionPart): (values: Values) => ListResult {
  const row = part.page ? rowReader(part) : null;
  const aliases = [...Object.keys(part.sums), ...Object.keys(part.groups)];
  return (values) => {
    const result: Record<string, unknown> = {};
    let at = 0;
    if (row) result.page = (values[at++] as unknown as Values[]).map(row);
    if (part.total) result.total = Number(values[at++]);
    if (part.certain) result.certain = Number(values[at++]);
    for (const alias of aliases) result[alias] = values[at++];
    return result;
  };
}

/** Decodes dated facts: the keys of the order, the open bounds, and the relation if the date is a relation's. */
function timelineReader(part: TimelinePart): (values: Values) => ListResult {
  const relation = relationReader(part.relationColumns);
  const fact = (values: Values): ListRow => {
    const [start, end, ...relationColumns] = values.slice(POSITION.length);
    const keys = values.slice(0, POSITION.length);
    const named = Object.fromEntries(POSITION.map((name, i) => [name, keys[i] ?? null]));
    return {
      node: { ...named, start: start ?? null, end: end ?? null },
      relation: named.relation === '' ? undefined : relation.read(relationColumns, 0),
      keys,
    };
  };
  return (values) => {
    const [examined, page, total] = values;
    const read = page ? { page: (page as unknown as Values[]).map(fact) } : {};
    return { examined: Number(examined), total: Number(total), ...read };
  };
}

/** The decoder of the `answer` column of a query's rows (see compile). */
export function rowDecoder(shape: Shape): (answer: Value | undefined) => ListResult {
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
