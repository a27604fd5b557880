import type { Fields } from '../../ontology/declaration.ts';
import type { Claim, EntityFact, FieldValue, Rank, RelationFact, Source } from '../../ontology/facts.ts';
import { MENTIONS } from '../../ontology/mentions.ts';
import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import { inheritedSources } from '../../ontology/sources.ts';
import {
  CLAIM,
  CLAIMED,
  deprecatedType,
  RANKS_BY_DOCUMENT,
  RELATION_ID,
  relationshipType,
  STATED_BY,
  typeLabel,
  VALUES_BY_DOCUMENT,
} from '../encoding/names.ts';
import { columns, decode, decodeField, type Kind } from '../encoding/values.ts';
import type { Graph, Row, Statement, UnitOfWork, Value } from '../port/graph.ts';

/** Reads whole facts from the graph: the inverse of writing them. */

/** Facts per call: few enough for flat memory, and many enough that the cost of a call does not matter. */
const PAGE = 2000;

/** Milliseconds that a call may take: nobody waits interactively for an export. */
const READING = 600_000;

const SOURCES = columns('source', 'sources');

const columnsOf = (fields: readonly (readonly [string, Kind])[]) => [
  ...new Set(fields.flatMap(([name, kind]) => columns(name, kind))),
];

const kindsOf = (fields: Fields) => Object.entries(fields).map(([name, { kind }]) => [name, kind] as const);

/** A row from a list of values in the order of `names`. */
const rowOf = (names: readonly string[], values: Value | undefined): Row =>
  Object.fromEntries(names.map((name, i) => [name, (values as readonly Value[])[i] ?? null]));

const projected = (holder: string, names: readonly string[]) => names.map((name) => `${holder}.${name}`).join(', ');

/** A field's value; null if no property of it is stored. An empty list of amounts is a value. */
function storedValue(row: Row, name: string, kind: Fields[string]['kind']): FieldValue | null {
  const isStored = columns(name, kind).some((column) => (row[column] ?? null) !== null);
  return isStored ? decodeField(row, name, kind) : null;
}

const ENTITY = ['id', 'summary', 'sameAs', ...columns('name', 'names'), ...SOURCES, STATED_BY];

function composeEntities(fields: readonly (readonly [string, Kind])[], ids: readonly string[]) {
  const names = [...new Set([...ENTITY, ...columnsOf(fields)])];
  return {
    names,
    text: `UNWIND $ids AS id\nMATCH (n:Entity {id: id})\nRETURN [${projected('n', names)}] AS values`,
    parameters: { ids },
    changes: [],
  };
}

function composeClaims(fields: readonly (readonly [string, Kind])[], ids: readonly string[]) {
  const values = columnsOf(fields.map(([, kind]) => ['value', kind] as const));
  const names = ['field', 'position', 'rank', ...values, ...SOURCES];
  return {
    names,
    text: `UNWIND $ids AS id\nMATCH (n:Entity {id: id})-[:${CLAIMED}]->(c:${CLAIM})\nRETURN id, [${projected('c', names)}] AS values`,
    parameters: { ids },
    changes: [],
  };
}

/**
 * Reads entities of any type, in the order of the ids, and skips ids that are not in the graph. A field without stored
 * claims has one claim, which inherits its sources from the entity.
 */
export async function readEntityFacts(
  unit: UnitOfWork,
  ontology: Ontology,
  ids: readonly string[],
): Promise<readonly EntityFact[]> {
  const types = new Map(ids.flatMap((id) => ontology.typeOfId(id) ?? []).map((type) => [type.name, type]));
  if (types.size === 0) return [];
  const fields = [...types.values()].flatMap((type) => kindsOf(type.fields));
  const entities = composeEntities(fields, ids);
  const claims = composeClaims(fields, ids);
  const claimed = new Map<string, Row[]>();
  for (const { id, values } of await unit.run(claims)) {
    const rows = claimed.get(String(id)) ?? [];
    claimed.set(String(id), rows);
    rows.push(rowOf(claims.names, values));
  }
  const facts = new Map<string, EntityFact>();
  for (const { values } of await unit.run(entities)) {
    const row = rowOf(entities.names, values);
    const id = String(row.id);
    const type = ontology.typeOfId(id);
    if (!type) continue;
    const sources = decode.sources(row);
    const own = (claimed.get(id) ?? []).sort((a, b) => Number(a.position) - Number(b.position));
    const claimsByField: Record<string, readonly Claim[]> = {};
    for (const [name, { kind }] of Object.entries(type.fields)) {
      const several = own.flatMap((claim) => {
        const value = claim.field === name ? storedValue(claim, 'value', kind) : null;
        return value === null ? [] : [{ value, rank: claim.rank as Rank, sources: decode.sources(claim) }];
      });
      const value = several.length > 0 ? null : storedValue(row, name, kind);
      if (several.length > 0) claimsByField[name] = several;
      else if (value !== null) claimsByField[name] = [{ value, rank: 'NORMAL', sources: inheritedSources(sources) }];
    }
    facts.set(id, {
      id,
      type: type.name,
      names: decode.names(row),
      summary: decode.scalar(row, 'summary') as string | null,
      sameAs: Array.isArray(row.sameAs) ? row.sameAs.map(String) : [],
      sources,
      claims: claimsByField,
      ...(typeof row[STATED_BY] === 'string' && JSON.parse(row[STATED_BY])),
    });
  }
  return ids.flatMap((id) => facts.get(id) ?? []);
}

/** Identifies a relation by its id and the entity that it begins at. */
export interface RelationKey {
  readonly id: string;
  readonly from: string;
}

const relationTypes = (type: string) => `${relationshipType(type)}|${deprecatedType(type)}`;

/** The ends and the type of a relation, from its id. Ids of entities contain no slash. */
export const endsOf = (id: string) => {
  const [from = '', type = '', to = ''] = id.split('/');
  return { from, type, to };
};

function composeRelations(type: string, names: readonly string[], rows: readonly RelationKey[]): Statement {
  const near = { from: new Map<string, string[]>(), to: new Map<string, string[]>() };
  for (const { id, from } of rows) {
    for (const [ends, end] of [
      [near.from, from],
      [near.to, endsOf(id).to],
    ] as const) {
      const group = ends.get(end);
      if (group) group.push(id);
      else ends.set(end, [id]);
    }
  }
  // Match from the kind of end with more distinct entities, as the other may be a hub.
  const backward = near.to.size > near.from.size;
  const groups = backward ? near.to : near.from;
  return {
    text: [
      'UNWIND $rows AS row',
      `MATCH (n:Entity {id: row.end})${backward ? '<-' : '-'}[r:${relationTypes(type)}]${backward ? '-' : '->'}(m:Entity)`,
      `WHERE r.${RELATION_ID} IN row.ids`,
      `RETURN ${backward ? 'm.id AS from, n.id AS to' : 'n.id AS from, m.id AS to'}, [${projected('r', names)}] AS values`,
    ].join('\n'),
    parameters: { rows: [...groups].map(([end, ids]) => ({ end, ids })) },
    changes: [],
  };
}

/** Reads relations of a type, including deprecated ones, in the order of the keys; skips those that are not in the graph. */
export async function readRelationFacts(
  unit: UnitOfWork,
  ontology: Ontology,
  type: string,
  keys: readonly RelationKey[],
): Promise<readonly RelationFact[]> {
  const declared = ontology.relation(type);
  if (!declared) throw new Error(`${type} is not a relation type of the ontology`);
  if (keys.length === 0) return [];
  const fields: Fields = { ...relationBase, ...declared.properties };
  const names = [RELATION_ID, 'rank', ...columnsOf(kindsOf(fields)), ...SOURCES, VALUES_BY_DOCUMENT, RANKS_BY_DOCUMENT];
  const facts = new Map<string, RelationFact>();
  for (const { from, to, values } of await unit.run(composeRelations(type, names, keys))) {
    const row = rowOf(names, values);
    const fieldValues = Object.entries(fields).flatMap(([name, { kind }]) => {
      const value = storedValue(row, name, kind);
      return value === null ? [] : [[name, value] as const];
    });
    const id = String(row[RELATION_ID]);
    facts.set(id, {
      id,
      type,
      from: String(from),
      to: String(to),
      values: Object.fromEntries(fieldValues),
      rank: row.rank as Rank,
      sources: decode.sources(row),
      ...(typeof row[VALUES_BY_DOCUMENT] === 'string' && { valuesByDocument: JSON.parse(row[VALUES_BY_DOCUMENT]) }),
      ...(typeof row[RANKS_BY_DOCUMENT] === 'string' && { ranksByDocument: JSON.parse(row[RANKS_BY_DOCUMENT]) }),
    });
  }
  return keys.flatMap(({ id }) => facts.get(id) ?? []);
}

/** Reads the sources of the entities' relations, MENTIONS aside, that cite a document. */
export async function sourcesAround(
  unit: UnitOfWork,
  ontology: Ontology,
  rows: readonly { readonly document: string; readonly entity: string }[],
): Promise<readonly { readonly entity: string; readonly sources: readonly Source[] }[]> {
  const types = ontology.relations.map(({ type }) => type).filter((type) => type !== MENTIONS);
  const cited = await unit.run({
    text: [
      'UNWIND $rows AS row',
      `MATCH (n:Entity {id: row.entity})-[r:${types.map(relationTypes).join('|')}]-(:Entity)`,
      'WHERE row.document IN r.sourceDocuments',
      `RETURN n.id AS entity, [${projected('r', SOURCES)}] AS values`,
    ].join('\n'),
    parameters: { rows },
    changes: [],
  });
  return cited.map(({ entity, values }) => ({
    entity: String(entity),
    sources: decode.sources(rowOf(SOURCES, values)),
  }));
}

/** Reads all ids at once and sorts them: the embedded engine sorts a whole label for every page of it. */
async function idsOf(graph: Graph, statement: Statement): Promise<string[]> {
  const [row] = await graph.read((unit) => unit.run(statement), { deadline: READING });
  return [...((row?.ids ?? []) as readonly string[])].sort();
}

async function* paged<T>(
  graph: Graph,
  ids: readonly string[],
  read: (unit: UnitOfWork, page: readonly string[]) => Promise<readonly T[]>,
): AsyncGenerator<T> {
  for (let at = 0; at < ids.length; at += PAGE) {
    const page = ids.slice(at, at + PAGE);
    yield* await graph.read((unit) => read(unit, page), { deadline: READING });
  }
}

/** Reads entities page by page; skips ids that are not in the graph. Each page sees the current state of the graph. */
export const entityFactsOf = (graph: Graph, ontology: Ontology, ids: readonly string[]): AsyncGenerator<EntityFact> =>
  paged(graph, ids, (unit, page) => readEntityFacts(unit, ontology, page));

/** The same for relations of a type. */
export const relationFactsOf = (
  graph: Graph,
  ontology: Ontology,
  type: string,
  ids: readonly string[],
): AsyncGenerator<RelationFact> =>
  paged(graph, ids, (unit, page) => {
    const keys = page.map((id) => ({ id, from: endsOf(id).from }));
    return readRelationFacts(unit, ontology, type, keys);
  });

/** The ids of all entities of a type, in order. */
export function allIds(graph: Graph, ontology: Ontology, type: string): Promise<string[]> {
  if (!ontology.entity(type)) throw new Error(`${type} is not an entity type of the ontology`);
  return idsOf(graph, { text: `MATCH (n:${typeLabel(type)})\nRETURN collect(n.id) AS ids`, parameters: {} });
}

/** The ids of all relations of a type, deprecated ones included, in order. */
export function allRelationIds(graph: Graph, ontology: Ontology, type: string): Promise<string[]> {
  if (!ontology.relation(type)) throw new Error(`${type} is not a relation type of the ontology`);
  const text = `MATCH ()-[r:${relationTypes(type)}]->()\nRETURN collect(r.${RELATION_ID}) AS ids`;
  return idsOf(graph, { text, parameters: {} });
}

/** All entities of a type, in the order of their ids. */
export async function* allEntityFacts(graph: Graph, ontology: Ontology, type: string): AsyncGenerator<EntityFact> {
  yield* entityFactsOf(graph, ontology, await allIds(graph, ontology, type));
}

/** All relations of a type, deprecated ones included, in the order of their ids. */
export async function* allRelationFacts(graph: Graph, ontology: Ontology, type: string): AsyncGenerator<RelationFact> {
  yield* relationFactsOf(graph, ontology, type, await allRelationIds(graph, ontology, type));
}

/** The ids of the relations of these types that begin or end at entities, deprecated ones included. */
export async function* relationIdsAt(
  graph: Graph,
  ontology: Ontology,
  types: readonly string[],
  end: 'from' | 'to',
  ids: readonly string[],
): AsyncGenerator<string> {
  for (const type of types)
    if (!ontology.relation(type)) throw new Error(`${type} is not a relation type of the ontology`);
  const relation = `[r:${types.map(relationTypes).join('|')}]`;
  const pattern = end === 'from' ? `-${relation}->` : `<-${relation}-`;
  const text = `UNWIND $ids AS id\nMATCH (n:Entity {id: id})${pattern}(:Entity)\nRETURN collect(r.${RELATION_ID}) AS ids`;
  yield* paged(graph, ids, async (unit, page) => {
    const [row] = await unit.run({ text, parameters: { ids: page } });
    return (row?.ids ?? []) as readonly string[];
  });
}
