import type { Filter, Step } from '../query/query.ts';
import { beginningOf, mayHaveBegun } from './beginnings.ts';
import { entityIsCertain, relationIsCertain } from './certainty.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { allRelationshipTypes, entityWasKnown, inState, wasKnown } from './history.ts';

/** Which facts a query sees: those that held at its time and are not deprecated. */

const DEPRECATED = "'DEPRECATED'";

/** Whether a filter tests ranks; otherwise deprecated relations are left out. */
export function asksForRank(filter: Filter | null): boolean {
  if (filter === null) return false;
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.filters.some(asksForRank);
    case 'not':
      return asksForRank(filter.filter);
    case 'test':
    case 'exists':
      return filter.side === 'relation' && filter.column === 'rank';
    default:
      return false;
  }
}

/** The conditions under which an entity of a type, or of any, is visible. */
export function entityIsVisible(cypher: CypherBuilder, type: string, node: string): string[] {
  const conditions = entityWasKnown(cypher, node);
  const { asOf, certainty } = cypher.timeTravel;
  if (asOf === null) return conditions;
  if (certainty === 'CERTAIN') conditions.push(entityIsCertain(cypher, node, asOf));
  if (cypher.ontology.beginnings(type).length > 0) {
    conditions.push(
      inState(cypher, node, (holder) => {
        const start = beginningOf(cypher, type, holder, 'Start');
        return `(${start} IS NULL OR ${start} <= ${cypher.value(asOf)})`;
      }),
    );
  }
  if (cypher.ontology.isBounded(type)) conditions.push(mayHaveBegun(cypher, type, node, asOf));
  return conditions;
}

/** The conditions under which a relation and the entity at its far end are visible. */
export function relationIsVisible(
  cypher: CypherBuilder,
  step: Step,
  relation: string,
  node: string,
  filter: Filter | null,
): string[] {
  const conditions = [
    // Current deprecated relations have types of their own; only earlier states need their rank checked.
    ...(cypher.timeTravel.known === null || asksForRank(filter) ? [] : [`${relation}.rank <> ${DEPRECATED}`]),
    ...wasKnown(cypher, relation),
  ];
  const { asOf, certainty } = cypher.timeTravel;
  if (asOf !== null) {
    if (certainty === 'CERTAIN') conditions.push(relationIsCertain(cypher, relation, asOf));
    const declared = cypher.types(step).flatMap((type) => cypher.ontology.relation(type) ?? []);
    const dated = declared.filter(({ properties }) => properties.period);
    const states = dated.filter(({ lasting }) => lasting === 'state').map(({ type }) => type);
    if (dated.length > 0) {
      conditions.push(`(${relation}.periodStart IS NULL OR ${relation}.periodStart <= ${cypher.value(asOf)})`);
    }
    if (states.length > 0) {
      const ended = `${relation}.periodEnd IS NULL OR ${relation}.periodEnd >= ${cypher.value(asOf)}`;
      const others =
        states.length < dated.length
          ? `NOT type(${relation}) IN ${cypher.value(allRelationshipTypes(states))} OR `
          : '';
      conditions.push(`(${others}${ended})`);
    }
  }
  return [...conditions, ...entityIsVisible(cypher, step.target, node)];
}
