import type { ConnectionPart, Filter, Grouping } from './query.ts';

/** What a query needs to know of hierarchies, which is read from the graph before the query is compiled. */

/** A filter by a hierarchy. */
export type ByHierarchy = Extract<Filter, { path: string; kind: 'within' | 'selfOrBelow' | 'selfOrAbove' }>;

const KINDS: readonly unknown[] = ['within', 'selfOrBelow', 'selfOrAbove'] satisfies ByHierarchy['kind'][];

const isByHierarchy = (value: object): value is ByHierarchy => 'kind' in value && KINDS.includes(value.kind);

/** The filters by a hierarchy in a part of a query, except those within another one. */
export function byHierarchyIn(part: unknown): readonly ByHierarchy[] {
  if (typeof part !== 'object' || part === null) return [];
  return isByHierarchy(part) ? [part] : Object.values(part).flatMap(byHierarchyIn);
}

function replace(value: unknown, by: (filter: ByHierarchy) => Filter): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isByHierarchy(value)) return by(value);
  if (Array.isArray(value)) return value.map((inner) => replace(inner, by));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, by)]));
}

/** The part with each of its filters by a hierarchy replaced. */
export const replaceByHierarchy = <T>(part: T, by: (filter: ByHierarchy) => Filter): T => replace(part, by) as T;

/** What of a list may have filters by a hierarchy, apart from the lists within it. */
export const partsOf = ({ filter, order, sums, groups }: ConnectionPart) => [filter, order, sums, groups];

export const rollsUp = ({ keys }: Grouping): boolean => keys.some(({ rollUp }) => rollUp !== undefined);

/** Whether something of a list, apart from the lists within it, must be read from hierarchies first. */
export const needsHierarchies = (part: ConnectionPart): boolean =>
  byHierarchyIn(partsOf(part)).length > 0 || Object.values(part.groups).some(rollsUp);
