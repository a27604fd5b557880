import { composeCount } from '../graph/cypher/neighbours.ts';
import type { Graph, Statement } from '../graph/port/graph.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { Changed, readTopology } from './read-topology.ts';
import type { Topology } from './topology.ts';

/** Twice as many would be some 800 MB, and two minutes of reading after a write. */
const MOST_RELATIONS = 10_000_000;
/** Milliseconds that one statement may take. */
const READING = 600_000;
/** Milliseconds from finding that somebody wrote to reading anew: at least, and as a multiple of what reading took. */
const [PAUSE, PAUSES] = [1000, 10];
/** A graph that is always written to is read anew more and more seldom: so many times as long at the most. */
const LONGEST = 8;
/** Milliseconds between two looks whether somebody wrote, where nobody asks for paths. */
const LOOK = 5000;

/** A topology, and the state of the graph (see `Once`) in which it holds. */
export interface CachedTopology {
  readonly topology: Topology;
  readonly state: string;
}

export interface TopologyCacheOptions {
  /** The least pause, in milliseconds. */
  readonly pause?: number;
  readonly mostRelations?: number;
  /** Takes a sentence on what was read, or why it is not kept, wherever that is new. */
  readonly report?: (sentence: string) => void;
}

/**
 * The topology of a graph that others write to as well. Whoever asks it reads something of the graph in the same
 * breath, and so learns whether it still holds: an answer out of it is never an old one. Where somebody wrote, it is
 * read anew after a pause, and until then the graph is asked step by step.
 */
export class TopologyCache {
  readonly #graph: Graph;
  readonly #ontology: Ontology;
  readonly #pause: number;
  readonly #mostRelations: number;
  readonly #report: (sentence: string) => void;
  #reported = '';
  #kept: CachedTopology | null = null;
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** When it may be read again, and how often in a row it was read for nothing. */
  #next = 0;
  #inVain = 0;
  readonly #closed = new AbortController();

  constructor(graph: Graph, ontology: Ontology, keeping: TopologyCacheOptions = {}) {
    const { pause = PAUSE, mostRelations = MOST_RELATIONS, report = () => {} } = keeping;
    this.#graph = graph;
    this.#ontology = ontology;
    this.#pause = pause;
    this.#mostRelations = mostRelations;
    this.#report = report;
  }

  /** What was read last, as far as is known to hold; null while there is none. Then it is read, in the background. */
  get current(): CachedTopology | null {
    if (!this.#kept) this.begin();
    return this.#kept;
  }

  /** Whether a topology that was asked still holds, as the graph is in this state. */
  holds(kept: CachedTopology, state: string | null): boolean {
    if (state === kept.state) this.#inVain = 0;
    else this.#outdated(kept);
    return state === kept.state;
  }

  #outdated(kept: CachedTopology): void {
    if (this.#kept !== kept) return;
    this.#kept = null;
    this.begin();
  }

  /** Reads it at once, unless it still holds; ends when it was read, or can't be. */
  async read(): Promise<void> {
    await this.#reading;
    const kept = this.#kept;
    const state = kept ? await this.#state().catch(() => null) : null;
    if (kept && this.#kept === kept && state !== kept.state) this.#kept = null;
    if (!this.#kept) await this.#readNow();
  }

  /** Reads it, and looks from time to time whether it holds, so that nobody has to ask first to have it read anew. */
  watch(): void {
    this.begin();
    const look = async () => {
      const kept = this.#kept;
      if (!kept) return this.begin();
      const state = await this.#state().catch(() => null);
      if (state !== null && state !== kept.state) this.#outdated(kept);
    };
    this.#watch ??= setInterval(look, LOOK).unref();
  }

  close(): void {
    this.#closed.abort(new Changed());
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
  }

  /** Reads it in the background, where that is not under way. */
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
    const wait = (pause: number) => {
      this.#next = performance.now() + pause;
    };
    try {
      this.#kept = await this.#whole();
    } catch (error) {
      if (!(error instanceof Changed)) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#tell(`Paths are searched in the database, step by step: ${reason}`);
        return wait(PAUSES * this.#pause);
      }
    }
    const pause = Math.max(this.#pause, PAUSES * (performance.now() - begin));
    wait(pause * Math.min(LONGEST, 2 ** this.#inVain));
    this.#inVain += 1;
  }

  #tell(sentence: string): void {
    if (sentence !== this.#reported) this.#report(sentence);
    this.#reported = sentence;
  }

  #ask(statement: Statement) {
    return this.#graph.readWithState(statement, { deadline: READING, signal: this.#closed.signal });
  }

  async #state(): Promise<string | null> {
    return (await this.#ask(composeCount(this.#ontology))).state;
  }

  async #whole(): Promise<CachedTopology> {
    // The first statement may see less than its bookmark says, as what is committed is seen a little later. Those after
    // it wait until they see what it says.
    const state = await this.#state();
    if (state === null) throw new Error('it does not tell whether somebody writes.');
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
    this.#tell(`Paths are searched in memory: ${entities} entities, ${relations} relations.`);
    return { topology, state };
  }
}
