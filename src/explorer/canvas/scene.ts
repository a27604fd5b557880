import type { Drawing, DrawnEdge, DrawnNode } from './drawing.ts';
import { bendOf, type Curve, curveBetween, type Disc, loopAt } from './geometry.ts';
import { linesOf, shortName } from './names.ts';

/** A drawing with everything that doesn't depend on the viewport: neighbours, and which edges are parallel. */

/** A node with its edges. */
export interface SceneNode {
  readonly node: DrawnNode;
  readonly radius: number;
  x: number;
  y: number;
  readonly edges: SceneEdge[];
}

/** An edge with its nodes. */
export interface SceneEdge {
  readonly edge: DrawnEdge;
  readonly from: SceneNode;
  readonly to: SceneNode;
  readonly bend: number;
  /** The index among the loops of its node; -1 if it isn't a loop. */
  readonly loop: number;
}

/** A drawing as a graph. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly byId: ReadonlyMap<string, SceneNode>;
}

const SMALLEST = 7;
const LARGEST = 18;

/** The radius of a node in units of the drawing. It grows with the relations, but slowly, so that a hub hides nothing. */
export function radiusOf(weight: number): number {
  return Math.min(LARGEST, SMALLEST + 1.5 * Math.log2(1 + Math.max(0, weight)));
}

/** Builds the scene of a drawing. Leaves out edges to nodes that aren’t drawn. */
export function sceneOf(drawing: Drawing): Scene {
  const byId = new Map<string, SceneNode>();
  for (const node of drawing.nodes) {
    byId.set(node.id, { node, radius: radiusOf(node.weight), x: node.x, y: node.y, edges: [] });
  }
  const sides = new Map<string, DrawnEdge[]>();
  for (const edge of drawing.edges) {
    if (!byId.has(edge.from) || !byId.has(edge.to)) continue;
    const pair = edge.from < edge.to ? `${edge.from}\n${edge.to}` : `${edge.to}\n${edge.from}`;
    const beside = sides.get(pair);
    if (beside === undefined) sides.set(pair, [edge]);
    else beside.push(edge);
  }
  const edges: SceneEdge[] = [];
  for (const beside of sides.values()) {
    beside.forEach((edge, i) => {
      const from = byId.get(edge.from) as SceneNode;
      const to = byId.get(edge.to) as SceneNode;
      const self = from === to;
      // An edge in the other direction bends to the other side.
      const bend = self ? 0 : bendOf(i, beside.length) * (edge.from < edge.to ? 1 : -1);
      const placed = { edge, from, to, bend, loop: self ? i : -1 };
      edges.push(placed);
      from.edges.push(placed);
      if (!self) to.edges.push(placed);
    });
  }
  return { nodes: [...byId.values()], edges, byId };
}

/** Maps the drawing to the screen: coordinates are multiplied by `k` and moved by `x` and `y`. */
export interface Viewport {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** The scale of nodes at a zoom. They shrink less than the distances between them, and grow little. */
export function sizeAt(k: number): number {
  return k < 1 ? k ** 0.7 : Math.min(1.7, k ** 0.4);
}

const TINIEST = 1.2;

/** Where a node is on the screen. */
export function discOf(node: SceneNode, view: Viewport): Disc {
  return {
    x: node.x * view.k + view.x,
    y: node.y * view.k + view.y,
    r: Math.max(TINIEST, node.radius * sizeAt(view.k)),
  };
}

// The corners of shapes reach beyond the circle of the same area.
const RIM = 1.16;

/** Arrows end before the ring around a selected node. */
const ringOf = ({ node }: SceneNode): number => (node.selected ? 5 : node.onPath ? 4 : 0);

/** Where an edge is on the screen; null if its nodes touch. */
export function curveOf(edge: SceneEdge, from: Disc, to: Disc, k: number): Curve | null {
  if (edge.loop >= 0) return loopAt(from, edge.loop);
  const bend = edge.bend * Math.min(1.2, Math.max(0.25, k));
  return curveBetween(
    { ...from, r: from.r * RIM + ringOf(edge.from) },
    { ...to, r: to.r * RIM + ringOf(edge.to) },
    bend,
  );
}

const textCache = new Map<string, readonly string[]>();
const TEXT_CACHE_SIZE = 20_000;

function cached(key: string, make: () => readonly string[]): readonly string[] {
  const known = textCache.get(key);
  if (known !== undefined) return known;
  if (textCache.size >= TEXT_CACHE_SIZE) textCache.clear();
  const made = make();
  textCache.set(key, made);
  return made;
}

/** The lines of a node's name. */
export const nameLines = (label: string): readonly string[] => cached(`n${label}`, () => linesOf(label));

/** The shortened reading of an edge. */
export const shortReading = (label: string): string => cached(`r${label}`, () => [shortName(label)])[0] as string;
