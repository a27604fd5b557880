import type { Row, Value } from './graph.ts';
import type { ConnectionPart, EntityPart, Shape } from './query.ts';

/**
 * What a compiled statement gives, read once. Rows come as lists without names, since both sides know the order of their
 * parts and names in each of a thousand rows cost more than all else: relation, entity, lists below it, order keys.
 */

/** One row of a list. */
export interface ListRow {
  readonly node: Row;
  /** The relation by which it was reached, as far as it was asked for. */
  readonly relation?: Row;
  /** The values of the order's keys that had to be computed. */
  readonly keys?: readonly Value[];
}

/** What the graph answers to a list: its page, its total, and sums and groups by their places. */
export interface Answer {
  readonly page?: readonly ListRow[];
  readonly total?: number;
  readonly [place: string]: unknown;
}

type Values = readonly Value[];

function readEntity({ columns, children }: EntityPart, values: Values, from: number): [Row, number] {
  const row: Record<string, Value> = {};
  let at = from;
  for (const column of columns) row[column] = values[at++] ?? null;
  for (const [place, part] of Object.entries(children)) {
    row[place] = readConnection(part, values[at++] as Values) as unknown as Value;
  }
  return [row, at];
}

function readRow(part: ConnectionPart, values: Values): ListRow {
  const { relationColumns } = part;
  const known = part.step !== null && relationColumns.length > 0;
  let at = 0;
  const relation: Record<string, Value> = {};
  if (known) for (const column of relationColumns) relation[column] = values[at++] ?? null;
  const [node, next] = readEntity(part.node, values, at);
  return { node, ...(known ? { relation } : {}), ...(next < values.length ? { keys: values.slice(next) } : {}) };
}

function readConnection(part: ConnectionPart, values: Values): Answer {
  const answer: Record<string, unknown> = {};
  let at = 0;
  if (part.page) answer.page = (values[at++] as unknown as Values[]).map((row) => readRow(part, row));
  if (part.total) answer.total = Number(values[at++]);
  for (const place of [...Object.keys(part.sums), ...Object.keys(part.groups)]) answer[place] = values[at++];
  return answer;
}

/** The answer to a question out of the values in its row. */
export function readAnswer(shape: Shape, answer: Value | undefined): Answer {
  const values = answer as Values;
  if (shape.kind === 'list' || shape.kind === 'relations') return readConnection(shape.part, values);
  const part = shape.kind === 'entities' ? shape.node : { columns: shape.columns, children: {} };
  return { page: (values as unknown as Values[]).map((row) => ({ node: readEntity(part, row, 0)[0] })) };
}
