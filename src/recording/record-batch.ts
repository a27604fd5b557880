import type { UnitOfWork } from '../graph/port/graph.ts';
import type { EntityFact, RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { type Compared, type ComparedEntities, compareEntities, compareRelations } from './compare.ts';
import type { RowEncoder } from './encode.ts';
import { forgetMentions, mentions, writeMentions } from './mentions.ts';
import { inFirstPlace, mergedById, mergeRelation, type Stated } from './merge.ts';
import { dropPending, putPending, restatePending } from './pending-relations.ts';
import { writeEntities, writeRelations } from './write.ts';

/** The facts of one batch, by entity and relation. */
export interface StatedFacts {
  readonly entities: ReadonlyMap<string, readonly Stated<EntityFact>[]>;
  readonly relations: readonly Stated<RelationFact>[];
}

/** What the run knows that a batch belongs to, and how to treat the facts. */
export interface Provenance {
  /** Only compare, and write nothing. */
  readonly dryRun: boolean;
  /** Whether later batches may contain the rest of what documents state about an entity. */
  readonly isPartial: boolean;
  /** Whether the sources of relations also mention their ends. Paragraphs do, rows of a table don't. */
  readonly mentionsEnds: boolean;
  /** Whether only the first source of a relation in each document counts, as in tables, whose sources are rows. */
  readonly firstPlaceOnly: boolean;
  /** Whether an entity is in the graph, or in this batch. */
  readonly isThere: (id: string) => boolean;
  /** Whether this run made an entity in an earlier batch. */
  readonly isNewEntity: (id: string) => boolean;
  /** Whether this run may have written the relation in an earlier batch. */
  readonly mayBeWritten: (stated: Stated<RelationFact>) => boolean;
  /** Whether relations may be pending in the graph. */
  readonly mayBePending: boolean;
}

/** The outcome of a batch. */
export interface RecordedBatch {
  readonly entities: ComparedEntities;
  readonly relations: Compared<RelationFact>;
  /** Relations whose ends exist. */
  readonly tied: readonly RelationFact[];
  /** Pending relations, whose ends don't all exist yet. */
  readonly waiting: readonly { readonly fact: RelationFact; readonly missing: readonly string[] }[];
  /** The pending relations that were not pending in the same form before. */
  readonly newlyWaiting: ReadonlySet<RelationFact>;
  /** Ids of new relations, including MENTIONS. */
  readonly written: readonly string[];
}

/**
 * The only write path for facts into a graph that may contain others: compares, merges, settles, encodes and writes them,
 * and keeps MENTIONS up to date. Everything happens in the given unit of work.
 */
export async function recordBatch(
  unit: UnitOfWork,
  ontology: Ontology,
  stated: StatedFacts,
  rows: RowEncoder,
  provenance: Provenance,
): Promise<RecordedBatch> {
  const { dryRun, isPartial, mentionsEnds, firstPlaceOnly, isThere, isNewEntity, mayBeWritten, mayBePending } =
    provenance;
  const entities = await compareEntities(unit, ontology, stated.entities, rows, isPartial);
  const made = new Set(entities.made.map(({ id }) => id));
  const isNew = (id: string) => made.has(id) || isNewEntity(id);

  const waiting: { fact: RelationFact; missing: readonly string[] }[] = [];
  const pending: Stated<RelationFact>[] = [];
  const tied: Stated<RelationFact>[] = [];
  for (const one of stated.relations) {
    const missing = [one.fact.from, one.fact.to].filter((end) => !isThere(end));
    if (missing.length === 0) tied.push(one);
    else {
      pending.push(one);
      waiting.push({ fact: one.fact, missing });
    }
  }
  const merge = (held: RelationFact, one: Stated<RelationFact>) => {
    const merged = mergeRelation(held, one);
    return firstPlaceOnly ? inFirstPlace(merged, new Set(one.fact.sources.map(({ document }) => document))) : merged;
  };
  const whole = mergedById(tied).map((one) =>
    firstPlaceOnly
      ? { ...one, fact: inFirstPlace(one.fact, new Set(one.fact.sources.map(({ document }) => document))) }
      : one,
  );
  const relations = await compareRelations(
    unit,
    ontology,
    whole,
    rows,
    // A relation of a new entity can only have been written in this run.
    (one) => (isNew(one.fact.from) || isNew(one.fact.to)) && !mayBeWritten(one),
    merge,
  );
  const written = relations.made.map(({ id }) => id);
  if (!dryRun) {
    await writeEntities(unit, ontology, entities, rows);
    await writeRelations(unit, ontology, relations, rows);
    const isWritten = new Set([...relations.made, ...relations.changed].map(({ id }) => id));
    const telling = {
      entities: [...entities.made, ...entities.changed],
      // The mentions of other documents were derived when they were recorded.
      relations: mentionsEnds ? tied.flatMap(({ fact }) => (isWritten.has(fact.id) ? [fact] : [])) : [],
    };
    const given = new Set(whole.map(({ fact }) => fact.id));
    const isNewMention = ({ id, to }: RelationFact) => made.has(to) && !given.has(id);
    for (const { id } of await writeMentions(unit, ontology, mentions(telling), rows, isNewMention)) written.push(id);
    await forgetMentions(unit, ontology, [...(entities.dropped ?? []), ...(relations.dropped ?? [])], rows);
    // Earlier statements that are pending are replaced as well.
    if (mayBePending) {
      await restatePending(unit, stated.relations);
      await dropPending(
        unit,
        tied.flatMap(({ fact, restates }) => (restates.size > 0 ? [fact] : [])),
      );
    }
  }
  const newlyWaiting = await putPending(unit, pending, mentionsEnds, dryRun);
  return { entities, relations, tied: tied.map(({ fact }) => fact), waiting, newlyWaiting, written };
}
