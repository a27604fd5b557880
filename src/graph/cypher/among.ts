import { grouped } from '../../lists.ts';
import type { CypherBuilder } from './cypher-builder.ts';

/** Sets that are larger are sent as short lists by the last letters of the ids. */
const LARGE = 500;
const LAST_LETTERS = 3;

/**
 * Whether an id is in a set. The embedded engine searches a list from its start for each row, but finds keys of a map at
 * once. It takes ten times as long to receive a map as a list, so a large set is a map of lists.
 */
export function isAmong(cypher: CypherBuilder, ids: readonly string[], id: string): string {
  if (ids.length > LARGE) {
    const lists = Object.fromEntries(grouped(ids, (one) => one.slice(-LAST_LETTERS)));
    if (Object.values(lists).every(({ length }) => length <= LARGE))
      return `coalesce(${id} IN ${cypher.value(lists)}[right(${id}, ${LAST_LETTERS})], false)`;
  }
  return `${cypher.value(Object.fromEntries(ids.map((one) => [one, true])))}[${id}] IS NOT NULL`;
}
