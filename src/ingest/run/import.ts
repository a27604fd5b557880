import { setImmediate } from 'node:timers/promises';
import type { Graph, UnitOfWork } from '../../graph/port/graph.ts';
import { grouped } from '../../lists.ts';
import type { EntityFact, RelationFact } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { canonicalUris } from '../../ontology/outside-ids.ts';
import { type ComparedEntities, recordedEntities } from '../../recording/compare.ts';
import type { RowEncoder } from '../../recording/encode.ts';
import { contentOf, keyOf, valuesTextOf } from '../../recording/fact-keys.ts';
import { documentsOf, type Stated } from '../../recording/merge.ts';
import { type Provenance, recordBatch } from '../../recording/record-batch.ts';
import type { RowProblem } from '../formats/row.ts';
import type { RowFacts } from '../row-facts.ts';
import { finish } from './finish.ts';
import { type ImportOptions, ImportSession, type RowSpan, type UnrestatedEntity } from './import-session.ts';
import type { Outcome } from './outcome.ts';
import { statementKey, type TextSet } from './seen.ts';

/** Rows and facts handled before yielding to the event loop: a millisecond or two of work. */
export const STRIDE = 50;
const SUMMARY_NOT_SHOWN = 'summary: kept aside, as the entity shows another one';

interface RowState {
  readonly number: number;
  readonly row: RowFacts;
  readonly problems: RowProblem[];
  readonly facts: (EntityFact | RelationFact)[];
  /** The documents it cites, other than those of the import. */
  readonly cited: readonly string[];
  /** The items that were new in it, by their set in `Seen`. */
  readonly met: [set: TextSet, text: string][];
}

/** Rows that are ready to be written, in one transaction. */
export interface Batch {
  readonly rows: readonly RowState[];
  /** The number of its last row. */
  readonly upTo: number;
  readonly entities: ReadonlyMap<string, readonly Stated<EntityFact>[]>;
  readonly relations: readonly Stated<RelationFact>[];
  readonly encoder: RowEncoder;
  /** Whether rows may still be refused. The next batch then waits, because their facts don't count as seen. */
  readonly open: boolean;
}

/**
 * A running import. Rows go in batches, each in one transaction that also stores the progress: readers never see half of
 * a batch, and a killed import resumes. Facts are compared with the graph: equal facts stay unchanged, and so do the
 * statements of other documents.
 */
export class Import {
  readonly #session: ImportSession;

  constructor(graph: Graph, ontology: Ontology, options: ImportOptions) {
    this.#session = new ImportSession(graph, ontology, options);
  }

  get outcome(): Outcome {
    return this.#session.outcome;
  }

  /** Reads the progress of an earlier run; returns the number of completed rows. */
  begin = (): Promise<number> => this.#session.begin();

  /** Writes pending relations, and lists or retracts facts that are no longer stated. */
  finish = (): Promise<void> => finish(this.#session);

  /** Writes the documents of the files, which come from no row. */
  async open(head: RowFacts): Promise<void> {
    const session = this.#session;
    const ids = new Set(head.entities.map(({ id }) => id));
    const entities = grouped(
      head.entities.map((fact) => session.meet(fact)),
      ({ fact }) => fact.id,
    );
    const relations = head.relations.map((fact) => session.meet(fact));
    const provenance: Provenance = {
      ...this.#provenance(),
      mentionsEnds: false,
      isThere: (id) => ids.has(id) || session.isKnown(id),
    };
    const rows = session.rows();
    const stated = { entities, relations };
    const recorded = await session.run((unit) => recordBatch(unit, session.ontology, stated, rows, provenance));
    for (const { fact, restates } of recorded.entities.partial) {
      session.restateLater([[fact.id, { row: null, entity: false, documents: [...restates] }]]);
      session.addToPartial(fact);
    }
    for (const id of ids) session.seen.entitiesFound.add(id);
  }

  /**
   * Prepares rows without reading the graph, so that the next batch is ready while one is written. Returns null if all of
   * them are done. Yields to other work, because the engine's thread would otherwise wait for its next statement.
   */
  async prepare(rows: readonly RowFacts[]): Promise<Batch | null> {
    const session = this.#session;
    const { seen } = session;
    const states: RowState[] = [];
    const entities = new Map<string, Stated<EntityFact>[]>();
    const relations: Stated<RelationFact>[] = [];
    const refused = session.resumed?.refused ?? [];
    let span = 0;
    // Rows of tables cite their own documents, which exist.
    const cites = session.options.documents.length === 0;
    for (const row of rows) {
      session.row += 1;
      if (session.row % STRIDE === 0) await setImmediate();
      const done = session.row <= (session.resumed?.row ?? 0);
      if (row.unread !== undefined) session.unread.add(row.unread);
      const cited = cites ? [...row.entities, ...row.relations].flatMap((fact) => [...documentsOf(fact)]) : [];
      const state: RowState = { number: session.row, row, problems: [...row.problems], facts: [], cited, met: [] };
      if (!done) states.push(state);
      while ((refused[span]?.[1] ?? session.row) < session.row) span += 1;
      if (done && session.row >= (refused[span]?.[0] ?? Infinity)) continue;
      const meet = (set: TextSet, text: string) => {
        const isNew = set.add(text);
        if (isNew && cites) state.met.push([set, text]);
        return isNew;
      };
      // A row is imported as a whole or not at all.
      const contradiction = this.#contradiction(row.relations);
      if (contradiction) {
        const { fact, inRow } = contradiction;
        const other = inRow ? 'this row gives it two' : 'an earlier row gave it other values';
        const expected = `one statement of a relation in a document; ${other}`;
        state.problems.push({ file: row.file, line: row.line, column: null, value: fact.id, expected });
      }
      // They are counted already, but the report lists them too.
      if (done) for (const problem of state.problems) session.options.listener.problem(problem);
      for (const fact of [...(row.refused ?? []), ...(contradiction ? [...row.entities, ...row.relations] : [])]) {
        const set = 'claims' in fact ? seen.refusedEntities : seen.refusedRelations;
        for (const document of documentsOf(fact)) set.add(statementKey(fact.id, document));
      }
      if (contradiction) continue;
      for (const fact of row.entities) {
        if (!meet(seen.facts, `${fact.id}|${contentOf(fact)}`)) continue;
        const stated = session.meet(fact, (key) => cites && state.met.push([seen.entityStatements, key]));
        if (done) {
          if (session.unrestated.has(fact.id)) session.addToPartial(fact);
          continue;
        }
        state.facts.push(fact);
        const others = entities.get(fact.id);
        if (others) others.push(stated);
        else entities.set(fact.id, [stated]);
      }
      for (const fact of row.relations) {
        if (!meet(seen.facts, `${fact.id}|${contentOf(fact)}`)) continue;
        const stated = session.meet(fact, (key) => cites && state.met.push([seen.relationStatements, key]));
        for (const document of documentsOf(fact))
          meet(seen.relationValues, `${statementKey(fact.id, document)}|${valuesTextOf(fact, document)}`);
        if (done) {
          session.addToHierarchies([fact]);
          continue;
        }
        state.facts.push(fact);
        relations.push(stated);
      }
    }
    if (states.length === 0) return null;
    const encoder = session.rows();
    // Encoded now, while the engine is busy with the batch before.
    let made = 0;
    const firsts = [...entities.values()].flatMap(([first]) => first ?? []);
    for (const { fact } of [...firsts, ...relations]) {
      made += 1;
      if (made % STRIDE === 0) await setImmediate();
      if ('claims' in fact) encoder.entity(fact);
      else encoder.relation(fact);
    }
    const open = states.some(({ cited }) =>
      cited.some((document) => !entities.has(document) && !session.isKnown(document)),
    );
    return { rows: states, upTo: session.row, entities, relations, encoder, open };
  }

  /** A relation about which a document states different values, in the same row or an earlier one. */
  #contradiction(relations: readonly RelationFact[]): { readonly fact: RelationFact; readonly inRow: boolean } | null {
    const { relationStatements, relationValues } = this.#session.seen;
    const keyed = relations.flatMap((fact) =>
      [...documentsOf(fact)].map((document) => {
        const key = statementKey(fact.id, document);
        return { fact, key, values: `${key}|${valuesTextOf(fact, document)}` };
      }),
    );
    const here =
      keyed.length > 1 && keyed.find(({ key, values }) => keyed.find((one) => one.key === key)?.values !== values);
    if (here) return { fact: here.fact, inRow: true };
    const twice = keyed.find(({ key, values }) => relationStatements.has(key) && !relationValues.has(values));
    return twice ? { fact: twice.fact, inRow: false } : null;
  }

  /** Writes a batch; in a dry run, determines what writing it would do. */
  async take(batch: Batch): Promise<void> {
    const session = this.#session;
    const { seen } = session;
    const { dryRun, listener } = session.options;
    const done = await session.runRows(batch.upTo, (unit) => this.#write(unit, batch));
    session.outcome = done.outcome;
    session.refused = done.refusedRows;
    for (const { met } of done.notMet) for (const [set, text] of met) set.remove(text);
    for (const id of done.made) seen.entitiesMade.add(id);
    for (const id of done.known) if (!done.made.has(id)) seen.entitiesFound.add(id);
    // With a single document, a relation that was seen is known already.
    if (session.options.documents.length !== 1) for (const id of done.written) seen.relationsMade.add(id);
    session.addToHierarchies(done.stated);
    session.restateLater(done.unrestated);
    for (const fact of done.ofPartial) session.addToPartial(fact);
    for (const problem of done.problems) listener.problem(problem);
    session.mayBePending ||= done.waiting.length > 0;
    if (dryRun && session.mayBePending) for (const fact of done.tied) seen.relationsTied.add(keyOf(fact));
    for (const { fact, missing } of done.waiting) {
      listener.waiting(fact, missing);
      if (dryRun) session.waitingEnds.set(keyOf(fact), [fact.from, fact.to]);
    }
    if (!dryRun) return;
    for (const fact of done.changed) {
      for (const part of partsOf(fact)) seen.entityParts.add(part);
      if (fact.summary !== null) seen.summaries.add(`${fact.id} ${fact.summary}`);
    }
  }

  #provenance(): Omit<Provenance, 'isThere'> {
    const session = this.#session;
    const { documents, dryRun, tellsOfEnds } = session.options;
    return {
      dryRun,
      isPartial: true,
      mentionsEnds: tellsOfEnds,
      firstPlaceOnly: documents.length > 0,
      isNewEntity: (id) => session.seen.entitiesMade.has(id),
      mayBeWritten: ({ fact, restates }) => restates.size === 0 || session.seen.relationsMade.has(fact.id),
      mayBePending: session.mayBePending,
    };
  }

  async #write(unit: UnitOfWork, batch: Batch) {
    const session = this.#session;
    const { dryRun } = session.options;
    const { found, refused, skipped, problems, notMet, refusedRows, isThere } = await this.#refusals(unit, batch);

    const entities = new Map<string, readonly Stated<EntityFact>[]>();
    for (const [id, some] of batch.entities) {
      const taken = refused.size > 0 ? some.filter(({ fact }) => !refused.has(fact)) : some;
      if (taken.length > 0) entities.set(id, taken);
    }
    const relations = batch.relations.filter(({ fact }) => !refused.has(fact));
    const simulated = dryRun ? this.#changedBefore(entities) : new Map<string, readonly EntityFact[]>();
    const provenance: Provenance = { ...this.#provenance(), isThere };
    const recorded = await recordBatch(unit, session.ontology, { entities, relations }, batch.encoder, provenance);
    const compared = dryRun ? this.#simulated(recorded.entities, simulated) : recorded.entities;
    const made = new Set(compared.made.map((fact) => fact.id));

    const isRepeated = new Set(relations.filter(({ restates }) => restates.size === 0).map(({ fact }) => fact.id));
    const { seen } = session;
    // In a dry run, entities that an earlier batch would have created are created again.
    const isMadeBefore = ({ id }: RelationFact) => dryRun && seen.relationsMade.has(id);
    const isRestatedBefore = ({ id }: RelationFact) => dryRun && isRepeated.has(id) && !seen.relationsMade.has(id);
    const madeNow = new Set(relations.filter(({ restates }) => restates.size > 0).map(({ fact }) => fact.id));
    const counted = {
      made: recorded.relations.made.filter(
        (fact) => !isMadeBefore(fact) && !(isRestatedBefore(fact) && !madeNow.has(fact.id)),
      ),
      changed: [...recorded.relations.changed, ...recorded.relations.made.filter(isMadeBefore)],
      unchanged: [
        ...recorded.relations.unchanged,
        ...recorded.relations.made.filter(
          (fact) => !isMadeBefore(fact) && isRestatedBefore(fact) && !madeNow.has(fact.id),
        ),
      ],
    };

    const outcome = structuredClone(session.outcome);
    const fate = new Map<unknown, 'made' | 'changed'>();
    for (const fact of compared.effective) fate.set(fact, made.has(fact.id) ? 'made' : 'changed');
    const madeRelations = new Set(counted.made.map((fact) => fact.id));
    const changedRelations = new Set(counted.changed.map((fact) => fact.id));
    for (const { fact, restates } of relations) {
      // Another source of a known fact is nothing new; in tables, it is hardly ever a change.
      const isFirst = restates.size > 0;
      if (madeRelations.has(fact.id) && isFirst) fate.set(fact, 'made');
      else if (changedRelations.has(fact.id) && (isFirst || !provenance.firstPlaceOnly)) fate.set(fact, 'changed');
    }
    for (const fact of recorded.newlyWaiting) fate.set(fact, 'made');
    const partial = new Set<unknown>(compared.partial.map(({ fact }) => fact));
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
      const isAside = state.facts.some((fact) => 'claims' in fact && compared.summaryNotShown.has(fact));
      for (const note of [...state.row.notes, ...(isAside ? [SUMMARY_NOT_SHOWN] : [])])
        outcome.notes[note] = (outcome.notes[note] ?? 0) + 1;
    }
    const notChanged = new Set(compared.unchanged.map(({ id }) => id));
    const unrestated = new Map<string, UnrestatedEntity>();
    for (const { fact, restates } of compared.partial) {
      const before = unrestated.get(fact.id);
      unrestated.set(fact.id, {
        row: before?.row ?? rowOf.get(fact) ?? null,
        entity: notChanged.has(fact.id),
        documents: [...new Set([...(before?.documents ?? []), ...restates])],
      });
    }
    outcome.problems += problems.length;
    for (const what of ['made', 'changed', 'unchanged'] as const) {
      outcome.entities[what] += compared[what].length;
      outcome.relations[what] += counted[what].length;
    }
    outcome.relations.waiting += recorded.waiting.length;
    if (!dryRun) {
      const partial = [...session.unrestatedWith(unrestated)];
      await session.keep(unit, { row: batch.upTo, outcome, partial, refused: refusedRows });
    }
    return {
      outcome,
      known: [...made, ...compared.known, ...found],
      made,
      changed: [...compared.made, ...compared.changed],
      unrestated,
      ofPartial: this.#ofPartial(unrestated, entities),
      problems,
      stated: relations.map(({ fact }) => fact),
      tied: recorded.tied,
      waiting: recorded.waiting,
      written: [...madeRelations, ...recorded.written],
      notMet,
      refusedRows,
    };
  }

  /** The refused facts of a batch: those of rows with problems, and of rows that cite missing documents. */
  async #refusals(unit: UnitOfWork, batch: Batch) {
    const session = this.#session;
    const leansOn = [
      ...batch.relations.flatMap(({ fact }) => [fact.from, fact.to]),
      ...batch.rows.flatMap(({ cited }) => cited),
    ];
    const found = await recordedEntities(
      unit,
      leansOn.filter((id) => (batch.open || !batch.entities.has(id)) && !session.isKnown(id)),
    );
    const refused = new Set<EntityFact | RelationFact>();
    const isThere = (id: string) =>
      (batch.entities.get(id)?.some(({ fact }) => !refused.has(fact)) ?? false) || found.has(id) || session.isKnown(id);
    // A fact that cites a refused document is refused as well.
    for (let size = -1; batch.open && refused.size > size; ) {
      size = refused.size;
      for (const { cited, facts } of batch.rows) if (!cited.every(isThere)) for (const fact of facts) refused.add(fact);
    }
    const problems: RowProblem[] = [];
    const skipped = new Set<RowState>();
    const notMet: RowState[] = [];
    const refusedRows: RowSpan[] = [...session.refused];
    for (const state of batch.rows) {
      const missing = batch.open ? state.cited.find((document) => !isThere(document)) : undefined;
      const own = [...state.problems];
      if (missing !== undefined) {
        const { file, line } = state.row;
        const expected = 'a document that stands before it in the files, or in the graph';
        own.push({ file, line, column: 'sources', value: missing, expected });
        notMet.push(state);
        const last = refusedRows.at(-1);
        if (last?.[1] === state.number - 1) refusedRows[refusedRows.length - 1] = [last[0], state.number];
        else refusedRows.push([state.number, state.number]);
      }
      // Not spread: a file can have more problems than a call can have arguments.
      for (const problem of own) problems.push(problem);
      if (own.every(({ costs }) => costs === 'value')) continue;
      skipped.add(state);
      for (const fact of state.facts) refused.add(fact);
    }
    return { found: [...found.keys()], refused, skipped, problems, notMet, refusedRows, isThere };
  }

  /** The facts of this batch about entities that are restated at the end. */
  #ofPartial(
    unrestated: ReadonlyMap<string, unknown>,
    entities: ReadonlyMap<string, readonly Stated<EntityFact>[]>,
  ): readonly EntityFact[] {
    const ids = new Set([...this.#session.unrestated.keys(), ...unrestated.keys()]);
    return [...entities].flatMap(([id, some]) => (ids.has(id) ? some.map(({ fact }) => fact) : []));
  }

  /** In a dry run, removes the entities that an earlier batch would have created or changed; returns their statements. */
  #changedBefore(entities: Map<string, readonly Stated<EntityFact>[]>): Map<string, readonly EntityFact[]> {
    const before = new Map<string, readonly EntityFact[]>();
    for (const [id, some] of entities) {
      if (some.some(({ restates }) => restates.size > 0) || !this.#session.seen.entityParts.has(id)) continue;
      before.set(
        id,
        some.map(({ fact }) => fact),
      );
      entities.delete(id);
    }
    return before;
  }

  /** The result of a dry run, including the entities that an earlier batch of it would have written. */
  #simulated(compared: ComparedEntities, before: ReadonlyMap<string, readonly EntityFact[]>): ComparedEntities {
    const { entityParts, summaries } = this.#session.seen;
    const isKnown = (fact: EntityFact) => partsOf(fact).every((part) => entityParts.has(part));
    const isAside = ({ id, summary }: EntityFact) =>
      summary !== null && entityParts.has(`${id} summary`) && !summaries.has(`${id} ${summary}`);
    const changed = [...compared.changed];
    const unchanged = [...compared.unchanged];
    const effective = new Set(compared.effective);
    const summaryNotShown = new Set(compared.summaryNotShown);
    for (const facts of before.values()) {
      const summary = facts.find((fact) => fact.summary !== null)?.summary;
      for (const fact of facts)
        if (isAside(fact) || (fact.summary !== null && fact.summary !== summary)) summaryNotShown.add(fact);
      const added = facts.filter((fact) => !isKnown(fact));
      for (const fact of added) effective.add(fact);
      const [first] = added;
      if (first) changed.push(first);
      else unchanged.push(...facts.slice(0, 1));
    }
    return { ...compared, changed, unchanged, effective, summaryNotShown };
  }
}

/** The separate parts of a fact's statement. The first part is its id. */
const partsOf = ({ id, names, summary, sameAs, sources, claims }: EntityFact): readonly string[] => [
  id,
  ...names.map(({ text, language }) => `${id} name ${language} ${text}`),
  ...(summary === null ? [] : [`${id} summary`]),
  ...canonicalUris(sameAs).map((uri) => `${id} sameAs ${uri}`),
  ...sources.map((source) => `${id} source ${JSON.stringify(source)}`),
  ...Object.entries(claims).flatMap(([field, some]) =>
    some.flatMap(({ value, rank, sources }) =>
      sources.map((source) => `${id} ${field} ${JSON.stringify([value, rank, source])}`),
    ),
  ),
];
