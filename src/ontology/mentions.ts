/** Rules for MENTIONS relations, which derive from the sources of facts. Imports and exports share them. */

/** The relation type that leads from a document to the entities it mentions. */
export const MENTIONS = 'MENTIONS';

/** The most locators that one MENTIONS relation lists; a document with more mentions the entity throughout. */
export const MOST_LOCATORS = 100;

/** The number in "paragraph 7", so that 10 comes after 9. */
const number = (locator: string) => Number(/\d+/.exec(locator)?.[0] ?? 0);

/** Orders locators within a document, whatever order they came in. */
export const compareLocators = (a: string, b: string): number => number(a) - number(b) || (a < b ? -1 : a > b ? 1 : 0);
