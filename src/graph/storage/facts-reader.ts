import type { Fields } from '../../ontology/declaration.ts';
import type { Claim, EntityFact, FieldValue, Rank, RelationFact, Source } from '../../ontology/facts.ts';
import { MENTIONS } from '../../ontology/mentions.ts';
import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import type { Graph, Row, Statement, UnitOfWork, Value } from '../port/graph.ts';
import {
  CLAIM,
  CLAIMED,
  columns,
  decode,
  decodeField,
  deprecatedType,
  type Kind,
  RELATION_ID,
  relationshipType,
  typeLabel,
  VALUES_BY_DOCUMENT,
} from './encoding.ts';

/** Facts as they lie in the graph now, whole: what writing them made rows of, made facts again. */

/** So many facts in one call: few enough that memory stays flat, and many enough that calls cost nothing beside them. */
const PAGE = 2000;

/** Milliseconds: who reads everything has no reader who waits for it. */
const READING = 600_000;

const SOURCES = columns('source', 'sources');

const columnsOf = (fields: readonly (readonly [string, Kind])[]) => [
  ...new Set(fields.flatMap(([name, kind]) => columns(name, kind))),
];

const kindsOf = (fields: Fields) => Object.entries(fields).map(([name, { kind }]) => [name, kind] as const);

/** Rows come as lists, in the order of the properties that were asked for. */
const rowOf = (names: readonly string[], values: Value | undefined): Row =>
  Object.fromEntries(names.map((name, i) => [name, (values as readonly Value[])[i] ?? null]));

const projected = (holder: string, names: readonly string[]) => names.map((name) => `${holder}.${name}`).join(', ');

/** A field's value where the row holds one: money has a list for each part, and none is not the same as an empty one. */
function heldValue(row: Row, name: string, kind: Fields[string]['kind']): FieldValue | null {
  const held = columns(name, kind).some((column) => (row[column] ?? null) !== null);
  return held ? decodeField(row, name, kind) : null;
}

const ENTITY = ['id', 'summary', 'sameAs', ...columns('name', 'names'), ...SOURCES];

function composeEntities(fields: readonly (readonly [string, Kind])[], ids: readonly string[]) {
  const read = [...new Set([...ENTITY, ...columnsOf(fields)])];
  return {
    read,
    text: `UNWIND $ids AS id\nMATCH (n:Entity {id: id})\nRETURN [${projected('n', read)}] AS held`,
    parameters: { ids },
    changes: [],
  };
}

function composeClaims(fields: readonly (readonly [string, Kind])[], ids: readonly string[]) {
  const values = columnsOf(fields.map(([, kind]) => ['value', kind] as const));
  const read = ['field', 'position', 'rank', ...values, ...SOURCES];
  return {
    read,
    text: `UNWIND $ids AS id\nMATCH (n:Entity {id: id})-[:${CLAIMED}]->(c:${CLAIM})\nRETURN id, [${projected('c', read)}] AS held`,
    parameters: { ids },
    changes: [],
  };
}

/**
 * Those of the entities that are in the graph, of whatever types, in the order of the ids. A field of which nobody
 * claimed more than the entity holds has one claim, whose sources are the very array of the entity's.
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
  for (const { id, held } of await unit.run(claims)) {
    const rows = claimed.get(String(id)) ?? [];
    claimed.set(String(id), rows);
    rows.push(rowOf(claims.read, held));
  }
  const found = new Map<string, EntityFact>();
  for (const { held } of await unit.run(entities)) {
    const row = rowOf(entities.read, held);
    const id = String(row.id);
    const type = ontology.typeOfId(id);
    if (!type) continue;
    const sources = decode.sources(row);
    const own = (claimed.get(id) ?? []).sort((a, b) => Number(a.position) - Number(b.position));
    const stated: Record<string, readonly Claim[]> = {};
    for (const [name, { kind }] of Object.entries(type.fields)) {
      const several = own.flatMap((claim) => {
        const value = claim.field === name ? heldValue(claim, 'value', kind) : null;
        return value === null ? [] : [{ value, rank: claim.rank as Rank, sources: decode.sources(claim) }];
      });
      const value = several.length > 0 ? null : heldValue(row, name, kind);
      if (several.length > 0) stated[name] = several;
      else if (value !== null) stated[name] = [{ value, rank: 'NORMAL', sources }];
    }
    found.set(id, {
      id,
      type: type.name,
      names: decode.names(row),
      summary: decode.scalar(row, 'summary') as string | null,
      sameAs: Array.isArray(row.sameAs) ? row.sameAs.map(String) : [],
      sources,
      claims: stated,
    });
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A relation by its id and the entity that it begins at. */
export interface RelationPlace {
  readonly id: string;
  readonly from: string;
}

const relationTypes = (type: string) => `${relationshipType(type)}|${deprecatedType(type)}`;

/** The id of a relation names both its ends, whose ids have no slash. */
export const endsOf = (id: string) => {
  const [from = '', type = '', to = ''] = id.split('/');
  return { from, type, to };
};

function composeRelations(type: string, read: readonly string[], rows: readonly RelationPlace[]): Statement {
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
  // Looked for at the ends of which there are more, as the others may be hubs.
  const backward = near.to.size > near.from.size;
  const groups = backward ? near.to : near.from;
  return {
    text: [
      'UNWIND $rows AS row',
      `MATCH (n:Entity {id: row.end})${backward ? '<-' : '-'}[r:${relationTypes(type)}]${backward ? '-' : '->'}(m:Entity)`,
      `WHERE r.${RELATION_ID} IN row.ids`,
      `RETURN ${backward ? 'm.id AS from, n.id AS to' : 'n.id AS from, m.id AS to'}, [${projected('r', read)}] AS held`,
    ].join('\n'),
    parameters: { rows: [...groups].map(([end, ids]) => ({ end, ids })) },
    changes: [],
  };
}

/** Those of the relations of one type that are in the graph, deprecated ones as well, in the order of the rows. */
export async function readRelationFacts(
  unit: UnitOfWork,
  ontology: Ontology,
  type: string,
  rows: readonly RelationPlace[],
): Promise<readonly RelationFact[]> {
  const declared = ontology.relation(type);
  if (!declared) throw new Error(`${type} is no relation type of the ontology`);
  if (rows.length === 0) return [];
  const fields: Fields = { ...relationBase, ...declared.properties };
  const read = [RELATION_ID, 'rank', ...columnsOf(kindsOf(fields)), ...SOURCES, VALUES_BY_DOCUMENT];
  const found = new Map<string, RelationFact>();
  for (const { from, to, held } of await unit.run(composeRelations(type, read, rows))) {
    const row = rowOf(read, held);
    const values = Object.entries(fields).flatMap(([name, { kind }]) => {
      const value = heldValue(row, name, kind);
      return value === null ? [] : [[name, value] as const];
    });
    const id = String(row[RELATION_ID]);
    found.set(id, {
      id,
      type,
      from: String(from),
      to: String(to),
      values: Object.fromEntries(values),
      rank: row.rank as Rank,
      sources: decode.sources(row),
      ...(typeof row[VALUES_BY_DOCUMENT] === 'string' ? { valuesByDocument: JSON.parse(row[VALUES_BY_DOCUMENT]) } : {}),
    });
  }
  return rows.flatMap(({ id }) => found.get(id) ?? []);
}

/** What relations of entities, of all types but MENTIONS, cite of a document. */
export async function sourcesAround(
  unit: UnitOfWork,
  ontology: Ontology,
  rows: readonly { readonly document: string; readonly entity: string }[],
): Promise<readonly { readonly entity: string; readonly sources: readonly Source[] }[]> {
  const types = ontology.relations.map(({ type }) => type).filter((type) => type !== MENTIONS);
  const found = await unit.run({
    text: [
      'UNWIND $rows AS row',
      `MATCH (n:Entity {id: row.entity})-[r:${types.map(relationTypes).join('|')}]-(:Entity)`,
      'WHERE row.document IN r.sourceDocuments',
      `RETURN n.id AS entity, [${projected('r', SOURCES)}] AS held`,
    ].join('\n'),
    parameters: { rows },
    changes: [],
  });
  return found.map(({ entity, held }) => ({ entity: String(entity), sources: decode.sources(rowOf(SOURCES, held)) }));
}

/** Ids in order, read at once: an order over a whole label costs the embedded engine as much for a page as for all of it. */
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

/** Those of the entities that are in the graph, page by page; each page is of the state that the graph has then. */
export const entityFactsOf = (graph: Graph, ontology: Ontology, ids: readonly string[]): AsyncGenerator<EntityFact> =>
  paged(graph, ids, (unit, page) => readEntityFacts(unit, ontology, page));

/** As entitiesOf, relations of one type. */
export const relationFactsOf = (
  graph: Graph,
  ontology: Ontology,
  type: string,
  ids: readonly string[],
): AsyncGenerator<RelationFact> =>
  paged(graph, ids, (unit, page) => {
    const places = page.map((id) => ({ id, from: endsOf(id).from }));
    return readRelationFacts(unit, ontology, type, places);
  });

export function allIds(graph: Graph, ontology: Ontology, type: string): Promise<string[]> {
  if (!ontology.entity(type)) throw new Error(`${type} is no entity type of the ontology`);
  return idsOf(graph, { text: `MATCH (n:${typeLabel(type)})\nRETURN collect(n.id) AS ids`, parameters: {} });
}

export function allRelationIds(graph: Graph, ontology: Ontology, type: string): Promise<string[]> {
  if (!ontology.relation(type)) throw new Error(`${type} is no relation type of the ontology`);
  const text = `MATCH ()-[r:${relationTypes(type)}]->()\nRETURN collect(r.${RELATION_ID}) AS ids`;
  return idsOf(graph, { text, parameters: {} });
}

/** All entities of a type by their ids. */
export async function* allEntityFacts(graph: Graph, ontology: Ontology, type: string): AsyncGenerator<EntityFact> {
  yield* entityFactsOf(graph, ontology, await allIds(graph, ontology, type));
}

/** All relations of a type by their ids, deprecated ones as well. */
export async function* allRelationFacts(graph: Graph, ontology: Ontology, type: string): AsyncGenerator<RelationFact> {
  yield* relationFactsOf(graph, ontology, type, await allRelationIds(graph, ontology, type));
}

/** The ids of the relations of some types that lead to entities, or away from them, deprecated ones as well. */
export async function* relationIdsAt(
  graph: Graph,
  ontology: Ontology,
  types: readonly string[],
  end: 'from' | 'to',
  ids: readonly string[],
): AsyncGenerator<string> {
  for (const type of types)
    if (!ontology.relation(type)) throw new Error(`${type} is no relation type of the ontology`);
  const relation = `[r:${types.map(relationTypes).join('|')}]`;
  const pattern = end === 'from' ? `-${relation}->` : `<-${relation}-`;
  const text = `UNWIND $ids AS id\nMATCH (n:Entity {id: id})${pattern}(:Entity)\nRETURN collect(r.${RELATION_ID}) AS ids`;
  yield* paged(graph, ids, async (unit, page) => {
    const [row] = await unit.run({ text, parameters: { ids: page } });
    return (row?.ids ?? []) as readonly string[];
  });
}
