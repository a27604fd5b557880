import { statement } from '../graph/cypher/statements.ts';
import {
  composeNewEntities,
  composeNewRelations,
  composeRetractRelations,
  composeWriteEntities,
  composeWriteRelations,
} from '../graph/cypher/writes.ts';
import type { Parameters, UnitOfWork } from '../graph/port/graph.ts';
import { settleBeginnings } from '../graph/storage/beginnings.ts';
import { settleAfter, settleAround, settleEnds } from '../graph/storage/certain-days.ts';
import { chunks, grouped } from '../lists.ts';
import type { EntityFact, RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { CertainRows } from './certain-rows.ts';
import type { Compared } from './compare.ts';
import type { RowEncoder } from './encode.ts';

/** Writes entities after they were compared with the graph. */
export async function writeEntities(
  unit: UnitOfWork,
  ontology: Ontology,
  { made, changed }: Compared<EntityFact>,
  rows: RowEncoder,
): Promise<void> {
  const certain = CertainRows.in(unit, ontology);
  const redated = await certain.take(unit, rows, made, changed);
  const rowsOf = (facts: readonly EntityFact[]) => facts.map((fact) => certain.entity(rows.entity(fact)));
  const claimsOf = (fact: EntityFact) => rows.entity(fact).claims;
  for (const [type, facts] of grouped(made, (fact) => fact.type)) {
    for (const some of chunks(rowsOf(facts))) await unit.send(composeNewEntities(ontology, type, some));
  }
  for (const [type, facts] of grouped(changed, (fact) => fact.type)) {
    for (const some of chunks(rowsOf(facts))) await unit.send(composeWriteEntities(ontology, type, some));
  }
  const kept = changed.map((fact) => ({ entity: fact.id, claims: claimsOf(fact).map(({ id }) => id ?? '') }));
  for (const some of chunks(kept))
    await unit.send({ ...statement('retract-claims', { rows: some, at: rows.at }), changes: [] });
  for (const some of chunks([...made, ...changed].flatMap(claimsOf))) {
    await unit.send({ ...statement('write-claims', { rows: some }), changes: [] });
  }
  await settleAfter(unit, ontology, certain.dates, redated);
  const ids = changed.map(({ id }) => id);
  await settleBeginnings(unit, ontology, ids);
}

/** Settles what begins no earlier than something else, after relations that say so were written or retracted. */
export async function settleBounded(
  unit: UnitOfWork,
  ontology: Ontology,
  facts: readonly RelationFact[],
): Promise<void> {
  const bounding = facts.filter(({ type }) => ontology.bounding.includes(type));
  const bounded = [...new Set(bounding.map(({ to }) => to))];
  await settleBeginnings(unit, ontology, bounded);
  await settleAround(unit, ontology, CertainRows.in(unit, ontology).dates, bounded);
}

/** Settles the ends of relations that were changed or retracted, if they say when these existed. */
async function settleEndsOf(unit: UnitOfWork, ontology: Ontology, facts: readonly RelationFact[]): Promise<void> {
  const ends = facts.flatMap((fact) => (ontology.relation(fact.type)?.presupposes ?? []).map((end) => fact[end]));
  await settleAround(unit, ontology, CertainRows.in(unit, ontology).dates, ends);
}

/** Groups the rows of relations by the relationship type that holds them: by type, and by whether they are deprecated. */
async function byKind(
  facts: readonly RelationFact[],
  rows: RowEncoder,
  work: (type: string, deprecated: boolean, held: readonly Parameters[]) => Promise<unknown>,
): Promise<void> {
  for (const [type, some] of grouped(facts, (fact) => fact.type)) {
    for (const [deprecated, few] of grouped(some, ({ rank }) => rank === 'DEPRECATED')) {
      for (const held of chunks(few.map((fact) => rows.relation(fact)))) await work(type, deprecated, held);
    }
  }
}

/** Writes relations after they were compared with the graph. Their ends must exist. */
export async function writeRelations(
  unit: UnitOfWork,
  ontology: Ontology,
  { made, changed }: Compared<RelationFact>,
  rows: RowEncoder,
): Promise<void> {
  const certain = CertainRows.in(unit, ontology);
  const settled = (type: string, held: readonly Parameters[]) => certain.relations(unit, type, held);
  await byKind(made, rows, async (type, deprecated, held) => {
    const some = await settled(type, held);
    await unit.send(composeNewRelations(ontology, type, deprecated, some));
    await settleEnds(unit, ontology, certain.dates, type, some);
  });
  await byKind(changed, rows, async (type, deprecated, held) => {
    // A deprecated relation has another relationship type.
    await unit.send(composeRetractRelations(unit.capabilities, ontology, type, !deprecated, held));
    await unit.send(composeWriteRelations(ontology, type, deprecated, await settled(type, held)));
  });
  await settleBounded(unit, ontology, [...made, ...changed]);
  await settleEndsOf(unit, ontology, changed);
}

/** Retracts relations, whatever their rank. */
export async function retractRelations(
  unit: UnitOfWork,
  ontology: Ontology,
  facts: readonly RelationFact[],
  rows: RowEncoder,
): Promise<void> {
  await byKind(facts, rows, (type, deprecated, held) =>
    unit.send(composeRetractRelations(unit.capabilities, ontology, type, deprecated, held)),
  );
  await settleBounded(unit, ontology, facts);
  await settleEndsOf(unit, ontology, facts);
}
