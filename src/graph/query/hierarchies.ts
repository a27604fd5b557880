import type { ConnectionPart, Filter, Grouping } from './query.ts';

/** What a query needs to know of hierarchies, which is read from the graph before the query is compiled. */

export type Within = Extract<Filter, { kind: 'within' }>;

const isWithin = (value: object): value is Within => 'kind' in value && value.kind === 'within';

/** All filters by a hierarchy in a part of a query. */
export function withinsOf(part: unknown): readonly Within[] {
  if (typeof part !== 'object' || part === null) return [];
  return isWithin(part) ? [part] : Object.values(part).flatMap(withinsOf);
}

function replace(value: unknown, by: (filter: Within) => Filter): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isWithin(value)) return by(value);
  if (Array.isArray(value)) return value.map((inner) => replace(inner, by));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, by)]));
}

/** The part with each of its filters by a hierarchy replaced. */
export const replaceWithins = <T>(part: T, by: (filter: Within) => Filter): T => replace(part, by) as T;

/** What of a list may have filters by a hierarchy, apart from the lists within it. */
export const partsOf = ({ filter, order, sums, groups }: ConnectionPart) => [filter, order, sums, groups];

export const rollsUp = ({ keys }: Grouping): boolean => keys.some(({ rollUp }) => rollUp !== undefined);

/** Whether something of a list, apart from the lists within it, must be read from hierarchies first. */
export const needsHierarchies = (part: ConnectionPart): boolean =>
  withinsOf(partsOf(part)).length > 0 || Object.values(part.groups).some(rollsUp);
