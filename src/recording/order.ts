import type { Name, NameKind, Rank, Source } from '../ontology/facts.ts';
import { compareLocators } from '../ontology/mentions.ts';

/** The fixed orders that make the graph independent of the order in which facts arrive. */

/** Orders texts by UTF-16 code unit. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const RANKS: readonly Rank[] = ['PREFERRED', 'NORMAL', 'DEPRECATED'];
/** Orders ranks, the best first. */
export const byRank = (a: Rank, b: Rank): number => RANKS.indexOf(a) - RANKS.indexOf(b);

/** Orders sources by document, then by locator. */
export const bySource = (a: Source, b: Source): number =>
  byText(a.document, b.document) ||
  compareLocators(a.locator ?? '', b.locator ?? '') ||
  byText(a.stated ?? '', b.stated ?? '') ||
  byText(a.at ?? '', b.at ?? '');

const KINDS: readonly NameKind[] = ['OFFICIAL', 'SHORT', 'ALIAS', 'ACRONYM'];
/** Orders kinds of names, official ones first. */
export const byKind = (a: NameKind, b: NameKind): number => KINDS.indexOf(a) - KINDS.indexOf(b);

/** Names without a known language come last, and codes that stand in for a name after them. */
const UNKNOWN = ['und', 'zxx'];
export const byLanguage = (a: string, b: string): number => UNKNOWN.indexOf(a) - UNKNOWN.indexOf(b) || byText(a, b);

/** Orders names. */
export const byName = (a: Name, b: Name): number =>
  byKind(a.kind, b.kind) || byLanguage(a.language, b.language) || byText(a.text, b.text);

/** JSON whose keys are sorted, so that equal values give equal text. */
export const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => byText(a, b)))
      : part,
  );

/** Items in order, each once. */
export function sortedOnce<T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const sorted = [...items].sort(compare);
  return sorted.filter((item, at) => at === 0 || compare(sorted[at - 1] as T, item) !== 0);
}

/** Distinct items, in their present order. */
export function distinct<T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  if (items.length < 2) return items;
  if (items.every((item, at) => at === 0 || compare(items[at - 1] as T, item) < 0)) return items;
  const once = items.filter((item, at) => items.findIndex((other) => compare(item, other) === 0) === at);
  return once.length === items.length ? items : once;
}

/**
 * Joins two lists: unchanged if both are equal or one is empty, otherwise sorted. So a list keeps its original order as
 * long as no other document orders it differently, and joining is commutative, associative and idempotent.
 */
export function joined<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const isSame = a.length === b.length && a.every((item, at) => compare(item, b[at] as T) === 0);
  return isSame ? a : sortedOnce([...a, ...b], compare);
}
