import type { RelationFact } from '../ontology/facts.ts';
import { compareLocators, looksDerived, MOST_LOCATORS } from '../ontology/mentions.ts';

/** A MENTIONS relation with its locators in order, up to the maximum, and joined in `locator`. */
export function inPlaces(fact: RelationFact): RelationFact {
  const sources = [...fact.sources]
    .sort((a, b) => compareLocators(a.locator ?? '', b.locator ?? ''))
    .slice(0, MOST_LOCATORS);
  const places = sources.flatMap(({ locator }) => locator ?? []);
  return { ...fact, sources, values: places.length > 0 ? { locator: places.join(', ') } : {} };
}

/**
 * Merges two MENTIONS relations, at least one of which is derived from sources. A stated one stays unchanged; two derived
 * ones combine their locators.
 */
export function mergeMentions(held: RelationFact, fact: RelationFact): RelationFact {
  if (!looksDerived(held)) return held;
  if (!looksDerived(fact)) return fact;
  const known = new Set(held.sources.map(({ locator }) => locator));
  const last = held.sources.length >= MOST_LOCATORS ? held.sources.at(-1)?.locator : null;
  const added = fact.sources.filter(
    ({ locator }) => locator !== null && !known.has(locator) && !(last && compareLocators(locator, last) > 0),
  );
  if (added.length === 0) return held;
  return inPlaces({ ...held, sources: [...held.sources.filter(({ locator }) => locator !== null), ...added] });
}
