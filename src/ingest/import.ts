import { setImmediate } from 'node:timers/promises';
import type { Graph, UnitOfWork } from '../graph/graph.ts';
import { entitiesStated, relationsStated } from '../graph/stated.ts';
import { statement } from '../graph/statements.ts';
import { relationsCiting } from '../graph/writes.ts';
import type { Claim, EntityFact, RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { retractRelations, writeEntities, writeRelations } from './apply.ts';
import {
  type ComparedEntities,
  compareEntities,
  compareRelations,
  recordedEntities,
  type Statements,
} from './compare.ts';
import { chunks, grouped } from './groups.ts';
import { forget, leftBy, mentions, toldIn } from './mentions.ts';
import { documentsOf, isSame, joined, relationWithout, restated, united, without } from './merge.ts';
import type { RowFacts } from './reading.ts';
import type { RowProblem } from './row.ts';
import { Rows } from './rows.ts';
import { Seen } from './seen.ts';

/** Milliseconds that a batch may take; nobody waits for it but the import. */
const BATCH_DEADLINE = 120_000;
/** Rows and facts that are worked on at a stretch: a millisecond or two. */
export const STRIDE = 50;
const SUMMARY_LEFT = 'summary: left out, as the entity has another one';
/** Relations that wait for an end, read at once. */
const PAGE = 2000;

interface Fates {
  made: number;
  changed: number;
  unchanged: number;
}

/** What became of all that was read. */
export interface Outcome {
  /** `read` is the sum of the others. */
  rows: Fates & { read: number; skipped: number };
  entities: Fates;
  relations: Fates & {
    /** That are kept until their ends come. */
    waiting: number;
    /** That waited, in this import or since an earlier one, and whose ends have come. */
    tied: number;
  };
  problems: number;
  /** How often what was not taken as it stood. */
  notes: { [note: string]: number };
  /** What an earlier import of the same documents stated and this one does not. */
  absent: { entities: number; relations: number; retracted: number };
}

/** Is told of what a report lists, as it comes. */
export interface Listener {
  problem(problem: RowProblem): void;
  waiting(relation: RelationFact, missing: readonly string[]): void;
  absent(kind: 'entity' | 'relation', id: string, retracted: boolean): void;
}

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
  readonly partial: readonly (readonly [id: string, untold: Untold])[];
  readonly again: boolean;
  /** Rows that were refused as a document was missing, from one to another: what they say was not met. */
  readonly refused: readonly (readonly [from: number, to: number])[];
  /** Of the import; what another one states of them makes what was done here no longer true. */
  readonly documents: readonly string[];
}

/** Where an entity was counted as unchanged: the number of a row, and whether the entity was. */
interface Untold {
  readonly row: number | null;
  readonly entity: boolean;
}

interface RowState {
  readonly number: number;
  readonly row: RowFacts;
  readonly problems: RowProblem[];
  readonly facts: (EntityFact | RelationFact)[];
  /** Documents that it cites, beside those of the import. */
  readonly cited: readonly string[];
  /** What was met in it for the first time. */
  readonly met: string[];
}

export interface Batch {
  readonly rows: readonly RowState[];
  /** The number of its last row. */
  readonly upTo: number;
  /** By entity: what the import meets for the first time, and what rows say of it beside that. */
  readonly first: ReadonlyMap<string, EntityFact>;
  readonly others: readonly EntityFact[];
  readonly relations: readonly RelationFact[];
  readonly rowsOf: Rows;
  /** Whether rows can turn out to be refused: what stands in them was then not met, and the next batch waits for that. */
  readonly open: boolean;
}

const fates = (): Fates => ({ made: 0, changed: 0, unchanged: 0 });

const emptyOutcome = (): Outcome => ({
  rows: { read: 0, ...fates(), skipped: 0 },
  entities: fates(),
  relations: { ...fates(), waiting: 0, tied: 0 },
  problems: 0,
  notes: {},
  absent: { entities: 0, relations: 0, retracted: 0 },
});

/** An entity or a relation as some documents tell of it. */
function keyOf(fact: EntityFact | RelationFact): string {
  const [only, ...others] = fact.sources;
  const alone = only && others.length === 0 && (!('claims' in fact) || Object.values(fact.claims).every(isOwn, fact));
  return `${fact.id}|${alone ? only.document : [...documentsOf(fact)].sort().join(' ')}`;
}

/** Whether a field has one value, from the sources of the entity itself. */
function isOwn(this: EntityFact, claims: readonly Claim[]): boolean {
  return claims.length === 1 && claims[0]?.sources === this.sources;
}

/** What is stated, wherever it stands. */
const contentOf = (fact: EntityFact | RelationFact): string =>
  JSON.stringify(
    'claims' in fact
      ? [
          fact.names,
          fact.summary,
          fact.sameAs,
          Object.entries(fact.claims).map(([name, claims]) => [
            name,
            claims.map(({ value, rank, sources }) => [value, rank, sources === fact.sources ? null : sources]),
          ]),
        ]
      : [fact.values, fact.rank],
  );

/** A relation as it waits for an end: its fact, and whether what it cites tells of its ends as well. */
interface Awaiting extends RelationFact {
  readonly tellsOfEnds?: true;
}

/** One fact of each relation, whichever documents state it. */
const joinedById = (facts: readonly RelationFact[]): readonly RelationFact[] =>
  [...grouped(facts, ({ id }) => id).values()].map((some) => some.reduce(joined));

/**
 * An import under way. Rows go in batches, each a transaction that keeps how far the import has come: readers never see
 * half of one, and a killed import goes on where it was. Facts are compared with what is there: what is the same is left
 * alone, and what other documents say stays beside it.
 */
export class Import {
  readonly #graph: Graph;
  readonly #ontology: Ontology;
  readonly #options: ImportOptions;
  /** Statements that were met, entities that are there (x) and that are new (n). */
  readonly #seen = new Seen();
  /** Of entities that held more from these documents than a row stated: all that rows stated so far. */
  readonly #partial = new Map<string, EntityFact>();
  readonly #untold = new Map<string, Untold>();
  /** Of a dry run, which keeps nothing: the ends of relations that would wait. */
  readonly #untied = new Map<string, readonly [string, string]>();
  /** What `replace` retracted so far. */
  #withdrawn = { entities: 0, relations: 0 };
  #outcome = emptyOutcome();
  /** Rows that were refused as a document was missing. */
  #refused: (readonly [from: number, to: number])[] = [];
  #row = 0;
  #resumed: State | undefined;
  /** Whether the documents were there before. */
  #again = false;
  #moment = 0;

  constructor(graph: Graph, ontology: Ontology, options: ImportOptions) {
    this.#graph = graph;
    this.#ontology = ontology;
    this.#options = options;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  /** Reads how far an earlier try came; gives the number of rows that are done. */
  async begin(): Promise<number> {
    const { id, documents, dryRun } = this.#options;
    const [kept, known] = await this.#graph.read(
      async (unit) =>
        [await unit.run(statement('read-import', { id })), await recordedEntities(unit, documents)] as const,
      { deadline: BATCH_DEADLINE },
    );
    this.#again = known.size > 0;
    const text = kept[0]?.state;
    if (typeof text === 'string' && !dryRun) {
      this.#resumed = JSON.parse(text) as State;
      this.#outcome = this.#resumed.outcome;
      this.#again = this.#resumed.again;
      this.#refused = [...this.#resumed.refused];
      for (const [id, untold] of this.#resumed.partial) this.#untold.set(id, untold);
      const { entities, relations } = this.#outcome.absent;
      this.#withdrawn = { entities, relations };
    }
    if (!dryRun) await this.#supersede();
    return this.#resumed?.row ?? 0;
  }

  /** Other imports of the same documents begin anew the next time: rows that they had done are not what is there now. */
  async #supersede(): Promise<void> {
    const { id, documents } = this.#options;
    const kept = await this.#graph.read((unit) => unit.run(statement('read-imports')), { deadline: BATCH_DEADLINE });
    // Files of facts cite any document.
    const shares = (others: readonly string[] = []) =>
      documents.length === 0 || others.length === 0 || others.some((document) => documents.includes(document));
    const others = kept.filter((row) => row.id !== id && shares((JSON.parse(String(row.state)) as State).documents));
    if (others.length === 0) return;
    await this.#run(async (unit) => {
      for (const row of others) await unit.run({ ...statement('drop-import', { id: String(row.id) }), changes: [] });
    });
  }

  /** Writes the documents that the files are, which are no rows of them. */
  async open(head: RowFacts): Promise<void> {
    const stated = new Map(
      [...grouped(head.entities, ({ id }) => id)].map(([id, [first, ...others]]) => [id, { first, others }] as const),
    );
    const rows = this.#rows();
    await this.#run(async (unit) => {
      const entities = await compareEntities(unit, this.#ontology, stated, rows);
      const relations = await compareRelations(unit, this.#ontology, head.relations, rows, () => false, joined);
      if (this.#options.dryRun) return;
      await writeEntities(unit, this.#ontology, entities, rows);
      await writeRelations(unit, this.#ontology, relations, rows);
      const told = mentions({ entities: [...entities.made, ...entities.changed], relations: [] });
      await this.#writeMentions(unit, told, rows, () => false);
      await forget(unit, this.#ontology, [...(entities.left ?? []), ...(relations.left ?? [])], rows);
    });
    for (const id of stated.keys()) this.#seen.add(`x|${id}`);
    for (const fact of head.entities) this.#seen.add(`e|${keyOf(fact)}`);
    for (const fact of head.relations) this.#seen.add(`r|${keyOf(fact)}`);
  }

  /**
   * Sorts out rows, without a look at the graph: the next batch can be made while one is written. Null where all of them
   * are done. It lets others go on in between: the engine's thread would else wait for its next statement.
   */
  async prepare(rows: readonly RowFacts[]): Promise<Batch | null> {
    const states: RowState[] = [];
    const first = new Map<string, EntityFact>();
    const others: EntityFact[] = [];
    const relations: RelationFact[] = [];
    const refused = this.#resumed?.refused ?? [];
    let span = 0;
    // Of tables: their own documents, which are there.
    const cites = this.#options.documents.length === 0;
    for (const row of rows) {
      this.#row += 1;
      if (this.#row % STRIDE === 0) await setImmediate();
      const done = this.#row <= (this.#resumed?.row ?? 0);
      const cited = cites ? [...row.entities, ...row.relations].flatMap((fact) => [...documentsOf(fact)]) : [];
      const state: RowState = { number: this.#row, row, problems: [...row.problems], facts: [], cited, met: [] };
      if (!done) states.push(state);
      while ((refused[span]?.[1] ?? this.#row) < this.#row) span += 1;
      if (done && this.#row >= (refused[span]?.[0] ?? Infinity)) continue;
      const meet = (text: string) => {
        const isNew = this.#seen.add(text);
        if (isNew && cites) state.met.push(text);
        return isNew;
      };
      // A row is taken whole or not at all.
      const keyed = row.relations.map((fact) => {
        const key = keyOf(fact);
        return { fact, key, content: `c|${key}|${contentOf(fact)}` };
      });
      const twice = keyed.find(({ key, content }) => this.#seen.has(`r|${key}`) && !this.#seen.has(content))?.fact;
      if (twice) {
        const expected = 'one statement of a relation in a document; an earlier row gave it other values';
        state.problems.push({ file: row.file, line: row.line, column: null, value: twice.id, expected });
      }
      // They were counted; a report lists them all the same.
      if (done) for (const problem of state.problems) this.#options.listener.problem(problem);
      for (const fact of [...(row.spoilt ?? []), ...(twice ? [...row.entities, ...row.relations] : [])])
        this.#seen.add(`${'claims' in fact ? 'be' : 'br'}|${keyOf(fact)}`);
      if (twice) continue;
      for (const fact of row.entities) {
        const key = keyOf(fact);
        const isFirst = meet(`e|${key}`);
        if (!meet(`c|${key}|${contentOf(fact)}`)) continue;
        if (done) {
          if (this.#untold.has(fact.id)) this.#restate(fact);
          continue;
        }
        state.facts.push(fact);
        if (isFirst && !first.has(fact.id)) first.set(fact.id, fact);
        else others.push(fact);
      }
      for (const { fact, key, content } of keyed) {
        meet(`r|${key}`);
        if (!meet(content) || done) continue;
        state.facts.push(fact);
        relations.push(fact);
      }
    }
    if (states.length === 0) return null;
    const rowsOf = this.#rows();
    // Made now, while the engine is busy with the batch before.
    let made = 0;
    for (const fact of [...first.values(), ...relations]) {
      made += 1;
      if (made % STRIDE === 0) await setImmediate();
      if ('claims' in fact) rowsOf.entity(fact);
      else rowsOf.relation(fact);
    }
    const open = states.some(({ cited }) => cited.some((document) => !first.has(document) && !this.#isKnown(document)));
    return { rows: states, upTo: this.#row, first, others, relations, rowsOf, open };
  }

  #restate(fact: EntityFact): void {
    const before = this.#partial.get(fact.id);
    this.#partial.set(fact.id, before ? united(before, fact, this.#fieldsOf(fact)) : fact);
  }

  /** Whether an entity is known to be there: it was found, or made by this import. */
  #isKnown = (id: string) => this.#seen.has(`n|${id}`) || this.#seen.has(`x|${id}`);

  #fieldsOf = (fact: EntityFact) => this.#ontology.entity(fact.type)?.fields ?? {};

  /** Of a moment after all that this import recorded before, as an earlier state is told by when it was recorded. */
  #rows(): Rows {
    this.#moment = Math.max(Date.now(), this.#moment + 1);
    return new Rows(this.#ontology, new Date(this.#moment).toISOString());
  }

  #run<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    const options = { deadline: BATCH_DEADLINE };
    const { turn, dryRun } = this.#options;
    const inTurn = (unit: UnitOfWork): UnitOfWork => ({
      ...unit,
      run: async (statement) => {
        await turn?.();
        return unit.run(statement);
      },
    });
    const paced = (unit: UnitOfWork) => work(turn ? inTurn(unit) : unit);
    return dryRun ? this.#graph.read(paced, options) : this.#graph.write(paced, options);
  }

  /** Writes a batch, or in a dry run finds out what writing it would do. */
  async take(batch: Batch): Promise<void> {
    const done = await this.#run((unit) => this.#write(unit, batch));
    this.#outcome = done.outcome;
    this.#refused = done.refused;
    for (const { met } of done.unmet) for (const text of met) this.#seen.remove(text);
    for (const id of done.made) this.#seen.add(`n|${id}`);
    for (const id of done.there) if (!done.made.has(id)) this.#seen.add(`x|${id}`);
    // Of one document alone, a statement that was met is known already.
    if (this.#options.documents.length !== 1) for (const id of done.written) this.#seen.add(`w|${id}`);
    for (const [id, untold] of done.untold) if (!this.#untold.has(id)) this.#untold.set(id, untold);
    for (const fact of done.partial) this.#restate(fact);
    for (const problem of done.problems) this.#options.listener.problem(problem);
    for (const { fact, missing } of done.waiting) {
      this.#options.listener.waiting(fact, missing);
      if (this.#options.dryRun) this.#untied.set(keyOf(fact), [fact.from, fact.to]);
    }
    if (!this.#options.dryRun) return;
    for (const fact of done.stated) {
      for (const part of partsOf(fact)) this.#seen.add(`p|${part}`);
      if (fact.summary !== null) this.#seen.add(`s|${fact.id} ${fact.summary}`);
    }
  }

  async #write(unit: UnitOfWork, batch: Batch) {
    const { dryRun, tellsOfEnds } = this.#options;
    const { rowsOf } = batch;
    const ontology = this.#ontology;
    const outcome = structuredClone(this.#outcome);

    // What the facts lean on: documents that they cite, ends of relations.
    const leansOn = [
      ...batch.relations.flatMap((fact) => [fact.from, fact.to]),
      ...batch.rows.flatMap(({ cited }) => cited),
    ];
    const found = await recordedEntities(
      unit,
      leansOn.filter((entity) => (batch.open || !batch.first.has(entity)) && !this.#isKnown(entity)),
    );
    const refused = new Set<EntityFact | RelationFact>();
    const isThere = (entity: string) => {
      const here = batch.first.get(entity);
      return (here !== undefined && !refused.has(here)) || found.has(entity) || this.#isKnown(entity);
    };
    const problems: RowProblem[] = [];
    const skipped = new Set<RowState>();
    // Of a document that is refused, what cites it is refused as well.
    for (let size = -1; batch.open && refused.size > size; ) {
      size = refused.size;
      for (const { cited, facts } of batch.rows) if (!cited.every(isThere)) for (const fact of facts) refused.add(fact);
    }
    const unmet: RowState[] = [];
    const refusedRows = [...this.#refused];
    for (const state of batch.rows) {
      const missing = batch.open ? state.cited.find((document) => !isThere(document)) : undefined;
      const own = [...state.problems];
      if (missing !== undefined) {
        const { file, line } = state.row;
        const expected = 'a document that stands before it in the files, or in the graph';
        own.push({ file, line, column: 'sources', value: missing, expected });
        unmet.push(state);
        const last = refusedRows.at(-1);
        if (last?.[1] === state.number - 1) refusedRows[refusedRows.length - 1] = [last[0], state.number];
        else refusedRows.push([state.number, state.number]);
      }
      if (own.length === 0) continue;
      problems.push(...own);
      skipped.add(state);
      for (const fact of state.facts) refused.add(fact);
    }

    const stated = new Map<string, { first: EntityFact | undefined; others: EntityFact[] } & Statements>();
    for (const fact of batch.first.values()) if (!refused.has(fact)) stated.set(fact.id, { first: fact, others: [] });
    for (const fact of batch.others) {
      if (refused.has(fact)) continue;
      const before = stated.get(fact.id);
      if (before) before.others.push(fact);
      else stated.set(fact.id, { first: undefined, others: [fact] });
    }
    const met = dryRun ? this.#metBefore(stated) : new Map<string, readonly EntityFact[]>();
    const entities = told(
      await compareEntities(unit, ontology, stated, rowsOf),
      met,
      (fact) => partsOf(fact).every((part) => this.#seen.has(`p|${part}`)),
      ({ id, summary }) =>
        summary !== null && this.#seen.has(`p|${id} summary`) && !this.#seen.has(`s|${id} ${summary}`),
    );
    const made = new Set(entities.made.map((fact) => fact.id));
    const isNewEntity = (entity: string) => made.has(entity) || this.#seen.has(`n|${entity}`);
    // One that an end of it is new for can only have been written by this import itself, for another document.
    const isNew = ({ id, from, to }: RelationFact) =>
      (isNewEntity(from) || isNewEntity(to)) && !this.#seen.has(`w|${id}`);

    const waiting: { fact: RelationFact; missing: readonly string[] }[] = [];
    const tied: RelationFact[] = [];
    for (const fact of batch.relations) {
      if (refused.has(fact)) continue;
      const missing = [fact.from, fact.to].filter((end) => !isThere(end));
      if (missing.length === 0) tied.push(fact);
      else waiting.push({ fact, missing });
    }
    const whole = joinedById(tied);
    const compared = await compareRelations(unit, ontology, whole, rowsOf, isNew, joined);
    const isMet = ({ id }: RelationFact) => dryRun && this.#seen.has(`w|${id}`);
    const relations = {
      ...compared,
      made: compared.made.filter((fact) => !isMet(fact)),
      changed: [...compared.changed, ...compared.made.filter(isMet)],
    };
    const written = relations.made.map((fact) => fact.id);
    const keptBefore = await this.#waitingAlready(
      unit,
      waiting.map(({ fact }) => fact),
    );

    if (!dryRun) {
      await writeEntities(unit, ontology, entities, rowsOf);
      await writeRelations(unit, ontology, relations, rowsOf);
      const telling = {
        entities: [...entities.made, ...entities.changed],
        relations: tellsOfEnds ? [...relations.made, ...relations.changed] : [],
      };
      const given = new Set(whole.map((fact) => fact.id));
      const mentioned = mentions(telling).filter((fact) => !given.has(fact.id));
      for (const fact of await this.#writeMentions(unit, mentioned, rowsOf, ({ to }) => made.has(to)))
        written.push(fact.id);
      await forget(unit, ontology, [...(entities.left ?? []), ...(relations.left ?? [])], rowsOf, given);
      await this.#putAwaiting(
        unit,
        waiting.map(({ fact }) => this.#awaiting(fact)),
      );
    }

    const fate = new Map<unknown, 'made' | 'changed'>();
    for (const fact of entities.telling) fate.set(fact, made.has(fact.id) ? 'made' : 'changed');
    const madeRelations = new Set(relations.made.map((fact) => fact.id));
    const changedRelations = new Set(relations.changed.map((fact) => fact.id));
    for (const fact of tied) {
      if (madeRelations.has(fact.id)) fate.set(fact, 'made');
      else if (changedRelations.has(fact.id)) fate.set(fact, 'changed');
    }
    for (const { fact } of waiting)
      if (keptBefore.get(keyOf(fact)) !== JSON.stringify(this.#awaiting(fact))) fate.set(fact, 'made');
    const partial = new Set<unknown>(entities.partial);
    const rowOf = new Map<unknown, number>();
    for (const state of batch.rows) {
      outcome.rows.read += 1;
      if (skipped.has(state)) {
        outcome.rows.skipped += 1;
        continue;
      }
      const fates = state.facts.map((fact) => fate.get(fact));
      const whole = fates.includes('made') ? 'made' : fates.includes('changed') ? 'changed' : 'unchanged';
      outcome.rows[whole] += 1;
      if (whole === 'unchanged') for (const fact of state.facts) if (partial.has(fact)) rowOf.set(fact, state.number);
      const leaves = state.facts.some((fact) => 'claims' in fact && entities.summaryLeft.has(fact));
      for (const note of [...state.row.notes, ...(leaves ? [SUMMARY_LEFT] : [])])
        outcome.notes[note] = (outcome.notes[note] ?? 0) + 1;
    }
    const notChanged = new Set(entities.unchanged.map(({ id }) => id));
    const untold = new Map<string, Untold>(
      entities.partial.map((fact) => [fact.id, { row: rowOf.get(fact) ?? null, entity: notChanged.has(fact.id) }]),
    );
    outcome.problems += problems.length;
    for (const way of ['made', 'changed', 'unchanged'] as const) {
      outcome.entities[way] += entities[way].length;
      outcome.relations[way] += relations[way].length;
    }
    outcome.relations.waiting += waiting.length;
    if (!dryRun) {
      const partial = [...untold, ...this.#untold];
      await this.#keep(unit, { row: batch.upTo, outcome, partial, refused: refusedRows });
    }
    const there = [...made, ...entities.there, ...found.keys()];
    return {
      outcome,
      there,
      made,
      stated: [...entities.made, ...entities.changed],
      untold,
      partial: this.#stillPartial(entities.partial, batch.others),
      problems,
      waiting,
      written,
      unmet,
      refused: refusedRows,
    };
  }

  /** Adds what documents tell of entities to what they were known to tell; gives those that are new. */
  async #writeMentions(
    unit: UnitOfWork,
    facts: readonly RelationFact[],
    rows: Rows,
    isNew: (fact: RelationFact) => boolean,
  ): Promise<readonly RelationFact[]> {
    const compared = await compareRelations(unit, this.#ontology, facts, rows, isNew, toldIn);
    await writeRelations(unit, this.#ontology, compared, rows);
    return compared.made;
  }

  /** Takes out of MENTIONS what facts cited before and, as they are now, cite no more. */
  #forget(
    unit: UnitOfWork,
    before: readonly (EntityFact | RelationFact)[],
    now: readonly (EntityFact | RelationFact)[],
    rows: Rows,
  ): Promise<void> {
    const changed = new Map(now.map((fact) => [fact.id, fact]));
    const left = before.flatMap((fact) => {
      const after = changed.get(fact.id);
      return after ? leftBy(fact, after) : [];
    });
    return forget(unit, this.#ontology, left, rows);
  }

  /** Of a dry run: takes out what would be there by now, as an earlier batch made or changed it, with what is stated beside. */
  #metBefore(stated: Map<string, { others: EntityFact[] } & Statements>): Map<string, readonly EntityFact[]> {
    const met = new Map<string, readonly EntityFact[]>();
    for (const [id, { first, others }] of stated) {
      if (first !== undefined || !this.#seen.has(`p|${id}`)) continue;
      met.set(id, others);
      stated.delete(id);
    }
    return met;
  }

  /** Entities that were met in part before get what else is stated of them. */
  #stillPartial = (found: readonly EntityFact[], others: readonly EntityFact[]): readonly EntityFact[] => {
    const ids = new Set([...this.#partial.keys(), ...found.map((fact) => fact.id)]);
    return [...found, ...others.filter((fact) => ids.has(fact.id))];
  };

  async #keep(unit: UnitOfWork, at: Omit<State, 'again' | 'documents'>): Promise<void> {
    const { id, documents } = this.#options;
    const state: State = { ...at, again: this.#again, documents };
    await unit.run({ ...statement('put-import', { id, state: JSON.stringify(state) }), changes: [] });
  }

  #awaiting = (fact: RelationFact): Awaiting => (this.#options.tellsOfEnds ? { ...fact, tellsOfEnds: true } : fact);

  async #putAwaiting(unit: UnitOfWork, facts: readonly Awaiting[]): Promise<void> {
    for (const some of chunks(facts)) {
      const rows = some.map((fact) => ({
        id: keyOf(fact),
        from: fact.from,
        to: fact.to,
        fact: JSON.stringify(fact),
      }));
      await unit.run({ ...statement('put-awaiting', { rows }), changes: [] });
    }
  }

  async #waitingAlready(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (const some of chunks(facts.map(keyOf))) {
      for (const row of await unit.run({ ...statement('recorded-awaiting', { ids: some }), changes: [] }))
        found.set(String(row.id), row.fact);
    }
    return found;
  }

  /** Ties what waited, sees to what is no longer stated, and forgets how far it had come. */
  async finish(): Promise<void> {
    await this.#tie();
    await this.#complete();
    if (this.#again && this.#options.documents.length > 0) await this.#compareWithBefore();
    if (!this.#options.dryRun) {
      await this.#run((unit) => unit.run({ ...statement('drop-import', { id: this.#options.id }), changes: [] }));
    }
  }

  async #tie(): Promise<void> {
    for await (const page of this.#allAwaiting()) {
      const rows = this.#rows();
      this.#outcome = await this.#run(async (unit) => {
        const there = await recordedEntities(
          unit,
          page.flatMap((fact) => [fact.from, fact.to]),
        );
        const isThere = (end: string) => there.has(end) || this.#isKnown(end);
        const come = page.filter((fact) => isThere(fact.from) && isThere(fact.to));
        for (const fact of page) this.#untied.delete(keyOf(fact));
        const outcome = structuredClone(this.#outcome);
        outcome.relations.tied += come.length;
        outcome.relations.waiting -= come.filter((fact) => this.#seen.has(`r|${keyOf(fact)}`)).length;
        if (this.#options.dryRun || come.length === 0) return outcome;
        const whole = joinedById(come.map(({ tellsOfEnds, ...fact }) => fact));
        const compared = await compareRelations(unit, this.#ontology, whole, rows, () => false, joined);
        await writeRelations(unit, this.#ontology, compared, rows);
        const telling = new Set(come.flatMap(({ id, tellsOfEnds }) => (tellsOfEnds ? [id] : [])));
        const told = mentions({ entities: [], relations: whole.filter(({ id }) => telling.has(id)) });
        await this.#writeMentions(unit, told, rows, () => false);
        await this.#dropAwaiting(unit, come);
        await this.#keepEnding(unit, outcome);
        return outcome;
      });
    }
    const come = [...this.#untied.values()].filter((ends) => ends.every((end) => this.#isKnown(end)));
    this.#outcome.relations.tied += come.length;
    this.#outcome.relations.waiting -= come.length;
  }

  /** What waits in the database, a page at a time, whatever becomes of it meanwhile. */
  async *#allAwaiting(): AsyncGenerator<readonly Awaiting[]> {
    for (let after = ''; ; ) {
      const page = await this.#graph.read((unit) => unit.run(statement('read-awaiting', { after, limit: PAGE })), {
        deadline: BATCH_DEADLINE,
      });
      const last = page.at(-1);
      if (!last) return;
      after = String(last.id);
      yield page.map((row) => JSON.parse(String(row.fact)) as Awaiting);
    }
  }

  async #dropAwaiting(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<void> {
    for (const some of chunks(facts.map(keyOf)))
      await unit.run({ ...statement('drop-awaiting', { ids: some }), changes: [] });
  }

  /** All rows are done; what is done after them can be interrupted as well. */
  #keepEnding(unit: UnitOfWork, outcome: Outcome): Promise<void> {
    return this.#keep(unit, { row: this.#row, outcome, partial: [...this.#untold], refused: this.#refused });
  }

  /** Entities of which rows stated less than the documents did before: what none of the rows said any more goes. */
  async #complete(): Promise<void> {
    const rowsTold = new Set<number>();
    for (const some of chunks([...this.#partial.values()])) {
      const rows = this.#rows();
      this.#outcome = await this.#run(async (unit) => {
        const held = await entitiesStated(
          unit,
          this.#ontology,
          some.map((fact) => fact.id),
        );
        const outcome = structuredClone(this.#outcome);
        const changed = held.flatMap((before) => {
          const now = this.#partial.get(before.id);
          if (!now) return [];
          const fact = restated(before, now, this.#fieldsOf(before));
          return isSame(fact, before) ? [] : [fact];
        });
        for (const { id } of changed) {
          const { row, entity } = this.#untold.get(id) ?? { row: null, entity: false };
          if (entity) move(outcome.entities);
          if (row !== null && !rowsTold.has(row)) move(outcome.rows);
          if (row !== null) rowsTold.add(row);
        }
        if (this.#options.dryRun || changed.length === 0) return outcome;
        await writeEntities(unit, this.#ontology, { made: [], changed, unchanged: [] }, rows);
        await this.#forget(unit, held, changed, rows);
        await this.#keepEnding(unit, outcome);
        return outcome;
      });
    }
  }

  /** Lists what the documents stated before and no longer do, and retracts it where that was asked for. */
  async #compareWithBefore(): Promise<void> {
    const { listener, replace } = this.#options;
    const { absent } = this.#outcome;
    for (const document of this.#options.documents) {
      const entities = await this.#graph.read(
        async (unit) => (await unit.run(statement('entities-citing', { document }))).map((row) => String(row.id)),
        { deadline: BATCH_DEADLINE },
      );
      const gone = entities.filter((entity) => entity !== document && !this.#isStated('e', `${entity}|${document}`));
      for (const some of chunks(gone)) {
        const retracted = replace ? await this.#withdrawEntities(some, document) : new Set<string>();
        for (const entity of some) listener.absent('entity', entity, retracted.has(entity));
        absent.entities += some.length;
        absent.retracted += retracted.size;
      }
      for (const { type } of this.#ontology.relations) {
        if (type === 'MENTIONS') continue;
        for (const deprecated of [false, true]) {
          const rows = await this.#graph.read(
            (unit) => unit.run(relationsCiting(this.#ontology, type, deprecated, document)),
            { deadline: BATCH_DEADLINE },
          );
          const left = rows.filter((row) => !this.#isStated('r', `${row.id}|${document}`));
          for (const some of chunks(left)) {
            const ends = some.map((row) => ({ id: String(row.id), from: String(row.from), to: String(row.to) }));
            if (replace) await this.#withdrawRelations(type, ends, document);
            this.#tellAbsent(ends);
          }
        }
      }
      for await (const page of this.#allAwaiting()) {
        const left = page.filter(
          (fact) => documentsOf(fact).has(document) && !this.#isStated('r', `${fact.id}|${document}`),
        );
        if (left.length === 0) continue;
        if (replace) await this.#withdrawAwaiting(left, document);
        this.#tellAbsent(left);
      }
    }
  }

  #tellAbsent(relations: readonly { readonly id: string }[]): void {
    const { listener, replace } = this.#options;
    for (const { id } of relations) listener.absent('relation', id, replace);
    this.#outcome.absent.relations += relations.length;
    if (replace) this.#outcome.absent.retracted += relations.length;
  }

  /** Whether a row states it, or would if nothing were wrong in it. */
  #isStated = (kind: 'e' | 'r', key: string) => this.#seen.has(`${kind}|${key}`) || this.#seen.has(`b${kind}|${key}`);

  /** Runs what retracts something; that so much was retracted is kept with it, as nobody finds it a second time. */
  async #withdraw<T>(
    kind: 'entities' | 'relations',
    work: (unit: UnitOfWork, write: boolean) => Promise<readonly [T, number]>,
  ): Promise<T> {
    const { dryRun } = this.#options;
    const done = await this.#run(async (unit) => {
      const [result, retracted] = await work(unit, !dryRun);
      const withdrawn = { ...this.#withdrawn, [kind]: this.#withdrawn[kind] + retracted };
      const absent = { ...withdrawn, retracted: withdrawn.entities + withdrawn.relations };
      if (!dryRun) await this.#keepEnding(unit, { ...this.#outcome, absent });
      return { result, withdrawn };
    });
    this.#withdrawn = done.withdrawn;
    return done.result;
  }

  /** What only the document said of entities goes; entities themselves stay, as others may refer to them. */
  #withdrawEntities(ids: readonly string[], document: string): Promise<Set<string>> {
    const rows = this.#rows();
    return this.#withdraw('entities', async (unit, write) => {
      const held = await entitiesStated(unit, this.#ontology, ids);
      const changed = held.flatMap((fact) => without(fact, new Set([document])) ?? []);
      if (write) {
        await writeEntities(unit, this.#ontology, { made: [], changed, unchanged: [] }, rows);
        await this.#forget(unit, held, changed, rows);
      }
      return [new Set(changed.map((fact) => fact.id)), changed.length];
    });
  }

  #withdrawRelations(
    type: string,
    ends: readonly { readonly id: string; readonly from: string; readonly to: string }[],
    document: string,
  ): Promise<void> {
    const rows = this.#rows();
    return this.#withdraw('relations', async (unit, write) => {
      if (write) {
        const held = await relationsStated(unit, this.#ontology, type, ends);
        const others = held.map((fact) => relationWithout(fact, document));
        const [alone, shared] = [
          others.filter((f) => f.sources.length === 0),
          others.filter((f) => f.sources.length > 0),
        ];
        await writeRelations(unit, this.#ontology, { made: [], changed: shared, unchanged: [] }, rows);
        await retractRelations(unit, this.#ontology, alone, rows);
        await this.#forget(unit, held, others, rows);
      }
      return [undefined, ends.length];
    });
  }

  #withdrawAwaiting(facts: readonly Awaiting[], document: string): Promise<void> {
    return this.#withdraw('relations', async (unit, write) => {
      if (write) {
        await this.#dropAwaiting(unit, facts);
        const others = facts.map((fact) => relationWithout(fact, document));
        await this.#putAwaiting(
          unit,
          others.filter((f) => f.sources.length > 0),
        );
      }
      return [undefined, facts.length];
    });
  }
}

/** What a dry run finds, with entities that an earlier batch of it would have written. */
function told(
  compared: ComparedEntities,
  met: ReadonlyMap<string, readonly EntityFact[]>,
  isKnown: (fact: EntityFact) => boolean,
  leavesSummary: (fact: EntityFact) => boolean,
): ComparedEntities {
  const changed = [...compared.changed];
  const unchanged = [...compared.unchanged];
  const telling = new Set(compared.telling);
  const summaryLeft = new Set(compared.summaryLeft);
  for (const others of met.values()) {
    // Of several in one batch the first one stays.
    const summary = others.find((fact) => fact.summary !== null)?.summary;
    for (const fact of others)
      if (leavesSummary(fact) || (fact.summary !== null && fact.summary !== summary)) summaryLeft.add(fact);
    const added = others.filter((fact) => !isKnown(fact));
    for (const fact of added) telling.add(fact);
    const [first] = added;
    if (first) changed.push(first);
    else unchanged.push(...others.slice(0, 1));
  }
  return { ...compared, changed, unchanged, telling, summaryLeft };
}

/** What a fact states, each part for itself. The first part is its id. */
const partsOf = ({ id, names, summary, sameAs, sources, claims }: EntityFact): readonly string[] => [
  id,
  ...names.map(({ text, language }) => `${id} name ${language} ${text}`),
  ...(summary === null ? [] : [`${id} summary`]),
  ...sameAs.map((uri) => `${id} sameAs ${uri}`),
  ...sources.map((source) => `${id} source ${JSON.stringify(source)}`),
  ...Object.entries(claims).flatMap(([field, some]) =>
    some.flatMap(({ value, rank, sources }) =>
      sources.map((source) => `${id} ${field} ${JSON.stringify([value, rank, source])}`),
    ),
  ),
];

/** What was counted as unchanged, and at the end turned out to have lost something. */
function move(fates: Fates): void {
  fates.unchanged -= 1;
  fates.changed += 1;
}
