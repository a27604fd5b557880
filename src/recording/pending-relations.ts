import { statement } from '../graph/cypher/statements.ts';
import type { Graph, UnitOfWork } from '../graph/port/graph.ts';
import type { RelationFact } from '../ontology/facts.ts';
import { keyOf } from './fact-keys.ts';
import { chunks } from './groups.ts';

/** Relations that are kept in the database until both their ends are there, by relation and document. */

/** So many are read at once. */
const PAGE = 2000;
/** Milliseconds. */
const DEADLINE = 120_000;

export async function putPending(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<void> {
  for (const some of chunks(facts)) {
    const rows = some.map((fact) => ({
      id: keyOf(fact),
      from: fact.from,
      to: fact.to,
      fact: JSON.stringify(fact),
    }));
    await unit.send({ ...statement('put-pending-relations', { rows }), changes: [] });
  }
}

export async function pendingAlready(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const some of chunks(facts.map(keyOf))) {
    for (const row of await unit.run({ ...statement('recorded-pending-relations', { ids: some }), changes: [] }))
      found.set(String(row.id), row.fact);
  }
  return found;
}

/** What waits in the database, a page at a time, whatever becomes of it meanwhile. */
export async function* allPending(graph: Graph): AsyncGenerator<readonly RelationFact[]> {
  for (let after = ''; ; ) {
    const page = await graph.read((unit) => unit.run(statement('read-pending-relations', { after, limit: PAGE })), {
      deadline: DEADLINE,
    });
    const last = page.at(-1);
    if (!last) return;
    after = String(last.id);
    yield page.map((row) => JSON.parse(String(row.fact)) as RelationFact);
  }
}

export async function dropPending(unit: UnitOfWork, facts: readonly RelationFact[]): Promise<void> {
  for (const some of chunks(facts.map(keyOf)))
    await unit.send({ ...statement('drop-pending-relations', { ids: some }), changes: [] });
}
