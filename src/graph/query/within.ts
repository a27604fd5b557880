import type { ConnectionPart, Filter } from './query.ts';

/** Filters by a hierarchy, which is read from the graph before a list is compiled. */
export type Within = Extract<Filter, { kind: 'within' }>;

const isWithin = (value: object): value is Within => 'kind' in value && value.kind === 'within';

function collect(value: unknown, found: Within[]): Within[] {
  if (typeof value !== 'object' || value === null) return found;
  if (isWithin(value)) found.push(value);
  else for (const inner of Object.values(value)) collect(inner, found);
  return found;
}

function replace(value: unknown, by: (filter: Within) => Filter): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isWithin(value)) return by(value);
  if (Array.isArray(value)) return value.map((inner) => replace(inner, by));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, by)]));
}

/** All filters by a hierarchy in a list, except those of the lists within it. */
export const withinsOf = ({ filter, order, sums, groups }: ConnectionPart): readonly Within[] =>
  collect([filter, order, sums, groups], []);

/** The list with each of its filters by a hierarchy replaced. */
export function replaceWithins(part: ConnectionPart, by: (filter: Within) => Filter): ConnectionPart {
  const { filter, order, sums, groups } = part;
  return { ...part, ...(replace({ filter, order, sums, groups }, by) as typeof part) };
}
