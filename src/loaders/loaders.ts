import DataLoader from 'dataloader';
import { isBadInput, isTooMuch } from '../errors.ts';
import { compile, type GraphQuery, isPage } from '../graph/cypher/compile.ts';
import { type ListResult, rowDecoder } from '../graph/cypher/row-decoder.ts';
import type { Graph, Row, UnitOfWork, UnitOptions } from '../graph/port/graph.ts';
import type { Shape, TimeTravel } from '../graph/query/query.ts';
import { HierarchyCache, WholeHierarchies } from '../graph/storage/hierarchy-cache.ts';
import { MoneyCache, MoneyReader } from '../graph/storage/money-cache.ts';
import { grouped } from '../lists.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { findByName, type NameMatch, type Search } from '../search/find-by-name.ts';
import { withCitedDocuments } from './cited-documents.ts';
import { readsMuch, withBoundedGroups } from './group-reads.ts';
import { HierarchyReader } from './hierarchy-reader.ts';
import { withAnnouncements } from './known-announcements.ts';
import { withNestedFilters } from './nested-filters.ts';
import { withNumberedGroups, withSums } from './numbered-groups.ts';
import { inPageOrder, withOrderedPage } from './ordered-pages.ts';
import { checkTimeline } from './timeline-reads.ts';

/** Loads data for one request: all loads in one turn of the event loop become one engine call. */
export interface Loader {
  /**
   * Loads a shape. `parent` is the id of the entity that it starts from; null for a list of all. The result is null if
   * there is no such entity.
   */
  load(shape: Shape, parent: string | null): Promise<ListResult | null>;
  /** All entities that a text matches, best first. */
  search(search: Search): Promise<readonly NameMatch[]>;
}

/**
 * The most queries in one statement if wide statements are slow to plan: Neo4j plans each combination of queries anew,
 * which takes a second for ten, but plans each query alone only once. More queries run as separate statements of one
 * transaction, so they still see one state of the graph.
 */
const MOST_QUERIES = 3;

interface Key {
  readonly shape: Shape;
  readonly parent: string | null;
}

/** Creates the loader of one request. `options`: what ends its reads, and what they may spend; `cache` holds hierarchies, and `amounts` what sums add up. */
export function createLoader(
  graph: Graph,
  ontology: Ontology,
  timeTravel: TimeTravel,
  options: UnitOptions = {},
  cache = HierarchyCache.of(graph),
  amounts = MoneyCache.of(graph),
): Loader {
  // A shape and a parent determine the result. The text of a shape is made once for all parents.
  const texts = new WeakMap<object, string>();
  const textOf = (shape: Shape) => {
    const part = 'part' in shape ? shape.part : 'node' in shape ? shape.node : shape;
    const known = texts.get(part);
    if (known !== undefined) return shape.kind + known;
    const text = JSON.stringify(part);
    texts.set(part, text);
    return shape.kind + text;
  };

  async function rowsOf(unit: UnitOfWork, queries: readonly GraphQuery[], time: TimeTravel): Promise<readonly Row[]> {
    const rows = await unit.run(compile(ontology, queries, time));
    // The rows of a page together are one result.
    const page = [{ request: 0, parent: null, answer: [rows.map(({ row }) => row ?? null)] }];
    return isPage(queries) ? page : rows;
  }

  /** The rows of several queries, in one statement where the engine plans wide ones as fast. */
  async function allRows(unit: UnitOfWork, queries: readonly GraphQuery[], time: TimeTravel): Promise<readonly Row[]> {
    if (queries.length === 0) return [];
    if (queries.length <= MOST_QUERIES || graph.capabilities.wideStatements.supported)
      return rowsOf(unit, queries, time);
    const results = await Promise.all(queries.map((query) => rowsOf(unit, [query], time)));
    return results.flatMap((rows, request) => rows.map((row): Row => ({ ...row, request })));
  }

  async function rowsInTurn(unit: UnitOfWork, queries: readonly GraphQuery[], time: TimeTravel): Promise<Row[]> {
    const all: Row[] = [];
    for (const [request, query] of queries.entries())
      for (const row of await rowsOf(unit, [query], time)) all.push({ ...row, request });
    return all;
  }

  async function batch(keys: readonly Key[]): Promise<(ListResult | Error | null)[]> {
    const requests = new Map<string, { shape: Shape; parents: string[] }>();
    for (const { shape, parent } of keys) {
      const text = textOf(shape);
      const request = requests.get(text) ?? { shape, parents: [] };
      requests.set(text, request);
      if (parent !== null) request.parents.push(parent);
    }
    const { results, failed } = await graph.read(async (unit) => {
      const whole = new WholeHierarchies({ graph, unit, ontology, cache, options });
      const money = new MoneyReader(graph, unit, ontology, amounts);
      const time = await withAnnouncements(unit, ontology, timeTravel);
      const hierarchies = new HierarchyReader(unit, ontology, time, whole);
      const failed = new Map<string, Error>();
      const read = async ([text, { shape, parents }]: [string, { shape: Shape; parents: string[] }]) => {
        try {
          if (shape.kind === 'timeline') await checkTimeline(unit, ontology, shape.part);
          const filtered = await hierarchies.filters(shape);
          const cited = await withCitedDocuments(unit, ontology, filtered.shape, time);
          const nested = await withNestedFilters(unit, ontology, cited, time);
          const { shape: counted, numbered } = await withNumberedGroups(money, nested, time);
          const paged = await withOrderedPage(unit, counted, time);
          const shapes = await withBoundedGroups({ graph, unit, ontology, time }, paged, parents);
          return shapes.map((one) => ({ text, parents, errors: filtered.errors, shape: one, numbered }));
        } catch (error) {
          // Wrong arguments fail the lists that have them, and no others.
          if (!isBadInput(error) && !isTooMuch(error)) throw error;
          failed.set(text, error);
          return [];
        }
      };
      const all = (await Promise.all([...requests].map(read))).flat();
      const queries = all.map(({ shape, parents }) => ({ shape, parents }));
      // What may take long is read in statements of its own, so that the work can end between any two.
      const isLong =
        !graph.capabilities.stoppableStatements.supported &&
        all.filter(({ shape }) => readsMuch(shape)).length > MOST_QUERIES;
      const isSplit = isLong || all.length > requests.size - failed.size;
      const rows = grouped(await (isSplit ? rowsInTurn : allRows)(unit, queries, time), ({ request }) =>
        Number(request),
      );
      const results = new Map<string, ListResult>();
      for (const [request, { text, shape, errors, numbered }] of all.entries()) {
        const [decode, own] = [rowDecoder(shape), rows.get(request) ?? []];
        const read = own.map(({ answer }) => inPageOrder(shape, decode(answer)));
        const summed = await withSums(shape, read, numbered, unit.work);
        for (const [i, result] of (await hierarchies.rolledUp(shape, summed)).entries()) {
          const key = `${text} ${own[i]?.parent ?? ''}`;
          results.set(key, { ...results.get(key), ...result, ...errors });
        }
      }
      return { results, failed };
    }, options);
    return keys.map(
      ({ shape, parent }) => failed.get(textOf(shape)) ?? results.get(`${textOf(shape)} ${parent ?? ''}`) ?? null,
    );
  }

  const loader = new DataLoader<Key, ListResult | null, string>(batch, {
    cacheKeyFn: ({ shape, parent }) => `${textOf(shape)} ${parent ?? ''}`,
  });
  // All pages of one search are cut from the same matches.
  const searches = new Map<string, Promise<readonly NameMatch[]>>();
  return {
    load: (shape, parent) => loader.load({ shape, parent }),
    search(search) {
      const key = JSON.stringify(search);
      const matches = searches.get(key) ?? findByName(graph, ontology, timeTravel, search, options);
      searches.set(key, matches);
      return matches;
    },
  };
}
