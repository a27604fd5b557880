import { NOTES } from '../../ontology/ontology.ts';
import { filtersIn, replaceFilters } from './find-filters.ts';
import type { CitedFilter, Filter } from './query.ts';

/** The filters of documents in queries. */

/** Documents that are no evidence of their own. */
export const IS_NOTES = { kind: 'test', side: 'node', column: 'kind', operator: 'eq', value: NOTES } as const;

const CITED = ['cited', 'citedCount'] as const;

/** The filter of the documents that a fact must cite; null if it is resolved already, or if there is none. */
const openFilter = ({ documents }: CitedFilter): Filter | null =>
  documents && 'filter' in documents ? documents.filter : null;

/** The filters of documents in a query that must be resolved. */
export const openFilters = (query: unknown): readonly Filter[] =>
  filtersIn(query, CITED).flatMap((cited) => openFilter(cited) ?? []);

/** The same query, with the filters of documents replaced by the ids of the documents. */
export const withDocuments = <T>(query: T, idsOf: (filter: Filter) => readonly string[]): T =>
  replaceFilters(query, CITED, (cited) => {
    const filter = openFilter(cited);
    return filter ? { ...cited, documents: { ids: idsOf(filter) } } : cited;
  });
