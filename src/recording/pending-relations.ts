import { statement } from '../graph/cypher/statements.ts';
import type { Graph, UnitOfWork } from '../graph/port/graph.ts';
import { chunks } from '../lists.ts';
import type { RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { compareRelations } from './compare.ts';
import type { RowEncoder } from './encode.ts';
import { keyOf } from './fact-keys.ts';
import { mentions, writeMentions } from './mentions.ts';
import { documentsOf, mergedById, mergeRelation, relationWithout, type Stated } from './merge.ts';
import { writeRelations } from './write.ts';

/** Pending relations, which the database keeps until both their ends exist, by relation and documents. */

/** Relations in one read. */
const PAGE = 2000;
/** Milliseconds. */
const DEADLINE = 120_000;

/** Stores pending relations; returns those that were not pending in the same form before. */
export async function putPending(
  unit: UnitOfWork,
  stated: readonly Stated<RelationFact>[],
  mentionsEnds: boolean,
  dryRun: boolean,
): Promise<ReadonlySet<RelationFact>> {
  const fresh = new Set<RelationFact>();
  const pending = new Map<string, RelationFact>();
  const before = await pendingAlready(
    unit,
    stated.map(({ fact }) => fact),
  );
  for (const { fact, restates } of stated) {
    const key = keyOf(fact);
    const held = pending.get(key) ?? (restates.size > 0 ? undefined : before.get(key));
    const own = { ...fact, mentionsEnds: mentionsEnds && fact.mentionsEnds !== false };
    const merged = held ? mergeRelation(held, { fact: own, restates: new Set() }) : own;
    pending.set(key, merged);
    if (JSON.stringify(merged) !== JSON.stringify(held ?? before.get(key))) fresh.add(fact);
  }
  if (!dryRun) await writePending(unit, [...pending.values()]);
  return fresh;
}

/**
 * Takes out of pending relations that several documents state what those of them stated that state the relation anew.
 * What one document stated alone is dropped or overwritten by its key.
 */
export async function restatePending(unit: UnitOfWork, stated: readonly Stated<RelationFact>[]): Promise<void> {
  const restated = new Map<string, Set<string>>();
  const from = new Set<string>();
  for (const { fact, restates } of stated) {
    if (restates.size === 0) continue;
    restated.set(fact.id, new Set([...(restated.get(fact.id) ?? []), ...restates]));
    from.add(fact.from);
  }
  const dropped: RelationFact[] = [];
  const left: RelationFact[] = [];
  for (const some of chunks([...from])) {
    for (const row of await unit.run({ ...statement('shared-pending-relations', { from: some }), changes: [] })) {
      const held = JSON.parse(String(row.fact)) as RelationFact;
      const documents = [...documentsOf(held)].filter((document) => restated.get(held.id)?.has(document));
      if (documents.length === 0) continue;
      dropped.push(held);
      const others = documents.reduce(relationWithout, held);
      if (others.sources.length > 0) left.push(others);
    }
  }
  await dropPending(unit, dropped);
  await putPending(
    unit,
    left.map((fact) => ({ fact, restates: new Set<string>() })),
    true,
    false,
  );
}

/** Stores relations as pending. */
export async function writePending(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<void> {
  for (const some of chunks(facts)) {
    const rows = some.map((fact) => ({ id: keyOf(fact), from: fact.from, to: fact.to, fact: JSON.stringify(fact) }));
    await unit.send({ ...statement('put-pending-relations', { rows }), changes: [] });
  }
}

async function pendingAlready(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<Map<string, RelationFact>> {
  const found = new Map<string, RelationFact>();
  for (const some of chunks(facts.map(keyOf))) {
    for (const row of await unit.run({ ...statement('recorded-pending-relations', { ids: some }), changes: [] }))
      found.set(String(row.id), JSON.parse(String(row.fact)));
  }
  return found;
}

/** One page of the pending relations, after an id; none at the end. */
export async function readPending(
  unit: UnitOfWork,
  after: string,
): Promise<{ readonly facts: readonly RelationFact[]; readonly last: string } | null> {
  const page = await unit.run({ ...statement('read-pending-relations', { after, limit: PAGE }), changes: [] });
  const last = page.at(-1);
  return last ? { facts: page.map((row) => JSON.parse(String(row.fact))), last: String(last.id) } : null;
}

/** All pending relations, a page at a time; they may be written or dropped meanwhile. */
export async function* allPending(graph: Graph): AsyncGenerator<readonly RelationFact[]> {
  for (let after = ''; ; ) {
    const page = await graph.read((unit) => readPending(unit, after), { deadline: DEADLINE });
    if (!page) return;
    after = page.last;
    yield page.facts;
  }
}

/** Deletes pending relations. */
export async function dropPending(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<void> {
  for (const some of chunks(facts.map(keyOf)))
    await unit.send({ ...statement('drop-pending-relations', { ids: some }), changes: [] });
}

/** Writes pending relations whose ends now exist. */
export async function tiePending(
  unit: UnitOfWork,
  ontology: Ontology,
  facts: readonly RelationFact[],
  rows: RowEncoder,
): Promise<void> {
  const stated = mergedById(facts.map((fact) => ({ fact, restates: new Set<string>() })));
  await writeRelations(unit, ontology, await compareRelations(unit, ontology, stated, rows), rows);
  const mentioned = mentions({ entities: [], relations: facts.filter(({ mentionsEnds }) => mentionsEnds) });
  await writeMentions(unit, ontology, mentioned, rows, () => false);
  await dropPending(unit, facts);
}
