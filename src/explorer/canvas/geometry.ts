/** The curves of edges: from the rim of one node to the rim of another, apart from other edges between the two. */

/** A line or a Bézier curve: its ends, its control points and its direction at the end. */
export interface Curve {
  readonly kind: 'line' | 'quadratic' | 'cubic';
  readonly x0: number;
  readonly y0: number;
  readonly c1x: number;
  readonly c1y: number;
  readonly c2x: number;
  readonly c2y: number;
  readonly x1: number;
  readonly y1: number;
  /** The unit vector of its direction at the end. */
  readonly dx: number;
  readonly dy: number;
}

/** A circle. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

const GAP = 2;
const CURVE_GAP = 26;
const MAX_SPREAD = 150;

/** The offset of the middle of one of `count` parallel edges from the straight line. */
export function bendOf(index: number, count: number): number {
  if (count === 1) return 0;
  return (index - (count - 1) / 2) * Math.min(CURVE_GAP, MAX_SPREAD / (count - 1));
}

/** The curve from one node to another, bent to the left by `bend`. Null if the nodes touch. */
export function curveBetween(a: Disc, b: Disc, bend: number): Curve | null {
  const wayX = b.x - a.x;
  const wayY = b.y - a.y;
  const length = Math.hypot(wayX, wayY);
  if (length <= a.r + b.r + 2 * GAP) return null;
  const ux = wayX / length;
  const uy = wayY / length;
  if (bend === 0) {
    const x0 = a.x + ux * (a.r + GAP);
    const y0 = a.y + uy * (a.r + GAP);
    const x1 = b.x - ux * (b.r + GAP);
    const y1 = b.y - uy * (b.r + GAP);
    return { kind: 'line', x0, y0, c1x: x0, c1y: y0, c2x: x1, c2y: y1, x1, y1, dx: ux, dy: uy };
  }
  // The middle of a quadratic Bézier curve is half as far out as its control point.
  const cx = (a.x + b.x) / 2 + uy * bend * 2;
  const cy = (a.y + b.y) / 2 - ux * bend * 2;
  const fromA = Math.hypot(cx - a.x, cy - a.y);
  const fromB = Math.hypot(b.x - cx, b.y - cy);
  const dx = (b.x - cx) / fromB;
  const dy = (b.y - cy) / fromB;
  return {
    kind: 'quadratic',
    x0: a.x + ((cx - a.x) / fromA) * (a.r + GAP),
    y0: a.y + ((cy - a.y) / fromA) * (a.r + GAP),
    c1x: cx,
    c1y: cy,
    c2x: cx,
    c2y: cy,
    x1: b.x - dx * (b.r + GAP),
    y1: b.y - dy * (b.r + GAP),
    dx,
    dy,
  };
}

/** The loop of a relation from a node to itself; further loops go around the node. */
export function loopAt(node: Disc, index: number): Curve {
  const middle = -Math.PI / 4 - (index * Math.PI) / 2;
  const open = 0.5;
  const out = node.r * 2 + 26 + 16 * Math.floor(index / 4);
  const at = (angle: number, radius: number): readonly [number, number] => [
    node.x + Math.cos(angle) * radius,
    node.y + Math.sin(angle) * radius,
  ];
  const [x0, y0] = at(middle - open, node.r + GAP);
  const [x1, y1] = at(middle + open, node.r + GAP);
  const [c1x, c1y] = at(middle - open, out);
  const [c2x, c2y] = at(middle + open, out);
  const length = Math.hypot(x1 - c2x, y1 - c2y);
  return { kind: 'cubic', x0, y0, c1x, c1y, c2x, c2y, x1, y1, dx: (x1 - c2x) / length, dy: (y1 - c2y) / length };
}

/** The point of a curve at the parameter t, from 0 to 1. */
export function pointAt(curve: Curve, t: number): { x: number; y: number } {
  const s = 1 - t;
  const { kind, x0, y0, c1x, c1y, c2x, c2y, x1, y1 } = curve;
  if (kind === 'line') return { x: s * x0 + t * x1, y: s * y0 + t * y1 };
  if (kind === 'quadratic') {
    return { x: s * s * x0 + 2 * s * t * c1x + t * t * x1, y: s * s * y0 + 2 * s * t * c1y + t * t * y1 };
  }
  const a = s * s * s;
  const b = 3 * s * s * t;
  const c = 3 * s * t * t;
  const d = t * t * t;
  return { x: a * x0 + b * c1x + c * c2x + d * x1, y: a * y0 + b * c1y + c * c2y + d * y1 };
}

function toSegment(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const wayX = x1 - x0;
  const wayY = y1 - y0;
  const square = wayX * wayX + wayY * wayY;
  const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * wayX + (y - y0) * wayY) / square));
  return Math.hypot(x - x0 - t * wayX, y - y0 - t * wayY);
}

const STEPS = 12;

/** The distance of a point from a curve. Distances beyond `atMost` may be returned as infinity. */
export function distanceTo(curve: Curve, x: number, y: number, atMost: number): number {
  const { x0, y0, c1x, c1y, c2x, c2y, x1, y1 } = curve;
  if (
    x < Math.min(x0, c1x, c2x, x1) - atMost ||
    x > Math.max(x0, c1x, c2x, x1) + atMost ||
    y < Math.min(y0, c1y, c2y, y1) - atMost ||
    y > Math.max(y0, c1y, c2y, y1) + atMost
  ) {
    return Number.POSITIVE_INFINITY;
  }
  if (curve.kind === 'line') return toSegment(x, y, x0, y0, x1, y1);
  let nearest = Number.POSITIVE_INFINITY;
  let before = { x: x0, y: y0 };
  for (let i = 1; i <= STEPS; i += 1) {
    const next = pointAt(curve, i / STEPS);
    nearest = Math.min(nearest, toSegment(x, y, before.x, before.y, next.x, next.y));
    before = next;
  }
  return nearest;
}

/** The approximate length of a curve. */
export function lengthOf(curve: Curve): number {
  if (curve.kind === 'line') return Math.hypot(curve.x1 - curve.x0, curve.y1 - curve.y0);
  let length = 0;
  let before = { x: curve.x0, y: curve.y0 };
  for (let i = 1; i <= 6; i += 1) {
    const next = pointAt(curve, i / 6);
    length += Math.hypot(next.x - before.x, next.y - before.y);
    before = next;
  }
  return length;
}
