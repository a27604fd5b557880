/** What documents tell of is made from what facts cite; these are the rules that reading in and writing out share. */

/** The type of relation that says it. */
export const MENTIONS = 'MENTIONS';

/** Places in a document that one relation from it names; what is told of in more is told of throughout. */
export const MOST_PLACES = 100;

/** The number in "paragraph 7", so that 10 comes after 9. */
const number = (locator: string) => Number(/\d+/.exec(locator)?.[0] ?? 0);

/** The order of places in a document, the same however they came. */
export const comparePlaces = (a: string, b: string): number => number(a) - number(b) || (a < b ? -1 : a > b ? 1 : 0);
