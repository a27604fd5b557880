import { LRUCache } from 'lru-cache';
import type { NeighbourScope } from '../graph/cypher/neighbours.ts';
import type { Graph } from '../graph/port/graph.ts';

/** Ids in all, some 25 MB: of the million relations of a large graph, those of its hubs. */
const MOST_IDS = 500_000;
/** Fewer are read as fast as they are looked up. */
const LEAST = 16;
const MOST_COUNTS = 100_000;

/** What was read around entities, for the searches that come there again: nearly every one meets the same hubs. */
export interface CachedNeighbours {
  others(id: string): readonly string[] | undefined;
  keepOthers(id: string, others: readonly string[]): void;
  count(what: 'size' | 'degree', id: string): number | undefined;
  keepCount(what: 'size' | 'degree', id: string, count: number): void;
}

const NOTHING: CachedNeighbours = { others: () => undefined, keepOthers() {}, count: () => undefined, keepCount() {} };

/** What is kept while the graph stays as it is: of an engine that alone writes to its database. */
class Kept {
  readonly #others = new LRUCache<string, readonly string[]>({
    maxSize: MOST_IDS,
    sizeCalculation: (others) => others.length,
  });
  readonly #counts = new LRUCache<string, number>({ max: MOST_COUNTS });
  #version: number | null = null;

  at(version: number, { types, timeTravel }: NeighbourScope): CachedNeighbours {
    // A reader of an earlier state neither finds anything nor leaves anything.
    if (this.#version === null || version > this.#version) {
      this.#others.clear();
      this.#counts.clear();
      this.#version = version;
    }
    const isNow = () => this.#version === version;
    const ways = JSON.stringify([types, timeTravel]);
    const key = (what: string, id: string) => (what === 'degree' ? `${id} degree` : `${id} ${ways}`);
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

const kept = new WeakMap<Graph, Kept>();

/** What is kept of a graph in the state that a unit of work sees that begins now. */
export function cachedNeighboursOf(graph: Graph, ways: NeighbourScope): CachedNeighbours {
  const version = graph.version();
  if (version === null) return NOTHING;
  const known = kept.get(graph) ?? new Kept();
  kept.set(graph, known);
  return known.at(version, ways);
}
