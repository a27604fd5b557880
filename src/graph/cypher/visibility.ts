import type { Filter, Step } from '../query/query.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { allRelationshipTypes, entityWasKnown, inState, wasKnown } from './history.ts';

/** Which facts are there at all: those that held at the time that is asked about, and are not known to be wrong. */

const DEPRECATED = "'DEPRECATED'";

/** Whether a filter asks for statements by their rank; otherwise deprecated ones are left out. */
export function asksForRank(filter: Filter | null): boolean {
  if (filter === null) return false;
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.filters.some(asksForRank);
    case 'not':
      return asksForRank(filter.filter);
    case 'test':
    case 'stated':
      return filter.side === 'relation' && filter.column === 'rank';
    default:
      return false;
  }
}

/** The conditions under which an entity of a type, or of any, is there. */
export function entityIsVisible(cypher: CypherBuilder, type: string, node: string): string[] {
  const conditions = entityWasKnown(cypher, node);
  const { asOf } = cypher.timeTravel;
  const fields = cypher.ontology.beginnings(type);
  if (asOf === null || fields.length === 0) return conditions;
  const begun = (holder: string) => {
    // The first that is stated, also where its start is open.
    const cases = fields.map((field) => `WHEN ${holder}.${field} IS NOT NULL THEN ${holder}.${field}Start`);
    const start = fields.length === 1 ? `${holder}.${fields[0]}Start` : `CASE ${cases.join(' ')} END`;
    return `(${start} IS NULL OR ${start} <= ${cypher.value(asOf)})`;
  };
  return [...conditions, inState(cypher, node, begun)];
}

/** The conditions under which a relation and the entity that it leads to are there. */
export function relationIsVisible(
  cypher: CypherBuilder,
  step: Step,
  relation: string,
  node: string,
  filter: Filter | null,
): string[] {
  const conditions = [
    // Now, they have relationship types of their own; an earlier state has its rank alone.
    ...(cypher.timeTravel.known === null || asksForRank(filter) ? [] : [`${relation}.rank <> ${DEPRECATED}`]),
    ...wasKnown(cypher, relation),
  ];
  const { asOf } = cypher.timeTravel;
  if (asOf !== null) {
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
