import { setImmediate } from 'node:timers/promises';
import type { Graph, UnitOfWork } from '../../graph/port/graph.ts';
import type { EntityFact, RelationFact } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import {
  type ComparedEntities,
  compareEntities,
  compareRelations,
  recordedEntities,
  type Statements,
} from '../../recording/compare.ts';
import type { RowEncoder } from '../../recording/encode.ts';
import { contentOf, keyOf } from '../../recording/fact-keys.ts';
import { grouped } from '../../recording/groups.ts';
import { forget, mentions, writeMentions } from '../../recording/mentions.ts';
import { documentsOf, joined, joinedById } from '../../recording/merge.ts';
import { dropPending, pendingAlready, putPending } from '../../recording/pending-relations.ts';
import { writeEntities, writeRelations } from '../../recording/write.ts';
import type { RowProblem } from '../formats/row.ts';
import { finish } from './finish.ts';
import { type ImportOptions, ImportSession, type UnrestatedEntity } from './import-session.ts';
import type { Outcome } from './outcome.ts';
import type { RowFacts } from './read-rows.ts';

/** Rows and facts that are worked on at a stretch: a millisecond or two. */
export const STRIDE = 50;
const SUMMARY_LEFT = 'summary: left out, as the entity has another one';

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
  readonly rowsOf: RowEncoder;
  /** Whether rows can turn out to be refused: what stands in them was then not met, and the next batch waits for that. */
  readonly open: boolean;
}

/**
 * An import under way. Rows go in batches, each a transaction that keeps how far the import has come: readers never see
 * half of one, and a killed import goes on where it was. Facts are compared with what is there: what is the same is left
 * alone, and what other documents say stays beside it.
 */
export class Import {
  readonly #course: ImportSession;

  constructor(graph: Graph, ontology: Ontology, options: ImportOptions) {
    this.#course = new ImportSession(graph, ontology, options);
  }

  get outcome(): Outcome {
    return this.#course.outcome;
  }

  /** Reads how far an earlier try came; gives the number of rows that are done. */
  begin = (): Promise<number> => this.#course.begin();

  /** Ties what waited, and sees to what is no longer stated. */
  finish = (): Promise<void> => finish(this.#course);

  /** Writes the documents that the files are, which are no rows of them. */
  async open(head: RowFacts): Promise<void> {
    const course = this.#course;
    const stated = new Map(
      [...grouped(head.entities, ({ id }) => id)].map(([id, [first, ...others]]) => [id, { first, others }] as const),
    );
    const rows = course.rows();
    await course.run(async (unit) => {
      const entities = await compareEntities(unit, course.ontology, stated, rows);
      const relations = await compareRelations(unit, course.ontology, head.relations, rows, () => false, joined);
      if (course.options.dryRun) return;
      await writeEntities(unit, course.ontology, entities, rows);
      await writeRelations(unit, course.ontology, relations, rows);
      const told = mentions({ entities: [...entities.made, ...entities.changed], relations: [] });
      await writeMentions(unit, course.ontology, told, rows, () => false);
      await forget(unit, course.ontology, [...(entities.left ?? []), ...(relations.left ?? [])], rows);
    });
    for (const id of stated.keys()) course.seen.add(`x|${id}`);
    for (const fact of head.entities) course.seen.add(`e|${keyOf(fact)}`);
    for (const fact of head.relations) course.seen.add(`r|${keyOf(fact)}`);
  }

  /**
   * Sorts out rows, without a look at the graph: the next batch can be made while one is written. Null where all of them
   * are done. It lets others go on in between: the engine's thread would else wait for its next statement.
   */
  async prepare(rows: readonly RowFacts[]): Promise<Batch | null> {
    const course = this.#course;
    const states: RowState[] = [];
    const first = new Map<string, EntityFact>();
    const others: EntityFact[] = [];
    const relations: RelationFact[] = [];
    const refused = course.resumed?.refused ?? [];
    let span = 0;
    // Of tables: their own documents, which are there.
    const cites = course.options.documents.length === 0;
    for (const row of rows) {
      course.row += 1;
      if (course.row % STRIDE === 0) await setImmediate();
      const done = course.row <= (course.resumed?.row ?? 0);
      if (row.unread !== undefined) course.unread.add(row.unread);
      const cited = cites ? [...row.entities, ...row.relations].flatMap((fact) => [...documentsOf(fact)]) : [];
      const state: RowState = { number: course.row, row, problems: [...row.problems], facts: [], cited, met: [] };
      if (!done) states.push(state);
      while ((refused[span]?.[1] ?? course.row) < course.row) span += 1;
      if (done && course.row >= (refused[span]?.[0] ?? Infinity)) continue;
      const meet = (text: string) => {
        const isNew = course.seen.add(text);
        if (isNew && cites) state.met.push(text);
        return isNew;
      };
      // A row is taken whole or not at all.
      const keyed = row.relations.map((fact) => {
        const key = keyOf(fact);
        return { fact, key, content: `c|${key}|${contentOf(fact)}` };
      });
      const here = keyed.find(({ key, content }) => keyed.find((one) => one.key === key)?.content !== content)?.fact;
      const twice =
        here ?? keyed.find(({ key, content }) => course.seen.has(`r|${key}`) && !course.seen.has(content))?.fact;
      if (twice) {
        const other = here ? 'this row gives it two' : 'an earlier row gave it other values';
        const expected = `one statement of a relation in a document; ${other}`;
        state.problems.push({ file: row.file, line: row.line, column: null, value: twice.id, expected });
      }
      // They were counted; a report lists them all the same.
      if (done) for (const problem of state.problems) course.options.listener.problem(problem);
      for (const fact of [...(row.spoilt ?? []), ...(twice ? [...row.entities, ...row.relations] : [])])
        course.seen.add(`${'claims' in fact ? 'be' : 'br'}|${keyOf(fact)}`);
      if (twice) continue;
      for (const fact of row.entities) {
        const key = keyOf(fact);
        const isFirst = meet(`e|${key}`);
        if (!meet(`c|${key}|${contentOf(fact)}`)) continue;
        if (done) {
          if (course.untold.has(fact.id)) course.restate(fact);
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
    const rowsOf = course.rows();
    // Made now, while the engine is busy with the batch before.
    let made = 0;
    for (const fact of [...first.values(), ...relations]) {
      made += 1;
      if (made % STRIDE === 0) await setImmediate();
      if ('claims' in fact) rowsOf.entity(fact);
      else rowsOf.relation(fact);
    }
    const open = states.some(({ cited }) =>
      cited.some((document) => !first.has(document) && !course.isKnown(document)),
    );
    return { rows: states, upTo: course.row, first, others, relations, rowsOf, open };
  }

  /** Writes a batch, or in a dry run finds out what writing it would do. */
  async take(batch: Batch): Promise<void> {
    const course = this.#course;
    const done = await course.run((unit) => this.#write(unit, batch));
    course.outcome = done.outcome;
    course.refused = done.refused;
    for (const { met } of done.unmet) for (const text of met) course.seen.remove(text);
    for (const id of done.made) course.seen.add(`n|${id}`);
    for (const id of done.there) if (!done.made.has(id)) course.seen.add(`x|${id}`);
    // Of one document alone, a statement that was met is known already.
    if (course.options.documents.length !== 1) for (const id of done.written) course.seen.add(`w|${id}`);
    for (const [id, untold] of done.untold) if (!course.untold.has(id)) course.untold.set(id, untold);
    for (const fact of done.partial) course.restate(fact);
    for (const problem of done.problems) course.options.listener.problem(problem);
    course.awaits ||= done.waiting.length > 0;
    if (course.options.dryRun && course.awaits) for (const fact of done.tied) course.seen.add(`t|${keyOf(fact)}`);
    for (const { fact, missing } of done.waiting) {
      course.options.listener.waiting(fact, missing);
      if (course.options.dryRun) course.untied.set(keyOf(fact), [fact.from, fact.to]);
    }
    if (!course.options.dryRun) return;
    for (const fact of done.stated) {
      for (const part of partsOf(fact)) course.seen.add(`p|${part}`);
      if (fact.summary !== null) course.seen.add(`s|${fact.id} ${fact.summary}`);
    }
  }

  async #write(unit: UnitOfWork, batch: Batch) {
    const course = this.#course;
    const { ontology } = course;
    const { dryRun, tellsOfEnds } = course.options;
    const { rowsOf } = batch;
    const outcome = structuredClone(course.outcome);

    // What the facts lean on: documents that they cite, ends of relations.
    const leansOn = [
      ...batch.relations.flatMap((fact) => [fact.from, fact.to]),
      ...batch.rows.flatMap(({ cited }) => cited),
    ];
    const found = await recordedEntities(
      unit,
      leansOn.filter((entity) => (batch.open || !batch.first.has(entity)) && !course.isKnown(entity)),
    );
    const refused = new Set<EntityFact | RelationFact>();
    const isThere = (entity: string) => {
      const here = batch.first.get(entity);
      return (here !== undefined && !refused.has(here)) || found.has(entity) || course.isKnown(entity);
    };
    const problems: RowProblem[] = [];
    const skipped = new Set<RowState>();
    // Of a document that is refused, what cites it is refused as well.
    for (let size = -1; batch.open && refused.size > size; ) {
      size = refused.size;
      for (const { cited, facts } of batch.rows) if (!cited.every(isThere)) for (const fact of facts) refused.add(fact);
    }
    const unmet: RowState[] = [];
    const refusedRows = [...course.refused];
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
      (fact) => partsOf(fact).every((part) => course.seen.has(`p|${part}`)),
      ({ id, summary }) =>
        summary !== null && course.seen.has(`p|${id} summary`) && !course.seen.has(`s|${id} ${summary}`),
    );
    const made = new Set(entities.made.map((fact) => fact.id));
    const isNewEntity = (entity: string) => made.has(entity) || course.seen.has(`n|${entity}`);
    // One that an end of it is new for can only have been written by this import itself, for another document.
    const isNew = ({ id, from, to }: RelationFact) =>
      (isNewEntity(from) || isNewEntity(to)) && !course.seen.has(`w|${id}`);

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
    const isMet = ({ id }: RelationFact) => dryRun && course.seen.has(`w|${id}`);
    const relations = {
      ...compared,
      made: compared.made.filter((fact) => !isMet(fact)),
      changed: [...compared.changed, ...compared.made.filter(isMet)],
    };
    const written = relations.made.map((fact) => fact.id);
    const keptBefore = await pendingAlready(
      unit,
      waiting.map(({ fact }) => fact),
    );

    if (!dryRun) {
      await writeEntities(unit, ontology, entities, rowsOf);
      await writeRelations(unit, ontology, relations, rowsOf);
      const isWritten = new Set([...relations.made, ...relations.changed].map(({ id }) => id));
      const telling = {
        entities: [...entities.made, ...entities.changed],
        // What others cite for them was told of when it was stated.
        relations: tellsOfEnds ? tied.filter(({ id }) => isWritten.has(id)) : [],
      };
      const given = new Set(whole.map((fact) => fact.id));
      const mentioned = mentions(telling).filter((fact) => !given.has(fact.id));
      for (const fact of await writeMentions(unit, course.ontology, mentioned, rowsOf, ({ to }) => made.has(to)))
        written.push(fact.id);
      await forget(unit, ontology, [...(entities.left ?? []), ...(relations.left ?? [])], rowsOf, given);
      if (course.awaits) await dropPending(unit, tied);
      await putPending(
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
    const untold = new Map<string, UnrestatedEntity>(
      entities.partial.map((fact) => [fact.id, { row: rowOf.get(fact) ?? null, entity: notChanged.has(fact.id) }]),
    );
    outcome.problems += problems.length;
    for (const way of ['made', 'changed', 'unchanged'] as const) {
      outcome.entities[way] += entities[way].length;
      outcome.relations[way] += relations[way].length;
    }
    outcome.relations.waiting += waiting.length;
    if (!dryRun) {
      const partial = [...untold, ...course.untold];
      await course.keep(unit, { row: batch.upTo, outcome, partial, refused: refusedRows });
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
      tied,
      waiting,
      written,
      unmet,
      refused: refusedRows,
    };
  }

  /** Of a dry run: takes out what would be there by now, as an earlier batch made or changed it, with what is stated beside. */
  #metBefore(stated: Map<string, { others: EntityFact[] } & Statements>): Map<string, readonly EntityFact[]> {
    const met = new Map<string, readonly EntityFact[]>();
    for (const [id, { first, others }] of stated) {
      if (first !== undefined || !this.#course.seen.has(`p|${id}`)) continue;
      met.set(id, others);
      stated.delete(id);
    }
    return met;
  }

  /** Entities that were met in part before get what else is stated of them. */
  #stillPartial = (found: readonly EntityFact[], others: readonly EntityFact[]): readonly EntityFact[] => {
    const ids = new Set([...this.#course.partial.keys(), ...found.map((fact) => fact.id)]);
    return [...found, ...others.filter((fact) => ids.has(fact.id))];
  };

  #awaiting = (fact: RelationFact): RelationFact => ({
    ...fact,
    mentionsEnds: this.#course.options.tellsOfEnds && fact.mentionsEnds !== false,
  });
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
