import { isDeepStrictEqual } from 'node:util';
import { statement } from '../../graph/cypher/statements.ts';
import { relationsCiting } from '../../graph/cypher/writes.ts';
import type { UnitOfWork } from '../../graph/port/graph.ts';
import { readEntityFacts, readRelationFacts } from '../../graph/storage/facts-reader.ts';
import { chunks } from '../../lists.ts';
import type { EntityFact, RelationFact } from '../../ontology/facts.ts';
import { MENTIONS } from '../../ontology/mentions.ts';
import { recordedEntities } from '../../recording/compare.ts';
import type { RowEncoder } from '../../recording/encode.ts';
import { settledEntity } from '../../recording/entity-records.ts';
import { keyOf } from '../../recording/fact-keys.ts';
import { forgetMentions } from '../../recording/mentions.ts';
import { documentsOf, droppedCitations, entityWithout, mergeEntity, relationWithout } from '../../recording/merge.ts';
import { allPending, dropPending, tiePending, writePending } from '../../recording/pending-relations.ts';
import { retractRelations, writeEntities, writeRelations } from '../../recording/write.ts';
import { BATCH_DEADLINE, type ImportSession } from './import-session.ts';
import { countAsChanged } from './outcome.ts';
import { reportCycles } from './report-cycles.ts';
import { statementKey } from './seen.ts';

/** The steps after the rows of an import. Each stores its progress, so it can be interrupted too. */

/** Writes pending relations, handles facts that are no longer stated, and deletes the progress of the import. */
export async function finish(session: ImportSession): Promise<void> {
  await tie(session);
  await restatePartial(session);
  if (session.again && session.options.documents.length > 0) await compareWithBefore(session);
  await reportCycles(session);
  if (!session.options.dryRun) {
    await session.run((unit) => unit.run({ ...statement('drop-import', { id: session.options.id }), changes: [] }));
  }
}

async function tie(session: ImportSession): Promise<void> {
  const { seen, options } = session;
  for await (const page of allPending(session.graph)) {
    const rows = session.rows();
    session.outcome = await session.run(async (unit) => {
      const there = await recordedEntities(
        unit,
        page.flatMap((fact) => [fact.from, fact.to]),
      );
      const isThere = (end: string) => there.has(end) || session.isKnown(end);
      // In a dry run, relations written in the meantime would no longer be pending.
      const ready = page.filter(
        (fact) => isThere(fact.from) && isThere(fact.to) && !seen.relationsTied.has(keyOf(fact)),
      );
      for (const fact of page) session.waitingEnds.delete(keyOf(fact));
      session.addToHierarchies(ready);
      const outcome = structuredClone(session.outcome);
      outcome.relations.tied += ready.length;
      outcome.relations.waiting -= ready.filter((fact) =>
        [...documentsOf(fact)].some((document) => seen.relationStatements.has(statementKey(fact.id, document))),
      ).length;
      if (options.dryRun || ready.length === 0) return outcome;
      await tiePending(unit, session.ontology, ready, rows);
      await session.keepFinish(unit, outcome);
      return outcome;
    });
  }
  const ready = [...session.waitingEnds.values()].filter((ends) => ends.every((end) => session.isKnown(end)));
  session.outcome.relations.tied += ready.length;
  session.outcome.relations.waiting -= ready.length;
}

/** Removes the statements that no row repeated, for entities about which rows stated less than their documents before. */
async function restatePartial(session: ImportSession): Promise<void> {
  const rowsCounted = new Set<number>();
  for (const some of chunks([...session.partial.values()])) {
    const rows = session.rows();
    session.outcome = await session.run(async (unit) => {
      const held = await readEntityFacts(
        unit,
        session.ontology,
        some.map((fact) => fact.id),
      );
      const outcome = structuredClone(session.outcome);
      const changed = held.flatMap((before) => {
        const fact = session.partial.get(before.id);
        if (!fact) return [];
        const restates = new Set(session.unrestated.get(before.id)?.documents ?? []);
        const fields = session.fieldsOf(before);
        const now = mergeEntity(before, { fact, restates }, fields);
        return isDeepStrictEqual(now, settledEntity(before, fields)) ? [] : [now];
      });
      for (const { id } of changed) {
        const { row, entity } = session.unrestated.get(id) ?? { row: null, entity: false };
        if (entity) countAsChanged(outcome.entities);
        if (row !== null && !rowsCounted.has(row)) countAsChanged(outcome.rows);
        if (row !== null) rowsCounted.add(row);
      }
      if (session.options.dryRun || changed.length === 0) return outcome;
      await writeEntities(unit, session.ontology, { made: [], changed, unchanged: [] }, rows);
      await forgetDropped(session, unit, held, changed, rows);
      await session.keepFinish(unit, outcome);
      return outcome;
    });
  }
}

const UNREAD =
  'a document was not compared with its last release, as rows of it could not be read: nothing of it is listed or retracted';

/** Lists facts that the documents no longer state, and retracts them with `--replace`. */
async function compareWithBefore(session: ImportSession): Promise<void> {
  const { listener, replace } = session.options;
  const { seen } = session;
  const { absent } = session.outcome;
  /** Whether a row states it, or would without its problems. */
  const isEntityStated = (key: string) => seen.entityStatements.has(key) || seen.refusedEntities.has(key);
  const isRelationStated = (key: string) => seen.relationStatements.has(key) || seen.refusedRelations.has(key);
  for (const document of session.options.documents) {
    if (session.unread.has(document)) {
      session.outcome.notes[UNREAD] = (session.outcome.notes[UNREAD] ?? 0) + 1;
      continue;
    }
    const entities = await session.graph.read(
      async (unit) => (await unit.run(statement('entities-citing', { document }))).map((row) => String(row.id)),
      { deadline: BATCH_DEADLINE },
    );
    const gone = entities.filter((entity) => entity !== document && !isEntityStated(statementKey(entity, document)));
    for (const some of chunks(gone)) {
      const retracted = replace ? await withdrawEntities(session, some, document) : new Set<string>();
      for (const entity of some) listener.absent('entity', entity, retracted.has(entity));
      absent.entities += some.length;
      absent.retracted += retracted.size;
    }
    for (const { type } of session.ontology.relations) {
      if (type === MENTIONS) continue;
      for (const deprecated of [false, true]) {
        const rows = await session.graph.read(
          (unit) => unit.run(relationsCiting(session.ontology, type, deprecated, document)),
          { deadline: BATCH_DEADLINE },
        );
        const absentRows = rows.filter((row) => !isRelationStated(statementKey(String(row.id), document)));
        for (const some of chunks(absentRows)) {
          const ends = some.map((row) => ({ id: String(row.id), from: String(row.from), to: String(row.to) }));
          if (replace) await withdrawRelations(session, type, ends, document);
          reportAbsent(session, ends);
        }
      }
    }
    for await (const page of allPending(session.graph)) {
      const absentFacts = page.filter(
        (fact) => documentsOf(fact).has(document) && !isRelationStated(statementKey(fact.id, document)),
      );
      if (absentFacts.length === 0) continue;
      if (replace) await withdrawPending(session, absentFacts, document);
      reportAbsent(session, absentFacts);
    }
  }
}

function reportAbsent(session: ImportSession, relations: readonly { readonly id: string }[]): void {
  const { listener, replace } = session.options;
  for (const { id } of relations) listener.absent('relation', id, replace);
  session.outcome.absent.relations += relations.length;
  if (replace) session.outcome.absent.retracted += relations.length;
}

/** Retracts something and stores the count in the same transaction, because retracted facts are not found again. */
async function withdraw<T>(
  session: ImportSession,
  kind: 'entities' | 'relations',
  work: (unit: UnitOfWork, write: boolean) => Promise<readonly [T, number]>,
): Promise<T> {
  const { dryRun } = session.options;
  const done = await session.run(async (unit) => {
    const [result, retracted] = await work(unit, !dryRun);
    const withdrawn = { ...session.withdrawn, [kind]: session.withdrawn[kind] + retracted };
    const absent = { ...withdrawn, retracted: withdrawn.entities + withdrawn.relations };
    if (!dryRun) await session.keepFinish(unit, { ...session.outcome, absent });
    return { result, withdrawn };
  });
  session.withdrawn = done.withdrawn;
  return done.result;
}

/** Removes the statements that only this document makes about entities. The entities stay, because others may refer to them. */
function withdrawEntities(session: ImportSession, ids: readonly string[], document: string): Promise<Set<string>> {
  const rows = session.rows();
  return withdraw(session, 'entities', async (unit, write) => {
    const held = await readEntityFacts(unit, session.ontology, ids);
    const changed = held.flatMap((fact) => entityWithout(fact, new Set([document]), session.fieldsOf(fact)) ?? []);
    if (write) {
      await writeEntities(unit, session.ontology, { made: [], changed, unchanged: [] }, rows);
      await forgetDropped(session, unit, held, changed, rows);
    }
    return [new Set(changed.map((fact) => fact.id)), changed.length];
  });
}

function withdrawRelations(
  session: ImportSession,
  type: string,
  ends: readonly { readonly id: string; readonly from: string; readonly to: string }[],
  document: string,
): Promise<void> {
  const rows = session.rows();
  return withdraw(session, 'relations', async (unit, write) => {
    if (write) {
      const held = await readRelationFacts(unit, session.ontology, type, ends);
      const others = held.map((fact) => relationWithout(fact, document));
      const [alone, shared] = [
        others.filter((f) => f.sources.length === 0),
        others.filter((f) => f.sources.length > 0),
      ];
      await writeRelations(unit, session.ontology, { made: [], changed: shared, unchanged: [] }, rows);
      await retractRelations(unit, session.ontology, alone, rows);
      await forgetDropped(session, unit, held, others, rows);
    }
    return [undefined, ends.length];
  });
}

function withdrawPending(session: ImportSession, facts: readonly RelationFact[], document: string): Promise<void> {
  return withdraw(session, 'relations', async (unit, write) => {
    if (write) {
      await dropPending(unit, facts);
      const others = facts.map((fact) => relationWithout(fact, document));
      await writePending(
        unit,
        others.filter((f) => f.sources.length > 0),
      );
    }
    return [undefined, facts.length];
  });
}

/** Removes locators that facts no longer cite from MENTIONS. */
function forgetDropped(
  session: ImportSession,
  unit: UnitOfWork,
  before: readonly (EntityFact | RelationFact)[],
  now: readonly (EntityFact | RelationFact)[],
  rows: RowEncoder,
): Promise<void> {
  const changed = new Map(now.map((fact) => [fact.id, fact]));
  const dropped = before.flatMap((fact) => {
    const after = changed.get(fact.id);
    return after ? droppedCitations(fact, after) : [];
  });
  return forgetMentions(unit, session.ontology, dropped, rows);
}
