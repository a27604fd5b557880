import { CERTAIN_FROM, CERTAIN_TO } from '../../graph/encoding/names.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { TimeTravel } from '../../graph/query/query.ts';
import type { Edge } from './connection.ts';

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

/** Whether a relation certainly held on the day of the query. True if the query has no day. */
export const wasCertain = (relation: Row, { asOf }: TimeTravel): boolean => asOf === null || isWithin(relation, asOf);
