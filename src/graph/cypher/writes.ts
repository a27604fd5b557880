import type { Ontology } from '../../ontology/ontology.ts';
import type { Parameters, Statement } from '../port/graph.ts';
import {
  deprecatedType,
  LENGTH,
  PAST,
  pastType,
  RELATION_ID,
  relationshipType,
  TOKENS,
  typeLabel,
  WAS,
} from '../storage/encoding.ts';

/** The statements that write facts. Labels and relation types come from the ontology alone; all else is a parameter. */

function entityType(ontology: Ontology, type: string): string {
  if (!ontology.entity(type)) throw new Error(`${type} is no entity type of the ontology`);
  return type;
}

function relationType(ontology: Ontology, type: string): string {
  if (!ontology.relation(type)) throw new Error(`${type} is no relation type of the ontology`);
  return type;
}

/** The relationship type of relations of one type, of those that hold or of deprecated ones. */
const heldAs = (ontology: Ontology, type: string, deprecated: boolean) =>
  (deprecated ? deprecatedType : relationshipType)(relationType(ontology, type));

const ids = (rows: readonly Parameters[]) => rows.map(({ id }) => String(id));

/** Gives the entities of one type the label that Entente finds them by. */
export const composeTypeLabel = (ontology: Ontology, type: string): Statement => {
  return { text: `MATCH (n:Entity:${entityType(ontology, type)})\nSET n:${typeLabel(type)}`, parameters: {} };
};

/** The entities of one type with some of their properties. */
export const readableEntities = (ontology: Ontology, type: string, read: readonly string[]): Statement => ({
  text: `MATCH (n:${typeLabel(entityType(ontology, type))})\nRETURN ${read.map((name) => `n.${name} AS ${name}`).join(', ')}`,
  parameters: {},
});

/** Earlier states of the entities of one type with some of their properties, and the id of the entity. */
export const readablePast = (ontology: Ontology, type: string, read: readonly string[]): Statement => ({
  text: `MATCH (n:${typeLabel(entityType(ontology, type))})-[:${WAS}]->(p:${PAST})\nRETURN n.id AS id, ${read.map((name) => `p.${name} AS ${name}`).join(', ')}`,
  parameters: {},
});

/** The relations of one type, as they lay up to layout 2, with their ids, where they begin, and some of their properties. */
export const readableRelations = (ontology: Ontology, type: string, read: readonly string[]): Statement => ({
  text: `MATCH (a:Entity)-[r:${relationType(ontology, type)}]->(:Entity)\nRETURN ${[RELATION_ID, ...read].map((name) => `r.${name} AS ${name}`).join(', ')}, a.id AS from`,
  parameters: {},
});

/** Adds properties to entities. Rows: { id, properties }. */
export const composeAddToEntities = (rows: readonly Parameters[]): Statement => ({
  text: 'UNWIND $rows AS row\nMATCH (n:Entity {id: row.id})\nSET n += row.properties',
  parameters: { rows },
  changes: ids(rows),
});

/** Adds properties to relations of one type, as they lay up to layout 2. Rows: { id, from, properties }. */
export const composeAddToRelations = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (:Entity {id: row.from})-[r:${relationType(ontology, type)} {${RELATION_ID}: row.id}]->(:Entity)\nSET r += row.properties`,
  parameters: { rows },
  changes: [],
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
    `WITH n, row, n.firstRecordedAt AS first, coalesce(n.${TOKENS}, '') AS before, row.properties.${TOKENS} AS tokens`,
    "WHERE coalesce(n.fingerprint, '') <> row.properties.fingerprint",
    `CREATE (n)-[:${WAS}]->(past:${PAST})`,
    "SET past = properties(n), past.id = row.id + '@' + n.recordedAt, past.retractedAt = row.properties.recordedAt",
    `REMOVE past.${TOKENS}, past.${LENGTH}`,
    // What it was called it is still found by, for those who ask what was known then.
    `SET n = row.properties, n.id = row.id, n.firstRecordedAt = first, n.${TOKENS} = CASE WHEN before CONTAINS tokens THEN before ELSE tokens + ' ' + before END`,
  ].join('\n'),
  parameters: { rows },
  changes: ids(rows),
});

/** Writes entities of one type that are not there; what is there by now is left as it is. Rows as in composeWriteEntities. */
export const composeNewEntities = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => ({
  text: [
    'UNWIND $rows AS row',
    'MERGE (n:Entity {id: row.id})',
    `ON CREATE SET n:${entityType(ontology, type)}:${typeLabel(type)}, n += row.properties, n.firstRecordedAt = row.properties.recordedAt`,
  ].join('\n'),
  parameters: { rows },
  changes: ids(rows),
});

const distinct = (rows: readonly Parameters[], end: 'from' | 'to') => new Set(rows.map((row) => row[end])).size;

/** Each relation is looked for among those of one of its ends: of that of which there are more, as the other may be a hub. */
function betweenEnds(rows: readonly Parameters[], word: 'MATCH' | 'MERGE', type: string): string[] {
  const relation = `[r:${type} {${RELATION_ID}: row.id}]`;
  const fromHub = distinct(rows, 'to') > distinct(rows, 'from');
  return [
    'UNWIND $rows AS row',
    'MATCH (a:Entity {id: row.from})',
    'MATCH (b:Entity {id: row.to})',
    fromHub ? `${word} (b)<-${relation}-(a)` : `${word} (a)-${relation}->(b)`,
  ];
}

/** Keeps a relation beside itself as it was. */
const keptAsPast = (type: string) => [
  `CREATE (a)-[past:${pastType(type)}]->(b)`,
  `SET past = properties(r), past.${RELATION_ID} = row.id + '@' + r.recordedAt, past.retractedAt = row.properties.recordedAt`,
];

/** Writes relations of one type, deprecated ones or others, as composeWriteEntities does entities. Rows: { id, from, to, properties }. */
export const composeWriteRelations = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [
    ...betweenEnds(rows, 'MERGE', heldAs(ontology, type, deprecated)),
    'ON CREATE SET r += row.properties',
    'WITH a, b, r, row',
    "WHERE coalesce(r.fingerprint, '') <> row.properties.fingerprint",
    ...keptAsPast(type),
    `SET r = row.properties, r.${RELATION_ID} = row.id`,
  ].join('\n'),
  parameters: { rows },
  changes: [],
});

/** Writes relations of one type that are not there, as composeNewEntities does entities. Rows: { id, from, to, properties }. */
export const composeNewRelations = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [...betweenEnds(rows, 'MERGE', heldAs(ontology, type, deprecated)), 'ON CREATE SET r += row.properties'].join(
    '\n',
  ),
  parameters: { rows },
  changes: [],
});

/** Which of the rows' relations are there, deprecated or others, with their fingerprints. Rows: { id, from, to }. */
export const recordedRelations = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [
    ...betweenEnds(rows, 'MATCH', heldAs(ontology, type, deprecated)),
    'RETURN row.id AS id, r.fingerprint AS fingerprint',
  ].join('\n'),
  parameters: { rows },
  changes: [],
});

/** Ids of relations of one type that a document is a source of, deprecated ones or others, with where they begin. */
export const relationsCiting = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  document: string,
): Statement => ({
  text: `MATCH (a:Entity)-[r:${heldAs(ontology, type, deprecated)}]->(b:Entity)\nWHERE $document IN r.sourceDocuments\nRETURN r.${RELATION_ID} AS id, a.id AS from, b.id AS to`,
  parameters: { document },
  changes: [],
});

/** Retracts those of the rows' relations that are deprecated, or the others: written with the other rank they get another relationship type. */
export const composeRetractRelations = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [...betweenEnds(rows, 'MATCH', heldAs(ontology, type, deprecated)), ...keptAsPast(type), 'DELETE r'].join('\n'),
  parameters: { rows },
  changes: [],
});

export const countRelations = (ontology: Ontology, type: string, deprecated: boolean): Statement => ({
  text: `MATCH ()-[r:${heldAs(ontology, type, deprecated)}]->()\nRETURN count(r) AS number`,
  parameters: {},
  changes: [],
});

/** Gives relations of one type the relationship types that they have since layout 3, with what was recorded before. */
export const composeTypedRelations = (ontology: Ontology, type: string, deprecated: boolean): Statement => ({
  text: [
    `MATCH (a:Entity)-[r:${relationType(ontology, type)}]->(b:Entity)`,
    `WHERE r.${RELATION_ID} IS NOT NULL AND r.rank ${deprecated ? '=' : '<>'} 'DEPRECATED'`,
    `CREATE (a)-[typed:${heldAs(ontology, type, deprecated)}]->(b)`,
    'SET typed = properties(r)',
    'DELETE r',
  ].join('\n'),
  parameters: {},
  changes: [],
});
