import { LRUCache } from 'lru-cache';
import type { Ontology } from '../../ontology/ontology.ts';
import { composeMoney, type MoneyHolders } from '../cypher/money.ts';
import type { Graph, UnitOfWork } from '../port/graph.ts';
import { MoneyColumns } from './money-columns.ts';

/** The most holders of one money field that are read. */
const MOST_HOLDERS = 500_000;
/** The most memory that columns take between requests. */
const MOST_BYTES = 64_000_000;

interface Kept {
  /** The number of the graph's state. */
  readonly version: number;
  /** Null if there are too many. */
  readonly columns: MoneyColumns | null;
}

const caches = new WeakMap<Graph, MoneyCache>();

/** The money fields that were read from a graph, until it changes. */
export class MoneyCache {
  readonly kept = new LRUCache<string, Kept>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ columns }) => columns?.bytes ?? 1,
  });
  /** The state in which fields were last asked for. */
  readonly asked = new LRUCache<string, number>({ max: 1000 });

  /** The cache of a graph. */
  static of(graph: Graph): MoneyCache {
    const cache = caches.get(graph) ?? new MoneyCache();
    caches.set(graph, cache);
    return cache;
  }
}

/**
 * The money fields that one unit of work sees. Only for engines that number the states of the graph, and what is in it (see
 * Capabilities.numbers).
 */
export class MoneyReader {
  readonly #unit: UnitOfWork;
  readonly #ontology: Ontology;
  readonly #cache: MoneyCache;
  readonly #version: number | null;
  readonly #reading = new Map<string, Promise<MoneyColumns | null>>();

  /** Made before the unit runs its first statement. */
  constructor(graph: Graph, unit: UnitOfWork, ontology: Ontology, cache: MoneyCache) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#cache = cache;
    this.#version = graph.capabilities.numbers.supported ? graph.version() : null;
  }

  /**
   * The columns of a money field; null if there are none, and sums must be computed by the database.
   *
   * @param isWhole whether most holders are needed at once. Otherwise the columns are read when they are asked for a second
   * time in one state of the graph, as a few sums take less than to read all amounts.
   */
  columns(holders: MoneyHolders, isWhole: boolean): Promise<MoneyColumns | null> {
    const key = JSON.stringify(holders);
    const reading = this.#reading.get(key) ?? this.#columns(key, holders, isWhole);
    this.#reading.set(key, reading);
    return reading;
  }

  async #columns(key: string, holders: MoneyHolders, isWhole: boolean): Promise<MoneyColumns | null> {
    const version = this.#version;
    if (version === null) return null;
    const { kept, asked } = this.#cache;
    const known = kept.get(key);
    if (known?.version === version) return known.columns;
    const isRepeated = asked.get(key) === version;
    asked.set(key, version);
    if (!isWhole && !isRepeated) return null;
    const columns = await this.#read(holders);
    kept.set(key, { version, columns });
    return columns;
  }

  async #read(holders: MoneyHolders): Promise<MoneyColumns | null> {
    const rows = await this.#unit.run(composeMoney(this.#ontology, holders, MOST_HOLDERS + 1));
    const count = rows.reduce((sum, { numbers }) => sum + (numbers as readonly unknown[]).length, 0);
    return count > MOST_HOLDERS ? null : MoneyColumns.of(rows);
  }
}
