import type { Filter } from './query.ts';

/** Finds and replaces the filters of some kinds in a query, wherever they are. */

/** A filter of one of some kinds. */
export type OfKind<K extends Filter['kind']> = Extract<Filter, { readonly kind: K }>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isOf = <K extends Filter['kind']>(value: object, kinds: readonly K[]): value is OfKind<K> =>
  'kind' in value && (kinds as readonly unknown[]).includes(value.kind);

/** A set of ids may be very large, and holds no filters. */
const SETS = ['among'] as const;

/** The filters of these kinds in a part of a query, except those within another one of them. */
export function filtersIn<K extends Filter['kind']>(part: unknown, kinds: readonly K[]): readonly OfKind<K>[] {
  if (!isObject(part)) return [];
  if (isOf(part, kinds)) return [part];
  return isOf(part, SETS) ? [] : Object.values(part).flatMap((inner) => filtersIn(inner, kinds));
}

/** The same part, with each of its filters of these kinds replaced. */
export function replaceFilters<T, K extends Filter['kind']>(
  part: T,
  kinds: readonly K[],
  by: (filter: OfKind<K>) => Filter,
): T {
  const replaced = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    if (isOf(value, kinds)) return by(value);
    if (isOf(value, SETS)) return value;
    if (Array.isArray(value)) return value.map(replaced);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  return replaced(part) as T;
}
