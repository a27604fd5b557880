/** What a link holds: everything that a reader chose. What the graph says of it is in picture.ts. */
export interface View {
  readonly nodes: readonly Placed[];
  /** Names of entity types that are not shown. */
  readonly hiddenTypes: readonly string[];
  /** Relation types that are not shown. */
  readonly hiddenRelations: readonly string[];
  /** A date in EDTF; null for now. */
  readonly asOf: string | null;
  readonly chosen: Chosen | null;
  readonly path: PathQuestion | null;
  readonly look: Look;
  readonly panel: Panel;
}

export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Stays where it is when the picture is arranged anew. */
  readonly pinned?: true;
  readonly hidden?: true;
}

export type Chosen =
  | { readonly kind: 'entity'; readonly id: string }
  | {
      readonly kind: 'relation';
      readonly id: string;
      readonly type: string;
      readonly from: string;
      readonly to: string;
    };

export interface PathQuestion {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly through: readonly string[];
  readonly avoid: readonly string[];
}

export type PathRole = keyof PathQuestion;

export const looks = ['canvas', 'table', 'ask'] as const;
export const panels = ['details', 'path', 'time'] as const;
export type Look = (typeof looks)[number];
export type Panel = (typeof panels)[number];

/** What the API gives as evidence. Everything is told of in some document, so at first these are read and not drawn. */
export const EVIDENCE = 'Document';

export const emptyView: View = {
  nodes: [],
  hiddenTypes: [EVIDENCE],
  hiddenRelations: [],
  asOf: null,
  chosen: null,
  path: null,
  look: 'canvas',
  panel: 'details',
};

export const noPath: PathQuestion = { from: [], to: [], through: [], avoid: [] };

export type At = Readonly<{ x: number; y: number }>;

export type Action =
  /** `types` and `relations` are shown from now on, as some of them were asked for. */
  | {
      readonly do: 'add';
      readonly nodes: readonly Placed[];
      readonly types?: readonly string[];
      readonly relations?: readonly string[];
    }
  | { readonly do: 'remove'; readonly ids: readonly string[] }
  | { readonly do: 'hide' | 'unhide'; readonly ids: readonly string[] }
  | { readonly do: 'pin'; readonly id: string; readonly at?: At; readonly slide?: unknown }
  | { readonly do: 'unpin'; readonly id: string }
  | { readonly do: 'place'; readonly places: ReadonlyMap<string, At> }
  | { readonly do: 'toggleType'; readonly type: string }
  | { readonly do: 'toggleRelation'; readonly type: string }
  /** What one movement passes is one step: it has the same `slide`. */
  | { readonly do: 'asOf'; readonly date: string | null; readonly slide?: unknown }
  | { readonly do: 'path'; readonly role: PathRole; readonly id: string; readonly on: boolean }
  | { readonly do: 'clearPath' | 'clear' }
  | { readonly do: 'choose'; readonly chosen: Chosen | null }
  | { readonly do: 'look'; readonly look: Look }
  | { readonly do: 'panel'; readonly panel: Panel };

/** Those that change where one looks and not what is there: they are no steps that can be undone. */
const GLANCES: ReadonlySet<Action['do']> = new Set(['choose', 'look', 'panel']);

export const isGlance = (action: Action) => GLANCES.has(action.do);

const toggled = (list: readonly string[], item: string) =>
  list.includes(item) ? list.filter((other) => other !== item) : [...list, item].sort();

/** The same list where nothing of it goes: what depends on it is asked again when it is another. */
function less(list: readonly string[], gone: readonly string[] = []): readonly string[] {
  const left = list.filter((item) => !gone.includes(item));
  return left.length === list.length ? list : left;
}

function change(nodes: readonly Placed[], ids: readonly string[], to: (node: Placed) => Placed): readonly Placed[] {
  const wanted = new Set(ids);
  return nodes.map((node) => (wanted.has(node.id) ? to(node) : node));
}

function without(node: Placed, mark: 'pinned' | 'hidden'): Placed {
  const { [mark]: _gone, ...rest } = node;
  return rest;
}

function withPath(path: PathQuestion | null, role: PathRole, id: string, on: boolean): PathQuestion | null {
  const before = path ?? noPath;
  // What a path has to pass it cannot avoid: the last word counts.
  const other: PathRole | null = role === 'avoid' ? 'through' : role === 'through' ? 'avoid' : null;
  const without = (list: readonly string[]) => list.filter((known) => known !== id);
  const after: PathQuestion = {
    ...before,
    ...(other && on ? { [other]: without(before[other]) } : {}),
    [role]: on ? [...without(before[role]), id] : without(before[role]),
  };
  return Object.values(after).every((list) => list.length === 0) ? null : after;
}

/** The view after an action; the same object where nothing changes. */
export function acted(view: View, action: Action): View {
  switch (action.do) {
    case 'add': {
      const known = new Set(view.nodes.map(({ id }) => id));
      const added = action.nodes.filter(({ id }) => !known.has(id));
      const again = new Set(action.nodes.map(({ id }) => id));
      const nodes = view.nodes.map((node) => (again.has(node.id) && node.hidden ? without(node, 'hidden') : node));
      const hiddenTypes = less(view.hiddenTypes, action.types);
      const hiddenRelations = less(view.hiddenRelations, action.relations);
      const isSame =
        added.length === 0 &&
        nodes.every((node, i) => node === view.nodes[i]) &&
        hiddenTypes === view.hiddenTypes &&
        hiddenRelations === view.hiddenRelations;
      return isSame ? view : { ...view, nodes: [...nodes, ...added], hiddenTypes, hiddenRelations };
    }
    case 'remove': {
      const gone = new Set(action.ids);
      const nodes = view.nodes.filter(({ id }) => !gone.has(id));
      const chosen = view.chosen?.kind === 'entity' && gone.has(view.chosen.id) ? null : view.chosen;
      return nodes.length === view.nodes.length ? view : { ...view, nodes, chosen };
    }
    case 'hide':
      return { ...view, nodes: change(view.nodes, action.ids, (node) => ({ ...node, hidden: true })) };
    case 'unhide':
      return { ...view, nodes: change(view.nodes, action.ids, (node) => without(node, 'hidden')) };
    case 'pin':
      return {
        ...view,
        nodes: change(view.nodes, [action.id], (node) => ({ ...node, ...action.at, pinned: true })),
      };
    case 'unpin':
      return { ...view, nodes: change(view.nodes, [action.id], (node) => without(node, 'pinned')) };
    case 'place':
      return { ...view, nodes: view.nodes.map((node) => ({ ...node, ...action.places.get(node.id) })) };
    case 'toggleType':
      return { ...view, hiddenTypes: toggled(view.hiddenTypes, action.type) };
    case 'toggleRelation':
      return { ...view, hiddenRelations: toggled(view.hiddenRelations, action.type) };
    case 'asOf':
      return action.date === view.asOf ? view : { ...view, asOf: action.date };
    case 'path':
      return { ...view, path: withPath(view.path, action.role, action.id, action.on) };
    case 'clearPath':
      return { ...view, path: null };
    case 'clear':
      return { ...emptyView, hiddenTypes: view.hiddenTypes, look: view.look };
    case 'choose':
      return { ...view, chosen: action.chosen };
    case 'look':
      return { ...view, look: action.look };
    case 'panel':
      return { ...view, panel: action.panel };
  }
}
