import type { Value } from '../graph/port/graph.ts';

/** The order of groups, as that of the database. */

/** Missing keys come last. */
export function compareKeys(one: readonly Value[], other: readonly Value[], down = 1): number {
  for (const [i, a] of one.entries()) {
    const b = other[i] ?? null;
    if (a === b) continue;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -down : down;
  }
  return 0;
}

/** Groups without an amount come last. */
export function compareAmounts(a: number | null, b: number | null, down: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : down * (a - b);
}
