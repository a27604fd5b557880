import { CLAIM, CLAIMED, RELATION_ID, VALUES_BY_DOCUMENT } from '../encoding/names.ts';
import type { Parameters, Statement } from '../port/graph.ts';
import { allRelationshipTypes } from './history.ts';

/** The statements that add to stored facts what filters by evidence compare. */

/** All relationship types that relations of a type can have, as a pattern. */
const allTypes = (type: string) => allRelationshipTypes([type]).join('|');

/** Reads { id, own, claimed } of the entities that may cite a document more than once. */
export const composeReadManyDocuments = (): Statement => ({
  text: [
    'MATCH (n:Entity)',
    `OPTIONAL MATCH (n)-[:${CLAIMED}]->(c:${CLAIM})`,
    'WITH n, collect(c.sourceDocuments) AS claimed',
    'WHERE size(claimed) > 0 OR size(coalesce(n.sourceDocuments, [])) > 1',
    'RETURN n.id AS id, n.sourceDocuments AS own, claimed',
  ].join('\n'),
  parameters: {},
});

/** Reads { id, from, own, told } of the relations of a type, earlier states included, that cite several places. */
export const composeReadRelationEvidence = (type: string): Statement => ({
  text: [
    `MATCH (a:Entity)-[r:${allTypes(type)}]->(:Entity)`,
    'WHERE size(coalesce(r.sourceDocuments, [])) > 1',
    `RETURN r.${RELATION_ID} AS id, a.id AS from, r.sourceDocuments AS own, r.${VALUES_BY_DOCUMENT} AS told`,
  ].join('\n'),
  parameters: {},
});

/** Adds properties to relations of a type, earlier states included. Rows: { id, from, properties }. */
export const composeAddToRelations = (type: string, rows: readonly Parameters[]): Statement => ({
  text: [
    'UNWIND $rows AS row',
    `MATCH (:Entity {id: row.from})-[r:${allTypes(type)}]->(:Entity)`,
    `WHERE r.${RELATION_ID} = row.id`,
    'SET r += row.properties',
  ].join('\n'),
  parameters: { rows },
  changes: [],
});
