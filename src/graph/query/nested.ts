import type { ConnectionPart, Filter, OrderKey } from './query.ts';

/** Conditions on related entities within each other, which are read from the inside out before a query is compiled. */

/** A condition on related entities. */
export type OfRelated = Extract<Filter, { kind: 'related' | 'count' }>;

export const isOfRelated = (filter: Filter): filter is OfRelated =>
  filter.kind === 'related' || filter.kind === 'count';

/**
 * A count that asks for exact numbers, as one that is at least and at most one of them: where a filter must certainly be
 * true, these two are about different times. Null for other counts.
 */
export function asBounds(count: Extract<Filter, { kind: 'count' }>): Filter | null {
  const { operator, value } = count;
  if (operator !== 'eq' && operator !== 'in') return null;
  const exactly = [value].flat().map(
    (number): Filter => ({
      kind: 'all',
      filters: [
        { ...count, operator: 'gte', value: number },
        { ...count, operator: 'lte', value: number },
      ],
    }),
  );
  return { kind: 'any', filters: exactly };
}

/** How many conditions on related entities a filter has within each other. */
export function depthOf(filter: Filter | null | undefined): number {
  switch (filter?.kind) {
    case 'all':
    case 'any':
      return Math.max(0, ...filter.filters.map(depthOf));
    case 'not':
      return depthOf(filter.filter);
    case 'related':
    case 'count':
      return 1 + depthOf(filter.filter);
    default:
      return 0;
  }
}

const orderDepth = (key: OrderKey) => (key.kind === 'count' || key.kind === 'sum' ? depthOf(key.filter) : 0);

/** Whether something of a list, apart from the lists within it, must be read from the inside out. */
export const hasNested = ({ filter, order, sums, groups }: ConnectionPart): boolean =>
  depthOf(filter) > 1 ||
  order.some((key) => orderDepth(key) > 0) ||
  Object.values(sums).some(({ across }) => depthOf(across?.filter) > 0) ||
  Object.values(groups).some(({ only, counts, sums, order }) =>
    [...only, ...Object.values(counts), ...Object.values(sums).flatMap(({ across }) => across ?? [])]
      .concat(typeof order === 'object' ? (order.sum.across ?? []) : [])
      .some((across) => depthOf(across.filter) > 0),
  );
