import { composeCount } from '../graph/cypher/neighbours.ts';
import type { Graph, Statement } from '../graph/port/graph.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { Changed, readTopology } from './read-topology.ts';
import type { Topology } from './topology.ts';

/** Twice as many would take some 800 MB, and two minutes to read after a write. */
const MOST_RELATIONS = 10_000_000;
/** Milliseconds that one statement may take. */
const READING = 600_000;
/** The pause before reading again after a write: at least, in milliseconds, and as a multiple of the reading time. */
const [PAUSE, PAUSE_FACTOR] = [1000, 10];
/** The pause doubles each time a reading was in vain, up to this factor. */
const MOST_BACKOFF = 8;
/** Milliseconds between checks for writes while no paths are searched. */
const CHECK_INTERVAL = 5000;

/** A topology, and the state of the graph (see ReadWithState) that it was read from. */
export interface CachedTopology {
  readonly topology: Topology;
  readonly state: string;
}

/** Limits of a topology cache, and where it reports. */
export interface TopologyCacheOptions {
  /** The shortest pause before reading again, in milliseconds. */
  readonly pause?: number;
  /** The most relations that are kept in memory. */
  readonly mostRelations?: number;
  /** Receives a sentence about the cached topology, or the reason why there is none, whenever it changes. */
  readonly report?: (sentence: string) => void;
}

/**
 * Caches the topology of a graph that others write to as well. Each search also reads something from the graph,
 * whose state shows whether the topology is still current, so results are never stale. After a write, the topology is
 * read again after a pause; until then, paths are searched in the database step by step.
 */
export class TopologyCache {
  readonly #graph: Graph;
  readonly #ontology: Ontology;
  readonly #pause: number;
  readonly #mostRelations: number;
  readonly #report: (sentence: string) => void;
  #reported = '';
  #cached: CachedTopology | null = null;
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** When it may be read again, and how many times in a row it was outdated before use. */
  #next = 0;
  #inVain = 0;
  readonly #closed = new AbortController();

  constructor(graph: Graph, ontology: Ontology, options: TopologyCacheOptions = {}) {
    const { pause = PAUSE, mostRelations = MOST_RELATIONS, report = () => {} } = options;
    this.#graph = graph;
    this.#ontology = ontology;
    this.#pause = pause;
    this.#mostRelations = mostRelations;
    this.#report = report;
  }

  /** The topology, unless it is known to be outdated. If there is none, it is read in the background. */
  get current(): CachedTopology | null {
    if (!this.#cached) this.begin();
    return this.#cached;
  }

  /** Whether a topology is current, given the graph's present state. If it isn't, it is read again. */
  isCurrent(cached: CachedTopology, state: string | null): boolean {
    if (state === cached.state) this.#inVain = 0;
    else this.#discard(cached);
    return state === cached.state;
  }

  #discard(outdated: CachedTopology): void {
    if (this.#cached !== outdated) return;
    this.#cached = null;
    this.begin();
  }

  /** Reads it now unless it is current; resolves once it was read or failed to be. */
  async read(): Promise<void> {
    await this.#reading;
    const cached = this.#cached;
    const state = cached ? await this.#state().catch(() => null) : null;
    if (cached && this.#cached === cached && state !== cached.state) this.#cached = null;
    if (!this.#cached) await this.#readNow();
  }

  /** Reads it, and then checks regularly whether it is current, so that it is read again before a search needs it. */
  watch(): void {
    this.begin();
    const check = async () => {
      const cached = this.#cached;
      if (!cached) return this.begin();
      const state = await this.#state().catch(() => null);
      if (state !== null && state !== cached.state) this.#discard(cached);
    };
    this.#watch ??= setInterval(check, CHECK_INTERVAL).unref();
  }

  close(): void {
    this.#closed.abort(new Changed());
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
  }

  /** Reads it in the background, unless that is already under way. */
  begin(): void {
    if (this.#reading || this.#timer || this.#closed.signal.aborted) return;
    const wait = Math.max(0, this.#next - performance.now());
    this.#timer = setTimeout(() => this.#readNow(), wait).unref();
  }

  #readNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const begin = performance.now();
    const pauseFor = (pause: number) => {
      this.#next = performance.now() + pause;
    };
    try {
      this.#cached = await this.#readTopology();
    } catch (error) {
      if (!(error instanceof Changed)) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#reportOnce(`Paths are searched in the database, step by step: ${reason}`);
        return pauseFor(PAUSE_FACTOR * this.#pause);
      }
    }
    const pause = Math.max(this.#pause, PAUSE_FACTOR * (performance.now() - begin));
    pauseFor(pause * Math.min(MOST_BACKOFF, 2 ** this.#inVain));
    this.#inVain += 1;
  }

  #reportOnce(sentence: string): void {
    if (sentence !== this.#reported) this.#report(sentence);
    this.#reported = sentence;
  }

  #ask(statement: Statement) {
    return this.#graph.readWithState(statement, { deadline: READING, signal: this.#closed.signal });
  }

  async #state(): Promise<string | null> {
    return (await this.#ask(composeCount(this.#ontology))).state;
  }

  async #readTopology(): Promise<CachedTopology> {
    // The first statement may not yet see what its bookmark covers, as commits become visible a little later. Later
    // statements wait until they do.
    const state = await this.#state();
    if (state === null) throw new Error('the database does not say whether anyone writes to it.');
    const { topology, entities, relations } = await readTopology(
      async (statement) => {
        const answer = await this.#ask(statement);
        if (answer.state !== state) throw new Changed();
        return answer.rows;
      },
      this.#ontology,
      this.#mostRelations,
    );
    this.#closed.signal.throwIfAborted();
    this.#reportOnce(`Paths are searched in memory: ${entities} entities, ${relations} relations.`);
    return { topology, state };
  }
}
