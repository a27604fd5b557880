import { constantCase } from '../../constant-case.ts';
import { type Ask, isAborted, loaded, type Problem, problemOf } from '../api.ts';
import {
  AroundDocument,
  type Direction,
  type EntityType,
  type EntityWhere,
  NearbyDocument,
  PathsDocument,
  type PathsQuery,
  type RelationType,
} from '../documents.ts';
import type { Words } from '../i18n.ts';
import type { Model } from '../model.ts';
import { Held } from './held.ts';
import { chunks, leavesOf, Picture, type Scene, sceneOf } from './picture.ts';
import { Store } from './store.ts';
import type { At, Chosen, PathQuestion, PathRole, Placed, View } from './view.ts';

/** How many a search result brings with it at first. */
const FIRST_PICTURE = 40;
/** How many neighbours one step brings at the most. */
const STEP = 100;
/** The API takes conditions on so many ids. */
const LONGEST_LIST = 500;

export const PATH_LENGTH = 6;
/** Paths that are shown at first, and when more are asked for: as many as the API gives. */
export const PATHS = [10, 99] as const;

export type FoundPaths = NonNullable<PathsQuery['paths']>;

/** One relation type of an entity, one way. */
export interface Way {
  readonly type: string;
  readonly direction: Direction;
}

export type ChosenRelation = Omit<Extract<Chosen, { kind: 'relation' }>, 'kind'>;

interface Adding {
  /** Aborted when it is wanted no more. */
  readonly course: AbortSignal;
  /** Those that were named, so that their kinds are shown from then on. */
  readonly named?: readonly string[];
  /** The relation types that were named. */
  readonly over?: readonly string[];
}

/** Loaded when something is drawn, so that the page is there sooner. */
const layout = () => loaded(import('../canvas/layout.ts'));

/** What a reader can do, from the canvas, the table or the details alike. */
export class Explorer {
  readonly store = new Store();
  readonly picture: Picture;
  readonly model: Model;
  words: Words;
  /** Asks the API. */
  readonly ask: Ask;
  /** The paths that a reader asked for here, until they are found. */
  #wantedPath: PathQuestion | null = null;
  #adding: Promise<unknown> = Promise.resolve();
  #scene: { readonly of: readonly unknown[]; readonly scene: Scene } | null = null;
  readonly messages = new Held({ text: '', count: 0 });
  /** How much of what a reader began is not done yet. */
  readonly working = new Held(0);
  /** The entity that is being moved without dragging. */
  readonly moving = new Held<string | null>(null);
  /** Whether the link that was opened last is none. */
  readonly badLink = new Held(false);
  readonly failures = new Held<{ readonly problem: Problem; readonly again: () => void } | null>(null);

  constructor(ask: Ask, model: Model, words: Words) {
    this.ask = ask;
    this.model = model;
    this.words = words;
    this.picture = new Picture(ask, model);
    this.store.watch(() => {
      this.badLink.set(false);
      void this.picture.follow(this.store.view, this.language);
    });
  }

  get language(): string {
    return this.words.language;
  }

  /** Says what was done, also for those who do not see it. */
  say(text: string): void {
    this.messages.set({ text, count: this.messages.watched().count + 1 });
  }

  /** Work that a reader began by a click: when it fails, the failure is told where all can see it, and can be tried again. */
  async work(work: (course: AbortSignal) => Promise<void>): Promise<void> {
    this.failures.set(null);
    this.working.set(this.working.watched() + 1);
    try {
      await work(this.store.course);
    } catch (error) {
      if (!isAborted(error)) this.failures.set({ problem: problemOf(error), again: () => void this.work(work) });
    } finally {
      this.working.set(this.working.watched() - 1);
    }
  }

  speak(words: Words): void {
    this.words = words;
    void this.picture.follow(this.store.view, this.language);
  }

  /** What is to be seen; worked out again when that changes, not when a reader looks elsewhere. */
  scene(): Scene {
    const { nodes, hiddenTypes, hiddenRelations } = this.store.view;
    const of = [nodes, hiddenTypes, hiddenRelations, this.picture.watched()];
    if (!this.#scene || of.some((part, i) => part !== this.#scene?.of[i])) {
      this.#scene = { of, scene: sceneOf(this.store.view, this.picture.watched()) };
    }
    return this.#scene.scene;
  }

  /**
   * Puts entities into the picture, near what they belong to, and leaves in place what is in place. Who names an entity
   * wants to see it, so its kind is shown from then on.
   */
  #add(ids: readonly string[], asked: Adding): Promise<number> {
    // One after another, or two would be put in the same place.
    const adding = this.#adding.then(() => this.#addNow(ids, asked));
    this.#adding = adding.catch(() => {});
    return adding;
  }

  async #addNow(ids: readonly string[], { course, named = [], over = [] }: Adding): Promise<number> {
    course.throwIfAborted();
    const { view } = this.store;
    const known = new Set(view.nodes.map(({ id }) => id));
    const fresh = ids.filter((id) => !known.has(id));
    const hidden = view.nodes.filter((node) => node.hidden && ids.includes(node.id));
    const add = (nodes: readonly Placed[]) => {
      const before = this.scene().nodes.length;
      const types = named.flatMap((id) => this.picture.watched().entities.get(id)?.__typename ?? []);
      this.store.act({ do: 'add', nodes, types, relations: over });
      return Math.max(fresh.length + hidden.length, this.scene().nodes.length - before);
    };
    if (fresh.length === 0) return add(hidden);
    const preview = { ...view, nodes: [...view.nodes, ...fresh.map((id) => ({ id, x: 0, y: 0 }))] };
    await this.picture.follow(preview, this.language);
    course.throwIfAborted();
    const { problem, relations } = this.picture.watched();
    if (problem) throw problem;
    const present = new Set(preview.nodes.map(({ id }) => id));
    const edges = [...relations.values()].flatMap(({ from, to }) =>
      from && to && present.has(from.id) && present.has(to.id) ? [{ from: from.id, to: to.id }] : [],
    );
    const { layOut } = await layout();
    const places = await layOut({ nodes: [...view.nodes, ...fresh.map((id) => ({ id }))], edges });
    course.throwIfAborted();
    const nodes = ids.map((id) => ({ id, ...(places.get(id) ?? { x: 0, y: 0 }) }));
    return add(nodes);
  }

  /** A search result: with what is around it where the picture is empty. */
  show = (id: string): Promise<void> =>
    this.work(async (course) => {
      const { view } = this.store;
      const isFirst = view.nodes.length === 0;
      const ids = isFirst ? await this.#nearby(id, course) : [id];
      // What is not there, the details say so of.
      if (ids.length > 0) await this.#add(ids, { course, named: [id] });
      this.choose(id);
    });

  async #nearby(id: string, course: AbortSignal): Promise<string[]> {
    const { asOf } = this.store.view;
    const types = this.visibleTypes();
    if (types?.length === 0) return [id];
    const { neighborhood } = await this.ask(NearbyDocument, { id, limit: FIRST_PICTURE, types, asOf }, course);
    return neighborhood?.entities.map((entity) => entity.id) ?? [];
  }

  /** The kinds that are shown, where some are not; null where that is no condition. */
  visibleTypes(): EntityType[] | null {
    const { hiddenTypes } = this.store.view;
    if (hiddenTypes.length === 0) return null;
    const visible = this.model.types.filter((type) => !hiddenTypes.includes(type));
    return visible.map(constantCase) as EntityType[];
  }

  /** The relation types that are shown, where some are not; null where that is no condition. */
  visibleRelations(): RelationType[] | null {
    const { hiddenRelations } = this.store.view;
    if (hiddenRelations.length === 0) return null;
    return this.model.relationTypes.filter((type) => !hiddenRelations.includes(type)) as RelationType[];
  }

  /** The relation types over which there are neighbours to be shown. */
  leading(type: string): string[] {
    const { hiddenTypes, hiddenRelations } = this.store.view;
    return this.model.leadingFrom(type, hiddenTypes).filter((relation) => !hiddenRelations.includes(relation));
  }

  #choose(chosen: Chosen): void {
    this.store.act({ do: 'choose', chosen });
    this.store.act({ do: 'panel', panel: 'details' });
  }

  choose = (id: string): void => this.#choose({ kind: 'entity', id });

  chooseRelation = (relation: ChosenRelation): void => this.#choose({ kind: 'relation', ...relation });

  /** Neighbours that are not shown yet: over one relation type, or over all that lead to a type that is shown. */
  expand = (id: string, way?: Way): Promise<void> =>
    this.work(async (course) => {
      const { view } = this.store;
      const before = this.scene();
      const entity = this.picture.watched().entities.get(id);
      const types = way ? [way.type] : this.leading(entity?.__typename ?? '');
      // Who names a way wants to see all that is over there, also what is in view and of a kind that is not shown.
      const shown = way
        ? before.nodes.map((node) => node.id)
        : view.nodes.filter((node) => !node.hidden).map((node) => node.id);
      const where: EntityWhere = {
        not: { or: chunks(shown, LONGEST_LIST).map((ids) => ({ id: { in: ids } })) },
      };
      const variables = {
        id,
        types: types as RelationType[],
        direction: way?.direction ?? 'BOTH',
        first: STEP,
        asOf: view.asOf,
        ...(shown.length > 0 ? { where } : {}),
      };
      const { node } = await this.ask(AroundDocument, variables, course);
      const found = node && 'relations' in node ? node.relations : null;
      const wanted = (found?.nodes ?? []).filter((other) => way || !view.hiddenTypes.includes(other.__typename));
      const ids = [...new Set(wanted.map((other) => other.id))];
      const asked = way ? { named: ids, over: [way.type] } : {};
      const added = await this.#add(known(view, id) ? ids : [id, ...ids], { course, ...asked });
      const left = Math.max(0, (found?.totalCount ?? 0) - wanted.length);
      if (added === 0 && left > 0) this.say(this.words.onlyNotShown(left));
      else if (added === 0 && this.scene().relations.length > before.relations.length) this.say(this.words.shownAgain);
      else this.say(this.words.added(added, left));
    });

  collapse = (id: string): void => {
    const leaves = leavesOf(this.scene(), id);
    this.store.act({ do: 'remove', ids: leaves });
    this.say(this.words.removed(leaves.length));
  };

  remove = (id: string): void => {
    this.store.act({ do: 'remove', ids: [id] });
    this.say(this.words.removed(1));
  };

  hide = (id: string): void => {
    this.store.act({ do: 'hide', ids: [id] });
    this.say(this.words.hidden);
  };

  /** Puts an entity there, where it stays when all is arranged anew. */
  place(id: string, { x, y }: At, slide?: unknown): void {
    this.store.act({ do: 'pin', id, at: { x: Math.round(x), y: Math.round(y) }, slide });
  }

  /** Ends the moving of an entity. */
  rest = (): void => this.moving.set(null);

  /** Brings an entity into the picture alone. */
  bring = (ids: readonly string[]): Promise<void> =>
    this.work(async (course) => {
      const added = await this.#add(ids, { course, named: ids });
      this.say(this.words.added(added, 0));
    });

  arrange = (): Promise<void> =>
    this.work(async (course) => {
      const { view } = this.store;
      const scene = this.scene();
      const { layOut } = await layout();
      const places = await layOut({ nodes: view.nodes, edges: scene.relations }, { all: true });
      course.throwIfAborted();
      this.store.act({ do: 'place', places });
      this.say(this.words.arranged);
    });

  /** Says where paths begin, end, pass or do not pass; what is then found comes into the picture. */
  askPath = (role: PathRole, id: string, on: boolean): void => {
    this.store.act({ do: 'path', role, id, on });
    this.seek();
    this.store.act({ do: 'panel', panel: 'path' });
  };

  /** What is found next comes into the picture. */
  seek(): void {
    this.#wantedPath = this.store.view.path;
  }

  /** What was found: shown when a reader asked for it here, and left as it is when a link did. */
  found({ paths }: FoundPaths): void {
    if (this.#wantedPath === null || this.#wantedPath !== this.store.view.path) return;
    this.#wantedPath = null;
    const ends = paths.flatMap(({ hops }) => hops.flatMap(({ from, to }) => [from?.id, to?.id]));
    const ids = new Set(ends.filter((id) => id !== undefined));
    if (ids.size === 0) return;
    // Who asks for paths wants to see what they go over.
    const over = [...new Set(paths.flatMap(({ hops }) => hops.map(({ relation }) => relation.type)))];
    void this.work(async (course) => {
      const added = await this.#add([...ids], { course, over });
      // That nothing is new is no news beside the paths.
      if (added > 0) this.say(this.words.added(added, 0));
    });
  }

  /** The paths that the view asks for; null where it asks for none, or shows no kind that they could go over. */
  async paths(most: number, signal: AbortSignal): Promise<FoundPaths | null> {
    const { path, asOf } = this.store.view;
    const types = this.visibleTypes();
    if (!path || path.from.length === 0 || path.to.length === 0 || types?.length === 0) return null;
    const { paths } = await this.ask(
      PathsDocument,
      {
        from: path.from,
        to: path.to,
        through: path.through.length > 0 ? path.through : null,
        avoid: path.avoid.length > 0 ? path.avoid : null,
        first: most,
        maxLength: PATH_LENGTH,
        types,
        asOf,
        language: this.language,
      },
      signal,
    );
    return paths ?? null;
  }
}

const known = (view: View, id: string) => view.nodes.some((node) => node.id === id);
