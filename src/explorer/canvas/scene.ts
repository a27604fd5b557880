import type { Drawing, DrawnEdge, DrawnNode } from './drawing.ts';
import { bendOf, type Curve, curveBetween, type Disc, loopAt } from './geometry.ts';
import { linesOf, shortName } from './names.ts';

/** A drawing with what does not depend on where one looks: who is beside whom, and which lines go side by side. */

export interface SceneNode {
  readonly node: DrawnNode;
  readonly radius: number;
  x: number;
  y: number;
  readonly edges: SceneEdge[];
}

export interface SceneEdge {
  readonly edge: DrawnEdge;
  readonly from: SceneNode;
  readonly to: SceneNode;
  readonly bend: number;
  /** The how manieth loop of its node, or -1. */
  readonly loop: number;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly byId: ReadonlyMap<string, SceneNode>;
}

const SMALLEST = 7;
const LARGEST = 18;

/** In the drawing's units: a node's area grows with its relations, and a hub does not cover what is around it. */
export function radiusOf(weight: number): number {
  return Math.min(LARGEST, SMALLEST + 1.5 * Math.log2(1 + Math.max(0, weight)));
}

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
      // To the left of one who comes the other way is to the right.
      const bend = self ? 0 : bendOf(i, beside.length) * (edge.from < edge.to ? 1 : -1);
      const placed = { edge, from, to, bend, loop: self ? i : -1 };
      edges.push(placed);
      from.edges.push(placed);
      if (!self) to.edges.push(placed);
    });
  }
  return { nodes: [...byId.values()], edges, byId };
}

/** The place of a drawing on the screen: a place of it times `k`, and moved. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** How large things are at a zoom. Nodes shrink less than the distances between them, and grow little. */
export function sizeAt(k: number): number {
  return k < 1 ? k ** 0.7 : Math.min(1.7, k ** 0.4);
}

const TINIEST = 1.2;

export function discOf(node: SceneNode, view: View): Disc {
  return {
    x: node.x * view.k + view.x,
    y: node.y * view.k + view.y,
    r: Math.max(TINIEST, node.radius * sizeAt(view.k)),
  };
}

// Corners of shapes reach beyond the circle of their area.
const RIM = 1.16;

/** Arrows end before the ring of what is chosen. */
const ringOf = ({ node }: SceneNode): number => (node.selected ? 5 : node.onPath ? 4 : 0);

export function curveOf(edge: SceneEdge, from: Disc, to: Disc, k: number): Curve | null {
  if (edge.loop >= 0) return loopAt(from, edge.loop);
  const bend = edge.bend * Math.min(1.2, Math.max(0.25, k));
  return curveBetween(
    { ...from, r: from.r * RIM + ringOf(edge.from) },
    { ...to, r: to.r * RIM + ringOf(edge.to) },
    bend,
  );
}

const kept = new Map<string, readonly string[]>();
const KEPT = 20_000;

function remember(key: string, make: () => readonly string[]): readonly string[] {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= KEPT) kept.clear();
  const made = make();
  kept.set(key, made);
  return made;
}

/** The lines of a node's name. */
export const nameLines = (label: string): readonly string[] => remember(`n${label}`, () => linesOf(label));

/** The reading of an edge, short. */
export const readingOf = (label: string): string => remember(`r${label}`, () => [shortName(label)])[0] as string;
