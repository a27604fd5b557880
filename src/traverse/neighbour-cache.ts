import { LRUCache } from 'lru-cache';
import type { NeighbourScope } from '../graph/cypher/neighbours.ts';
import type { Graph } from '../graph/port/graph.ts';

/** The most memory that neighbours take: enough for the hubs of a graph with a million relations. */
const NEIGHBOUR_BYTES = 32_000_000;
/** Bytes of an id and its place in a list. */
const ID_BYTES = 64;
/** Shorter lists are not cached, as they can be read just as fast. */
const LEAST = 16;
/** The most memory that counts take. */
const COUNT_BYTES = 16_000_000;
/** Bytes that an entry takes besides its key. */
const ENTRY_BYTES = 100;

/** Neighbours and counts that earlier searches read; nearly every search meets the same hubs. */
export interface CachedNeighbours {
  others(id: string): readonly string[] | undefined;
  keepOthers(id: string, others: readonly string[]): void;
  count(what: 'size' | 'degree', id: string): number | undefined;
  keepCount(what: 'size' | 'degree', id: string, count: number): void;
}

const NOTHING: CachedNeighbours = { others: () => undefined, keepOthers() {}, count: () => undefined, keepCount() {} };

/** Caches one state of a graph, for engines that are the only writer of their database. */
class NeighbourCache {
  readonly #others = new LRUCache<string, readonly string[]>({
    maxSize: NEIGHBOUR_BYTES,
    sizeCalculation: (others, key) => ID_BYTES * others.length + 2 * key.length + ENTRY_BYTES,
  });
  readonly #counts = new LRUCache<string, number>({
    maxSize: COUNT_BYTES,
    sizeCalculation: (_, key) => 2 * key.length + ENTRY_BYTES,
  });
  #version: number | null = null;

  at(version: number, { types, timeTravel }: NeighbourScope): CachedNeighbours {
    // A reader of an earlier state neither uses nor fills the cache.
    if (this.#version === null || version > this.#version) {
      this.#others.clear();
      this.#counts.clear();
      this.#version = version;
    }
    const isNow = () => this.#version === version;
    const scope = JSON.stringify([types, timeTravel]);
    const key = (what: string, id: string) => (what === 'degree' ? `${id} degree` : `${id} ${scope}`);
    return {
      others: (id) => (isNow() ? this.#others.get(key('', id)) : undefined),
      keepOthers: (id, others) => {
        if (isNow() && others.length >= LEAST) this.#others.set(key('', id), others);
      },
      count: (what, id) => (isNow() ? this.#counts.get(key(what, id)) : undefined),
      keepCount: (what, id, count) => {
        if (isNow()) this.#counts.set(key(what, id), count);
      },
    };
  }
}

const caches = new WeakMap<Graph, NeighbourCache>();

/** The cache for the state of a graph that a unit of work sees if it begins now. */
export function cachedNeighboursOf(graph: Graph, scope: NeighbourScope): CachedNeighbours {
  const version = graph.version();
  if (version === null) return NOTHING;
  const cache = caches.get(graph) ?? new NeighbourCache();
  caches.set(graph, cache);
  return cache.at(version, scope);
}
