import type { Work } from '../../work.ts';

/** Rows that GraphQL completes in one turn of the event loop, with the rows of their lists. */
const BATCH = 250;

/** The rows that a row holds: those of the lists that were read with it. */
function rowsIn(item: unknown): number {
  if (typeof item !== 'object' || item === null) return 1;
  const row = ('node' in item ? item.node : item) as Readonly<Record<string, unknown>>;
  let rows = 1;
  // Every row of every answer comes by here: Object.values would take ten times as long.
  for (const key in row) {
    const value = row[key];
    if (typeof value !== 'object' || value === null || !('page' in value) || !Array.isArray(value.page)) continue;
    for (const inner of value.page) rows += rowsIn(inner);
  }
  return rows;
}

/**
 * The rows of a list as GraphQL takes them. It completes a list at once, with all that is below, so in a long one every
 * batch is a promise that waits for the one before and for a turn of others.
 */
export function inTurns<T>(items: readonly T[], work: Work): (T | Promise<T>)[] {
  const all: (T | Promise<T>)[] = [];
  let before: Promise<void> | undefined;
  let rows = 0;
  for (const item of items) {
    if (rows > BATCH) {
      const last: Promise<void> = before ?? Promise.resolve();
      before = last.then(() => work.pause());
      // If the work ends, GraphQL may not await the rows behind the first that fails.
      before.catch(() => {});
      rows = 0;
    }
    rows += rowsIn(item);
    all.push(before ? before.then(() => item) : item);
  }
  return all;
}
