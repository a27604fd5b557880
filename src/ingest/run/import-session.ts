import { statement } from '../../graph/cypher/statements.ts';
import { delegateUnit } from '../../graph/port/delegate.ts';
import type { Graph, Statement, UnitOfWork } from '../../graph/port/graph.ts';
import type { EntityFact } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { recordedEntities } from '../../recording/compare.ts';
import { RowEncoder } from '../../recording/encode.ts';
import { united } from '../../recording/merge.ts';
import { emptyOutcome, type Listener, type Outcome } from './outcome.ts';
import { Seen } from './seen.ts';

/** Milliseconds that a batch may take; nobody waits for it but the import. */
export const BATCH_DEADLINE = 120_000;

export interface ImportOptions {
  /** Tells imports from each other: of the same files, in the same way. */
  readonly id: string;
  /** The documents that the files are, whose former statements give way; none where files cite documents of their own. */
  readonly documents: readonly string[];
  /** Whether what relations cite tells of their ends as well: where places are paragraphs, not where they are rows. */
  readonly tellsOfEnds: boolean;
  /** Retract what the documents stated before and do not state now. */
  readonly replace: boolean;
  readonly dryRun: boolean;
  /** Awaited before each statement, where others are to be answered in between. */
  readonly turn: (() => Promise<void>) | null;
  readonly listener: Listener;
}

interface State {
  readonly row: number;
  readonly outcome: Outcome;
  /** Entities that hold more from the documents than rows stated so far, with what was counted as unchanged of each. */
  readonly partial: readonly (readonly [id: string, untold: UnrestatedEntity])[];
  readonly again: boolean;
  /** Rows that were refused as a document was missing, from one to another: what they say was not met. */
  readonly refused: readonly (readonly [from: number, to: number])[];
  /** Of the import; what another one states of them makes what was done here no longer true. */
  readonly documents: readonly string[];
}

/** Where an entity was counted as unchanged: the number of a row, and whether the entity was. */
export interface UnrestatedEntity {
  readonly row: number | null;
  readonly entity: boolean;
}

/** What an import under way knows: what it met, how far it is, and what became of it. Its rows and its ending share it. */
export class ImportSession {
  readonly graph: Graph;
  readonly ontology: Ontology;
  readonly options: ImportOptions;
  /** Statements that were met, entities that are there (x) and that are new (n). */
  readonly seen = new Seen();
  /** Of entities that held more from these documents than a row stated: all that rows stated so far. */
  readonly partial = new Map<string, EntityFact>();
  readonly untold = new Map<string, UnrestatedEntity>();
  /** Of a dry run, which keeps nothing: the ends of relations that would wait. */
  readonly untied = new Map<string, readonly [string, string]>();
  /** What `replace` retracted so far. */
  withdrawn = { entities: 0, relations: 0 };
  outcome = emptyOutcome();
  /** Whether relations may wait: what is written now takes the place of what waits. */
  awaits = false;
  /** Documents of which rows could not be read, and may state anything. */
  readonly unread = new Set<string>();
  /** Rows that were refused as a document was missing. */
  refused: (readonly [from: number, to: number])[] = [];
  row = 0;
  resumed: State | undefined;
  /** Whether the documents were there before. */
  again = false;
  #moment = 0;

  constructor(graph: Graph, ontology: Ontology, options: ImportOptions) {
    this.graph = graph;
    this.ontology = ontology;
    this.options = options;
  }

  /** Reads how far an earlier try came; gives the number of rows that are done. */
  async begin(): Promise<number> {
    const { id, documents, dryRun } = this.options;
    const [kept, known, waiting] = await this.graph.read(
      async (unit) =>
        [
          await unit.run(statement('read-import', { id })),
          await recordedEntities(unit, documents),
          await unit.run(statement('read-pending-relations', { after: '', limit: 1 })),
        ] as const,
      { deadline: BATCH_DEADLINE },
    );
    this.again = known.size > 0;
    this.awaits = waiting.length > 0;
    const text = kept[0]?.state;
    if (typeof text === 'string' && !dryRun) {
      this.resumed = JSON.parse(text) as State;
      this.outcome = this.resumed.outcome;
      this.again = this.resumed.again;
      this.refused = [...this.resumed.refused];
      for (const [id, untold] of this.resumed.partial) this.untold.set(id, untold);
      const { entities, relations } = this.outcome.absent;
      this.withdrawn = { entities, relations };
    }
    if (!dryRun) await this.#supersede();
    return this.resumed?.row ?? 0;
  }

  /** Other imports of the same documents begin anew the next time: rows that they had done are not what is there now. */
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

  restate(fact: EntityFact): void {
    const before = this.partial.get(fact.id);
    this.partial.set(fact.id, before ? united(before, fact, this.fieldsOf(fact)) : fact);
  }

  /** Whether an entity is known to be there: it was found, or made by this import. */
  isKnown = (id: string) => this.seen.has(`n|${id}`) || this.seen.has(`x|${id}`);

  fieldsOf = (fact: EntityFact) => this.ontology.entity(fact.type)?.fields ?? {};

  /** Of a moment after all that this import recorded before, as an earlier state is told by when it was recorded. */
  rows(): RowEncoder {
    this.#moment = Math.max(Date.now(), this.#moment + 1);
    return new RowEncoder(this.ontology, new Date(this.#moment).toISOString());
  }

  run<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    const options = { deadline: BATCH_DEADLINE };
    const { turn, dryRun } = this.options;
    const waiting =
      <T>(next: (statement: Statement) => Promise<T>) =>
      async (statement: Statement) => {
        await turn?.();
        return next(statement);
      };
    const inTurn = (unit: UnitOfWork): UnitOfWork =>
      delegateUnit(unit, { run: waiting((next) => unit.run(next)), send: waiting((next) => unit.send(next)) });
    const paced = (unit: UnitOfWork) => work(turn ? inTurn(unit) : unit);
    return dryRun ? this.graph.read(paced, options) : this.graph.write(paced, options);
  }

  async keep(unit: UnitOfWork, at: Omit<State, 'again' | 'documents'>): Promise<void> {
    const { id, documents } = this.options;
    const state: State = { ...at, again: this.again, documents };
    await unit.send({ ...statement('put-import', { id, state: JSON.stringify(state) }), changes: [] });
  }

  /** All rows are done; what is done after them can be interrupted as well. */
  keepEnding(unit: UnitOfWork, outcome: Outcome): Promise<void> {
    return this.keep(unit, { row: this.row, outcome, partial: [...this.untold], refused: this.refused });
  }
}
