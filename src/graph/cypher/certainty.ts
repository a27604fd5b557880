import { CERTAIN_FROM, CERTAIN_TO } from '../encoding/names.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { inState } from './history.ts';

/** Conditions about what certainly held on the day of the query. Recording computes the days (storage/certain-days.ts). */

/** Whether the entity whose properties `holder` has certainly existed. */
const existed = (holder: string, day: string) => `${holder}.${CERTAIN_FROM} <= ${day}`;

/** The condition that an entity certainly existed. */
export const entityIsCertain = (cypher: CypherBuilder, node: string, day: string): string =>
  inState(cypher, node, (holder) => existed(holder, cypher.value(day)));

/** The condition that a relation certainly held. */
export function relationIsCertain(cypher: CypherBuilder, relation: string, day: string): string {
  const on = cypher.value(day);
  return `${relation}.${CERTAIN_FROM} <= ${on} AND (${relation}.${CERTAIN_TO} IS NULL OR ${relation}.${CERTAIN_TO} >= ${on})`;
}

/**
 * The condition that a row certainly held: its entity and, if a relation leads to it, that with its other end. True without
 * a day.
 */
export function rowIsCertain(
  cypher: CypherBuilder,
  { state, relation, near }: { readonly state: string; readonly relation: string | null; readonly near: string | null },
): string {
  const { asOf } = cypher.timeTravel;
  if (asOf === null) return 'true';
  const parts = [
    ...(relation === null ? [] : [relationIsCertain(cypher, relation, asOf)]),
    ...(near === null ? [] : [entityIsCertain(cypher, near, asOf)]),
    existed(state, cypher.value(asOf)),
  ];
  return `coalesce(${parts.join(' AND ')}, false)`;
}
