import { chunks } from '../../lists.ts';
import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import {
  composeAddToRelations,
  composeReadManyDocuments,
  composeReadRelationEvidence,
} from '../cypher/evidence-upgrade.ts';
import { composeAddToEntities } from '../cypher/writes.ts';
import { contestedProperty, documentsProperty } from '../encoding/evidence.ts';
import { listOf } from '../encoding/values.ts';
import type { UnitOfWork, Value } from '../port/graph.ts';

const textsIn = (value: Value | undefined): readonly string[] => listOf(value).flat().map(String);

/** Adds the properties that filters by evidence compare to facts that were stored without them. */
export async function addEvidence(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  const entities = (await unit.run(composeReadManyDocuments())).map(({ id, own, claimed }) => {
    const listed = textsIn(own);
    return { id: id ?? null, properties: documentsProperty(listed, [...listed, ...textsIn(claimed)]) };
  });
  for (const batch of chunks(entities)) await unit.run(composeAddToEntities(batch));
  for (const { type, properties } of ontology.relations) {
    const rows = (await unit.run(composeReadRelationEvidence(type))).map(({ id, from, own, told }) => {
      const listed = textsIn(own);
      const values = typeof told === 'string' ? JSON.parse(told) : undefined;
      const added = contestedProperty(values, { ...relationBase, ...properties });
      return { id: id ?? null, from: from ?? null, properties: { ...documentsProperty(listed, listed), ...added } };
    });
    for (const batch of chunks(rows)) await unit.run(composeAddToRelations(type, batch));
  }
}
