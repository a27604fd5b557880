import { statement } from '../graph/cypher/statements.ts';
import type { Graph, UnitOfWork } from '../graph/port/graph.ts';
import { chunks } from '../lists.ts';
import type { EntityFact, Facts, RelationFact } from '../ontology/facts.ts';
import { DOCUMENT, type Ontology } from '../ontology/ontology.ts';
import { newestRecorded, noteRecorded } from './clock.ts';
import { recordedEntities } from './compare.ts';
import { type Cycle, findCycles, isOfHierarchy } from './cycles.ts';
import { RowEncoder } from './encode.ts';
import { documentsOf, type Stated } from './merge.ts';
import { readPending, tiePending } from './pending-relations.ts';
import { type RecordedBatch, recordBatch } from './record-batch.ts';

/** Milliseconds. */
const DEADLINE = 600_000;

/** How facts are recorded. */
export interface RecordOptions {
  /** The time of recording; now by default. Earlier states are keyed by theirs, so it must not be earlier than those. */
  readonly recordedAt?: Date;
  /**
   * False (default): a fact is added to the earlier statements of its documents about the same thing. True: it replaces
   * them, as a newer release of a document does. Several facts of one call are always combined.
   */
  readonly restate?: boolean;
  /** The number of facts per unit of work; by default all of them, so that either all are recorded or none. */
  readonly batch?: number;
  /** Milliseconds for each unit of work; 600,000 by default. */
  readonly deadline?: number;
}

/** A fact that was not recorded. */
export interface RecordProblem {
  /** The id of the entity or relation. */
  readonly fact: string;
  readonly expected: string;
  readonly got: string;
}

/** The numbers of entities or relations that are new, changed, or unchanged. */
export interface RecordedCounts {
  readonly made: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** The outcome of a call of `record`. */
export interface Recorded {
  readonly entities: RecordedCounts;
  readonly relations: RecordedCounts;
  /** Pending relations: their ids, and the missing ends. */
  readonly waiting: readonly { readonly relation: string; readonly missing: readonly string[] }[];
  /** Cycles in the hierarchies above the recorded relations. */
  readonly cycles: readonly Cycle[];
  /** Refused facts, which cite documents that are neither in the graph nor among the facts. */
  readonly problems: readonly RecordProblem[];
}

/**
 * Records facts in a graph that may already hold others. Statements of other documents stay, and different
 * values become claims. The result depends only on the statements: neither the order of facts nor their division into
 * calls matters, and recording facts again changes nothing.
 *
 * Throws the engine's errors (`UNAVAILABLE`, `TIMEOUT`); a unit of work that fails leaves nothing behind.
 *
 * @example
 * ```ts
 * const { entities, problems } = await record(graph, ontology, { entities: [fact], relations: [] });
 * ```
 */
export async function record(
  graph: Graph,
  ontology: Ontology,
  facts: Facts,
  options: RecordOptions = {},
): Promise<Recorded> {
  const { restate = false, deadline = DEADLINE } = options;
  const recordedAt = options.recordedAt ?? (await timeAfterNewest(graph, deadline));
  // Cited documents come first.
  const entities = [...facts.entities].sort((a, b) => Number(b.type === DOCUMENT) - Number(a.type === DOCUMENT));
  const size = options.batch ?? Math.max(entities.length + facts.relations.length, 1);
  const run = new Run(graph, ontology, entities, restate);
  let step = 0;
  for (const batch of chunks<EntityFact | RelationFact>([...entities, ...facts.relations], size)) {
    const rows = new RowEncoder(ontology, new Date(recordedAt.getTime() + step).toISOString());
    await run.take(batch, rows, deadline);
    step += 1;
  }
  return { ...run.recorded, cycles: await run.cycles(deadline) };
}

/** Now, or right after the newest recorded fact if the clock is behind it. */
async function timeAfterNewest(graph: Graph, deadline: number): Promise<Date> {
  const newest = await graph.read(newestRecorded, { deadline });
  return new Date(Math.max(Date.now(), newest + 1));
}

/** What one unit of work recorded. */
interface Done extends RecordedBatch {
  readonly problems: readonly RecordProblem[];
  readonly ofHierarchies: readonly RelationFact[];
}

/** One call of `record`, over its batches. */
class Run {
  readonly #graph: Graph;
  readonly #ontology: Ontology;
  readonly #restate: boolean;
  readonly #given: ReadonlyMap<string, readonly EntityFact[]>;
  /** Entities that earlier batches made. */
  readonly #made = new Set<string>();
  readonly #written = new Set<string>();
  readonly #ofHierarchies: RelationFact[] = [];
  /** Statements that documents have replaced already. */
  readonly #restated = new Set<string>();
  recorded: Recorded = {
    entities: { made: 0, changed: 0, unchanged: 0 },
    relations: { made: 0, changed: 0, unchanged: 0 },
    waiting: [],
    cycles: [],
    problems: [],
  };

  constructor(graph: Graph, ontology: Ontology, entities: readonly EntityFact[], restate: boolean) {
    this.#graph = graph;
    this.#ontology = ontology;
    this.#restate = restate;
    const given = new Map<string, EntityFact[]>();
    for (const fact of entities) given.set(fact.id, [...(given.get(fact.id) ?? []), fact]);
    this.#given = given;
  }

  async take(batch: readonly (EntityFact | RelationFact)[], rows: RowEncoder, deadline: number): Promise<void> {
    const before = new Set(this.#restated);
    let first: Done | undefined;
    const done = await this.#graph.write(
      async (unit) => {
        // The engine may run it again.
        this.#restated.clear();
        for (const key of before) this.#restated.add(key);
        if (this.#restate) await forgetImports(unit);
        const recorded = await this.#record(unit, batch, rows);
        await unit.send(noteRecorded(rows.at));
        // The answer to the commit got lost, and it was kept: what the first run found counts.
        if (first && isUnchanged(recorded)) return first;
        first = recorded;
        return recorded;
      },
      { deadline },
    );
    for (const { id } of done.entities.made) this.#made.add(id);
    for (const id of done.written) this.#written.add(id);
    const add = (counts: RecordedCounts, more: Record<keyof RecordedCounts, readonly unknown[]>) => ({
      made: counts.made + more.made.length,
      changed: counts.changed + more.changed.length,
      unchanged: counts.unchanged + more.unchanged.length,
    });
    for (const relation of done.ofHierarchies) this.#ofHierarchies.push(relation);
    this.recorded = {
      ...this.recorded,
      entities: add(this.recorded.entities, done.entities),
      relations: add(this.recorded.relations, done.relations),
      waiting: [...this.recorded.waiting, ...done.waiting.map(({ fact, missing }) => ({ relation: fact.id, missing }))],
      problems: [...this.recorded.problems, ...done.problems],
    };
  }

  /** The cycles in hierarchies that the recorded relations may have closed. */
  async cycles(deadline: number): Promise<readonly Cycle[]> {
    if (this.#ofHierarchies.length === 0) return [];
    const [graph, ontology, options] = [this.#graph, this.#ontology, { deadline }];
    return graph.read((unit) => findCycles({ graph, unit, ontology, options }, this.#ofHierarchies), options);
  }

  async #record(unit: UnitOfWork, batch: readonly (EntityFact | RelationFact)[], rows: RowEncoder): Promise<Done> {
    const leansOn = batch.flatMap((fact) => [...documentsOf(fact), ...('claims' in fact ? [] : [fact.from, fact.to])]);
    const there = await recordedEntities(
      unit,
      leansOn.filter((id) => id !== '' && !this.#made.has(id)),
    );
    const isHere = (id: string) => there.has(id) || this.#made.has(id);
    const refused = this.#refused(isHere);
    const isThere = (id: string) => isHere(id) || (this.#given.get(id) ?? []).some((fact) => !refused.has(fact));
    const problems: RecordProblem[] = [];
    const entities = new Map<string, Stated<EntityFact>[]>();
    const relations: Stated<RelationFact>[] = [];
    for (const fact of batch) {
      const missing = [...documentsOf(fact)].find((document) => document !== '' && !isThere(document));
      if (missing !== undefined) {
        problems.push({ fact: fact.id, expected: 'documents that are in the graph or among the facts', got: missing });
        continue;
      }
      const restates = this.#restates(fact);
      if (!('claims' in fact)) relations.push({ fact, restates });
      else entities.set(fact.id, [...(entities.get(fact.id) ?? []), { fact, restates }]);
    }
    const batchIds = new Set(entities.keys());
    const recorded = await recordBatch(unit, this.#ontology, { entities, relations }, rows, {
      dryRun: false,
      isPartial: false,
      mentionsEnds: true,
      firstPlaceOnly: false,
      isThere: (id) => isHere(id) || batchIds.has(id),
      isNewEntity: (id) => this.#made.has(id),
      mayBeWritten: ({ fact }) => this.#written.has(fact.id),
      mayBePending: true,
    });
    const tied = await this.#tie(unit, new Set(recorded.entities.made.map(({ id }) => id)), rows);
    const ofHierarchies = [...relations.map(({ fact }) => fact), ...tied].filter((fact) =>
      isOfHierarchy(this.#ontology, fact),
    );
    return { ...recorded, problems, ofHierarchies };
  }

  /** The facts that cite a missing document, or one that is refused itself. */
  #refused(isHere: (id: string) => boolean): ReadonlySet<EntityFact> {
    const refused = new Set<EntityFact>();
    const all = [...this.#given.values()].flat();
    const isThere = (id: string) => id === '' || isHere(id) || this.#given.get(id)?.some((fact) => !refused.has(fact));
    // Documents that cite documents are few.
    const documents = all.filter(({ type }) => type === DOCUMENT);
    for (let size = -1; refused.size > size; ) {
      size = refused.size;
      for (const fact of documents) if (![...documentsOf(fact)].every(isThere)) refused.add(fact);
    }
    return refused;
  }

  #restates(fact: EntityFact | RelationFact): ReadonlySet<string> {
    if (!this.#restate) return new Set();
    const documents = documentsOf(fact);
    const fresh = [...(documents.size > 0 ? documents : [''])].filter(
      (document) => !this.#restated.has(`${fact.id} ${document}`),
    );
    for (const document of fresh) this.#restated.add(`${fact.id} ${document}`);
    return new Set(fresh);
  }

  /** Writes pending relations whose ends are among the new entities, and returns them. */
  async #tie(unit: UnitOfWork, made: ReadonlySet<string>, rows: RowEncoder): Promise<readonly RelationFact[]> {
    const tied: RelationFact[] = [];
    if (made.size === 0) return tied;
    for (let after = ''; ; ) {
      const page = await readPending(unit, after);
      if (!page) return tied;
      after = page.last;
      const candidates = page.facts.filter(({ from, to }) => made.has(from) || made.has(to));
      if (candidates.length === 0) continue;
      const there = await recordedEntities(
        unit,
        candidates.flatMap(({ from, to }) => [from, to]),
      );
      const ready = candidates.filter(({ from, to }) => there.has(from) && there.has(to));
      await tiePending(unit, this.#ontology, ready, rows);
      tied.push(...ready);
    }
  }
}

/** Whether recording a batch changed nothing. */
const isUnchanged = ({ entities, relations, newlyWaiting }: RecordedBatch) =>
  entities.made.length + entities.changed.length === 0 &&
  relations.made.length + relations.changed.length + newlyWaiting.size === 0;

/** Makes interrupted imports start over: the graph no longer holds the statements of their rows. */
async function forgetImports(unit: UnitOfWork): Promise<void> {
  for (const { id } of await unit.run(statement('read-imports')))
    await unit.run({ ...statement('drop-import', { id: String(id) }), changes: [] });
}
