/** Rows in one statement: large enough to be fast, small enough that progress shows. */
const STATEMENT = 2000;

/** Parts of a list, each small enough for one statement. */
export function* chunks<T>(items: readonly T[], size: number = STATEMENT): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** Groups items by a key, and keeps their order. */
export function grouped<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
