import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import {
  composeAddToRelations,
  composeReadManyDocuments,
  composeReadRelationEvidence,
} from '../cypher/evidence-upgrade.ts';
import { composeAddToEntities } from '../cypher/writes.ts';
import { contestedProperty, documentsProperty } from '../encoding/evidence.ts';
import type { Parameters, UnitOfWork, Value } from '../port/graph.ts';

const BATCH = 2000;

const textsIn = (value: Value | undefined): readonly string[] => (Array.isArray(value) ? value.flat().map(String) : []);

async function inBatches(rows: readonly Parameters[], write: (batch: readonly Parameters[]) => Promise<unknown>) {
  for (let at = 0; at < rows.length; at += BATCH) await write(rows.slice(at, at + BATCH));
}

/** Adds the properties that filters by evidence compare to facts that were stored without them. */
export async function addEvidence(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  const entities = (await unit.run(composeReadManyDocuments())).map(({ id, own, claimed }) => {
    const listed = textsIn(own);
    return { id: id ?? null, properties: documentsProperty(listed, [...listed, ...textsIn(claimed)]) };
  });
  await inBatches(entities, (batch) => unit.run(composeAddToEntities(batch)));
  for (const { type, properties } of ontology.relations) {
    const rows = (await unit.run(composeReadRelationEvidence(ontology, type))).map(({ id, from, own, told }) => {
      const listed = textsIn(own);
      const values = typeof told === 'string' ? JSON.parse(told) : undefined;
      const added = contestedProperty(values, { ...relationBase, ...properties });
      return { id: id ?? null, from: from ?? null, properties: { ...documentsProperty(listed, listed), ...added } };
    });
    await inBatches(rows, (batch) => unit.run(composeAddToRelations(ontology, type, batch)));
  }
}
