import { allRelationshipTypes, entityWasKnown, inState, wasKnown } from './past.ts';
import type { Filter, Step } from './query.ts';
import type { Writing } from './text.ts';

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
export function entityIsThere(writing: Writing, type: string, node: string): string[] {
  const conditions = entityWasKnown(writing, node);
  const { asOf } = writing.moment;
  const fields = writing.ontology.beginnings(type);
  if (asOf === null || fields.length === 0) return conditions;
  const begun = (holder: string) => {
    // The first that is stated, also where its start is open.
    const cases = fields.map((field) => `WHEN ${holder}.${field} IS NOT NULL THEN ${holder}.${field}Start`);
    const start = fields.length === 1 ? `${holder}.${fields[0]}Start` : `CASE ${cases.join(' ')} END`;
    return `(${start} IS NULL OR ${start} <= ${writing.value(asOf)})`;
  };
  return [...conditions, inState(writing, node, begun)];
}

/** The conditions under which a relation and the entity that it leads to are there. */
export function relationIsThere(
  writing: Writing,
  step: Step,
  relation: string,
  node: string,
  filter: Filter | null,
): string[] {
  const conditions = [
    // Now, they have relationship types of their own; an earlier state has its rank alone.
    ...(writing.moment.known === null || asksForRank(filter) ? [] : [`${relation}.rank <> ${DEPRECATED}`]),
    ...wasKnown(writing, relation),
  ];
  const { asOf } = writing.moment;
  if (asOf !== null) {
    const declared = writing.types(step).flatMap((type) => writing.ontology.relation(type) ?? []);
    const dated = declared.filter(({ properties }) => properties.period);
    const states = dated.filter(({ lasting }) => lasting === 'state').map(({ type }) => type);
    if (dated.length > 0) {
      conditions.push(`(${relation}.periodStart IS NULL OR ${relation}.periodStart <= ${writing.value(asOf)})`);
    }
    if (states.length > 0) {
      const ended = `${relation}.periodEnd IS NULL OR ${relation}.periodEnd >= ${writing.value(asOf)}`;
      const others =
        states.length < dated.length
          ? `NOT type(${relation}) IN ${writing.value(allRelationshipTypes(states))} OR `
          : '';
      conditions.push(`(${others}${ended})`);
    }
  }
  return [...conditions, ...entityIsThere(writing, step.target, node)];
}
