import { composeEntities, composeNeighbours } from '../graph/cypher/neighbours.ts';
import type { Graph } from '../graph/port/graph.ts';
import { NOW } from '../graph/query/query.ts';
import {
  allIds,
  allRelationIds,
  endsOf,
  entityFactsOf,
  relationFactsOf,
  relationIdsAt,
} from '../graph/storage/facts-reader.ts';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { MENTIONS } from '../ontology/mentions.ts';
import { idPrefix, type Ontology } from '../ontology/ontology.ts';

/** Which facts are written out. Only ids are held; the facts themselves come in pages. */
export interface ExportSelection {
  /** Of one type, by their ids. */
  entities(type: string): AsyncIterable<EntityFact>;
  /** Of one type, by their ids, deprecated ones as well. */
  relations(type: string): AsyncIterable<RelationFact>;
  /** What documents that are chosen tell of what is chosen, also where that is not written out. */
  mentions(): AsyncIterable<RelationFact>;
  /** How many facts there are. */
  readonly total: number;
  /** How many relations lead from what is chosen to what is not. */
  readonly leftOut: number;
}

export const DOCUMENT = 'Document';

/** Milliseconds: there is no reader who waits for it. */
const CHOOSING = 600_000;

/** So many entities are looked around at once. */
const PAGE = 2000;

/** Entity types in the order in which they are written: what others cite first, then as ids sort. */
export const entityTypes = (ontology: Ontology): string[] =>
  ontology.entities
    .map(({ name }) => name)
    .sort((a, b) => Number(b === DOCUMENT) - Number(a === DOCUMENT) || (idPrefix(a) < idPrefix(b) ? -1 : 1));

/** Relation types in the order in which they are written: what is made from others last. */
export const relationTypes = (ontology: Ontology): string[] =>
  ontology.relations
    .map(({ type }) => type)
    .sort((a, b) => Number(a === MENTIONS) - Number(b === MENTIONS) || (a < b ? -1 : 1));

/** Everything that is in the graph now. */
export async function everything(graph: Graph, ontology: Ontology): Promise<ExportSelection> {
  const entities = new Map<string, readonly string[]>();
  for (const type of entityTypes(ontology)) entities.set(type, await allIds(graph, ontology, type));
  const relations = new Map<string, readonly string[]>();
  for (const type of relationTypes(ontology)) relations.set(type, await allRelationIds(graph, ontology, type));
  const mentions = () => relationFactsOf(graph, ontology, MENTIONS, relations.get(MENTIONS) ?? []);
  return chosen(graph, ontology, entities, relations, mentions, 0);
}

function chosen(
  graph: Graph,
  ontology: Ontology,
  entities: ReadonlyMap<string, readonly string[]>,
  relations: ReadonlyMap<string, readonly string[]>,
  mentions: ExportSelection['mentions'],
  leftOut: number,
): ExportSelection {
  const size = (groups: ReadonlyMap<string, readonly string[]>) =>
    [...groups.values()].reduce((sum, ids) => sum + ids.length, 0);
  return {
    entities: (type) => entityFactsOf(graph, ontology, entities.get(type) ?? []),
    relations: (type) => relationFactsOf(graph, ontology, type, relations.get(type) ?? []),
    mentions,
    total: size(entities) + size(relations),
    leftOut,
  };
}

function byType(ids: Iterable<string>, typeOf: (id: string) => string | undefined): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const id of [...ids].sort()) {
    const type = typeOf(id);
    if (type === undefined) continue;
    const group = groups.get(type);
    if (group) group.push(id);
    else groups.set(type, [id]);
  }
  return groups;
}

/**
 * These entities and the relations among them, with the documents that any of these facts cites: so that what is
 * written out can stand alone.
 */
export async function among(graph: Graph, ontology: Ontology, ids: readonly string[]): Promise<ExportSelection> {
  const stated = relationTypes(ontology).filter((type) => type !== MENTIONS);
  const entities = new Set(ids);
  const outside = new Set<string>();
  const relations = new Map<string, string[]>();
  // A document that came along may join others that are there, and cite further ones.
  for (let news: readonly string[] = [...entities]; news.length > 0; ) {
    const cited = new Set<string>();
    const cite = (sources: readonly Source[]) => {
      for (const { document } of sources) cited.add(document);
    };
    const found = new Set<string>();
    const around = async (types: readonly string[], end: 'from' | 'to') => {
      for await (const id of relationIdsAt(graph, ontology, types, end, news)) {
        const { from, type, to } = endsOf(id);
        if (entities.has(from) && entities.has(to)) found.add(id);
        else if (type !== MENTIONS) outside.add(id);
      }
    };
    await around(stated, 'from');
    await around(stated, 'to');
    await around([MENTIONS], 'to');
    for await (const entity of entityFactsOf(graph, ontology, [...news])) {
      cite(entity.sources);
      for (const claims of Object.values(entity.claims)) for (const claim of claims) cite(claim.sources);
    }
    for (const [type, some] of byType(found, (id) => endsOf(id).type)) {
      for await (const relation of relationFactsOf(graph, ontology, type, some)) cite(relation.sources);
      relations.set(type, [...(relations.get(type) ?? []), ...some]);
      for (const id of some) outside.delete(id);
    }
    news = [...cited].filter((id) => !entities.has(id));
    for (const id of news) entities.add(id);
  }
  async function* mentions() {
    const told: string[] = [];
    for await (const id of relationIdsAt(graph, ontology, [MENTIONS], 'to', [...entities]))
      if (entities.has(endsOf(id).from)) told.push(id);
    yield* relationFactsOf(graph, ontology, MENTIONS, told);
  }
  const sorted = new Map([...relations].map(([type, some]) => [type, [...new Set(some)].sort()]));
  return chosen(
    graph,
    ontology,
    byType(entities, (id) => ontology.typeOfId(id)?.name),
    sorted,
    mentions,
    outside.size,
  );
}

/** Ids that are in the graph, and those that are not. */
export async function found(graph: Graph, ontology: Ontology, ids: readonly string[]) {
  const ways = { ontology, timeTravel: NOW, types: [] };
  const rows = await graph.read((unit) => unit.run(composeEntities(ways, ids)), { deadline: CHOOSING });
  const there = new Set(rows.map(({ id }) => String(id)));
  return { there: ids.filter((id) => there.has(id)), missing: ids.filter((id) => !there.has(id)) };
}

/**
 * These entities and what is so many steps from them. What a document tells of is gone along only from documents that
 * are among the first: every document tells of much that has nothing to do with each other.
 */
export async function within(
  graph: Graph,
  ontology: Ontology,
  ids: readonly string[],
  depth: number,
): Promise<readonly string[]> {
  const reached = new Set(ids);
  const stated = ontology.relations.map(({ type }) => type).filter((type) => type !== MENTIONS);
  let last = [...reached];
  for (let step = 0; step < depth && last.length > 0; step += 1) {
    const next = new Set<string>();
    const go = async (from: readonly string[], types: readonly string[]) => {
      for (let at = 0; at < from.length; at += PAGE) {
        const statement = composeNeighbours({ ontology, timeTravel: NOW, types }, from.slice(at, at + PAGE), false);
        const rows = await graph.read((unit) => unit.run(statement), { deadline: CHOOSING });
        for (const { others } of rows) {
          for (const id of others as readonly string[]) if (!reached.has(id)) next.add(id);
        }
      }
    };
    await go(last, stated);
    if (step === 0) {
      await go(
        ids.filter((id) => ontology.typeOfId(id)?.name === DOCUMENT),
        [MENTIONS],
      );
    }
    for (const id of next) reached.add(id);
    last = [...next];
  }
  return [...reached];
}

/** The same facts, each told of as it passes. */
export const counted = (facts: ExportSelection, pass: () => void): ExportSelection => {
  async function* passing<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      pass();
      yield item;
    }
  }
  return {
    ...facts,
    entities: (type) => passing(facts.entities(type)),
    relations: (type) => passing(facts.relations(type)),
  };
};
