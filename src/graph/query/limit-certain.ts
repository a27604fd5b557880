import type { ConnectionPart, Filter, Grouping, GroupKey } from './query.ts';

/** Lists in which more than the entities themselves decides what is certain. */

/** A filter of the rows of a list, changed where it asks whether they are certain. What it asks of other rows stays. */
function changed(filter: Filter, change: (filter: Filter & { readonly kind: 'certain' }) => Filter): Filter {
  if (filter.kind === 'all' || filter.kind === 'any')
    return { ...filter, filters: filter.filters.map((one) => changed(one, change)) };
  if (filter.kind === 'not') return { ...filter, filter: changed(filter.filter, change) };
  return filter.kind === 'certain' && filter.of === 'row' ? change(filter) : filter;
}

const isCertain = ({ through, value }: GroupKey) => through === null && value.kind === 'certain';

/** Whether a list asks which of its rows are certain, in its filter or as a key of groups. */
export function asksCertain({ filter, groups }: ConnectionPart): boolean {
  let asks = Object.values(groups).some(({ keys }) => keys.some(isCertain));
  if (filter) {
    changed(filter, (one) => {
      asks = true;
      return one;
    });
  }
  return asks;
}

/** The same list, in which only these entities can be certain. */
export function limitCertain(part: ConnectionPart, only: readonly string[]): ConnectionPart {
  const keyed = (grouping: Grouping): Grouping => ({
    ...grouping,
    keys: grouping.keys.map((key) =>
      isCertain(key) && key.value.kind === 'certain' ? { ...key, value: { ...key.value, only } } : key,
    ),
  });
  return {
    ...part,
    filter: part.filter && changed(part.filter, (one) => ({ ...one, only })),
    groups: Object.fromEntries(Object.entries(part.groups).map(([alias, grouping]) => [alias, keyed(grouping)])),
  };
}
