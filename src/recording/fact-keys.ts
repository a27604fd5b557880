import type { Claim, EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { inheritedSources } from '../ontology/sources.ts';
import { documentsOf } from './merge.ts';

/** The key of some documents' statement about an entity or a relation: its id and theirs. */
export const keyOf = (fact: EntityFact | RelationFact): string => `${fact.id}|${documentKey(fact)}`;

function documentKey(fact: EntityFact | RelationFact): string {
  const [only, ...others] = fact.sources;
  const alone =
    only &&
    others.length === 0 &&
    (!('claims' in fact) ||
      (Object.values(fact.claims).every(isOwn, fact) && fact.names.every((name) => name.sources === undefined)));
  return alone ? only.document : [...documentsOf(fact)].sort().join(' ');
}

/** Whether a field has one value, from the sources of the entity itself. */
function isOwn(this: EntityFact, claims: readonly Claim[]): boolean {
  return claims.length === 1 && claims[0]?.sources === inheritedSources(this.sources);
}

const textOf = (sources: readonly Source[]) => {
  const [only, ...others] = sources;
  return only && others.length === 0 && only.at === undefined
    ? `${only.document}|${only.locator}|${only.stated}`
    : JSON.stringify(sources);
};

/** Everything that a fact states, with its sources: equal facts have equal texts. */
export const contentOf = (fact: EntityFact | RelationFact): string =>
  'claims' in fact
    ? `${textOf(fact.sources)}|${JSON.stringify([
        fact.names,
        fact.summary,
        fact.sameAs,
        Object.entries(fact.claims).map(([name, claims]) => [
          name,
          claims.map(({ value, rank, sources }) => [
            value,
            rank,
            sources === inheritedSources(fact.sources) ? null : sources,
          ]),
        ]),
        ...(fact.statedBy || fact.statedClaims ? [fact.statedBy, fact.statedClaims] : []),
      ])}`
    : `${textOf(fact.sources)}|${fact.mentionsEnds}|${JSON.stringify([
        fact.values,
        fact.rank,
        fact.valuesByDocument,
        fact.ranksByDocument,
      ])}`;

/** What one document states about a relation, regardless of the locator. */
export const valuesTextOf = (fact: RelationFact, document: string): string =>
  JSON.stringify([fact.valuesByDocument?.[document] ?? fact.values, fact.ranksByDocument?.[document] ?? fact.rank]);
