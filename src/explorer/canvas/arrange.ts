import type { Curve, Disc } from './geometry.ts';
import { type NameLabel, type ReadingLabel, Room, SIDES, type Side } from './labels.ts';
import { curveOf, discOf, nameLines, readingOf, type SceneEdge, type SceneNode, type View } from './scene.ts';

/** What is where on the screen: lines, nodes and the texts that there is room for. The same for the canvas and for a file. */

export type Letters = 'name' | 'strong' | 'reading';
export type Measure = (text: string, letters: Letters) => number;

export interface PlacedNode extends Disc {
  readonly node: SceneNode;
  readonly name: NameLabel | null;
  readonly strong: boolean;
}

export interface PlacedEdge {
  readonly edge: SceneEdge;
  readonly curve: Curve;
  readonly reading: ReadingLabel | null;
}

export interface Arranged {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export interface Arranging {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly view: View;
  /** What can be seen; nothing far outside it is placed. */
  readonly frame: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly measure: Measure;
  /** A node or edge that is pointed at: it is named whatever is in the way. */
  readonly above?: string | null;
  /** Where names were before: they stay there if they can. */
  readonly sides?: ReadonlyMap<string, Side>;
}

const BEYOND = 160;
/** With more in sight names and readings are looked for only at the most important. */
const NAMED = 600;
const READ = 500;
const MANY_READINGS = 30;
const FEW = 250;
const SPECK = 6.5;
/** Further away, the readings of lines nobody asked about are noise. */
const READ_FROM = 0.7;
/** A square of the screen that one name may have when nodes are small. */
const AREA = 26_000;
/** What a name keeps off a ring around its node. */
const RING = 5;

export function arrange(given: Arranging): Arranged {
  const { view, frame, measure, above = null, sides } = given;
  const discs = new Map<SceneNode, Disc>();
  const seen: { node: SceneNode; disc: Disc }[] = [];
  for (const node of given.nodes) {
    const disc = discOf(node, view);
    discs.set(node, disc);
    if (
      disc.x > frame.left - BEYOND &&
      disc.x < frame.right + BEYOND &&
      disc.y > frame.top - BEYOND &&
      disc.y < frame.bottom + BEYOND
    ) {
      seen.push({ node, disc });
    }
  }
  const curves: { edge: SceneEdge; curve: Curve }[] = [];
  for (const edge of given.edges) {
    const from = discs.get(edge.from) ?? discOf(edge.from, view);
    const to = discs.get(edge.to) ?? discOf(edge.to, view);
    if (Math.max(from.x, to.x) < frame.left - BEYOND || Math.min(from.x, to.x) > frame.right + BEYOND) continue;
    if (Math.max(from.y, to.y) < frame.top - BEYOND || Math.min(from.y, to.y) > frame.bottom + BEYOND) continue;
    const curve = curveOf(edge, from, to, view.k);
    if (curve !== null) curves.push({ edge, curve });
  }

  const room = new Room({ minX: frame.left, minY: frame.top, maxX: frame.right, maxY: frame.bottom });
  // Names of the most important would find no room among very many specks.
  const inTheWay = seen.length <= FEW ? seen : seen.filter(({ disc }) => disc.r >= SPECK);
  room.keep(inTheWay.map(({ disc: { x, y, r } }) => ({ minX: x - r, minY: y - r, maxX: x + r, maxY: y + r })));

  const names = new Map<SceneNode, NameLabel>();
  const readings = new Map<SceneEdge, ReadingLabel>();
  const isStrong = ({ node }: SceneNode) => node.selected || node.id === above;
  const name = (node: SceneNode, disc: Disc) => {
    if (names.has(node)) return true;
    const lines = nameLines(node.node.label);
    const letters = isStrong(node) ? 'strong' : 'name';
    const width = lines.reduce((most, line) => Math.max(most, measure(line, letters)), 0);
    const order = sidesOf(node, sides?.get(node.node.id));
    const ring = isStrong(node) || node.node.onPath ? RING : 0;
    const label = room.name({ ...disc, r: disc.r + ring }, lines, width, order, isStrong(node));
    if (label !== null) names.set(node, label);
    return label !== null;
  };
  const read = ({ edge, curve }: { edge: SceneEdge; curve: Curve }, evenShort: boolean) => {
    const text = readingOf(edge.edge.label);
    const label = room.reading(curve, text, measure(text, 'reading'), evenShort);
    if (label !== null) readings.set(edge, label);
  };

  const selected = given.nodes.filter(({ node }) => node.selected);
  const near = new Set(selected.flatMap(({ edges }) => edges.flatMap(({ from, to }) => [from, to])));
  const importance = (at: SceneNode) => {
    const { node } = at;
    if (node.id === above) return 5;
    if (node.selected) return 4;
    if (node.onPath) return 3;
    return near.has(at) ? 2 : node.dimmed ? 0 : 1;
  };
  const order = seen
    .map((entry) => ({ ...entry, importance: importance(entry.node) }))
    .sort(
      (a, b) =>
        b.importance - a.importance ||
        b.node.node.weight - a.node.node.weight ||
        (a.node.node.id < b.node.node.id ? -1 : 1),
    );
  const ofEdge = ({ edge: { edge, from, to } }: { edge: SceneEdge }) => {
    if (edge.selected || edge.id === above) return 3;
    if (from.node.id === above || to.node.id === above) return 3;
    if (from.node.selected || to.node.selected) return 2;
    return edge.onPath ? 1 : 0;
  };
  const important = curves
    .map((entry) => ({ ...entry, importance: ofEdge(entry) }))
    .filter((entry) => entry.importance > 0)
    .sort((a, b) => b.importance - a.importance)
    .slice(0, READ);

  for (const { node, disc, importance } of order) if (importance >= 4) name(node, disc);
  // What had a name keeps it before readings are looked for.
  if (sides !== undefined) for (const { node, disc } of order) if (sides.has(node.node.id)) name(node, disc);
  // Around a hub readings would leave no room for the names that they lead to.
  const namesFirst = important.length > MANY_READINGS;
  const readImportant = () => {
    for (const entry of important) read(entry, true);
  };
  // What is chosen is read with what it touches, so that these names come before readings.
  const isFew = near.size <= MANY_READINGS;
  for (const { node, disc, importance } of order) if (importance === 3 || (importance === 2 && isFew)) name(node, disc);
  if (!namesFirst) readImportant();
  const crowded = view.k < 0.6;
  let left = crowded ? Math.ceil(((frame.right - frame.left) * (frame.bottom - frame.top)) / AREA) : NAMED;
  for (const { node, disc, importance } of order.slice(0, NAMED)) {
    if (left === 0) break;
    if (importance < 3 && name(node, disc)) left -= 1;
  }
  if (namesFirst) readImportant();
  if (curves.length <= READ && view.k >= READ_FROM) {
    for (const entry of curves) if (!entry.edge.edge.dimmed && ofEdge(entry) === 0) read(entry, false);
  }

  return {
    nodes: seen.map(({ node, disc }) => ({ ...disc, node, name: names.get(node) ?? null, strong: isStrong(node) })),
    edges: curves.map(({ edge, curve }) => ({ edge, curve, reading: readings.get(edge) ?? null })),
  };
}

const ENOUGH = 24;

/** Where a name is looked for: where it was, then where the fewest of the node's own lines would run through it. */
function sidesOf({ x, y, edges }: SceneNode, before: Side | undefined): readonly Side[] {
  const lines = { below: 0, above: 0, right: 0, left: 0 };
  for (const { from, to } of edges.slice(0, ENOUGH)) {
    const other = from.x === x && from.y === y ? to : from;
    const [dx, dy] = [other.x - x, other.y - y];
    // Names are wider than high: a line at a slant still runs through one that is below.
    if (Math.abs(dy) * 2 > Math.abs(dx)) lines[dy > 0 ? 'below' : 'above'] += 1;
    else if (dx !== 0) lines[dx > 0 ? 'right' : 'left'] += 1;
  }
  const order = [...SIDES].sort((a, b) => lines[a] - lines[b]);
  return before === undefined ? order : [before, ...order.filter((side) => side !== before)];
}
