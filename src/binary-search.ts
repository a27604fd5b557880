/**
 * The first index from `low` to `high` for which `isBefore` is false, or `high` if there is none. `isBefore` has to be
 * true up to some index and false from there on.
 */
export function lowerBound(low: number, high: number, isBefore: (index: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}
