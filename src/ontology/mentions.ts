import type { RelationFact } from './facts.ts';

/** Rules for MENTIONS relations, which derive from the sources of facts. Imports and exports share them. */

/** The relation type that leads from a document to the entities it mentions. */
export const MENTIONS = 'MENTIONS';

/** The maximum number of locators that a MENTIONS relation lists. Only the first ones are listed: a document with more mentions the entity throughout. */
export const MOST_LOCATORS = 100;

/** The number in "paragraph 7", so that 10 comes after 9; 0 if there is none. */
export const firstNumber = (locator: string) => Number(/\d+/.exec(locator)?.[0] ?? 0);

/** Orders locators within a document, whatever order they came in. */
export const compareLocators = (a: string, b: string): number =>
  firstNumber(a) - firstNumber(b) || (a < b ? -1 : a > b ? 1 : 0);

/** Whether a relation has the form of a derived mention. */
export function looksDerived({ id, type, from, to, values, rank, sources }: RelationFact): boolean {
  if (type !== MENTIONS || rank !== 'NORMAL' || id !== `${from}/${MENTIONS}/${to}`) return false;
  if (!sources.every(({ document, stated, at }) => document === from && stated === null && at === undefined))
    return false;
  const { locator, ...others } = values;
  if (Object.keys(others).length > 0) return false;
  const locators = sources.flatMap((source) => source.locator ?? []);
  if (locator === undefined) return locators.length === 0 && sources.length === 1;
  return (
    locators.length === sources.length &&
    locators.join(', ') === locator &&
    locators.every((each, i) => i === 0 || compareLocators(locators[i - 1] as string, each) < 0)
  );
}
