import { statement } from '../graph/cypher/statements.ts';
import {
  composeRetractRelations,
  composeWriteEntities,
  composeWriteRelations,
  countRelations,
} from '../graph/cypher/writes.ts';
import type { Graph, Parameters, Statement } from '../graph/port/graph.ts';
import type { Facts } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { RowEncoder } from './encode.ts';
import { chunks, grouped } from './groups.ts';
import { mentions } from './mentions.ts';

/** Milliseconds: a load has no reader who waits for it. */
const LOADING = 600_000;

/** How many of the rows to write are in the graph. */
export type Progress = (done: number, all: number) => void;

/**
 * Writes checked facts in one unit of work: all of them or none. Writing the same facts again changes nothing; what
 * changed is retracted and recorded anew, and the state before is kept.
 */
export async function writeFacts(
  graph: Graph,
  ontology: Ontology,
  facts: Facts,
  recordedAt: Date,
  progress: Progress = () => {},
): Promise<number> {
  const at = recordedAt.toISOString();
  const given = new Set(facts.relations.map(({ id }) => id));
  const relations = [...facts.relations, ...mentions(facts).filter(({ id }) => !given.has(id))];
  const rows = new RowEncoder(ontology, at);
  const claims = facts.entities.flatMap((entity) => rows.entity(entity).claims);
  const made = grouped(claims, ({ entity }) => entity);
  const all = facts.entities.length + claims.length + relations.length;
  await graph.write(
    async (unit) => {
      let done = 0;
      const write = async (rows: readonly Parameters[], compose: (rows: readonly Parameters[]) => Statement) => {
        for (const some of chunks(rows)) {
          await unit.run(compose(some));
          done += some.length;
          progress(done, all);
        }
      };
      for (const [type, group] of grouped(facts.entities, ({ type }) => type)) {
        await write(
          group.map((e) => rows.entity(e).row),
          (rows) => composeWriteEntities(ontology, type, rows),
        );
      }
      for (const some of chunks(facts.entities)) {
        const left = some.map(({ id }) => ({
          entity: id,
          claims: (made.get(id) ?? []).map((claim) => claim.id ?? ''),
        }));
        await unit.run({ ...statement('retract-claims', { rows: left, at }), changes: [] });
      }
      await write(claims, (rows) => ({ ...statement('write-claims', { rows }), changes: [] }));
      for (const [type, group] of grouped(relations, ({ type }) => type)) {
        for (const [deprecated, some] of grouped(group, ({ rank }) => rank === 'DEPRECATED')) {
          const held = some.map((r) => rows.relation(r));
          const [others] = await unit.run(countRelations(ontology, type, !deprecated));
          if (Number(others?.number) > 0) {
            for (const few of chunks(held)) {
              await unit.run(composeRetractRelations(ontology, type, !deprecated, few));
            }
          }
          await write(held, (few) => composeWriteRelations(ontology, type, deprecated, few));
        }
      }
    },
    { deadline: LOADING },
  );
  return all;
}
