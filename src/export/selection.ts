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
import { sourcesOf } from '../ontology/sources.ts';

/** The facts of an export. It holds their ids only; the facts themselves are read in pages. */
export interface ExportSelection {
  /** The entities of a type, in the order of their ids. */
  entities(type: string): AsyncIterable<EntityFact>;
  /** The relations of a type, in the order of their ids, deprecated ones included. */
  relations(type: string): AsyncIterable<RelationFact>;
  /** Every mention of a selected entity in a selected document, exported or not. */
  mentions(): AsyncIterable<RelationFact>;
  /** The number of facts. */
  readonly total: number;
  /** The number of relations from selected entities to others. */
  readonly leftOut: number;
}

export const DOCUMENT = 'Document';

/** Milliseconds for each statement: no reader waits for it. */
const SELECTION_TIMEOUT = 600_000;

/** Entities whose neighbours one statement reads. */
const PAGE = 2000;

/** Entity types in the order of an export: documents first, as others cite them, then in the order of their ids. */
export const entityTypes = (ontology: Ontology): string[] =>
  ontology.entities
    .map(({ name }) => name)
    .sort((a, b) => Number(b === DOCUMENT) - Number(a === DOCUMENT) || (idPrefix(a) < idPrefix(b) ? -1 : 1));

/** Relation types in the order of an export: mentions last, as they are derived from the others. */
export const relationTypes = (ontology: Ontology): string[] =>
  ontology.relations
    .map(({ type }) => type)
    .sort((a, b) => Number(a === MENTIONS) - Number(b === MENTIONS) || (a < b ? -1 : 1));

/** Selects everything that is in the graph now. */
export async function selectEverything(graph: Graph, ontology: Ontology): Promise<ExportSelection> {
  const entities = new Map<string, readonly string[]>();
  for (const type of entityTypes(ontology)) entities.set(type, await allIds(graph, ontology, type));
  const relations = new Map<string, readonly string[]>();
  for (const type of relationTypes(ontology)) relations.set(type, await allRelationIds(graph, ontology, type));
  const mentions = () => relationFactsOf(graph, ontology, MENTIONS, relations.get(MENTIONS) ?? []);
  return selectionOf(graph, ontology, entities, relations, mentions, 0);
}

function selectionOf(
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
 * Selects entities and the relations between them, with every document that one of these facts cites, so that the
 * export is complete in itself.
 */
export async function selectEntities(
  graph: Graph,
  ontology: Ontology,
  ids: readonly string[],
): Promise<ExportSelection> {
  const statedTypes = relationTypes(ontology).filter((type) => type !== MENTIONS);
  const entities = new Set(ids);
  const outside = new Set<string>();
  const relations = new Map<string, string[]>();
  // A document that is added may be related to selected entities, and may cite further documents.
  for (let added: readonly string[] = [...entities]; added.length > 0; ) {
    const cited = new Set<string>();
    const cite = (sources: readonly Source[]) => {
      for (const { document } of sources) cited.add(document);
    };
    const inside = new Set<string>();
    const collect = async (types: readonly string[], end: 'from' | 'to') => {
      for await (const id of relationIdsAt(graph, ontology, types, end, added)) {
        const { from, type, to } = endsOf(id);
        if (entities.has(from) && entities.has(to)) inside.add(id);
        else if (type !== MENTIONS) outside.add(id);
      }
    };
    await collect(statedTypes, 'from');
    await collect(statedTypes, 'to');
    await collect([MENTIONS], 'to');
    for await (const entity of entityFactsOf(graph, ontology, [...added])) {
      cite(sourcesOf(entity));
    }
    for (const [type, group] of byType(inside, (id) => endsOf(id).type)) {
      for await (const relation of relationFactsOf(graph, ontology, type, group)) cite(relation.sources);
      relations.set(type, [...(relations.get(type) ?? []), ...group]);
      for (const id of group) outside.delete(id);
    }
    added = [...cited].filter((id) => !entities.has(id));
    for (const id of added) entities.add(id);
  }
  async function* mentions() {
    const mentionIds: string[] = [];
    for await (const id of relationIdsAt(graph, ontology, [MENTIONS], 'to', [...entities]))
      if (entities.has(endsOf(id).from)) mentionIds.push(id);
    yield* relationFactsOf(graph, ontology, MENTIONS, mentionIds);
  }
  const sorted = new Map([...relations].map(([type, group]) => [type, [...new Set(group)].sort()]));
  return selectionOf(
    graph,
    ontology,
    byType(entities, (id) => ontology.typeOfId(id)?.name),
    sorted,
    mentions,
    outside.size,
  );
}

/** Sorts ids into those of entities in the graph and all others. */
export async function existingIds(graph: Graph, ontology: Ontology, ids: readonly string[]) {
  const scope = { ontology, timeTravel: NOW, types: [] };
  const rows = await graph.read((unit) => unit.run(composeEntities(scope, ids)), { deadline: SELECTION_TIMEOUT });
  const known = new Set(rows.map(({ id }) => String(id)));
  return { existing: ids.filter((id) => known.has(id)), missing: ids.filter((id) => !known.has(id)) };
}

/**
 * Adds everything that is at most `depth` relations away from some entities. Mentions are followed only from documents
 * among these entities: most documents mention many unrelated entities.
 */
export async function expand(
  graph: Graph,
  ontology: Ontology,
  ids: readonly string[],
  depth: number,
): Promise<readonly string[]> {
  const reached = new Set(ids);
  const statedTypes = ontology.relations.map(({ type }) => type).filter((type) => type !== MENTIONS);
  let last = [...reached];
  for (let step = 0; step < depth && last.length > 0; step += 1) {
    const next = new Set<string>();
    const follow = async (from: readonly string[], types: readonly string[]) => {
      for (let at = 0; at < from.length; at += PAGE) {
        const statement = composeNeighbours({ ontology, timeTravel: NOW, types }, from.slice(at, at + PAGE), false);
        const rows = await graph.read((unit) => unit.run(statement), { deadline: SELECTION_TIMEOUT });
        for (const { others } of rows) {
          for (const id of others as readonly string[]) if (!reached.has(id)) next.add(id);
        }
      }
    };
    await follow(last, statedTypes);
    if (step === 0) {
      await follow(
        ids.filter((id) => ontology.typeOfId(id)?.name === DOCUMENT),
        [MENTIONS],
      );
    }
    for (const id of next) reached.add(id);
    last = [...next];
  }
  return [...reached];
}

/** The same selection, which calls `onFact` for each entity and relation that is read. */
export const notifying = (selection: ExportSelection, onFact: () => void): ExportSelection => {
  async function* notify<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      onFact();
      yield item;
    }
  }
  return {
    ...selection,
    entities: (type) => notify(selection.entities(type)),
    relations: (type) => notify(selection.relations(type)),
  };
};
