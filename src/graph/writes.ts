import type { Ontology } from '../ontology/ontology.ts';
import type { Parameters, Statement } from './graph.ts';
import { PAST, PAST_RELATION, RELATION_ID, typeLabel, WAS } from './storage.ts';

/** The statements that write facts. Labels and relation types come from the ontology alone; all else is a parameter. */

function entityType(ontology: Ontology, type: string): string {
  if (!ontology.entity(type)) throw new Error(`${type} is no entity type of the ontology`);
  return type;
}

function relationType(ontology: Ontology, type: string): string {
  if (!ontology.relation(type)) throw new Error(`${type} is no relation type of the ontology`);
  return type;
}

/** Gives the entities of one type the label that Entente finds them by. */
export const composeTypeLabel = (ontology: Ontology, type: string): Statement => {
  return { text: `MATCH (n:Entity:${entityType(ontology, type)})\nSET n:${typeLabel(type)}`, parameters: {} };
};

/** The entities of one type with some of their properties. */
export const readableEntities = (ontology: Ontology, type: string, read: readonly string[]): Statement => ({
  text: `MATCH (n:${typeLabel(entityType(ontology, type))})\nRETURN ${read.map((name) => `n.${name} AS ${name}`).join(', ')}`,
  parameters: {},
});

/** The relations of one type with their ids, where they begin, and some of their properties. */
export const readableRelations = (ontology: Ontology, type: string, read: readonly string[]): Statement => ({
  text: `MATCH (a:Entity)-[r:${relationType(ontology, type)}]->(:Entity)\nRETURN ${[RELATION_ID, ...read].map((name) => `r.${name} AS ${name}`).join(', ')}, a.id AS from`,
  parameters: {},
});

/** Adds properties to entities. Rows: { id, properties }. */
export const composeAddToEntities = (rows: readonly Parameters[]): Statement => ({
  text: 'UNWIND $rows AS row\nMATCH (n:Entity {id: row.id})\nSET n += row.properties',
  parameters: { rows },
});

/** Adds properties to relations of one type. Rows: { id, from, properties }. */
export const composeAddToRelations = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (:Entity {id: row.from})-[r:${relationType(ontology, type)} {${RELATION_ID}: row.id}]->(:Entity)\nSET r += row.properties`,
  parameters: { rows },
});

/**
 * Writes entities of one type. Rows: { id, properties }, with `fingerprint` and `recordedAt` among the properties.
 * What is there with another fingerprint keeps its state as it was beside it, retracted, and is recorded anew.
 */
export const composeWriteEntities = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => ({
  text: [
    'UNWIND $rows AS row',
    'MERGE (n:Entity {id: row.id})',
    `ON CREATE SET n:${entityType(ontology, type)}:${typeLabel(type)}, n += row.properties, n.firstRecordedAt = row.properties.recordedAt`,
    'WITH n, row, n.firstRecordedAt AS first',
    "WHERE coalesce(n.fingerprint, '') <> row.properties.fingerprint",
    `CREATE (n)-[:${WAS}]->(past:${PAST})`,
    "SET past = properties(n), past.id = row.id + '@' + n.recordedAt, past.retractedAt = row.properties.recordedAt",
    'SET n = row.properties, n.id = row.id, n.firstRecordedAt = first',
  ].join('\n'),
  parameters: { rows },
});

const distinct = (rows: readonly Parameters[], end: 'from' | 'to') => new Set(rows.map((row) => row[end])).size;

/**
 * Writes relations of one type, as composeWriteEntities does entities. Rows: { id, from, to, properties }.
 * Each is looked for among those of one of its ends: of that of which there are more, as the other may be a hub.
 */
export function composeWriteRelations(ontology: Ontology, type: string, rows: readonly Parameters[]): Statement {
  const relation = `[r:${relationType(ontology, type)} {${RELATION_ID}: row.id}]`;
  const fromHub = distinct(rows, 'to') > distinct(rows, 'from');
  return {
    text: [
      'UNWIND $rows AS row',
      'MATCH (a:Entity {id: row.from})',
      'MATCH (b:Entity {id: row.to})',
      fromHub ? `MERGE (b)<-${relation}-(a)` : `MERGE (a)-${relation}->(b)`,
      'ON CREATE SET r += row.properties',
      'WITH a, b, r, row',
      "WHERE coalesce(r.fingerprint, '') <> row.properties.fingerprint",
      `CREATE (a)-[past:${PAST_RELATION}${type}]->(b)`,
      `SET past = properties(r), past.${RELATION_ID} = row.id + '@' + r.recordedAt, past.retractedAt = row.properties.recordedAt`,
      `SET r = row.properties, r.${RELATION_ID} = row.id`,
    ].join('\n'),
    parameters: { rows },
  };
}
