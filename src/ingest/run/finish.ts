import { statement } from '../../graph/cypher/statements.ts';
import { relationsCiting } from '../../graph/cypher/writes.ts';
import type { UnitOfWork } from '../../graph/port/graph.ts';
import { readEntityFacts, readRelationFacts } from '../../graph/storage/facts-reader.ts';
import type { EntityFact, RelationFact } from '../../ontology/facts.ts';
import { MENTIONS } from '../../ontology/mentions.ts';
import { compareRelations, recordedEntities } from '../../recording/compare.ts';
import type { RowEncoder } from '../../recording/encode.ts';
import { keyOf } from '../../recording/fact-keys.ts';
import { chunks } from '../../recording/groups.ts';
import { forget, mentions, writeMentions } from '../../recording/mentions.ts';
import {
  documentsOf,
  droppedCitations,
  isSame,
  joined,
  joinedById,
  relationWithout,
  restated,
  without,
} from '../../recording/merge.ts';
import { allPending, dropPending, putPending } from '../../recording/pending-relations.ts';
import { retractRelations, writeEntities, writeRelations } from '../../recording/write.ts';
import { BATCH_DEADLINE, type ImportSession } from './import-session.ts';
import { move } from './outcome.ts';

/** What comes after the rows of an import; each step keeps how far it is, and can be interrupted as well. */

/** Ties what waited, sees to what is no longer stated, and forgets how far it had come. */
export async function finish(course: ImportSession): Promise<void> {
  await tie(course);
  await complete(course);
  if (course.again && course.options.documents.length > 0) await compareWithBefore(course);
  if (!course.options.dryRun) {
    await course.run((unit) => unit.run({ ...statement('drop-import', { id: course.options.id }), changes: [] }));
  }
}

async function tie(course: ImportSession): Promise<void> {
  for await (const page of allPending(course.graph)) {
    const rows = course.rows();
    course.outcome = await course.run(async (unit) => {
      const there = await recordedEntities(
        unit,
        page.flatMap((fact) => [fact.from, fact.to]),
      );
      const isThere = (end: string) => there.has(end) || course.isKnown(end);
      // In a dry run what was written meanwhile would wait no more.
      const come = page.filter(
        (fact) => isThere(fact.from) && isThere(fact.to) && !course.seen.has(`t|${keyOf(fact)}`),
      );
      for (const fact of page) course.untied.delete(keyOf(fact));
      const outcome = structuredClone(course.outcome);
      outcome.relations.tied += come.length;
      outcome.relations.waiting -= come.filter((fact) => course.seen.has(`r|${keyOf(fact)}`)).length;
      if (course.options.dryRun || come.length === 0) return outcome;
      const whole = joinedById(come);
      const compared = await compareRelations(unit, course.ontology, whole, rows, () => false, joined);
      await writeRelations(unit, course.ontology, compared, rows);
      const told = mentions({ entities: [], relations: come.filter(({ mentionsEnds }) => mentionsEnds) });
      await writeMentions(unit, course.ontology, told, rows, () => false);
      await dropPending(unit, come);
      await course.keepEnding(unit, outcome);
      return outcome;
    });
  }
  const come = [...course.untied.values()].filter((ends) => ends.every((end) => course.isKnown(end)));
  course.outcome.relations.tied += come.length;
  course.outcome.relations.waiting -= come.length;
}

/** Entities of which rows stated less than the documents did before: what none of the rows said any more goes. */
async function complete(course: ImportSession): Promise<void> {
  const rowsTold = new Set<number>();
  for (const some of chunks([...course.partial.values()])) {
    const rows = course.rows();
    course.outcome = await course.run(async (unit) => {
      const held = await readEntityFacts(
        unit,
        course.ontology,
        some.map((fact) => fact.id),
      );
      const outcome = structuredClone(course.outcome);
      const changed = held.flatMap((before) => {
        const now = course.partial.get(before.id);
        if (!now) return [];
        const fact = restated(before, now, course.fieldsOf(before));
        return isSame(fact, before) ? [] : [fact];
      });
      for (const { id } of changed) {
        const { row, entity } = course.untold.get(id) ?? { row: null, entity: false };
        if (entity) move(outcome.entities);
        if (row !== null && !rowsTold.has(row)) move(outcome.rows);
        if (row !== null) rowsTold.add(row);
      }
      if (course.options.dryRun || changed.length === 0) return outcome;
      await writeEntities(unit, course.ontology, { made: [], changed, unchanged: [] }, rows);
      await forgetChanged(course, unit, held, changed, rows);
      await course.keepEnding(unit, outcome);
      return outcome;
    });
  }
}

const UNREAD =
  'a document was not compared with its last release, as rows of it could not be read: nothing of it is listed or retracted';

/** Lists what the documents stated before and no longer do, and retracts it where that was asked for. */
async function compareWithBefore(course: ImportSession): Promise<void> {
  const { listener, replace } = course.options;
  const { absent } = course.outcome;
  for (const document of course.options.documents) {
    if (course.unread.has(document)) {
      course.outcome.notes[UNREAD] = (course.outcome.notes[UNREAD] ?? 0) + 1;
      continue;
    }
    const entities = await course.graph.read(
      async (unit) => (await unit.run(statement('entities-citing', { document }))).map((row) => String(row.id)),
      { deadline: BATCH_DEADLINE },
    );
    const gone = entities.filter((entity) => entity !== document && !isStated(course, 'e', `${entity}|${document}`));
    for (const some of chunks(gone)) {
      const retracted = replace ? await withdrawEntities(course, some, document) : new Set<string>();
      for (const entity of some) listener.absent('entity', entity, retracted.has(entity));
      absent.entities += some.length;
      absent.retracted += retracted.size;
    }
    for (const { type } of course.ontology.relations) {
      if (type === MENTIONS) continue;
      for (const deprecated of [false, true]) {
        const rows = await course.graph.read(
          (unit) => unit.run(relationsCiting(course.ontology, type, deprecated, document)),
          { deadline: BATCH_DEADLINE },
        );
        const left = rows.filter((row) => !isStated(course, 'r', `${row.id}|${document}`));
        for (const some of chunks(left)) {
          const ends = some.map((row) => ({ id: String(row.id), from: String(row.from), to: String(row.to) }));
          if (replace) await withdrawRelations(course, type, ends, document);
          tellAbsent(course, ends);
        }
      }
    }
    for await (const page of allPending(course.graph)) {
      const left = page.filter(
        (fact) => documentsOf(fact).has(document) && !isStated(course, 'r', `${fact.id}|${document}`),
      );
      if (left.length === 0) continue;
      if (replace) await withdrawAwaiting(course, left, document);
      tellAbsent(course, left);
    }
  }
}

function tellAbsent(course: ImportSession, relations: readonly { readonly id: string }[]): void {
  const { listener, replace } = course.options;
  for (const { id } of relations) listener.absent('relation', id, replace);
  course.outcome.absent.relations += relations.length;
  if (replace) course.outcome.absent.retracted += relations.length;
}

/** Whether a row states it, or would if nothing were wrong in it. */
const isStated = (course: ImportSession, kind: 'e' | 'r', key: string) =>
  course.seen.has(`${kind}|${key}`) || course.seen.has(`b${kind}|${key}`);

/** Runs what retracts something; that so much was retracted is kept with it, as nobody finds it a second time. */
async function withdraw<T>(
  course: ImportSession,
  kind: 'entities' | 'relations',
  work: (unit: UnitOfWork, write: boolean) => Promise<readonly [T, number]>,
): Promise<T> {
  const { dryRun } = course.options;
  const done = await course.run(async (unit) => {
    const [result, retracted] = await work(unit, !dryRun);
    const withdrawn = { ...course.withdrawn, [kind]: course.withdrawn[kind] + retracted };
    const absent = { ...withdrawn, retracted: withdrawn.entities + withdrawn.relations };
    if (!dryRun) await course.keepEnding(unit, { ...course.outcome, absent });
    return { result, withdrawn };
  });
  course.withdrawn = done.withdrawn;
  return done.result;
}

/** What only the document said of entities goes; entities themselves stay, as others may refer to them. */
function withdrawEntities(course: ImportSession, ids: readonly string[], document: string): Promise<Set<string>> {
  const rows = course.rows();
  return withdraw(course, 'entities', async (unit, write) => {
    const held = await readEntityFacts(unit, course.ontology, ids);
    const changed = held.flatMap((fact) => without(fact, new Set([document])) ?? []);
    if (write) {
      await writeEntities(unit, course.ontology, { made: [], changed, unchanged: [] }, rows);
      await forgetChanged(course, unit, held, changed, rows);
    }
    return [new Set(changed.map((fact) => fact.id)), changed.length];
  });
}

function withdrawRelations(
  course: ImportSession,
  type: string,
  ends: readonly { readonly id: string; readonly from: string; readonly to: string }[],
  document: string,
): Promise<void> {
  const rows = course.rows();
  return withdraw(course, 'relations', async (unit, write) => {
    if (write) {
      const held = await readRelationFacts(unit, course.ontology, type, ends);
      const others = held.map((fact) => relationWithout(fact, document));
      const [alone, shared] = [
        others.filter((f) => f.sources.length === 0),
        others.filter((f) => f.sources.length > 0),
      ];
      await writeRelations(unit, course.ontology, { made: [], changed: shared, unchanged: [] }, rows);
      await retractRelations(unit, course.ontology, alone, rows);
      await forgetChanged(course, unit, held, others, rows);
    }
    return [undefined, ends.length];
  });
}

function withdrawAwaiting(course: ImportSession, facts: readonly RelationFact[], document: string): Promise<void> {
  return withdraw(course, 'relations', async (unit, write) => {
    if (write) {
      await dropPending(unit, facts);
      const others = facts.map((fact) => relationWithout(fact, document));
      await putPending(
        unit,
        others.filter((f) => f.sources.length > 0),
      );
    }
    return [undefined, facts.length];
  });
}

/** Takes out of MENTIONS what facts cited before and, as they are now, cite no more. */
function forgetChanged(
  course: ImportSession,
  unit: UnitOfWork,
  before: readonly (EntityFact | RelationFact)[],
  now: readonly (EntityFact | RelationFact)[],
  rows: RowEncoder,
): Promise<void> {
  const changed = new Map(now.map((fact) => [fact.id, fact]));
  const left = before.flatMap((fact) => {
    const after = changed.get(fact.id);
    return after ? droppedCitations(fact, after) : [];
  });
  return forget(unit, course.ontology, left, rows);
}
