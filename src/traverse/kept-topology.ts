import type { Graph, Statement } from '../graph/graph.ts';
import { composeCount, composeIds, composeLeading } from '../graph/neighbours.ts';
import { typeOfRelationship } from '../graph/storage.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { Topology } from './topology.ts';

/** So many ids are read at once, and so many entities' relations: others are served between. */
const [IDS, ENTITIES] = [5000, 500];
/** Twice as many would be some 800 MB, and two minutes of reading after a write. */
const MOST_RELATIONS = 10_000_000;
/** Milliseconds from finding that somebody wrote to reading anew: at least, and as a multiple of what reading took. */
const [PAUSE, PAUSES] = [1000, 10];
/** A graph that is always written to is read anew more and more seldom: so many times as long at the most. */
const LONGEST = 64;

/** What a database calls an element: a number behind what is the same for all relations of the database. */
const ELEMENT = /^(.*?)(\d+)$/;

/** Somebody wrote while it was read. */
class Changed extends Error {}

/** A topology, and the state of the graph (see `Once`) in which it holds. */
export interface Kept {
  readonly topology: Topology;
  readonly state: string;
}

export interface Keeping {
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
export class KeptTopology {
  readonly #graph: Graph;
  readonly #ontology: Ontology;
  readonly #pause: number;
  readonly #mostRelations: number;
  readonly #report: (sentence: string) => void;
  #reported = '';
  #kept: Kept | null = null;
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** When it may be read again, and how often in a row it was read for nothing. */
  #next = 0;
  #inVain = 0;
  #closed = false;

  constructor(graph: Graph, ontology: Ontology, keeping: Keeping = {}) {
    const { pause = PAUSE, mostRelations = MOST_RELATIONS, report = () => {} } = keeping;
    this.#graph = graph;
    this.#ontology = ontology;
    this.#pause = pause;
    this.#mostRelations = mostRelations;
    this.#report = report;
  }

  /** What was read last, as far as is known to hold; null while there is none. Then it is read, in the background. */
  get current(): Kept | null {
    if (!this.#kept) this.begin();
    return this.#kept;
  }

  /** It was of use: the graph was in its state. */
  held(): void {
    this.#inVain = 0;
  }

  /** The graph is in another state than it. */
  outdated({ state }: Kept): void {
    if (this.#kept?.state !== state) return;
    this.#kept = null;
    this.begin();
  }

  /** Reads it at once, unless it still holds; ends when it was read, or can't be. */
  async read(): Promise<void> {
    await this.#reading;
    if (this.#kept) {
      const { state } = await this.#graph.once(composeCount(this.#ontology));
      if (state !== this.#kept.state) this.#kept = null;
    }
    if (!this.#kept) await this.#readNow();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Reads it in the background, where that is not under way. */
  begin(): void {
    if (this.#reading || this.#timer || this.#closed) return;
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
    // Where it fails, the next question shows it to somebody who can be told; here there is nobody.
    this.#kept = await this.#whole().catch(() => null);
    const took = performance.now() - begin;
    this.#next = performance.now() + Math.max(this.#pause, PAUSES * took) * Math.min(LONGEST, 2 ** this.#inVain);
    this.#inVain += 1;
  }

  #tell(sentence: string): void {
    if (sentence !== this.#reported) this.#report(sentence);
    this.#reported = sentence;
  }

  /** Null where somebody writes meanwhile, or where the graph is too large. */
  async #whole(): Promise<Kept | null> {
    let state: string | null = null;
    const ask = async (statement: Statement) => {
      const answer = await this.#graph.once(statement);
      state ??= answer.state;
      if (answer.state === null || answer.state !== state || this.#closed) throw new Changed();
      return answer.rows;
    };
    const [counted] = await ask(composeCount(this.#ontology));
    const relations = Number(counted?.number);
    if (relations > this.#mostRelations) {
      this.#tell(
        `Paths are searched in the database, step by step: it has ${relations} relations, and what joins what is kept in memory for up to ${this.#mostRelations}.`,
      );
      return null;
    }

    const numbers = new Map<string, number>();
    let ids: readonly string[] = [];
    do {
      const [row] = await ask(composeIds(ids.at(-1) ?? '', IDS));
      ids = row?.ids as readonly string[];
      for (const id of ids) numbers.set(id, numbers.size);
    } while (ids.length === IDS);

    const types = this.#ontology.relations.map(({ type }) => type);
    const [from, to] = [new Uint32Array(relations), new Uint32Array(relations)];
    const [kinds, elements] = [new Uint8Array(relations), new Float64Array(relations)];
    const all = [...numbers.keys()];
    let [prefix, count]: [string | null, number] = [null, 0];
    for (let at = 0; at < all.length; at += ENTITIES) {
      const rows = await ask(composeLeading(this.#ontology, all.slice(at, at + ENTITIES)));
      for (const row of rows) {
        const [node, kind] = [numbers.get(String(row.id)), types.indexOf(typeOfRelationship(String(row.type)))];
        const [others, called] = [row.others, row.elements] as readonly (readonly string[])[];
        for (const [i, other] of (others ?? []).entries()) {
          const [, before, number] = ELEMENT.exec(called?.[i] ?? '') ?? [];
          prefix ??= before ?? null;
          // Not known of any database.
          if (before === undefined || before !== prefix || !Number.isSafeInteger(Number(number))) return null;
          from[count] = node as number;
          to[count] = numbers.get(other) as number;
          kinds[count] = kind;
          elements[count] = Number(number);
          count += 1;
        }
      }
    }
    const topology = await Topology.of(numbers, types, prefix ?? '', { from, to, kinds, elements });
    this.#tell(`Paths are searched in memory: ${numbers.size} entities, ${relations} relations.`);
    return state === null ? null : { topology, state };
  }
}
