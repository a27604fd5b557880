import { ANY, type Ontology } from '../../ontology/ontology.ts';
import {
  CERTAIN_FROM,
  CERTAIN_TO,
  CLAIM,
  CLAIMED,
  DATED_FROM,
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

/** The properties of an entity that hold its dates. */
const entityDates = (ontology: Ontology): readonly string[] => ontology.beginnings(ANY).flatMap(dateColumns);

/** The properties of an entity that its certain days follow from, and the present one. */
const ofEntities = (ontology: Ontology) => [
  ...entityDates(ontology),
  ...ontology.plans(ANY).keys(),
  ...SOURCES,
  CERTAIN_FROM,
];

/** The properties of a claim that the certain days of its entity follow from. */
const ofClaims = ['field', 'value', ...SOURCES];

/** The properties of a relation that its certain days follow from, and the present ones. */
const ofRelations = [...dateColumns('period'), 'rank', ...SOURCES, CERTAIN_FROM, CERTAIN_TO, DATED_FROM];

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

const joinedTypes = (types: readonly string[]) => types.map(relationshipType).join('|');

/**
 * Clauses that bind `announced` to the documents that announce `n`, as a list for each announcement, and `dated` to the
 * first days on which dated relations presuppose it, as a list with one or none for each of its ends.
 */
function around(ontology: Ontology, kept: string): string[] {
  const clauses: string[] = [];
  const dates: string[] = [];
  const bind = (types: readonly string[], match: (types: string) => string, values: readonly string[]) => {
    if (types.length > 0) clauses.push(`OPTIONAL MATCH ${match(joinedTypes(types))}`);
    clauses.push(`WITH ${[kept, ...dates, ...values].join(', ')}`);
  };
  const { bounding } = ontology;
  bind(bounding, (types) => `(n)<-[a:${types}]-(:Entity)`, [
    bounding.length > 0 ? 'collect(a.sourceDocuments) AS announced' : '[] AS announced',
  ]);
  dates.push('announced');
  for (const [end, name] of [
    ['from', 'datedOut'],
    ['to', 'datedIn'],
  ] as const) {
    const types = ontology.presupposing(end);
    const match = (some: string) => (end === 'from' ? `(n)-[d:${some}]->(:Entity)` : `(n)<-[d:${some}]-(:Entity)`);
    bind(types, match, [types.length > 0 ? `min(d.${DATED_FROM}) AS ${name}` : `null AS ${name}`]);
    dates.push(name);
  }
  return clauses;
}

/** What `around` binds. */
const AROUND = 'announced, [datedOut, datedIn] AS dated';

/** Rows { id, announced, dated }: the documents that announce entities, and the first days that presuppose them. */
export const composeAround = (ontology: Ontology, ids: readonly string[]): Statement => ({
  text: [
    'UNWIND $ids AS id',
    'MATCH (n:Entity {id: id})',
    ...around(ontology, 'n'),
    `RETURN n.id AS id, ${AROUND}`,
  ].join('\n'),
  parameters: { ids },
  changes: [],
});

/** Rows { id }: those entities that are not known to have existed as early as a day. Rows: { id, day }. */
export const composeKnownLater = (rows: readonly Parameters[]): Statement => ({
  text: [
    'UNWIND $rows AS row',
    'MATCH (n:Entity {id: row.id})',
    `WHERE n.${CERTAIN_FROM} IS NULL OR n.${CERTAIN_FROM} > row.day`,
    'RETURN n.id AS id',
  ].join('\n'),
  parameters: { rows },
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

/** Rows { id, row, claims, announced, dated } of entities. */
export function composeEntitiesToSettle(ontology: Ontology, which: ToSettle): Statement {
  const { ids, documents } = which as { readonly ids?: readonly string[]; readonly documents?: readonly string[] };
  return {
    text: [
      ...found(which),
      `OPTIONAL MATCH (n)-[:${CLAIMED}]->(m:${CLAIM})`,
      `WITH n, collect(${projected('m', ofClaims)}) AS claims`,
      ...around(ontology, 'n, claims'),
      `RETURN n.id AS id, ${projected('n', ofEntities(ontology))} AS row, claims, ${AROUND}`,
    ].join('\n'),
    parameters: ids ? { ids } : documents ? { documents } : {},
    changes: [],
  };
}

/** Rows { id, entity, row } of the earlier states of the entities of a type. */
export const composePastEntitiesToSettle = (ontology: Ontology, type: string): Statement => ({
  text: `MATCH (n:${typeLabel(type)})-[:${WAS}]->(p:${PAST})\nRETURN p.id AS id, n.id AS entity, ${projected('p', ofEntities(ontology))} AS row`,
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

const setDays = `SET ${[CERTAIN_FROM, CERTAIN_TO, DATED_FROM].map((day) => `r.${day} = row.${day}`).join(', ')}`;

/** Writes the certain days of current relations of a type. Rows: { id, from, to, certainFrom, certainTo, datedFrom }. */
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

/** Writes the certain days of past relations of a type. Rows: { id, from, to, certainFrom, certainTo, datedFrom }. */
export const composeSettlePastRelations = (type: string, rows: readonly Parameters[]): Statement => ({
  text: `UNWIND $rows AS row\nMATCH (a:Entity {id: row.from})-[r:${pastType(type)}]->(b:Entity {id: row.to})\nWHERE r.${RELATION_ID} = row.id\n${setDays}`,
  parameters: { rows },
  changes: [],
});
