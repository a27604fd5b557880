import type { EntityFact, RelationFact, Source } from './facts.ts';

/** Which places of documents are the evidence for which part of a fact. */

/** Whether a locator is the key of a row, such as `rcn=223246`: a row states each value that it holds. */
const isRowKey = (locator: string) => locator.includes('=');

const isPassage = ({ locator }: Source) => locator !== null && !isRowKey(locator);

const inherited = new WeakMap<readonly Source[], readonly Source[]>();

/**
 * The sources of a field that has none of its own, from those of its entity. An entity's list of paragraphs does not say
 * which of them states which field, so the field cites the documents as a whole; rows of tables are kept. The same list
 * always gives the same array: a claim that holds this array inherits its sources, and needs no storage of its own.
 */
export function inheritedSources(sources: readonly Source[]): readonly Source[] {
  if (!sources.some(isPassage)) return sources;
  const known = inherited.get(sources);
  if (known) return known;
  const made = new Map<string, Source>();
  for (const source of sources) {
    const { document, at } = source;
    const whole = isPassage(source) ? { document, locator: null, stated: null, ...(at && { at }) } : source;
    made.set(JSON.stringify([document, whole.locator, whole.stated, at]), whole);
  }
  const list = [...made.values()];
  inherited.set(sources, list);
  return list;
}

/** All sources of a fact: its own, and those of its names and of its fields' values. */
export const sourcesOf = (fact: EntityFact | RelationFact): readonly Source[] =>
  'claims' in fact
    ? [
        ...fact.sources,
        ...fact.names.flatMap(({ sources = [] }) => sources),
        ...Object.values(fact.claims).flatMap((claims) => claims.flatMap(({ sources }) => sources)),
      ]
    : fact.sources;
