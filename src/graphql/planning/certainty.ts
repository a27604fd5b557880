import { CERTAIN_FROM, CERTAIN_TO } from '../../graph/encoding/names.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { TimeTravel } from '../../graph/query/query.ts';
import type { Edge } from './connection.ts';
import type { OperationReader } from './context.ts';

/** The columns that say from and until when a relation certainly held. An entity has the first one only. */
export const CERTAIN_DAYS = [CERTAIN_FROM, CERTAIN_TO] as const;

const isWithin = (row: Row, day: string) => {
  const [from, to] = CERTAIN_DAYS.map((column) => row[column] ?? null);
  return typeof from === 'string' && from <= day && (typeof to !== 'string' || to >= day);
};

/**
 * Whether the entity certainly existed, and the relation that leads to it certainly held, on the day of the query, by
 * the days that are stored with them. True if the query has no day. The relation is optional.
 */
export const isCertain = ({ relation, node }: Pick<Edge, 'relation' | 'node'>, { asOf }: TimeTravel): boolean =>
  asOf === null || (isWithin(node, asOf) && (relation === null || isWithin(relation.row, asOf)));

const datedEntity = { kind: 'entities', node: { columns: [CERTAIN_FROM, 'id'], children: {} } } as const;

/** Whether entities certainly existed on the day of the query. True if the query has no day. */
export async function existed(ids: readonly string[], { timeTravel, loader }: OperationReader): Promise<boolean> {
  if (timeTravel.asOf === null) return true;
  const found = await Promise.all(ids.map((id) => loader.load(datedEntity, id)));
  return found.every((answer) => {
    const node = answer?.page?.[0]?.node;
    return node !== undefined && isCertain({ node, relation: null }, timeTravel);
  });
}

/** Whether everything in a row of a list certainly was so: its entity, the relation that leads to it, and its other end. */
export function rowIsCertain(edge: Edge, reader: OperationReader): boolean | Promise<boolean> {
  const { relation, near } = edge;
  if (!isCertain(edge, reader.timeTravel)) return false;
  if (relation === null || relation.near === null) return true;
  // The other end was read with the list; otherwise it is read now, once for all rows.
  return near && CERTAIN_FROM in near
    ? isCertain({ node: near, relation: null }, reader.timeTravel)
    : existed([relation.near], reader);
}

/** Whether a relation certainly held on the day of the query. True if the query has no day. */
export const wasCertain = (relation: Row, { asOf }: TimeTravel): boolean => asOf === null || isWithin(relation, asOf);
