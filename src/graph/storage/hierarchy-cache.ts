import { LRUCache } from 'lru-cache';
import { badInput } from '../../errors.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { composeHierarchy } from '../cypher/hierarchy.ts';
import type { Graph, Row, UnitOfWork, UnitOptions } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';
import { HierarchyIndex } from './hierarchy-index.ts';

/** The most relations of one hierarchy that are read; they take some 200 MB while they are. */
const MOST_RELATIONS = 1_000_000;
/** The most memory that hierarchies take between requests; a larger one is read for each. */
const MOST_BYTES = 64_000_000;

interface Kept {
  /** The state of the graph (see ReadWithState) that it was read from. */
  readonly state: string;
  readonly index: HierarchyIndex;
}

const caches = new WeakMap<Graph, HierarchyCache>();

/** The whole hierarchies that were read from a graph, until it changes. */
export class HierarchyCache {
  readonly #kept = new LRUCache<string, Kept>({ maxSize: MOST_BYTES, sizeCalculation: ({ index }) => index.bytes });

  /** The cache of a graph. */
  static of(graph: Graph): HierarchyCache {
    const cache = caches.get(graph) ?? new HierarchyCache();
    caches.set(graph, cache);
    return cache;
  }

  get(key: string): Kept | undefined {
    return this.#kept.get(key);
  }

  keep(key: string, state: string, index: HierarchyIndex): void {
    this.#kept.set(key, { state, index });
  }
}

/** What it takes to read hierarchies in one unit of work. */
export interface HierarchyAccess {
  readonly graph: Graph;
  readonly unit: UnitOfWork;
  readonly ontology: Ontology;
  readonly cache: HierarchyCache;
  readonly options: UnitOptions;
}

/**
 * The whole hierarchies that one unit of work sees: from the cache if the graph has not changed since. An engine that
 * numbers its states says which one the unit sees. Elsewhere others may write, so the graph is asked for its state once
 * for each unit, as for the topology (see TopologyCache).
 */
export class WholeHierarchies {
  readonly #access: HierarchyAccess;
  readonly #version: number | null;
  #state: Promise<string | null> | undefined;
  readonly #reading = new Map<string, Promise<HierarchyIndex>>();

  /** Made before the unit runs its first statement. */
  constructor(access: HierarchyAccess) {
    this.#access = access;
    this.#version = access.graph.version();
  }

  #key(type: string, timeTravel: TimeTravel) {
    const statement = composeHierarchy(this.#access.ontology, timeTravel, type, MOST_RELATIONS + 1);
    return { statement, key: JSON.stringify([statement.text, statement.parameters]) };
  }

  /** The state of the graph at some time after the unit began; null if it does not say. */
  #now(): Promise<string | null> {
    const { graph, options } = this.#access;
    this.#state ??=
      this.#version === null
        ? graph.readWithState({ text: 'RETURN 1 AS one', parameters: {} }, options).then(({ state }) => state)
        : Promise.resolve(`${this.#version}`);
    return this.#state;
  }

  /** The hierarchies of a type, if they are in memory. */
  async kept(type: string, timeTravel: TimeTravel): Promise<HierarchyIndex | null> {
    const { key } = this.#key(type, timeTravel);
    const reading = this.#reading.get(key);
    if (reading) return reading;
    const kept = this.#access.cache.get(key);
    return kept && kept.state === (await this.#now()) ? kept.index : null;
  }

  /** The hierarchies of a type. Throws BAD_USER_INPUT if they are too large. */
  async read(type: string, timeTravel: TimeTravel): Promise<HierarchyIndex> {
    const { key, statement } = this.#key(type, timeTravel);
    const { graph, unit, options, cache } = this.#access;
    const reading = this.#reading.get(key);
    if (reading) return reading;
    const read = async () => {
      const now = await this.#now();
      if (this.#version !== null) {
        const index = indexOf(type, await unit.run(statement));
        if (now !== null) cache.keep(key, now, index);
        return index;
      }
      const { rows, state } = await graph.readWithState(statement, options);
      const index = indexOf(type, rows);
      // With the same state before and after, these are the relations of this state.
      if (state !== null && state === now) cache.keep(key, state, index);
      return index;
    };
    const begun = read();
    this.#reading.set(key, begun);
    return begun;
  }
}

function indexOf(type: string, [row]: readonly Row[]): HierarchyIndex {
  const [lower, upper] = [row?.lower as readonly string[], row?.upper as readonly string[]];
  if (lower.length > MOST_RELATIONS) {
    throw badInput(
      `The hierarchy of ${type} has more than ${MOST_RELATIONS} relations, and at most ${MOST_RELATIONS} are read for one query. Ask for a level further down.`,
    );
  }
  return new HierarchyIndex(lower, upper);
}
