import { isDeepStrictEqual } from 'node:util';
import { statement } from '../graph/cypher/statements.ts';
import { countRelations, recordedRelations } from '../graph/cypher/writes.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { readEntityFacts, readRelationFacts } from '../graph/storage/facts-reader.ts';
import type { EntityFact, RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { fingerprintOf, type RowEncoder } from './encode.ts';
import { chunks, grouped } from './groups.ts';
import { type DroppedCitation, droppedCitations, holds, restated, united } from './merge.ts';

/** Facts by what a write has to do with them, as they are to be. */
export interface Compared<T> {
  readonly made: readonly T[];
  readonly changed: readonly T[];
  readonly unchanged: readonly T[];
  /** What those that changed cited before and cite no more. */
  readonly left?: readonly DroppedCitation[];
}

/** Entities that are there, with what tells whether they changed. */
export async function recordedEntities(unit: UnitOfWork, ids: Iterable<string>): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const some of chunks([...new Set(ids)])) {
    for (const row of await unit.run({ ...statement('recorded-entities', { ids: some }), changes: [] })) {
      found.set(String(row.id), row.fingerprint);
    }
  }
  return found;
}

/** What a batch states of one entity. */
export interface Statements {
  /** That the import meets it for the first time: what the documents said before gives way to it. */
  readonly first: EntityFact | undefined;
  /** What else rows say of it. */
  readonly others: readonly EntityFact[];
}

export interface ComparedEntities extends Compared<EntityFact> {
  /** Ids of those that are there already, changed or not. */
  readonly there: readonly string[];
  /** Of entities that hold more from these documents than was stated now: what was. */
  readonly partial: readonly EntityFact[];
  /** The statements that changed something. */
  readonly telling: ReadonlySet<EntityFact>;
  /** The statements with a summary that is not taken, as the entity has another. */
  readonly summaryLeft: ReadonlySet<EntityFact>;
}

/** Compares entities with what is there, by fingerprints first, as nearly all are new or the same. */
export async function compareEntities(
  unit: UnitOfWork,
  ontology: Ontology,
  stated: ReadonlyMap<string, Statements>,
  rows: RowEncoder,
): Promise<ComparedEntities> {
  const recorded = await recordedEntities(unit, stated.keys());
  const made: EntityFact[] = [];
  const changed: EntityFact[] = [];
  const unchanged: EntityFact[] = [];
  const partial: EntityFact[] = [];
  const left: DroppedCitation[] = [];
  const telling = new Set<EntityFact>();
  const summaryLeft = new Set<EntityFact>();
  const leavesSummary = (fact: EntityFact, told: EntityFact) => {
    if (told.summary !== null && fact.summary !== told.summary) summaryLeft.add(told);
  };
  const unlike: string[] = [];
  const fieldsOf = (id: string) => ontology.typeOfId(id)?.fields ?? {};
  for (const [id, { first, others }] of stated) {
    const before = recorded.get(id);
    const [base = others[0], rest = others.slice(1)] = [first, first ? others : others.slice(1)];
    if (before === undefined && base) {
      const fact = rest.reduce((whole, other) => united(whole, other, fieldsOf(id)), base);
      made.push(fact);
      for (const statement of [base, ...rest]) {
        telling.add(statement);
        leavesSummary(fact, statement);
      }
    } else if (first && others.length === 0 && fingerprintOf(rows.entity(first).row) === before) {
      unchanged.push(first);
    } else unlike.push(id);
  }
  for (const some of chunks(unlike)) {
    for (const held of await readEntityFacts(unit, ontology, some)) {
      const { first, others } = stated.get(held.id) as Statements;
      const fields = fieldsOf(held.id);
      let fact = held;
      const anew = first && restated(fact, first, fields);
      if (first && anew && (!holds(fact, first, fields) || (first.summary !== null && anew.summary !== fact.summary))) {
        fact = anew;
        telling.add(first);
      } else if (first && anew && !isDeepStrictEqual(anew, united(fact, fact, fields))) {
        partial.push(first);
      }
      for (const other of others) {
        if (holds(fact, other, fields)) continue;
        fact = united(fact, other, fields);
        telling.add(other);
      }
      for (const told of [...(first ? [first] : []), ...others]) leavesSummary(fact, told);
      if (fact === held) unchanged.push(held);
      else {
        changed.push(fact);
        left.push(...droppedCitations(held, fact));
      }
    }
  }
  return { made, changed, unchanged, left, partial, telling, summaryLeft, there: [...recorded.keys()] };
}

/**
 * Compares relations with what is there. `isNew` tells of relations that can't be there;
 * `merge` makes one of what is there and what is stated.
 */
export async function compareRelations(
  unit: UnitOfWork,
  ontology: Ontology,
  facts: readonly RelationFact[],
  rows: RowEncoder,
  isNew: (fact: RelationFact) => boolean,
  merge: (held: RelationFact, fact: RelationFact) => RelationFact,
): Promise<Compared<RelationFact>> {
  const made: RelationFact[] = [];
  const changed: RelationFact[] = [];
  const unchanged: RelationFact[] = [];
  const left: DroppedCitation[] = [];
  for (const [type, some] of grouped(facts, (fact) => fact.type)) {
    const open: RelationFact[] = [];
    for (const fact of some) (isNew(fact) ? made : open).push(fact);
    if (open.length === 0) continue;
    const recorded = new Map<string, unknown>();
    for (const deprecated of [false, true]) {
      const [count] = await unit.run(countRelations(ontology, type, deprecated));
      if (Number(count?.number) === 0) continue;
      for (const few of chunks(open.map(({ id, from, to }) => ({ id, from, to })))) {
        for (const row of await unit.run(recordedRelations(ontology, type, deprecated, few))) {
          recorded.set(String(row.id), row.fingerprint);
        }
      }
    }
    const unlike: RelationFact[] = [];
    for (const fact of open) {
      const before = recorded.get(fact.id);
      if (before === undefined) made.push(fact);
      else if (fingerprintOf(rows.relation(fact)) === before) unchanged.push(fact);
      else unlike.push(fact);
    }
    for (const few of chunks(unlike)) {
      const held = new Map((await readRelationFacts(unit, ontology, type, few)).map((fact) => [fact.id, fact]));
      for (const fact of few) {
        const before = held.get(fact.id);
        const after = before ? merge(before, fact) : fact;
        const same = before !== undefined && fingerprintOf(rows.relation(after)) === recorded.get(fact.id);
        (same ? unchanged : changed).push(after);
        if (before && !same) left.push(...droppedCitations(before, after));
      }
    }
  }
  return { made, changed, unchanged, left };
}
