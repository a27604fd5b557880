import type { CitedFilter, Filter } from './query.ts';

/** Finds and replaces the filters of documents in queries, wherever they are. */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isCited = (value: Readonly<Record<string, unknown>>) => value.kind === 'cited' || value.kind === 'citedCount';

/** The filter of the documents that a fact must cite; null if it is resolved already, or if there is none. */
const openFilter = (cited: CitedFilter): Filter | null =>
  cited.documents && 'filter' in cited.documents ? cited.documents.filter : null;

/** The filters of documents in a query that must be resolved. */
export function openFilters(value: unknown): readonly Filter[] {
  if (!isObject(value)) return [];
  if (isCited(value)) return [openFilter(value as unknown as CitedFilter) ?? []].flat();
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(openFilters);
}

/** The same query, with the filters of documents replaced by the ids of the documents. */
export function withDocuments<T>(value: T, idsOf: (filter: Filter) => readonly string[]): T {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map((item) => withDocuments(item, idsOf)) as T;
  if (isCited(value)) {
    const filter = openFilter(value as unknown as CitedFilter);
    return filter ? ({ ...value, documents: { ids: idsOf(filter) } } as T) : value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withDocuments(each, idsOf)])) as T;
}
