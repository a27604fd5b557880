import { EntenteError } from '../errors.ts';
import { statement } from '../graph/cypher/statements.ts';
import { composeNewEntities, composeNewRelations } from '../graph/cypher/writes.ts';
import type { Graph, Parameters, Statement } from '../graph/port/graph.ts';
import { settleEnds } from '../graph/storage/certain-days.ts';
import { chunks, grouped } from '../lists.ts';
import type { EntityFact, Facts, RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { CertainRows } from './certain-rows.ts';
import { noteRecorded } from './clock.ts';
import { RowEncoder } from './encode.ts';
import { mentions } from './mentions.ts';
import { mergedById, mergeEntity } from './merge.ts';
import { settleBounded } from './write.ts';

/** Milliseconds that a load may take: no reader waits for it. */
const LOADING = 600_000;

/** The graph to fill already contains entities. */
export class NotEmpty extends EntenteError {
  constructor(entities: number) {
    super(
      'BAD_USER_INPUT',
      `Expected an empty graph to fill; got one with ${entities} entities. Use record to add facts to it.`,
    );
    this.name = 'NotEmpty';
  }
}

/** Receives the number of rows written so far, and the total. */
export type Progress = (done: number, all: number) => void;

/**
 * Fills an empty graph with checked facts, in one unit of work: all of them or none. Nothing is compared, so it is the
 * fast way to a first graph; `record` adds to one that holds something.
 *
 * @returns the number of rows written, including the derived MENTIONS.
 * @throws NotEmpty (`BAD_USER_INPUT`) if the graph contains entities; nothing is written.
 *
 * @example
 * ```ts
 * await fillEmpty(graph, ontology, facts, new Date());
 * ```
 */
export async function fillEmpty(
  graph: Graph,
  ontology: Ontology,
  stated: Facts,
  recordedAt: Date,
  progress: Progress = () => {},
): Promise<number> {
  const facts = eachOnce(stated, ontology);
  const relations = withMentions(facts);
  const rows = new RowEncoder(ontology, recordedAt.toISOString());
  const claims = facts.entities.flatMap((entity) => rows.entity(entity).claims);
  const all = facts.entities.length + claims.length + relations.length;
  let attempts = 0;
  await graph.write(
    async (unit) => {
      attempts += 1;
      const [row] = await unit.run(statement('count-entities'));
      const entities = Number(row?.total);
      // If the connection is lost at the commit, the driver runs this again, over the rows that it has written.
      if (entities > 0 && attempts === 1) throw new NotEmpty(entities);
      const certain = CertainRows.in(unit, ontology);
      await certain.take(unit, rows, facts.entities, []);
      let done = 0;
      const write = async (some: readonly Parameters[], compose: (rows: readonly Parameters[]) => Statement) => {
        for (const few of chunks(some)) {
          await unit.run(compose(few));
          done += few.length;
          progress(done, all);
        }
      };
      for (const [type, group] of grouped(facts.entities, ({ type }) => type)) {
        await write(
          group.map((entity) => certain.entity(rows.entity(entity))),
          (few) => composeNewEntities(ontology, type, few),
        );
      }
      await write(claims, (few) => ({ ...statement('write-claims', { rows: few }), changes: [] }));
      for (const [type, group] of grouped(relations, ({ type }) => type)) {
        for (const [deprecated, some] of grouped(group, ({ rank }) => rank === 'DEPRECATED')) {
          const settled = await certain.relations(
            unit,
            type,
            some.map((relation) => rows.relation(relation)),
          );
          await write(settled, (few) => composeNewRelations(ontology, type, deprecated, few));
          await settleEnds(unit, ontology, certain.dates, type, settled);
        }
      }
      await settleBounded(unit, ontology, relations);
      await unit.send(noteRecorded(recordedAt.toISOString()));
    },
    { deadline: LOADING },
  );
  return all;
}

const isOnce = (facts: readonly { readonly id: string }[]) => new Set(facts.map(({ id }) => id)).size === facts.length;

/** Merges facts about the same entity or relation. */
function eachOnce({ entities, relations }: Facts, ontology: Ontology): Facts {
  const merged = (some: readonly EntityFact[]) =>
    some.reduce<EntityFact | null>(
      (held, fact) => mergeEntity(held, { fact, restates: new Set() }, ontology.entity(fact.type)?.fields ?? {}),
      null,
    ) as EntityFact;
  return {
    entities: isOnce(entities) ? entities : [...grouped(entities, ({ id }) => id).values()].map(merged),
    relations: isOnce(relations)
      ? relations
      : mergedById(relations.map((fact) => ({ fact, restates: new Set<string>() }))).map(({ fact }) => fact),
  };
}

/** The relations among the facts, and the MENTIONS derived from the facts. */
function withMentions(facts: Facts): readonly RelationFact[] {
  const derived = mentions(facts);
  const given = new Set(facts.relations.map(({ id }) => id));
  if (!derived.some(({ id }) => given.has(id))) return [...facts.relations, ...derived];
  const stated = [...facts.relations, ...derived].map((fact) => ({ fact, restates: new Set<string>() }));
  return mergedById(stated).map(({ fact }) => fact);
}
