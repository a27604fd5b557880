import type { Curve, Disc } from './geometry.ts';
import { LabelPlacer, type NameLabel, type ReadingLabel, SIDES, type Side } from './labels.ts';
import { curveOf, discOf, nameLines, type SceneEdge, type SceneNode, shortReading, type Viewport } from './scene.ts';

/** Arranges edges, nodes and the labels that there is room for, for the canvas and for files alike. */

/** The text styles of labels. */
export type TextStyle = 'name' | 'strong' | 'reading';
/** Measures the width of a text in pixels. */
export type Measure = (text: string, letters: TextStyle) => number;

/** A node on the screen, and its name if there is room. */
export interface PlacedNode extends Disc {
  readonly node: SceneNode;
  readonly name: NameLabel | null;
  readonly strong: boolean;
}

/** An edge on the screen, and its reading if there is room. */
export interface PlacedEdge {
  readonly edge: SceneEdge;
  readonly curve: Curve;
  readonly reading: ReadingLabel | null;
}

/** Everything that is drawn. */
export interface Arrangement {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** What is arranged, and how. */
export interface ArrangeOptions {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly viewport: Viewport;
  /** The visible rectangle. Nothing far outside it is placed. */
  readonly frame: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly measure: Measure;
  /** The node or edge under the pointer. It is labelled even where there is no room. */
  readonly hovered?: string | null;
  /** The sides that names had before. They stay there if possible. */
  readonly sides?: ReadonlyMap<string, Side>;
}

const OFFSCREEN_MARGIN = 160;
/** With more nodes or edges in sight, only the most important get labels. */
const MAX_NAMES = 600;
const MAX_READINGS = 500;
const MANY_READINGS = 30;
const FEW_NODES = 250;
const SPECK_RADIUS = 6.5;
/** At a lower zoom the readings of unselected edges are noise. */
const READINGS_FROM_ZOOM = 0.7;
/** Square pixels of the screen for each name when nodes are small. */
const AREA_PER_NAME = 26_000;
/** The distance of a name from the ring around its node. */
const RING_GAP = 5;

/** Arranges a scene. The most important nodes and edges get their labels first. */
export function arrange(given: ArrangeOptions): Arrangement {
  const { viewport, frame, measure, hovered = null, sides } = given;
  const discs = new Map<SceneNode, Disc>();
  const visible: { node: SceneNode; disc: Disc }[] = [];
  for (const node of given.nodes) {
    const disc = discOf(node, viewport);
    discs.set(node, disc);
    if (
      disc.x > frame.left - OFFSCREEN_MARGIN &&
      disc.x < frame.right + OFFSCREEN_MARGIN &&
      disc.y > frame.top - OFFSCREEN_MARGIN &&
      disc.y < frame.bottom + OFFSCREEN_MARGIN
    ) {
      visible.push({ node, disc });
    }
  }
  const curves: { edge: SceneEdge; curve: Curve }[] = [];
  for (const edge of given.edges) {
    const from = discs.get(edge.from) ?? discOf(edge.from, viewport);
    const to = discs.get(edge.to) ?? discOf(edge.to, viewport);
    if (
      Math.max(from.x, to.x) < frame.left - OFFSCREEN_MARGIN ||
      Math.min(from.x, to.x) > frame.right + OFFSCREEN_MARGIN
    )
      continue;
    if (
      Math.max(from.y, to.y) < frame.top - OFFSCREEN_MARGIN ||
      Math.min(from.y, to.y) > frame.bottom + OFFSCREEN_MARGIN
    )
      continue;
    const curve = curveOf(edge, from, to, viewport.k);
    if (curve !== null) curves.push({ edge, curve });
  }

  const room = new LabelPlacer({ minX: frame.left, minY: frame.top, maxX: frame.right, maxY: frame.bottom });
  // Otherwise very many tiny nodes would leave no room for the names of the important ones.
  const inTheWay = visible.length <= FEW_NODES ? visible : visible.filter(({ disc }) => disc.r >= SPECK_RADIUS);
  room.reserve(inTheWay.map(({ disc: { x, y, r } }) => ({ minX: x - r, minY: y - r, maxX: x + r, maxY: y + r })));

  const names = new Map<SceneNode, NameLabel>();
  const readings = new Map<SceneEdge, ReadingLabel>();
  const isStrong = ({ node }: SceneNode) => node.selected || node.id === hovered;
  const name = (node: SceneNode, disc: Disc) => {
    if (names.has(node)) return true;
    const lines = nameLines(node.node.label);
    const letters = isStrong(node) ? 'strong' : 'name';
    const width = lines.reduce((most, line) => Math.max(most, measure(line, letters)), 0);
    const order = sidesOf(node, sides?.get(node.node.id));
    const ring = isStrong(node) || node.node.onPath ? RING_GAP : 0;
    const label = room.placeName({ ...disc, r: disc.r + ring }, lines, width, order, isStrong(node));
    if (label !== null) names.set(node, label);
    return label !== null;
  };
  const read = ({ edge, curve }: { edge: SceneEdge; curve: Curve }, evenShort: boolean) => {
    const text = shortReading(edge.edge.label);
    const label = room.placeReading(curve, text, measure(text, 'reading'), evenShort);
    if (label !== null) readings.set(edge, label);
  };

  const selected = given.nodes.filter(({ node }) => node.selected);
  const near = new Set(selected.flatMap(({ edges }) => edges.flatMap(({ from, to }) => [from, to])));
  const importance = (at: SceneNode) => {
    const { node } = at;
    if (node.id === hovered) return 5;
    if (node.selected) return 4;
    if (node.onPath) return 3;
    return near.has(at) ? 2 : node.dimmed ? 0 : 1;
  };
  const order = visible
    .map((entry) => ({ ...entry, importance: importance(entry.node) }))
    .sort(
      (a, b) =>
        b.importance - a.importance ||
        b.node.node.weight - a.node.node.weight ||
        (a.node.node.id < b.node.node.id ? -1 : 1),
    );
  const ofEdge = ({ edge: { edge, from, to } }: { edge: SceneEdge }) => {
    if (edge.selected || edge.id === hovered) return 3;
    if (from.node.id === hovered || to.node.id === hovered) return 3;
    if (from.node.selected || to.node.selected) return 2;
    return edge.onPath ? 1 : 0;
  };
  const important = curves
    .map((entry) => ({ ...entry, importance: ofEdge(entry) }))
    .filter((entry) => entry.importance > 0)
    .sort((a, b) => b.importance - a.importance)
    .slice(0, MAX_READINGS);

  for (const { node, disc, importance } of order) if (importance >= 4) name(node, disc);
  // Nodes that had a name keep it before readings are placed.
  if (sides !== undefined) for (const { node, disc } of order) if (sides.has(node.node.id)) name(node, disc);
  // Around a hub, readings would leave no room for the names at their far ends.
  const namesFirst = important.length > MANY_READINGS;
  const readImportant = () => {
    for (const entry of important) read(entry, true);
  };
  // The names next to a selected node come before readings.
  const isFew = near.size <= MANY_READINGS;
  for (const { node, disc, importance } of order) if (importance === 3 || (importance === 2 && isFew)) name(node, disc);
  if (!namesFirst) readImportant();
  const crowded = viewport.k < 0.6;
  let left = crowded ? Math.ceil(((frame.right - frame.left) * (frame.bottom - frame.top)) / AREA_PER_NAME) : MAX_NAMES;
  for (const { node, disc, importance } of order.slice(0, MAX_NAMES)) {
    if (left === 0) break;
    if (importance < 3 && name(node, disc)) left -= 1;
  }
  if (namesFirst) readImportant();
  if (curves.length <= MAX_READINGS && viewport.k >= READINGS_FROM_ZOOM) {
    for (const entry of curves) if (!entry.edge.edge.dimmed && ofEdge(entry) === 0) read(entry, false);
  }

  return {
    nodes: visible.map(({ node, disc }) => ({ ...disc, node, name: names.get(node) ?? null, strong: isStrong(node) })),
    edges: curves.map(({ edge, curve }) => ({ edge, curve, reading: readings.get(edge) ?? null })),
  };
}

const SAMPLED_EDGES = 24;

/** The sides to try for a name: the one it had, then those that the fewest of the node's edges cross. */
function sidesOf({ x, y, edges }: SceneNode, before: Side | undefined): readonly Side[] {
  const lines = { below: 0, above: 0, right: 0, left: 0 };
  for (const { from, to } of edges.slice(0, SAMPLED_EDGES)) {
    const other = from.x === x && from.y === y ? to : from;
    const [dx, dy] = [other.x - x, other.y - y];
    // Names are wider than high, so a diagonal edge still crosses a name below its node.
    if (Math.abs(dy) * 2 > Math.abs(dx)) lines[dy > 0 ? 'below' : 'above'] += 1;
    else if (dx !== 0) lines[dx > 0 ? 'right' : 'left'] += 1;
  }
  const order = [...SIDES].sort((a, b) => lines[a] - lines[b]);
  return before === undefined ? order : [before, ...order.filter((side) => side !== before)];
}
