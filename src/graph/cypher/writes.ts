import type { Ontology } from '../../ontology/ontology.ts';
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
} from '../encoding/names.ts';
import type { Capabilities, Parameters, Statement } from '../port/graph.ts';

/** The statements that write facts. Labels and relation types come from the ontology; everything else is a parameter. */

function entityType(ontology: Ontology, type: string): string {
  if (!ontology.entity(type)) throw new Error(`${type} is not an entity type of the ontology`);
  return type;
}

function relationType(ontology: Ontology, type: string): string {
  if (!ontology.relation(type)) throw new Error(`${type} is not a relation type of the ontology`);
  return type;
}

/** The relationship type of the current or the deprecated relations of a type. */
export const storedType = (ontology: Ontology, type: string, deprecated: boolean) =>
  (deprecated ? deprecatedType : relationshipType)(relationType(ontology, type));

const ids = (rows: readonly Parameters[]) => rows.map(({ id }) => String(id));

/** Adds Entente's own label to the entities of a type. */
export const composeTypeLabel = (ontology: Ontology, type: string): Statement => {
  return { text: `MATCH (n:Entity:${entityType(ontology, type)})\nSET n:${typeLabel(type)}`, parameters: {} };
};

/** Reads properties of the entities of a type. */
export const composeReadEntities = (ontology: Ontology, type: string, columns: readonly string[]): Statement => ({
  text: `MATCH (n:${typeLabel(entityType(ontology, type))})\nRETURN ${columns.map((name) => `n.${name} AS ${name}`).join(', ')}`,
  parameters: {},
});

/** Reads properties of earlier states of the entities of a type, with the id of the entity. */
export const composeReadPastEntities = (ontology: Ontology, type: string, columns: readonly string[]): Statement => ({
  text: `MATCH (n:${typeLabel(entityType(ontology, type))})-[:${WAS}]->(p:${PAST})\nRETURN n.id AS id, ${columns.map((name) => `p.${name} AS ${name}`).join(', ')}`,
  parameters: {},
});

/** Reads ids, starts and properties of the relations of a type, as stored up to layout 2. */
export const composeReadOldRelations = (ontology: Ontology, type: string, columns: readonly string[]): Statement => ({
  text: `MATCH (a:Entity)-[r:${relationType(ontology, type)}]->(:Entity)\nRETURN ${[RELATION_ID, ...columns].map((name) => `r.${name} AS ${name}`).join(', ')}, a.id AS from`,
  parameters: {},
});

/** Adds properties to entities. Rows: { id, properties }. */
export const composeAddToEntities = (rows: readonly Parameters[]): Statement => ({
  text: 'UNWIND $rows AS row\nMATCH (n:Entity {id: row.id})\nSET n += row.properties',
  parameters: { rows },
  changes: ids(rows),
});

/** Adds properties to the relations of a type, as stored up to layout 2. Rows: { id, from, properties }. */
export const composeAddToOldRelations = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (:Entity {id: row.from})-[r:${relationType(ontology, type)} {${RELATION_ID}: row.id}]->(:Entity)\nSET r += row.properties`,
  parameters: { rows },
  changes: [],
});

/**
 * Writes entities of a type. Rows: { id, properties }, with `fingerprint` and `recordedAt` among the properties. An
 * entity with another fingerprint is recorded anew, and its earlier state is kept beside it as retracted.
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
    // Tokens of former names stay, for queries about what was known earlier.
    `SET n = row.properties, n.id = row.id, n.firstRecordedAt = first, n.${TOKENS} = CASE WHEN before CONTAINS tokens THEN before ELSE tokens + ' ' + before END`,
  ].join('\n'),
  parameters: { rows },
  changes: ids(rows),
});

/** Creates missing entities of a type and leaves existing ones as they are. Rows: as for composeWriteEntities. */
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

/** Binds each relation from one of its ends: the kind of end with more distinct entities, as the other may be a hub. */
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

/**
 * Binds existing relations. Without the hint, Neo4j may read all relations of the type for each row: its planner counts
 * committed relations only, so a scan seems to cost nothing in the unit of work that writes the first ones.
 */
export const existing = ({ relationIndexes }: Capabilities, rows: readonly Parameters[], type: string): string[] => [
  ...betweenEnds(rows, 'MATCH', type),
  ...(relationIndexes.supported ? [`USING INDEX SEEK r:${type}(${RELATION_ID})`] : []),
];

/** Keeps a copy of a relation as a retracted earlier state. */
const keepAsPast = (type: string) => [
  `CREATE (a)-[past:${pastType(type)}]->(b)`,
  `SET past = properties(r), past.${RELATION_ID} = row.id + '@' + r.recordedAt, past.retractedAt = row.properties.recordedAt`,
];

/** Writes current or deprecated relations of a type, as composeWriteEntities does entities. Rows: { id, from, to, properties }. */
export const composeWriteRelations = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [
    ...betweenEnds(rows, 'MERGE', storedType(ontology, type, deprecated)),
    'ON CREATE SET r += row.properties',
    'WITH a, b, r, row',
    "WHERE coalesce(r.fingerprint, '') <> row.properties.fingerprint",
    ...keepAsPast(type),
    `SET r = row.properties, r.${RELATION_ID} = row.id`,
  ].join('\n'),
  parameters: { rows },
  changes: [],
});

/** Creates missing relations of a type, as composeNewEntities does entities. Rows: { id, from, to, properties }. */
export const composeNewRelations = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [
    ...betweenEnds(rows, 'MERGE', storedType(ontology, type, deprecated)),
    'ON CREATE SET r += row.properties',
  ].join('\n'),
  parameters: { rows },
  changes: [],
});

/** Reads the fingerprints of the relations in the rows; missing relations have none. Rows: { id, from, to }. */
export const recordedRelations = (
  capabilities: Capabilities,
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [
    ...existing(capabilities, rows, storedType(ontology, type, deprecated)),
    'RETURN row.id AS id, r.fingerprint AS fingerprint',
  ].join('\n'),
  parameters: { rows },
  changes: [],
});

/** Reads { id, from, to } of the current or deprecated relations of a type that cite a document. */
export const relationsCiting = (
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  document: string,
): Statement => ({
  text: `MATCH (a:Entity)-[r:${storedType(ontology, type, deprecated)}]->(b:Entity)\nWHERE $document IN r.sourceDocuments\nRETURN r.${RELATION_ID} AS id, a.id AS from, b.id AS to`,
  parameters: { document },
  changes: [],
});

/** Retracts the rows' current or deprecated relations, as a changed rank may need another relationship type. Rows: { id, from, to, properties }. */
export const composeRetractRelations = (
  capabilities: Capabilities,
  ontology: Ontology,
  type: string,
  deprecated: boolean,
  rows: readonly Parameters[],
): Statement => ({
  text: [...existing(capabilities, rows, storedType(ontology, type, deprecated)), ...keepAsPast(type), 'DELETE r'].join(
    '\n',
  ),
  parameters: { rows },
  changes: [],
});

/** One row { number }: how many current or deprecated relations of a type there are. */
export const countRelations = (ontology: Ontology, type: string, deprecated: boolean): Statement => ({
  text: `MATCH ()-[r:${storedType(ontology, type, deprecated)}]->()\nRETURN count(r) AS number`,
  parameters: {},
  changes: [],
});

/** Gives the relations of a type the relationship types of layout 3. */
export const composeTypedRelations = (ontology: Ontology, type: string, deprecated: boolean): Statement => ({
  text: [
    `MATCH (a:Entity)-[r:${relationType(ontology, type)}]->(b:Entity)`,
    `WHERE r.${RELATION_ID} IS NOT NULL AND r.rank ${deprecated ? '=' : '<>'} 'DEPRECATED'`,
    `CREATE (a)-[typed:${storedType(ontology, type, deprecated)}]->(b)`,
    'SET typed = properties(r)',
    'DELETE r',
  ].join('\n'),
  parameters: {},
  changes: [],
});
