import { isDeepStrictEqual } from 'node:util';
import { statement } from '../graph/cypher/statements.ts';
import { countRelations, recordedRelations } from '../graph/cypher/writes.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { readEntityFacts, readRelationFacts } from '../graph/storage/facts-reader.ts';
import { chunks, grouped } from '../lists.ts';
import type { EntityFact, RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { fingerprintOf, type RowEncoder } from './encode.ts';
import { settledEntity } from './entity-records.ts';
import { type DroppedCitation, droppedCitations, mergeEntity, mergeRelation, type Stated } from './merge.ts';

/** Facts to write, grouped by the kind of write. */
export interface Compared<T> {
  readonly made: readonly T[];
  readonly changed: readonly T[];
  readonly unchanged: readonly T[];
  /** The sources that the changed facts no longer cite. */
  readonly dropped?: readonly DroppedCitation[];
}

/** The fingerprints of the entities that are in the graph, by id. */
export async function recordedEntities(unit: UnitOfWork, ids: Iterable<string>): Promise<Map<string, unknown>> {
  const recorded = new Map<string, unknown>();
  for (const some of chunks([...new Set(ids)])) {
    for (const row of await unit.run({ ...statement('recorded-entities', { ids: some }), changes: [] })) {
      recorded.set(String(row.id), row.fingerprint);
    }
  }
  return recorded;
}

/** Compared entities, with the results that only entities have. */
export interface ComparedEntities extends Compared<EntityFact> {
  /** The ids of facts that are in the graph already, changed or not. */
  readonly known: readonly string[];
  /**
   * Statements without anything new about entities for which their documents stated more before. They stay unchanged,
   * because later statements may contain the rest.
   */
  readonly partial: readonly Stated<EntityFact>[];
  /** The facts that changed something. */
  readonly effective: ReadonlySet<EntityFact>;
  /** The facts whose summary is not the one that the entity shows. */
  readonly summaryNotShown: ReadonlySet<EntityFact>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Compares statements about entities with the graph, first by fingerprint, because nearly all are new or unchanged. With
 * `isPartial`, statements may be only a part of their documents' statements; those without anything new are set aside.
 */
export async function compareEntities(
  unit: UnitOfWork,
  ontology: Ontology,
  stated: ReadonlyMap<string, readonly Stated<EntityFact>[]>,
  rows: RowEncoder,
  isPartial: boolean,
): Promise<ComparedEntities> {
  const recorded = await recordedEntities(unit, stated.keys());
  const made: EntityFact[] = [];
  const changed: EntityFact[] = [];
  const unchanged: EntityFact[] = [];
  const partial: Stated<EntityFact>[] = [];
  const dropped: DroppedCitation[] = [];
  const effective = new Set<EntityFact>();
  const summaryNotShown = new Set<EntityFact>();
  const noteSummaries = (shown: EntityFact, statements: readonly Stated<EntityFact>[]) => {
    for (const { fact } of statements)
      if (fact.summary !== null && fact.summary !== shown.summary) summaryNotShown.add(fact);
  };
  const unlike: string[] = [];
  const fieldsOf = (id: string) => ontology.typeOfId(id)?.fields ?? {};
  for (const [id, statements] of stated) {
    const before = recorded.get(id);
    const [first, ...others] = statements as readonly [Stated<EntityFact>, ...Stated<EntityFact>[]];
    if (before === undefined) {
      const fields = fieldsOf(id);
      const fact = others.reduce((whole, { fact }) => mergeEntity(whole, { fact, restates: NONE }, fields), first.fact);
      made.push(fact);
      for (const { fact } of statements) effective.add(fact);
      noteSummaries(fact, statements);
    } else if (others.length === 0 && fingerprintOf(rows.entity(first.fact).row) === before) {
      unchanged.push(first.fact);
    } else unlike.push(id);
  }
  for (const some of chunks(unlike)) {
    for (const held of await readEntityFacts(unit, ontology, some)) {
      const statements = stated.get(held.id) as readonly Stated<EntityFact>[];
      const fields = fieldsOf(held.id);
      const before = settledEntity(held, fields);
      const adding: EntityFact[] = [];
      let fact = before;
      for (const statement of statements) {
        const more = mergeEntity(fact, { fact: statement.fact, restates: NONE }, fields);
        const anew = statement.restates.size > 0 ? mergeEntity(fact, statement, fields) : more;
        if (isDeepStrictEqual(anew, fact)) continue;
        if (isPartial && isDeepStrictEqual(more, fact)) {
          partial.push(statement);
          continue;
        }
        fact = anew;
        adding.push(statement.fact);
      }
      noteSummaries(fact, statements);
      if (isDeepStrictEqual(fact, before)) unchanged.push(held);
      else {
        changed.push(fact);
        for (const one of adding) effective.add(one);
        dropped.push(...droppedCitations(held, fact));
      }
    }
  }
  return { made, changed, unchanged, dropped, partial, effective, summaryNotShown, known: [...recorded.keys()] };
}

/**
 * Compares relations with the graph. `isNew` is true for relations that can't be there; `merge` combines the stored fact
 * with the stated one.
 */
export async function compareRelations(
  unit: UnitOfWork,
  ontology: Ontology,
  stated: readonly Stated<RelationFact>[],
  rows: RowEncoder,
  isNew: (stated: Stated<RelationFact>) => boolean = () => false,
  merge: (held: RelationFact, stated: Stated<RelationFact>) => RelationFact = mergeRelation,
): Promise<Compared<RelationFact>> {
  const made: RelationFact[] = [];
  const changed: RelationFact[] = [];
  const unchanged: RelationFact[] = [];
  const dropped: DroppedCitation[] = [];
  for (const [type, some] of grouped(stated, ({ fact }) => fact.type)) {
    const open: Stated<RelationFact>[] = [];
    for (const one of some) {
      if (isNew(one)) made.push(one.fact);
      else open.push(one);
    }
    if (open.length === 0) continue;
    const recorded = new Map<string, unknown>();
    for (const deprecated of [false, true]) {
      const [count] = await unit.run(countRelations(ontology, type, deprecated));
      if (Number(count?.number) === 0) continue;
      for (const few of chunks(open.map(({ fact: { id, from, to } }) => ({ id, from, to })))) {
        for (const row of await unit.run(recordedRelations(unit.capabilities, ontology, type, deprecated, few))) {
          recorded.set(String(row.id), row.fingerprint);
        }
      }
    }
    const unlike: Stated<RelationFact>[] = [];
    for (const one of open) {
      const before = recorded.get(one.fact.id);
      if (before === undefined) made.push(one.fact);
      else if (fingerprintOf(rows.relation(one.fact)) === before) unchanged.push(one.fact);
      else unlike.push(one);
    }
    for (const few of chunks(unlike)) {
      const places = few.map(({ fact: { id, from } }) => ({ id, from }));
      const held = new Map((await readRelationFacts(unit, ontology, type, places)).map((fact) => [fact.id, fact]));
      for (const one of few) {
        const before = held.get(one.fact.id);
        const after = before ? merge(before, one) : one.fact;
        const isSame = before !== undefined && fingerprintOf(rows.relation(after)) === recorded.get(one.fact.id);
        (isSame ? unchanged : changed).push(after);
        if (before && !isSame) dropped.push(...droppedCitations(before, after));
      }
    }
  }
  return { made, changed, unchanged, dropped };
}
