import { statement } from '../../graph/cypher/statements.ts';
import type { Graph, UnitOfWork } from '../../graph/port/graph.ts';
import type { EntityFact, RelationFact } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { clockSentence, newestRecorded, noteRecorded } from '../../recording/clock.ts';
import { recordedEntities } from '../../recording/compare.ts';
import { isOfHierarchy } from '../../recording/cycles.ts';
import { RowEncoder } from '../../recording/encode.ts';
import { documentsOf, mergeEntity, type Stated } from '../../recording/merge.ts';
import { readPending } from '../../recording/pending-relations.ts';
import { emptyOutcome, type Listener, type Outcome } from './outcome.ts';
import { Seen, statementKey } from './seen.ts';

/** Milliseconds that a batch may take: only the import waits for it. */
export const BATCH_DEADLINE = 120_000;

/** The options of an import. */
export interface ImportOptions {
  /** Identifies an import: the same files with the same options. */
  readonly id: string;
  /** The documents of the files, whose earlier statements are replaced; empty if the files cite documents themselves. */
  readonly documents: readonly string[];
  /** Whether the sources of relations also mention their ends. Paragraphs do, rows of a table don't. */
  readonly tellsOfEnds: boolean;
  /** Retracts facts that the documents no longer state. */
  readonly replace: boolean;
  readonly dryRun: boolean;
  readonly listener: Listener;
}

/** The progress of an import, as stored in the database. */
interface State {
  readonly row: number;
  readonly outcome: Outcome;
  /** Entities about which their documents stated more before than rows have stated so far. */
  readonly partial: readonly (readonly [id: string, unrestated: UnrestatedEntity])[];
  readonly again: boolean;
  /** Ranges of rows that were refused because a document was missing; their facts don't count as seen. */
  readonly refused: readonly RowSpan[];
  /** The documents of the import; another import of one of them makes its progress invalid. */
  readonly documents: readonly string[];
}

/** A range of row numbers. */
export type RowSpan = readonly [from: number, to: number];

/** An entity about which its documents stated more before than rows have stated so far. */
export interface UnrestatedEntity {
  /** The number of the row that was counted as unchanged because of it; null if there is none. */
  readonly row: number | null;
  /** Whether the entity was counted as unchanged. */
  readonly entity: boolean;
  /** The documents whose earlier statements are replaced at the end. */
  readonly documents: readonly string[];
}

/** The note about a clock that went back. */
const CLOCK =
  'the clock of this machine is behind the newest recorded fact, so facts are recorded right after that one; set the clock right';

/** The state of a running import: the facts it has seen, its progress and its outcome. Rows and finish share it. */
export class ImportSession {
  readonly graph: Graph;
  readonly ontology: Ontology;
  readonly options: ImportOptions;
  readonly seen = new Seen();
  unrestated: ReadonlyMap<string, UnrestatedEntity> = new Map();
  /** Everything that rows have stated so far about these entities. */
  readonly partial = new Map<string, EntityFact>();
  /** For a dry run, which writes nothing: the ends of relations that would be pending. */
  readonly waitingEnds = new Map<string, readonly [string, string]>();
  /** The relations of hierarchies that rows have stated so far, which may close cycles. */
  readonly ofHierarchies = new Map<string, RelationFact>();
  /** The facts that `replace` has retracted so far. */
  withdrawn = { entities: 0, relations: 0 };
  outcome = emptyOutcome();
  /** Whether there may be pending relations, which new ones replace. */
  mayBePending = false;
  /** Documents with unreadable rows, which may state anything. */
  readonly unread = new Set<string>();
  /** Rows that were refused because a document was missing. */
  refused: readonly RowSpan[] = [];
  row = 0;
  resumed: State | undefined;
  /** Whether the documents were in the graph before. */
  again = false;
  #time = 0;

  constructor(graph: Graph, ontology: Ontology, options: ImportOptions) {
    this.graph = graph;
    this.ontology = ontology;
    this.options = options;
  }

  /** Reads the progress of an earlier run; returns the number of completed rows. */
  async begin(): Promise<number> {
    const { id, documents, dryRun } = this.options;
    const [kept, known, pending, newest] = await this.graph.read(
      async (unit) =>
        [
          await unit.run(statement('read-import', { id })),
          await recordedEntities(unit, documents),
          await readPending(unit, ''),
          await newestRecorded(unit),
        ] as const,
      { deadline: BATCH_DEADLINE },
    );
    this.again = known.size > 0;
    this.mayBePending = pending !== null;
    const text = kept[0]?.state;
    if (typeof text === 'string' && !dryRun) {
      this.resumed = JSON.parse(text) as State;
      this.outcome = this.resumed.outcome;
      this.again = this.resumed.again;
      this.refused = this.resumed.refused;
      this.restateLater(this.resumed.partial);
      const { entities, relations } = this.outcome.absent;
      this.withdrawn = { entities, relations };
    }
    this.#time = newest;
    if (clockSentence(newest) !== null) this.outcome.notes[CLOCK] = 1;
    if (!dryRun) await this.#supersede();
    return this.resumed?.row ?? 0;
  }

  /** Makes interrupted imports of the same documents start over: the graph no longer holds the statements of their rows. */
  async #supersede(): Promise<void> {
    const { id, documents } = this.options;
    const kept = await this.graph.read((unit) => unit.run(statement('read-imports')), { deadline: BATCH_DEADLINE });
    // Files of facts cite any document.
    const shares = (others: readonly string[] = []) =>
      documents.length === 0 || others.length === 0 || others.some((document) => documents.includes(document));
    const others = kept.filter((row) => row.id !== id && shares((JSON.parse(String(row.state)) as State).documents));
    if (others.length === 0) return;
    await this.run(async (unit) => {
      for (const row of others) await unit.run({ ...statement('drop-import', { id: String(row.id) }), changes: [] });
    });
  }

  /** A fact with the documents whose earlier statements about it are replaced, because this import meets it for the first time. */
  meet<T extends EntityFact | RelationFact>(fact: T, onNew: (key: string) => void = () => {}): Stated<T> {
    const statements = 'claims' in fact ? this.seen.entityStatements : this.seen.relationStatements;
    const restates = new Set<string>();
    for (const document of documentsOf(fact)) {
      const key = statementKey(fact.id, document);
      if (!statements.add(key)) continue;
      restates.add(document);
      onNew(key);
    }
    return { fact, restates };
  }

  /** Notes entities about which documents stated more before than rows have stated so far. */
  restateLater(more: Iterable<readonly [id: string, UnrestatedEntity]>): void {
    this.unrestated = this.unrestatedWith(more);
  }

  /** The entities that are restated at the end, including these. */
  unrestatedWith(more: Iterable<readonly [id: string, UnrestatedEntity]>): ReadonlyMap<string, UnrestatedEntity> {
    const all = new Map(this.unrestated);
    for (const [id, unrestated] of more) {
      const before = all.get(id);
      const documents = [...new Set([...(before?.documents ?? []), ...unrestated.documents])];
      all.set(id, { ...(before ?? unrestated), documents });
    }
    return all;
  }

  /** Adds a statement to those of rows about an entity for which its documents stated more before. */
  addToPartial(fact: EntityFact): void {
    const before = this.partial.get(fact.id) ?? null;
    this.partial.set(fact.id, mergeEntity(before, { fact, restates: new Set() }, this.fieldsOf(fact)));
  }

  /** Notes relations of hierarchies. */
  addToHierarchies(relations: readonly RelationFact[]): void {
    for (const fact of relations) {
      if (isOfHierarchy(this.ontology, fact) && fact.rank !== 'DEPRECATED') this.ofHierarchies.set(fact.id, fact);
    }
  }

  /** Whether an entity is known to be in the graph, because this import found or created it. */
  isKnown = (id: string): boolean => this.seen.entitiesMade.has(id) || this.seen.entitiesFound.has(id);

  fieldsOf = (fact: EntityFact) => this.ontology.entity(fact.type)?.fields ?? {};

  /** Uses a timestamp later than any in the graph and in this import; earlier states are keyed by theirs. */
  rows(): RowEncoder {
    this.#time = Math.max(Date.now(), this.#time + 1);
    return new RowEncoder(this.ontology, new Date(this.#time).toISOString());
  }

  /** Runs work in one unit: a write, or in a dry run a read. */
  run<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    const options = { deadline: BATCH_DEADLINE };
    return this.options.dryRun ? this.graph.read(work, options) : this.graph.write(work, options);
  }

  /**
   * The same for the rows up to one. If the answer to its commit gets lost, the engine runs it again: the progress then
   * says that it was kept, and what the first run found counts.
   */
  runRows<T>(upTo: number, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    let first: { readonly result: T } | undefined;
    return this.run(async (unit) => {
      if (first && (await this.#keptUpTo(unit)) === upTo) return first.result;
      const result = await work(unit);
      first = { result };
      return result;
    });
  }

  async #keptUpTo(unit: UnitOfWork): Promise<number | null> {
    const [kept] = await unit.run(statement('read-import', { id: this.options.id }));
    return typeof kept?.state === 'string' ? (JSON.parse(kept.state) as State).row : null;
  }

  /** Stores the progress of the import, in the unit of work that made it. */
  async keep(unit: UnitOfWork, at: Omit<State, 'again' | 'documents'>): Promise<void> {
    const { id, documents } = this.options;
    const state: State = { ...at, again: this.again, documents };
    await unit.send({ ...statement('put-import', { id, state: JSON.stringify(state) }), changes: [] });
    await unit.send(noteRecorded(new Date(this.#time).toISOString()));
  }

  /** Stores the progress of the steps after the rows, which can be interrupted too. */
  keepFinish(unit: UnitOfWork, outcome: Outcome): Promise<void> {
    return this.keep(unit, { row: this.row, outcome, partial: [...this.unrestated], refused: this.refused });
  }
}
