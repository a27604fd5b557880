import { ANY, type Ontology } from '../../ontology/ontology.ts';
import {
  CERTAIN_FROM,
  CERTAIN_TO,
  CLAIM,
  CLAIMED,
  PAST,
  pastType,
  RELATION_ID,
  relationshipType,
  typeLabel,
  WAS,
} from '../encoding/names.ts';
import { columns, periodLimits } from '../encoding/values.ts';
import type { Capabilities, Parameters, Statement } from '../port/graph.ts';
import { existing, storedType } from './writes.ts';

/** Statements that read what the certain days of facts follow from, and write these days. */

const SOURCES = columns('source', 'sources');

/** The properties of a date and its bounds. */
const dateColumns = (field: string) => [field, ...periodLimits(field)];

/** The properties of an entity that its certain days follow from. */
export const entityDates = (ontology: Ontology): readonly string[] => ontology.beginnings(ANY).flatMap(dateColumns);

/** The properties of a relation that its certain days follow from, and the present ones. */
const ofRelations = [...dateColumns('period'), 'rank', ...SOURCES, CERTAIN_FROM, CERTAIN_TO];

/** As fields of a map, so that a decoded row has the names of the properties. */
const projected = (holder: string, names: readonly string[]) =>
  `{${names.map((name) => `${name}: ${holder}.${name}`).join(', ')}}`;

/** Rows { id, row }: the dates of those of the entities that exist. */
export const composeDates = (ontology: Ontology, ids: readonly string[]): Statement => ({
  text: `UNWIND $ids AS id\nMATCH (n:Entity {id: id})\nRETURN n.id AS id, ${projected('n', entityDates(ontology))} AS row`,
  parameters: { ids },
  changes: [],
});

const cites = (holder: string) => `any(d IN $documents WHERE d IN ${holder}.sourceDocuments)`;

/** Clauses that bind `announced` to the documents that announce `n`, as a list for each announcement. */
const announced = (ontology: Ontology, kept: string) =>
  ontology.bounding.length === 0
    ? [`WITH ${kept}, [] AS announced`]
    : [
        `OPTIONAL MATCH (n)<-[a:${ontology.bounding.map(relationshipType).join('|')}]-(:Entity)`,
        `WITH ${kept}, collect(a.sourceDocuments) AS announced`,
      ];

/** Rows { id, announced }: the documents that announce entities. */
export const composeAnnounced = (ontology: Ontology, ids: readonly string[]): Statement => ({
  text: [
    'UNWIND $ids AS id',
    'MATCH (n:Entity {id: id})',
    ...announced(ontology, 'n'),
    'RETURN n.id AS id, announced',
  ].join('\n'),
  parameters: { ids },
  changes: [],
});

/** Which entities to settle: some of them, those that cite documents, or all, of a type. */
export type ToSettle =
  | { readonly ids: readonly string[] }
  | { readonly type: string; readonly documents: readonly string[] }
  | { readonly type: string };

const found = (which: ToSettle) => {
  if ('ids' in which) return ['UNWIND $ids AS id', 'MATCH (n:Entity {id: id})'];
  const all = `MATCH (n:${typeLabel(which.type)})`;
  if (!('documents' in which)) return [all];
  return [all, `WHERE ${cites('n')} OR EXISTS { (n)-[:${CLAIMED}]->(c:${CLAIM}) WHERE ${cites('c')} }`];
};

/** Rows { id, row, claims, announced } of entities. */
export function composeEntitiesToSettle(ontology: Ontology, which: ToSettle): Statement {
  const { ids, documents } = which as { readonly ids?: readonly string[]; readonly documents?: readonly string[] };
  return {
    text: [
      ...found(which),
      `OPTIONAL MATCH (n)-[:${CLAIMED}]->(m:${CLAIM})`,
      `WITH n, collect(${projected('m', SOURCES)}) AS claims`,
      ...announced(ontology, 'n, claims'),
      `RETURN n.id AS id, ${projected('n', [...entityDates(ontology), ...SOURCES, CERTAIN_FROM])} AS row, claims, announced`,
    ].join('\n'),
    parameters: ids ? { ids } : documents ? { documents } : {},
    changes: [],
  };
}

/** Rows { id, entity, row } of the earlier states of the entities of a type. */
export const composePastEntitiesToSettle = (ontology: Ontology, type: string): Statement => ({
  text: `MATCH (n:${typeLabel(type)})-[:${WAS}]->(p:${PAST})\nRETURN p.id AS id, n.id AS entity, ${projected('p', [...entityDates(ontology), ...SOURCES, CERTAIN_FROM])} AS row`,
  parameters: {},
  changes: [],
});

const relationRows = `RETURN r.${RELATION_ID} AS id, a.id AS from, b.id AS to, ${projected('r', ofRelations)} AS row`;

/** Rows { id, from, to, row } of the current or past relations of a type, or of those that cite one of the documents. */
export const composeRelationsToSettle = (
  ontology: Ontology,
  type: string,
  isPast: boolean,
  documents: readonly string[] | null,
): Statement => ({
  text: [
    `MATCH (a:Entity)-[r:${isPast ? pastType(type) : storedType(ontology, type, false)}]->(b:Entity)`,
    ...(documents ? [`WHERE ${cites('r')}`] : []),
    relationRows,
  ].join('\n'),
  parameters: documents ? { documents } : {},
  changes: [],
});

/** Rows { id, from, to, row } of the current relations of a type that begin or end at one of the entities. */
export const composeRelationsAt = (
  ontology: Ontology,
  type: string,
  end: 'from' | 'to',
  ids: readonly string[],
): Statement => ({
  text: [
    'UNWIND $ids AS id',
    `MATCH (${end === 'from' ? 'a' : 'b'}:Entity {id: id})`,
    `MATCH (a)-[r:${storedType(ontology, type, false)}]->(b)`,
    relationRows,
  ].join('\n'),
  parameters: { ids },
  changes: [],
});

/** Writes the certain days of entities. Rows: { id, certainFrom }. */
export const composeSettleEntities = (rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (n:Entity {id: row.id})\nSET n.${CERTAIN_FROM} = row.${CERTAIN_FROM}`,
  parameters: { rows },
  changes: [],
});

/** Writes the certain days of earlier states of entities. Rows: { id, entity, certainFrom }. */
export const composeSettlePastEntities = (rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (:Entity {id: row.entity})-[:${WAS}]->(p:${PAST})\nWHERE p.id = row.id\nSET p.${CERTAIN_FROM} = row.${CERTAIN_FROM}`,
  parameters: { rows },
  changes: [],
});

const setDays = `SET r.${CERTAIN_FROM} = row.${CERTAIN_FROM}, r.${CERTAIN_TO} = row.${CERTAIN_TO}`;

/** Writes the certain days of current relations of a type. Rows: { id, from, to, certainFrom, certainTo }. */
export const composeSettleRelations = (
  capabilities: Capabilities,
  ontology: Ontology,
  type: string,
  rows: readonly Parameters[],
): Statement => ({
  text: [...existing(capabilities, rows, storedType(ontology, type, false)), setDays].join('\n'),
  parameters: { rows },
  changes: [],
});

/** Writes the certain days of past relations of a type. Rows: { id, from, to, certainFrom, certainTo }. */
export const composeSettlePastRelations = (type: string, rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (a:Entity {id: row.from})-[r:${pastType(type)}]->(b:Entity {id: row.to})\nWHERE r.${RELATION_ID} = row.id\n${setDays}`,
  parameters: { rows },
  changes: [],
});
