import { filtersIn, replaceFilters } from './find-filters.ts';
import { asBounds } from './nested.ts';
import type { ConnectionPart, Filter, Grouping } from './query.ts';

/** What a query needs to know of hierarchies, which is read from the graph before the query is compiled. */

/** A filter by a hierarchy. */
export type ByHierarchy = Extract<Filter, { path: string; kind: 'within' | 'selfOrBelow' | 'selfOrAbove' }>;

const KINDS = ['within', 'selfOrBelow', 'selfOrAbove'] as const satisfies ByHierarchy['kind'][];

/** The filters by a hierarchy in a part of a query, except those within another one. */
export const byHierarchyIn = (part: unknown): readonly ByHierarchy[] => filtersIn(part, KINDS);

/** The part with each of its filters by a hierarchy replaced. */
export const replaceByHierarchy = <T>(part: T, by: (filter: ByHierarchy) => Filter): T =>
  replaceFilters(part, KINDS, by);

/** A filter that must certainly be true, with its filters by a hierarchy marked where they are within a negation. */
function marked(filter: Filter, isNegated: boolean): Filter {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return { ...filter, filters: filter.filters.map((one) => marked(one, isNegated)) };
    case 'not':
      return { ...filter, filter: marked(filter.filter, !isNegated) };
    case 'related':
      return { ...filter, filter: marked(filter.filter, (filter.quantifier === 'none') !== isNegated) };
    case 'count': {
      if (filter.filter === null || byHierarchyIn(filter.filter).length === 0) return filter;
      // "Exactly two" is at least two that are certain, and at most two that are possible.
      const bounded = asBounds(filter);
      if (bounded) return marked(bounded, isNegated);
      return { ...filter, filter: marked(filter.filter, filter.operator.startsWith('l') !== isNegated) };
    }
    case 'within':
      return { ...filter, isNegated };
    case 'selfOrBelow':
    case 'selfOrAbove':
      return { ...filter, filter: marked(filter.filter, isNegated), isNegated };
    default:
      return filter;
  }
}

/** A part of a query that must certainly be true, with its filters by a hierarchy marked where they are within a negation. */
export function markNegations<T>(part: T): T {
  const mark = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(mark);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === 'filter' && inner !== null ? marked(inner as Filter, false) : mark(inner),
      ]),
    );
  };
  return mark(part) as T;
}

/** What of a list may have filters by a hierarchy, apart from the lists within it. */
export const partsOf = ({ filter, order, sums, groups }: ConnectionPart) => [filter, order, sums, groups];

export const rollsUp = ({ keys }: Grouping): boolean => keys.some(({ rollUp }) => rollUp !== undefined);

/** Whether something of a list, apart from the lists within it, must be read from hierarchies first. */
export const needsHierarchies = (part: ConnectionPart): boolean =>
  byHierarchyIn(partsOf(part)).length > 0 || Object.values(part.groups).some(rollsUp);
