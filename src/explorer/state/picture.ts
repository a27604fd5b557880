import { type Ask, type Problem, problemOf } from '../api.ts';
import { PictureDocument, type PictureQuery, type RelationType } from '../documents.ts';
import type { Model } from '../model.ts';
import { Held } from './held.ts';
import { EVIDENCE, type View } from './view.ts';

type Answer = NonNullable<PictureQuery['neighborhood']>;
export type Entity = Answer['entities'][number];
export type Relation = Answer['relations'][number];

export interface Named {
  readonly __typename: string;
  readonly id: string;
  readonly label: { readonly text: string; readonly language: string } | null;
}

/** What the graph says of the entities in view. */
export interface Known {
  /** The time and the language that this is for. */
  readonly asOf: string | null;
  readonly language: string;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** How many relations among them the server left out. */
  readonly omitted: number;
  readonly busy: boolean;
  readonly problem: Problem | null;
}

/** Whether it is what the graph says of this view, with nothing on its way. */
export const isAnswered = ({ asOf, language, busy }: Known, view: View) =>
  asOf === view.asOf && language !== '' && !busy;

/** The API gives a picture of at most so many entities, so larger ones are asked for in pieces. */
const PIECE = 400;
const LARGEST_PICTURE = 500;
/** Few at a time: the server answers others as well. */
const AT_ONCE = 4;

export const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

/** Groups in which each of the new ones meets each of all. */
export function piecesOf(fresh: readonly string[], old: readonly string[], size = PIECE): string[][] {
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

async function each<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...list];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
}

const nothing = { entities: new Map(), relations: new Map(), omitted: 0 } as const;

/** Keeps what is known of the entities in view in step with the view: asks for what is new, and for all of it at another time. */
export class Picture extends Held<Known> {
  #ask: Ask;
  #model: Pick<Model, 'isId'>;
  /** The relation types of which it is counted how many there are. */
  readonly drawn: readonly RelationType[];
  #asked = new Set<string>();
  #wanted: { view: View; language: string } | null = null;
  /** The time and the language of the last question; the answer may not be here yet. */
  #asking: { readonly asOf: string | null; readonly language: string } = { asOf: null, language: '' };
  #loading = new AbortController();
  /** How many questions are not answered yet. */
  #open = 0;

  constructor(ask: Ask, model: Pick<Model, 'relationTypes' | 'isMoreThanEvidence' | 'isId'>) {
    super({ asOf: null, language: '', ...nothing, busy: false, problem: null });
    this.#ask = ask;
    this.#model = model;
    this.drawn = model.relationTypes.filter((type) => model.isMoreThanEvidence(type)) as RelationType[];
  }

  #set(known: Partial<Known>): void {
    this.set({ ...this.watched(), ...known });
  }

  retry = (): void => {
    if (this.#wanted) void this.follow(this.#wanted.view, this.#wanted.language);
  };

  /** Resolves when all that the view shows is known, or can't be. */
  async follow(view: View, language: string): Promise<void> {
    this.#wanted = { view, language };
    // One that no entity can have, as in a link made by hand, would be refused with all others; so it is merely absent.
    const ids = view.nodes.map(({ id }) => id).filter((id) => this.#model.isId(id));
    // Not what is known: who goes to another time and comes back before it is answered wants no answer for it.
    const isOther = this.#asking.asOf !== view.asOf || this.#asking.language !== language;
    if (isOther) {
      this.#asking = { asOf: view.asOf, language };
      this.#loading.abort();
      this.#loading = new AbortController();
      this.#asked = new Set();
    }
    const present = new Set(ids);
    for (const id of this.#asked) if (!present.has(id)) this.#asked.delete(id);
    const fresh = ids.filter((id) => !this.#asked.has(id));
    if (fresh.length === 0 && !isOther) {
      // What failed is in view no more.
      if (this.#open === 0 && this.watched().problem) this.#set({ problem: null });
      return;
    }
    const old = ids.filter((id) => this.#asked.has(id));
    for (const id of fresh) this.#asked.add(id);
    const { signal } = this.#loading;
    this.#open += 1;
    this.#set({ busy: true, problem: null });
    const answers: Answer[] = [];
    let problem: Problem | null = null;
    try {
      await each(piecesOf(fresh, old), async (piece) => {
        const variables = { ids: piece, limit: LARGEST_PICTURE, drawn: this.drawn, asOf: view.asOf, language };
        const { neighborhood } = await this.#ask(PictureDocument, variables, signal);
        if (neighborhood) answers.push(neighborhood);
      });
    } catch (error) {
      problem = problemOf(error);
    }
    this.#open -= 1;
    const busy = this.#open > 0;
    if (signal.aborted) {
      this.#set({ busy });
      return;
    }
    if (problem) {
      for (const id of fresh) this.#asked.delete(id);
      this.#set({ busy, problem });
      return;
    }
    const isSame = this.watched().asOf === view.asOf && this.watched().language === language;
    const before = isSame ? this.watched() : nothing;
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

export interface Shown {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly pinned: boolean;
  readonly entity: Entity;
  /** How many of its relations are not in the picture, but for documents that tell of it. */
  readonly more: number;
  /** How many are. */
  readonly degree: number;
}

export interface ShownRelation {
  readonly relation: Relation;
  readonly from: string;
  readonly to: string;
}

/** A relation with its ends, by which it is found again. */
export const chosenOf = ({ id, type, from, to }: Pick<Relation, 'id' | 'type' | 'from' | 'to'>) => ({
  id,
  type,
  from: from?.id ?? '',
  to: to?.id ?? '',
});

export interface Scene {
  readonly nodes: readonly Shown[];
  readonly relations: readonly ShownRelation[];
  /** Those as well of which the type, or the kind of an end, is not shown. */
  readonly inView: readonly ShownRelation[];
  /** Hidden by hand, by name. */
  readonly hidden: readonly Entity[];
  /** How many are in view and not there at the time that is asked about, or not at all. */
  readonly absent: number;
  /** How many of each type there are to show, whether the type is shown or not. */
  readonly types: ReadonlyMap<string, number>;
  readonly relationTypes: ReadonlyMap<string, number>;
}

const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** What is to be seen: the same for the canvas, the table and what is saved. */
export function sceneOf(view: View, known: Known): Scene {
  const offTypes = new Set(view.hiddenTypes);
  const offRelations = new Set(view.hiddenRelations);
  const types = new Map<string, number>();
  const relationTypes = new Map<string, number>();
  const present = view.nodes.flatMap((node) => {
    const entity = known.entities.get(node.id);
    return entity ? [{ node, entity }] : [];
  });
  for (const { entity } of present) add(types, entity.__typename);
  const visible = present.filter(({ node, entity }) => !node.hidden && !offTypes.has(entity.__typename));
  const ids = new Set(visible.map(({ node }) => node.id));
  const there = new Set(present.map(({ node }) => node.id));
  const kept = new Set(present.filter(({ node }) => !node.hidden).map(({ node }) => node.id));
  const inView: ShownRelation[] = [];
  const isDocument = (id: string) => known.entities.get(id)?.__typename === EVIDENCE;
  const degrees = new Map<string, number>();
  const drawn = new Map<string, number>();
  const relations: ShownRelation[] = [];
  for (const relation of known.relations.values()) {
    const from = relation.from?.id;
    const to = relation.to?.id;
    if (from === undefined || to === undefined || !there.has(from) || !there.has(to)) continue;
    add(relationTypes, relation.type);
    if (kept.has(from) && kept.has(to)) inView.push({ relation, from, to });
    if (!ids.has(from) || !ids.has(to)) continue;
    if (offRelations.has(relation.type)) continue;
    const isEvidence = isDocument(from) || isDocument(to);
    for (const end of new Set([from, to])) {
      add(degrees, end);
      if (!isEvidence) add(drawn, end);
    }
    relations.push({ relation, from, to });
  }
  const nodes = visible.map(({ node, entity }): Shown => {
    const degree = degrees.get(node.id) ?? 0;
    const more = Math.max(0, (entity.relations?.totalCount ?? 0) - (drawn.get(node.id) ?? 0));
    return { id: node.id, x: node.x, y: node.y, pinned: node.pinned === true, entity, degree, more };
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

/** Those whose only neighbour in the picture is this one: what collapsing it takes away. */
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
