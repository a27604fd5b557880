import { type Problem, problemOf, type RequestFunction } from '../api.ts';
import { PictureDocument, type PictureQuery, type RelationType } from '../documents.ts';
import type { Model } from '../model.ts';
import { Observable } from './observable.ts';
import { EVIDENCE, type View } from './view.ts';

type Answer = NonNullable<PictureQuery['neighborhood']>;
/** An entity, as the API returns it. */
export type Entity = Answer['entities'][number];
/** A relation, as the API returns it. */
export type Relation = Answer['relations'][number];

/** An entity with its name; null if it isn’t loaded. */
export interface Named {
  readonly __typename: string;
  readonly id: string;
  readonly label: { readonly text: string; readonly language: string } | null;
}

/** What is loaded of the entities in the view. */
export interface LoadedGraph {
  /** The date and language of the data. */
  readonly asOf: string | null;
  readonly language: string;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** How many relations between them the server left out. */
  readonly omitted: number;
  readonly busy: boolean;
  readonly problem: Problem | null;
}

/** Whether the data is that of the view, and nothing is loading. */
export const isLoaded = ({ asOf, language, busy }: LoadedGraph, view: View) =>
  asOf === view.asOf && language !== '' && !busy;

/** The API limits the entities of one request, so a larger view is loaded in batches. */
const BATCH_SIZE = 400;
/** Characters of the ids of a batch: the API allows 200,000 in all arguments. */
const BATCH_CHARACTERS = 150_000;
const ENTITY_LIMIT = 500;
/** Few at a time: the server has other clients. */
const CONCURRENT_REQUESTS = 4;

/** Divides a list into lists of at most `size` items. */
export const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

/** Divides entities into batches such that each new one is in a batch with each other one. */
export function batchesOf(fresh: readonly string[], old: readonly string[], size = BATCH_SIZE): string[][] {
  if (fresh.length === 0) return [];
  if (fresh.length + old.length <= size) return [[...fresh, ...old]];
  const half = Math.floor(size / 2);
  const parts = chunks(fresh, half);
  const among = parts.flatMap((part, i) =>
    parts.length === 1 ? [part] : parts.slice(i + 1).map((next) => [...part, ...next]),
  );
  const between = parts.flatMap((part) => chunks(old, half).map((others) => [...part, ...others]));
  return old.length > 0 && parts.length === 1 ? between : [...among, ...between];
}

async function forEachConcurrently<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...list];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENT_REQUESTS, queue.length) }, worker));
}

const nothing = { entities: new Map(), relations: new Map(), omitted: 0 } as const;

/** Loads the entities and relations of the view: what is new, and everything when the date or language changes. */
export class GraphLoader extends Observable<LoadedGraph> {
  #ask: RequestFunction;
  #model: Pick<Model, 'isId'>;
  /** The relation types that are counted for the plus of a node. */
  readonly countedRelationTypes: readonly RelationType[];
  /** All relation types: the picture has those from documents too, which the API leaves out by default. */
  readonly #relationTypes: readonly RelationType[];
  #requested = new Set<string>();
  #target: { view: View; language: string } | null = null;
  /** The date and language of the last request, which may still be loading. */
  #lastRequest: { readonly asOf: string | null; readonly language: string } = { asOf: null, language: '' };
  #loading = new AbortController();
  /** The number of requests in progress. */
  #pending = 0;

  constructor(ask: RequestFunction, model: Pick<Model, 'relationTypes' | 'isMoreThanEvidence' | 'isId'>) {
    super({ asOf: null, language: '', ...nothing, busy: false, problem: null });
    this.#ask = ask;
    this.#model = model;
    this.#relationTypes = model.relationTypes as RelationType[];
    this.countedRelationTypes = model.relationTypes.filter((type) => model.isMoreThanEvidence(type)) as RelationType[];
  }

  #set(known: Partial<LoadedGraph>): void {
    this.set({ ...this.get(), ...known });
  }

  retry = (): void => {
    if (this.#target) void this.follow(this.#target.view, this.#target.language);
  };

  /** Loads what the view needs. Resolves when it is loaded or has failed; the problem is in the value. */
  async follow(view: View, language: string): Promise<void> {
    this.#target = { view, language };
    // An invalid id, as in a link made by hand, would fail the whole request, so it counts as absent.
    const ids = view.nodes.map(({ id }) => id).filter((id) => this.#model.isId(id));
    // Compare with the last request, not with the data: the user may go to another date and back while it loads.
    const isOther = this.#lastRequest.asOf !== view.asOf || this.#lastRequest.language !== language;
    if (isOther) {
      this.#lastRequest = { asOf: view.asOf, language };
      this.#loading.abort();
      this.#loading = new AbortController();
      this.#requested = new Set();
    }
    const present = new Set(ids);
    for (const id of this.#requested) if (!present.has(id)) this.#requested.delete(id);
    const fresh = ids.filter((id) => !this.#requested.has(id));
    if (fresh.length === 0 && !isOther) {
      // The entities that failed to load are no longer in the view.
      if (this.#pending === 0 && this.get().problem) this.#set({ problem: null });
      return;
    }
    const old = ids.filter((id) => this.#requested.has(id));
    for (const id of fresh) this.#requested.add(id);
    const { signal } = this.#loading;
    this.#pending += 1;
    this.#set({ busy: true, problem: null });
    const answers: Answer[] = [];
    let problem: Problem | null = null;
    try {
      const longest = Math.max(...ids.map(({ length }) => length));
      const size = Math.max(2, Math.min(BATCH_SIZE, Math.floor(BATCH_CHARACTERS / longest)));
      await forEachConcurrently(batchesOf(fresh, old, size), async (piece) => {
        const variables = {
          ids: piece,
          limit: ENTITY_LIMIT,
          relations: this.#relationTypes,
          drawn: this.countedRelationTypes,
          asOf: view.asOf,
          language,
        };
        const { neighborhood } = await this.#ask(PictureDocument, variables, signal);
        if (neighborhood) answers.push(neighborhood);
      });
    } catch (error) {
      problem = problemOf(error);
    }
    this.#pending -= 1;
    const busy = this.#pending > 0;
    if (signal.aborted) {
      this.#set({ busy });
      return;
    }
    if (problem) {
      for (const id of fresh) this.#requested.delete(id);
      this.#set({ busy, problem });
      return;
    }
    const isSame = this.get().asOf === view.asOf && this.get().language === language;
    const before = isSame ? this.get() : nothing;
    const entities = new Map<string, Entity>(before.entities);
    const relations = new Map<string, Relation>(before.relations);
    let omitted = isOther ? 0 : before.omitted;
    for (const answer of answers) {
      for (const entity of answer.entities) entities.set(entity.id, entity);
      for (const relation of answer.relations) relations.set(relation.id, relation);
      for (const cut of answer.truncated) omitted += cut.omitted;
    }
    this.#set({ asOf: view.asOf, language, entities, relations, omitted, busy });
  }
}

/** An entity in the picture. */
export interface VisibleEntity {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly pinned: boolean;
  readonly entity: Entity;
  /** How many of its relations aren't visible, without those to documents. */
  readonly hiddenRelations: number;
  /** How many of its relations are visible. */
  readonly degree: number;
}

/** A relation in the picture. */
export interface VisibleRelation {
  readonly relation: Relation;
  readonly from: string;
  readonly to: string;
}

/** A relation as a selection: its id, its type and its ends. */
export const selectionOf = ({ id, type, from, to }: Pick<Relation, 'id' | 'type' | 'from' | 'to'>) => ({
  id,
  type,
  from: from?.id ?? '',
  to: to?.id ?? '',
});

/** What is visible of a view. */
export interface Scene {
  readonly nodes: readonly VisibleEntity[];
  readonly relations: readonly VisibleRelation[];
  /** All relations between entities in the view, including those that are filtered out. */
  readonly inView: readonly VisibleRelation[];
  /** The entities that the user has hidden. */
  readonly hidden: readonly Entity[];
  /** How many entities of the view aren't in the graph at its date. */
  readonly absent: number;
  /** How many entities of each type are in the view, filtered out or not. */
  readonly types: ReadonlyMap<string, number>;
  readonly relationTypes: ReadonlyMap<string, number>;
}

const increment = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Computes what is visible: the same for the canvas, the table and saved files. */
export function sceneOf(view: View, known: LoadedGraph): Scene {
  const offTypes = new Set(view.hiddenTypes);
  const offRelations = new Set(view.hiddenRelations);
  const types = new Map<string, number>();
  const relationTypes = new Map<string, number>();
  const present = view.nodes.flatMap((node) => {
    const entity = known.entities.get(node.id);
    return entity ? [{ node, entity }] : [];
  });
  for (const { entity } of present) increment(types, entity.__typename);
  const visible = present.filter(({ node, entity }) => !node.hidden && !offTypes.has(entity.__typename));
  const ids = new Set(visible.map(({ node }) => node.id));
  const there = new Set(present.map(({ node }) => node.id));
  const notHidden = new Set(present.filter(({ node }) => !node.hidden).map(({ node }) => node.id));
  const inView: VisibleRelation[] = [];
  const isDocument = (id: string) => known.entities.get(id)?.__typename === EVIDENCE;
  const degrees = new Map<string, number>();
  const drawn = new Map<string, number>();
  const relations: VisibleRelation[] = [];
  for (const relation of known.relations.values()) {
    const from = relation.from?.id;
    const to = relation.to?.id;
    if (from === undefined || to === undefined || !there.has(from) || !there.has(to)) continue;
    increment(relationTypes, relation.type);
    if (notHidden.has(from) && notHidden.has(to)) inView.push({ relation, from, to });
    if (!ids.has(from) || !ids.has(to)) continue;
    if (offRelations.has(relation.type)) continue;
    const isEvidence = isDocument(from) || isDocument(to);
    for (const end of new Set([from, to])) {
      increment(degrees, end);
      if (!isEvidence) increment(drawn, end);
    }
    relations.push({ relation, from, to });
  }
  const nodes = visible.map(({ node, entity }): VisibleEntity => {
    const degree = degrees.get(node.id) ?? 0;
    const more = Math.max(0, (entity.relations?.totalCount ?? 0) - (drawn.get(node.id) ?? 0));
    return { id: node.id, x: node.x, y: node.y, pinned: node.pinned === true, entity, degree, hiddenRelations: more };
  });
  return {
    nodes,
    relations,
    inView,
    hidden: present.filter(({ node }) => node.hidden).map(({ entity }) => entity),
    absent: view.nodes.length - present.length,
    types,
    relationTypes,
  };
}

/** The entities whose only visible neighbour is this one: those that collapsing it removes. */
export function leavesOf(scene: Scene, id: string): string[] {
  const neighbours = new Map<string, Set<string>>();
  const join = (one: string, other: string) => neighbours.set(one, (neighbours.get(one) ?? new Set()).add(other));
  for (const { from, to } of scene.relations) {
    join(from, to);
    join(to, from);
  }
  const pinned = new Set(scene.nodes.filter((node) => node.pinned).map((node) => node.id));
  return [...(neighbours.get(id) ?? [])].filter((other) => {
    if (other === id || pinned.has(other)) return false;
    const around = neighbours.get(other) ?? new Set();
    return [...around].every((next) => next === id || next === other);
  });
}
