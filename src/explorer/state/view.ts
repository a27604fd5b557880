/** Everything that the user chose, which is what a link holds. The data for it is in graph-loader.ts. */
export interface View {
  readonly nodes: readonly ViewNode[];
  /** The entity types that are filtered out. */
  readonly hiddenTypes: readonly string[];
  /** The relation types that are filtered out. */
  readonly hiddenRelations: readonly string[];
  /** The date of the view in EDTF; null for now. */
  readonly asOf: string | null;
  readonly selection: Selection | null;
  readonly path: PathQuestion | null;
  readonly mode: Mode;
  readonly panel: Panel;
}

/** An entity in the view, with its position. */
export interface ViewNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Keeps its position when the picture is rearranged. */
  readonly pinned?: true;
  readonly hidden?: true;
}

/** The selected entity or relation. */
export type Selection =
  | { readonly kind: 'entity'; readonly id: string }
  | {
      readonly kind: 'relation';
      readonly id: string;
      readonly type: string;
      readonly from: string;
      readonly to: string;
    };

/** The ids that paths begin and end at, pass and avoid. */
export interface PathQuestion {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly through: readonly string[];
  readonly avoid: readonly string[];
}

/** What an entity is for paths. */
export type PathRole = keyof PathQuestion;

/** The tabs of the stage. */
export const modes = ['canvas', 'table', 'query'] as const;
/** The tabs of the side panel. */
export const panels = ['details', 'path', 'time'] as const;
export type Mode = (typeof modes)[number];
export type Panel = (typeof panels)[number];

/** The entity type of sources. Every entity is connected with some document, so documents are filtered out at first. */
export const EVIDENCE = 'Document';

/** The view at the start. */
export const emptyView: View = {
  nodes: [],
  hiddenTypes: [EVIDENCE],
  hiddenRelations: [],
  asOf: null,
  selection: null,
  path: null,
  mode: 'canvas',
  panel: 'details',
};

/** No paths. */
export const emptyPath: PathQuestion = { from: [], to: [], through: [], avoid: [] };

/** Coordinates of the drawing. */
export type Point = Readonly<{ x: number; y: number }>;

/** Everything that changes the view. */
export type Action =
  /** `types` and `relations` are no longer filtered out. */
  | {
      readonly type: 'add';
      readonly nodes: readonly ViewNode[];
      readonly types?: readonly string[];
      readonly relations?: readonly string[];
    }
  | { readonly type: 'remove'; readonly ids: readonly string[] }
  | { readonly type: 'hide' | 'unhide'; readonly ids: readonly string[] }
  | { readonly type: 'pin'; readonly id: string; readonly at?: Point; readonly gesture?: unknown }
  | { readonly type: 'unpin'; readonly id: string }
  | { readonly type: 'place'; readonly places: ReadonlyMap<string, Point> }
  | { readonly type: 'toggleType'; readonly entityType: string }
  | { readonly type: 'toggleRelation'; readonly relationType: string }
  /** What one movement passes is one step: it has the same `gesture`. */
  | { readonly type: 'asOf'; readonly date: string | null; readonly gesture?: unknown }
  | { readonly type: 'path'; readonly role: PathRole; readonly id: string; readonly on: boolean }
  | { readonly type: 'clearPath' | 'clear' }
  | { readonly type: 'select'; readonly selection: Selection | null }
  | { readonly type: 'mode'; readonly mode: Mode }
  | { readonly type: 'panel'; readonly panel: Panel };

/** Actions that change where the user looks, not the data in view. */
const NOT_UNDOABLE: ReadonlySet<Action['type']> = new Set(['select', 'mode', 'panel']);

/** Whether an action is a step of the history. */
export const isUndoable = (action: Action) => !NOT_UNDOABLE.has(action.type);

const toggled = (list: readonly string[], item: string) =>
  list.includes(item) ? list.filter((other) => other !== item) : [...list, item].sort();

/** A list without some items. The same array if nothing changes, so that nothing is loaded again. */
function withoutItems(list: readonly string[], gone: readonly string[] = []): readonly string[] {
  const left = list.filter((item) => !gone.includes(item));
  return left.length === list.length ? list : left;
}

function mapNodes(
  nodes: readonly ViewNode[],
  ids: readonly string[],
  to: (node: ViewNode) => ViewNode,
): readonly ViewNode[] {
  const selected = new Set(ids);
  return nodes.map((node) => (selected.has(node.id) ? to(node) : node));
}

function withoutFlag(node: ViewNode, mark: 'pinned' | 'hidden'): ViewNode {
  const { [mark]: _gone, ...rest } = node;
  return rest;
}

function withPath(path: PathQuestion | null, role: PathRole, id: string, on: boolean): PathQuestion | null {
  const before = path ?? emptyPath;
  // A path can't pass an entity and avoid it: the last choice counts.
  const other: PathRole | null = role === 'avoid' ? 'through' : role === 'through' ? 'avoid' : null;
  const without = (list: readonly string[]) => list.filter((idsInView) => idsInView !== id);
  const after: PathQuestion = {
    ...before,
    ...(other && on ? { [other]: without(before[other]) } : {}),
    [role]: on ? [...without(before[role]), id] : without(before[role]),
  };
  return Object.values(after).every((list) => list.length === 0) ? null : after;
}

/** The view after an action. The same object if nothing changes. */
export function reducer(view: View, action: Action): View {
  switch (action.type) {
    case 'add': {
      const idsInView = new Set(view.nodes.map(({ id }) => id));
      const added = action.nodes.filter(({ id }) => !idsInView.has(id));
      const addedIds = new Set(action.nodes.map(({ id }) => id));
      const nodes = view.nodes.map((node) =>
        addedIds.has(node.id) && node.hidden ? withoutFlag(node, 'hidden') : node,
      );
      const hiddenTypes = withoutItems(view.hiddenTypes, action.types);
      const hiddenRelations = withoutItems(view.hiddenRelations, action.relations);
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
      const chosen = view.selection?.kind === 'entity' && gone.has(view.selection.id) ? null : view.selection;
      return nodes.length === view.nodes.length ? view : { ...view, nodes, selection: chosen };
    }
    case 'hide':
      return { ...view, nodes: mapNodes(view.nodes, action.ids, (node) => ({ ...node, hidden: true })) };
    case 'unhide':
      return { ...view, nodes: mapNodes(view.nodes, action.ids, (node) => withoutFlag(node, 'hidden')) };
    case 'pin':
      return {
        ...view,
        nodes: mapNodes(view.nodes, [action.id], (node) => ({ ...node, ...action.at, pinned: true })),
      };
    case 'unpin':
      return { ...view, nodes: mapNodes(view.nodes, [action.id], (node) => withoutFlag(node, 'pinned')) };
    case 'place':
      return { ...view, nodes: view.nodes.map((node) => ({ ...node, ...action.places.get(node.id) })) };
    case 'toggleType':
      return { ...view, hiddenTypes: toggled(view.hiddenTypes, action.entityType) };
    case 'toggleRelation':
      return { ...view, hiddenRelations: toggled(view.hiddenRelations, action.relationType) };
    case 'asOf':
      return action.date === view.asOf ? view : { ...view, asOf: action.date };
    case 'path':
      return { ...view, path: withPath(view.path, action.role, action.id, action.on) };
    case 'clearPath':
      return { ...view, path: null };
    case 'clear':
      return { ...emptyView, hiddenTypes: view.hiddenTypes, mode: view.mode };
    case 'select':
      return { ...view, selection: action.selection };
    case 'mode':
      return { ...view, mode: action.mode };
    case 'panel':
      return { ...view, panel: action.panel };
  }
}
