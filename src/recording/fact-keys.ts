import type { Claim, EntityFact, RelationFact } from '../ontology/facts.ts';
import { documentsOf } from './merge.ts';

/** An entity or a relation as some documents tell of it. */
export function keyOf(fact: EntityFact | RelationFact): string {
  const [only, ...others] = fact.sources;
  const alone = only && others.length === 0 && (!('claims' in fact) || Object.values(fact.claims).every(isOwn, fact));
  return `${fact.id}|${alone ? only.document : [...documentsOf(fact)].sort().join(' ')}`;
}

/** Whether a field has one value, from the sources of the entity itself. */
function isOwn(this: EntityFact, claims: readonly Claim[]): boolean {
  return claims.length === 1 && claims[0]?.sources === this.sources;
}

/** What is stated, wherever it stands. */
export const contentOf = (fact: EntityFact | RelationFact): string =>
  JSON.stringify(
    'claims' in fact
      ? [
          fact.names,
          fact.summary,
          fact.sameAs,
          Object.entries(fact.claims).map(([name, claims]) => [
            name,
            claims.map(({ value, rank, sources }) => [value, rank, sources === fact.sources ? null : sources]),
          ]),
        ]
      : [fact.values, fact.rank, fact.valuesByDocument],
  );
