import { constantCase } from '../../constant-case.ts';
import { isAborted, loadPart, type Problem, problemOf, type RequestFunction } from '../api.ts';
import {
  type Direction,
  type EntityType,
  NearbyDocument,
  PathsDocument,
  type PathsQuery,
  type RelationType,
} from '../documents.ts';
import type { Messages } from '../i18n.ts';
import type { Model } from '../model.ts';
import { GraphLoader, leavesOf, type Scene, sceneOf } from './graph-loader.ts';
import { neighboursOf } from './neighbours.ts';
import { Observable } from './observable.ts';
import { Store } from './store.ts';
import {
  EVIDENCE,
  type PathQuestion,
  type PathRole,
  type Point,
  type Selection,
  type View,
  type ViewNode,
} from './view.ts';

/** How many entities the first search result shows, itself included. */
const FIRST_NEIGHBOURS = 40;
/** How many neighbours one click adds at most. */
const EXPAND_LIMIT = 100;

/** The most relations on a path. */
export const PATH_LENGTH = 6;
/** How many paths are shown at first, and after "more": the API's limit. */
export const PATH_COUNTS = [10, 99] as const;

/** The paths that the API found. */
export type FoundPaths = NonNullable<PathsQuery['paths']>;

/** A relation type in one direction. */
export interface RelationStep {
  readonly type: string;
  readonly direction: Direction;
}

/** A relation, as a selection identifies it. */
export type SelectedRelation = Omit<Extract<Selection, { kind: 'relation' }>, 'kind'>;

interface AddOptions {
  /** Aborted when the result is no longer needed. */
  readonly signal: AbortSignal;
  /** Entities that the user named: their types are no longer filtered out. */
  readonly named?: readonly string[];
  /** Relation types that the user named: they are no longer filtered out. */
  readonly relationTypes?: readonly string[];
}

/** Loaded on demand, so that the page starts sooner. */
const layout = () => loadPart(import('../canvas/layout.ts'));

/** The explorer's state and all actions of the user, shared by the canvas, the table and the panels. */
export class Explorer {
  readonly store = new Store();
  readonly graph: GraphLoader;
  readonly model: Model;
  messages: Messages;
  /** Sends a query to the API. */
  readonly request: RequestFunction;
  /** The paths that the user asked for on this page, until they are found. */
  #wantedPath: PathQuestion | null = null;
  #adding: Promise<unknown> = Promise.resolve();
  #scene: { readonly of: readonly unknown[]; readonly scene: Scene } | null = null;
  readonly announcement = new Observable({ text: '', count: 0 });
  /** The number of tasks in progress. */
  readonly pendingTasks = new Observable(0);
  /** The entity that is being moved by clicks or keys. */
  readonly moving = new Observable<string | null>(null);
  /** Whether the last opened link is damaged. */
  readonly badLink = new Observable(false);
  readonly failure = new Observable<{ readonly problem: Problem; readonly retry: () => void } | null>(null);

  constructor(ask: RequestFunction, model: Model, t: Messages) {
    this.request = ask;
    this.model = model;
    this.messages = t;
    this.graph = new GraphLoader(ask, model);
    this.store.subscribe(() => {
      this.badLink.set(false);
      void this.graph.follow(this.store.view, this.language);
    });
  }

  get language(): string {
    return this.messages.language;
  }

  /** Announces the result of an action, to screen readers too. */
  announce(text: string): void {
    this.announcement.set({ text, count: this.announcement.get().count + 1 });
  }

  /** Runs a task that the user started. If it fails, the page shows the problem and offers to try again. */
  async run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.failure.set(null);
    this.pendingTasks.set(this.pendingTasks.get() + 1);
    try {
      await work(this.store.signal);
    } catch (error) {
      if (!isAborted(error)) this.failure.set({ problem: problemOf(error), retry: () => void this.run(work) });
    } finally {
      this.pendingTasks.set(this.pendingTasks.get() - 1);
    }
  }

  setLanguage(t: Messages): void {
    this.messages = t;
    void this.graph.follow(this.store.view, this.language);
  }

  /** What is visible. Computed again only when its inputs change. */
  scene(): Scene {
    const { nodes, hiddenTypes, hiddenRelations } = this.store.view;
    const of = [nodes, hiddenTypes, hiddenRelations, this.graph.get()];
    if (!this.#scene || of.some((part, i) => part !== this.#scene?.of[i])) {
      this.#scene = { of, scene: sceneOf(this.store.view, this.graph.get()) };
    }
    return this.#scene.scene;
  }

  /**
   * Adds entities to the picture, near their neighbours, without moving the others. Entities that the user named become
   * visible: their types are no longer filtered out.
   */
  #add(ids: readonly string[], options: AddOptions): Promise<number> {
    // One at a time; two at once could get the same position.
    const adding = this.#adding.then(() => this.#addNow(ids, options));
    this.#adding = adding.catch(() => {});
    return adding;
  }

  async #addNow(ids: readonly string[], { signal, named = [], relationTypes = [] }: AddOptions): Promise<number> {
    signal.throwIfAborted();
    const { view } = this.store;
    const inView = new Set(view.nodes.map(({ id }) => id));
    const fresh = ids.filter((id) => !inView.has(id));
    const hidden = view.nodes.filter((node) => node.hidden && ids.includes(node.id));
    const add = (nodes: readonly ViewNode[]) => {
      const before = this.scene().nodes.length;
      const types = named.flatMap((id) => this.graph.get().entities.get(id)?.__typename ?? []);
      this.store.dispatch({ type: 'add', nodes, types, relations: relationTypes });
      return Math.max(fresh.length + hidden.length, this.scene().nodes.length - before);
    };
    if (fresh.length === 0) return add(hidden);
    const preview = { ...view, nodes: [...view.nodes, ...fresh.map((id) => ({ id, x: 0, y: 0 }))] };
    await this.graph.follow(preview, this.language);
    signal.throwIfAborted();
    const { problem, relations } = this.graph.get();
    if (problem) throw problem;
    const present = new Set(preview.nodes.map(({ id }) => id));
    const edges = [...relations.values()].flatMap(({ from, to }) =>
      from && to && present.has(from.id) && present.has(to.id) ? [{ from: from.id, to: to.id }] : [],
    );
    const { layOut } = await layout();
    const places = await layOut({ nodes: [...view.nodes, ...fresh.map((id) => ({ id }))], edges });
    signal.throwIfAborted();
    const nodes = ids.map((id) => ({ id, ...(places.get(id) ?? { x: 0, y: 0 }) }));
    return add(nodes);
  }

  /** Shows a search result; with its neighbours if the picture is empty. */
  show = (id: string): Promise<void> =>
    this.run(async (signal) => {
      const { view } = this.store;
      const isFirst = view.nodes.length === 0;
      const ids = isFirst ? await this.#nearby(id, signal) : [id];
      // If it isn't in the graph, the details say so.
      if (ids.length > 0) await this.#add(ids, { signal, named: [id] });
      this.select(id);
    });

  async #nearby(id: string, signal: AbortSignal): Promise<string[]> {
    const { asOf } = this.store.view;
    const types = this.visibleTypes();
    if (types?.length === 0) return [id];
    const relations = this.model.relationTypes as RelationType[];
    const variables = { id, limit: FIRST_NEIGHBOURS, relations, types, asOf };
    const { neighborhood } = await this.request(NearbyDocument, variables, signal);
    return neighborhood?.entities.map((entity) => entity.id) ?? [];
  }

  /** The entity types that aren't filtered out; null if none is. */
  visibleTypes(): EntityType[] | null {
    const { hiddenTypes } = this.store.view;
    if (hiddenTypes.length === 0) return null;
    const visible = this.model.types.filter((type) => !hiddenTypes.includes(type));
    return visible.map(constantCase) as EntityType[];
  }

  /** The relation types that aren't filtered out; null if none is. */
  visibleRelations(): RelationType[] | null {
    const { hiddenRelations } = this.store.view;
    if (hiddenRelations.length === 0) return null;
    return this.model.relationTypes.filter((type) => !hiddenRelations.includes(type)) as RelationType[];
  }

  /** The relation types that lead from an entity type to visible neighbours. */
  expandableTypes(type: string): string[] {
    const { hiddenTypes, hiddenRelations } = this.store.view;
    return this.model.leadingFrom(type, hiddenTypes).filter((relation) => !hiddenRelations.includes(relation));
  }

  #select(selection: Selection): void {
    this.store.dispatch({ type: 'select', selection });
    this.store.dispatch({ type: 'panel', panel: 'details' });
  }

  select = (id: string): void => this.#select({ kind: 'entity', id });

  selectRelation = (relation: SelectedRelation): void => this.#select({ kind: 'relation', ...relation });

  /** Adds neighbours that aren't shown yet: over one relation type, or over all that lead to visible types. */
  expand = (id: string, way?: RelationStep): Promise<void> =>
    this.run(async (signal) => {
      const { view } = this.store;
      const before = this.scene();
      const entity = this.graph.get().entities.get(id);
      const types = way ? [way.type] : this.expandableTypes(entity?.__typename ?? '');
      // A named relation type adds all its neighbours, including those whose type is filtered out.
      const shown = way
        ? before.nodes.map((node) => node.id)
        : view.nodes.filter((node) => !node.hidden).map((node) => node.id);
      const wanted = {
        id,
        types: types as RelationType[],
        direction: way?.direction ?? ('BOTH' as const),
        first: EXPAND_LIMIT,
        asOf: view.asOf,
        shown: new Set(shown),
        relations: this.graph.get().relations.values(),
      };
      const { found, left: beyond } = await neighboursOf(this.request, wanted, signal);
      const neighbours = found.filter((other) => way || !view.hiddenTypes.includes(other.__typename));
      const ids = [...new Set(neighbours.map((other) => other.id))];
      const options = way ? { named: ids, relationTypes: [way.type] } : {};
      const added = await this.#add(isInView(view, id) ? ids : [id, ...ids], { signal, ...options });
      const left = beyond + found.length - neighbours.length;
      if (added === 0 && left > 0) this.announce(this.messages.onlyNotShown(left));
      else if (added === 0 && this.scene().relations.length > before.relations.length)
        this.announce(this.messages.shownAgain);
      else this.announce(this.messages.added(added, left));
    });

  collapse = (id: string): void => {
    const leaves = leavesOf(this.scene(), id);
    this.store.dispatch({ type: 'remove', ids: leaves });
    this.announce(this.messages.removed(leaves.length));
  };

  remove = (id: string): void => {
    this.store.dispatch({ type: 'remove', ids: [id] });
    this.announce(this.messages.removed(1));
  };

  hide = (id: string): void => {
    this.store.dispatch({ type: 'hide', ids: [id] });
    this.announce(this.messages.hidden);
  };

  /** Moves an entity and pins it. */
  moveTo(id: string, { x, y }: Point, gesture?: unknown): void {
    this.store.dispatch({ type: 'pin', id, at: { x: Math.round(x), y: Math.round(y) }, gesture });
  }

  /** Stops moving an entity. */
  stopMoving = (): void => this.moving.set(null);

  /** Adds entities to the picture without their neighbours. */
  bring = (ids: readonly string[]): Promise<void> =>
    this.run(async (signal) => {
      const added = await this.#add(ids, { signal, named: ids });
      this.announce(this.messages.added(added, 0));
    });

  arrange = (): Promise<void> =>
    this.run(async (signal) => {
      const { view } = this.store;
      const scene = this.scene();
      const { layOut } = await layout();
      const places = await layOut({ nodes: view.nodes, edges: scene.relations }, { all: true });
      signal.throwIfAborted();
      this.store.dispatch({ type: 'place', places });
      this.announce(this.messages.arranged);
    });

  /** Sets or unsets an entity as an end of the paths, or as one to pass or avoid. The paths found are added to the picture. */
  setPathEnd = (role: PathRole, id: string, on: boolean): void => {
    this.store.dispatch({ type: 'path', role, id, on });
    this.showNextPaths();
    this.store.dispatch({ type: 'panel', panel: 'path' });
  };

  /** Adds the paths that are found next to the picture. */
  showNextPaths(): void {
    this.#wantedPath = this.store.view.path;
  }

  /** Adds the found paths to the picture if the user asked for them here, and not if a link did. */
  showPaths({ paths }: FoundPaths): void {
    if (this.#wantedPath === null || this.#wantedPath !== this.store.view.path) return;
    this.#wantedPath = null;
    const ends = paths.flatMap(({ hops }) => hops.flatMap(({ from, to }) => [from?.id, to?.id]));
    const ids = new Set(ends.filter((id) => id !== undefined));
    if (ids.size === 0) return;
    // The relation types on the paths are no longer filtered out.
    const over = [...new Set(paths.flatMap(({ hops }) => hops.map(({ relation }) => relation.type)))];
    void this.run(async (signal) => {
      const added = await this.#add([...ids], { signal, relationTypes: over });
      // The paths themselves are the result, so "nothing new" isn't announced.
      if (added > 0) this.announce(this.messages.added(added, 0));
    });
  }

  /** Loads the paths that the view asks for; null if it asks for none, or if all entity types are filtered out. */
  async paths(most: number, signal: AbortSignal): Promise<FoundPaths | null> {
    const { path, asOf } = this.store.view;
    const types = this.visibleTypes();
    if (!path || path.from.length === 0 || path.to.length === 0 || types?.length === 0) return null;
    // Whoever shows documents, or begins or ends at one, asks for what they mention.
    const ends = [...path.from, ...path.to, ...path.through];
    const overDocuments =
      !this.store.view.hiddenTypes.includes(EVIDENCE) || ends.some((id) => this.model.isEvidence(id));
    const { paths } = await this.request(
      PathsDocument,
      {
        from: path.from,
        to: path.to,
        through: path.through.length > 0 ? path.through : null,
        avoid: path.avoid.length > 0 ? path.avoid : null,
        first: most,
        maxLength: PATH_LENGTH,
        relations: overDocuments ? (this.model.relationTypes as RelationType[]) : null,
        types,
        asOf,
        language: this.language,
      },
      signal,
    );
    return paths ?? null;
  }
}

const isInView = (view: View, id: string) => view.nodes.some((node) => node.id === id);
