import type { Ontology } from '../ontology/ontology.ts';
import type { Parameters, Statement } from './graph.ts';
import { RELATION_ID, typeLabel } from './storage.ts';

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

/** Creates or updates entities of one type. Rows: { id, properties }. */
export const composeWriteEntities = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => {
  return {
    text: `UNWIND $rows AS row\nMERGE (n:Entity {id: row.id})\nSET n:${entityType(ontology, type)}:${typeLabel(type)}\nSET n += row.properties`,
    parameters: { rows },
  };
};

/** Creates or updates relations of one type. Rows: { id, from, to, properties }. */
export const composeWriteRelations = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => {
  return {
    text: `UNWIND $rows AS row\nMATCH (a:Entity {id: row.from})\nMATCH (b:Entity {id: row.to})\nMERGE (a)-[r:${relationType(ontology, type)} {${RELATION_ID}: row.id}]->(b)\nSET r += row.properties`,
    parameters: { rows },
  };
};
