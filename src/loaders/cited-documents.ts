import { badInput } from '../errors.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { openFilters, withDocuments } from '../graph/query/cited-documents.ts';
import type { Filter, TimeTravel } from '../graph/query/query.ts';
import { DOCUMENT, type Ontology } from '../ontology/ontology.ts';
import { readIds } from './read-ids.ts';

/** The most documents that a filter of evidence may find: their ids are sent to the database. */
const MOST_DOCUMENTS = 10_000;

/**
 * Resolves the filters of documents in a query to ids, in one state of the graph with the query itself. Facts hold the ids
 * of the documents that they cite, so each fact is then tested without a search. Documents count whenever they were
 * published: `@asOf(date:)` is about the facts.
 *
 * @throws BAD_USER_INPUT if a filter finds too many documents.
 */
export async function withCitedDocuments<T>(
  unit: UnitOfWork,
  ontology: Ontology,
  query: T,
  timeTravel: TimeTravel,
): Promise<T> {
  const open = new Map(openFilters(query).map((filter) => [JSON.stringify(filter), filter]));
  if (open.size === 0) return query;
  const time = { ...timeTravel, asOf: null };
  const found = new Map<string, readonly string[]>();
  for (const [key, filter] of open) {
    // Documents cite documents: a filter may hold others.
    const resolved = await withCitedDocuments(unit, ontology, filter, time);
    found.set(key, await idsOf(unit, ontology, resolved, time));
  }
  return withDocuments(query, (filter) => found.get(JSON.stringify(filter)) ?? []);
}

async function idsOf(unit: UnitOfWork, ontology: Ontology, filter: Filter, time: TimeTravel) {
  const ids = await readIds(unit, ontology, DOCUMENT, filter, MOST_DOCUMENTS + 1, time);
  if (ids.length > MOST_DOCUMENTS) {
    throw badInput(
      `A condition on "sources" expects to find at most ${MOST_DOCUMENTS} documents; it finds more. Name a publisher, a kind or a shorter time.`,
    );
  }
  return ids;
}
