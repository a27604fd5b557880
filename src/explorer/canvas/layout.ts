import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Point } from './drawing.ts';

/**
 * Computes positions for nodes. Nodes that have a position keep it to the pixel, so that users recognise the picture.
 * The same input always gives the same positions, in whole numbers, so that a link can hold them.
 */

/** A node to place. With coordinates it stays there. */
export interface LayoutNode {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly pinned?: boolean;
}

/** A graph to lay out. */
export interface LayoutGraph {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** How to lay out a graph. */
export interface LayoutOptions {
  /** Whether to place all nodes again, except the pinned ones. */
  readonly all?: boolean;
  readonly signal?: AbortSignal;
}

interface Body extends SimulationNodeDatum {
  readonly id: string;
  readonly neighbours: Body[];
  /** Whether it has a position already. */
  readonly fixed: boolean;
  placed: boolean;
  x: number;
  y: number;
}

/** The minimum distance between centres. Names are below nodes, and wider than high. */
const GAP_X = 64;
const GAP_Y = 46;
const RING_RADIUS = 130;
const RING_GAP = 62;
const LINK_LENGTH = 105;
/** Up to this many new nodes are placed beside the old ones; more need a force simulation. */
const FEW_NODES = 400;
const MAX_OBSTACLES = 300;
const ONE_SIDED = 0.35;
const FREE_SIDE = 3.8;
const WIDEST_STEP = 0.9;
const SLICE_MS = 12;
/** Screens are wider than high. */
const ASPECT = 1.3;
const ROOMY = 1.7;

/** Computes a position for each node. Rejects with the signal’s reason if it is aborted. */
export async function layOut(given: LayoutGraph, options: LayoutOptions = {}): Promise<ReadonlyMap<string, Point>> {
  const bodies = bodiesOf(given, options.all ?? false);
  const all = [...bodies.values()];
  const fresh = all.filter(({ fixed }) => !fixed);
  const taken = new OccupiedGrid();
  for (const body of all) if (body.fixed) taken.add(body);
  if (fresh.length > 0) {
    const pace = new TimeSlicer(options.signal);
    if (fresh.length === all.length) {
      startAsTree(all);
      await relax(all, pace, ticksFor(all), false);
      spread(all);
    } else {
      putBeside(fresh, taken);
      const obstacles = all.filter(({ fixed }) => fixed);
      if (fresh.length > FEW_NODES) await relax(all, pace, ticksFor(all), true);
      else if (fresh.some(({ neighbours }) => neighbours.length > 1)) {
        await relax([...fresh, ...nearest(obstacles, fresh)], pace, 40, true);
      }
    }
    settle(fresh, taken);
  }
  return new Map(all.map(({ id, x, y }) => [id, { x, y }]));
}

function bodiesOf({ nodes, edges }: LayoutGraph, anew: boolean): Map<string, Body> {
  const bodies = new Map<string, Body>();
  for (const { id, x, y, pinned } of nodes) {
    const fixed = x !== undefined && y !== undefined && (!anew || pinned === true);
    const body: Body = { id, neighbours: [], fixed, placed: fixed, x: x ?? 0, y: y ?? 0 };
    if (fixed) Object.assign(body, { fx: x, fy: y });
    bodies.set(id, body);
  }
  const pairs = new Set<string>();
  for (const { from, to } of edges) {
    const a = bodies.get(from);
    const b = bodies.get(to);
    if (a === undefined || b === undefined || a === b) continue;
    const pair = from < to ? `${from}\n${to}` : `${to}\n${from}`;
    if (pairs.has(pair)) continue;
    pairs.add(pair);
    a.neighbours.push(b);
    b.neighbours.push(a);
  }
  return bodies;
}

/** A spatial grid of occupied positions: whether a point is free is looked up in nine cells. */
class OccupiedGrid {
  readonly #squares = new Map<number, Point[]>();

  #square(column: number, row: number): number {
    return column * 1_000_003 + row;
  }

  add(place: Point): void {
    const key = this.#square(Math.floor(place.x / GAP_X), Math.floor(place.y / GAP_Y));
    const square = this.#squares.get(key);
    if (square === undefined) this.#squares.set(key, [place]);
    else square.push(place);
  }

  isFree(x: number, y: number): boolean {
    const column = Math.floor(x / GAP_X);
    const row = Math.floor(y / GAP_Y);
    for (let i = -1; i <= 1; i += 1) {
      for (let j = -1; j <= 1; j += 1) {
        for (const place of this.#squares.get(this.#square(column + i, row + j)) ?? []) {
          const dx = (place.x - x) / GAP_X;
          const dy = (place.y - y) / GAP_Y;
          if (dx * dx + dy * dy < 1) return false;
        }
      }
    }
    return true;
  }
}

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

const STRIDE = 11;

/** Finds free points along a spiral. It remembers how far it went, so the next search near there starts further out. */
class FreeSpotSearch {
  readonly #taken: OccupiedGrid;
  readonly #steps = new Map<string, number>();

  constructor(taken: OccupiedGrid) {
    this.#taken = taken;
  }

  /** A free point near the given one. */
  near(x: number, y: number): Point {
    const key = `${Math.round(x / GAP_Y)} ${Math.round(y / GAP_Y)}`;
    for (let step = Math.max(0, (this.#steps.get(key) ?? 0) - 40); ; step += 1) {
      const radius = STRIDE * Math.sqrt(step);
      const atX = Math.round(x + radius * Math.cos(step * GOLDEN));
      const atY = Math.round(y + radius * Math.sin(step * GOLDEN));
      if (this.#taken.isFree(atX, atY)) {
        this.#steps.set(key, step);
        return { x: atX, y: atY };
      }
    }
  }
}

function settle(fresh: readonly Body[], taken: OccupiedGrid): void {
  const search = new FreeSpotSearch(taken);
  const order = [...fresh].sort((a, b) => b.neighbours.length - a.neighbours.length || (a.id < b.id ? -1 : 1));
  for (const body of order) {
    const { x, y } = search.near(body.x, body.y);
    body.x = x;
    body.y = y;
    taken.add(body);
  }
}

/** Scales positions so that the inner four fifths have room; otherwise the centre of a large graph is too dense. */
function spread(all: readonly Body[]): void {
  const x = all.reduce((sum, body) => sum + body.x, 0) / all.length;
  const y = all.reduce((sum, body) => sum + body.y, 0) / all.length;
  const distances = all.map((body) => Math.hypot(body.x - x, body.y - y)).sort((a, b) => a - b);
  const radius = Math.max(1, distances[Math.floor(all.length * 0.8)] ?? 1);
  const wanted = Math.sqrt((all.length * 0.8 * GAP_X * GAP_Y * ROOMY) / (Math.PI * ASPECT)) / radius;
  const factor = Math.max(1, Math.min(4, wanted));
  for (const body of all) {
    body.x = (body.x - x) * factor * ASPECT;
    body.y = (body.y - y) * factor;
  }
}

/** Puts new nodes on rings around the neighbour they came with, on its emptiest side. */
function putBeside(fresh: readonly Body[], taken: OccupiedGrid): void {
  const claimed = new OccupiedGrid();
  const free = (x: number, y: number) => taken.isFree(x, y) && claimed.isFree(x, y);
  const put = (body: Body, x: number, y: number) => {
    body.x = x;
    body.y = y;
    body.placed = true;
    claimed.add({ x, y });
  };
  let waiting = [...fresh];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ neighbours }) => neighbours.some(({ placed }) => placed));
    if (ready.length === 0) {
      // Nodes without a placed neighbour start below everything else; their neighbours follow.
      const next = waiting.reduce((a, b) => (b.neighbours.length > a.neighbours.length ? b : a));
      const edge = bottomOf(fresh, taken);
      put(next, edge.x, edge.y);
      waiting = waiting.filter((body) => body !== next);
      continue;
    }
    const around = new Map<Body, Body[]>();
    for (const body of ready) {
      const there = body.neighbours.filter(({ placed }) => placed);
      if (there.length === 1) {
        const hub = there[0] as Body;
        const others = around.get(hub);
        if (others === undefined) around.set(hub, [body]);
        else others.push(body);
      } else {
        const x = there.reduce((sum, other) => sum + other.x, 0) / there.length;
        const y = there.reduce((sum, other) => sum + other.y, 0) / there.length;
        around.set({ ...body, neighbours: there, x, y }, [body]);
      }
    }
    for (const [hub, others] of around) putAround(hub, others, free, put);
    waiting = waiting.filter(({ placed }) => !placed);
  }
}

function putAround(
  hub: Body,
  others: readonly Body[],
  free: (x: number, y: number) => boolean,
  put: (body: Body, x: number, y: number) => void,
): void {
  const there = hub.neighbours.filter(({ placed }) => placed);
  const [dx, dy] = there.reduce(
    ([sumX, sumY], { x, y }) => {
      const length = Math.hypot(x - hub.x, y - hub.y) || 1;
      return [sumX + (x - hub.x) / length, sumY + (y - hub.y) / length];
    },
    [0, 0] as [number, number],
  );
  const oneSided = Math.hypot(dx, dy) > ONE_SIDED * Math.max(1, there.length);
  const away = Math.hypot(dx, dy) < 0.01 ? 0 : Math.atan2(-dy, -dx);
  const left = [...others];
  const alone = others.length === 1 && there.length > 1;
  for (let ring = 0; left.length > 0; ring += 1) {
    const radius = (alone ? 0 : RING_RADIUS) + ring * RING_GAP;
    // If all neighbours are on one side, new nodes go to the other.
    const arc = oneSided && !alone ? FREE_SIDE : 2 * Math.PI;
    const slots = Math.max(1, Math.floor((arc * radius) / (GAP_X * 1.05)));
    // A few nodes spread over the ring.
    const step = Math.min(WIDEST_STEP, arc / Math.min(slots, left.length));
    for (let slot = 0; slot < slots && left.length > 0; slot += 1) {
      // Alternate between the two sides of the free direction.
      const off = (slot % 2 === 0 ? 1 : -1) * Math.ceil(slot / 2) * step;
      const x = hub.x + radius * Math.cos(away + off);
      const y = hub.y + radius * Math.sin(away + off);
      if (free(x, y)) put(left.shift() as Body, x, y);
    }
  }
}

function bottomOf(fresh: readonly Body[], taken: OccupiedGrid): Point {
  let lowest = 0;
  const all = fresh.flatMap(({ neighbours }) => neighbours);
  for (const body of [...fresh, ...all]) if (body.placed) lowest = Math.max(lowest, body.y);
  return new FreeSpotSearch(taken).near(0, lowest + RING_RADIUS);
}

function nearest(obstacles: readonly Body[], fresh: readonly Body[]): readonly Body[] {
  const wanted = new Set<Body>();
  for (const { neighbours } of fresh) for (const other of neighbours) if (other.fixed) wanted.add(other);
  const x = fresh.reduce((sum, body) => sum + body.x, 0) / fresh.length;
  const y = fresh.reduce((sum, body) => sum + body.y, 0) / fresh.length;
  const others = obstacles
    .filter((body) => !wanted.has(body))
    .map((body) => ({ body, distance: Math.hypot(body.x - x, body.y - y) }))
    .sort((a, b) => a.distance - b.distance || (a.body.id < b.body.id ? -1 : 1));
  return [...wanted, ...others.slice(0, MAX_OBSTACLES).map(({ body }) => body)];
}

/** Starts each component as a radial tree from its best connected node, so that the forces have little to do. */
function startAsTree(all: readonly Body[]): void {
  const order = [...all].sort((a, b) => b.neighbours.length - a.neighbours.length || (a.id < b.id ? -1 : 1));
  let shift = 0;
  for (const root of order) {
    if (root.placed) continue;
    root.placed = true;
    const levels: Body[][] = [[root]];
    const parents = new Map<Body, Body>();
    for (let level: Body[] = [root]; level.length > 0; ) {
      const next: Body[] = [];
      for (const body of level) {
        for (const other of body.neighbours) {
          if (other.placed) continue;
          other.placed = true;
          parents.set(other, body);
          next.push(other);
        }
      }
      if (next.length > 0) levels.push(next);
      level = next;
    }
    const leaves = new Map<Body, number>();
    for (const level of [...levels].reverse()) {
      for (const body of level) {
        const own = leaves.get(body) ?? 0;
        const counted = Math.max(1, own);
        leaves.set(body, counted);
        const parent = parents.get(body);
        if (parent !== undefined) leaves.set(parent, (leaves.get(parent) ?? 0) + counted);
      }
    }
    const wedges = new Map<Body, { from: number; width: number; used: number }>();
    wedges.set(root, { from: 0, width: 2 * Math.PI, used: 0 });
    let radius = 0;
    let outer = 0;
    levels.forEach((level, depth) => {
      if (depth > 0) radius = Math.max(radius + LINK_LENGTH * 0.8, (level.length * GAP_Y) / (2 * Math.PI));
      for (const body of level) {
        const parent = parents.get(body);
        if (parent !== undefined) {
          const wedge = wedges.get(parent) as { from: number; width: number; used: number };
          const share = (leaves.get(body) as number) / (leaves.get(parent) as number);
          wedges.set(body, { from: wedge.from + wedge.used, width: wedge.width * share, used: 0 });
          wedge.used += wedge.width * share;
        }
        const { from, width } = wedges.get(body) as { from: number; width: number };
        body.x = shift + radius * Math.cos(from + width / 2);
        body.y = radius * Math.sin(from + width / 2);
        outer = Math.max(outer, radius);
      }
    });
    // The next component starts to the right; the forces pull them together.
    shift += 2 * outer + LINK_LENGTH;
  }
}

const ticksFor = (all: readonly Body[]): number => {
  const links = all.reduce((sum, { neighbours }) => sum + neighbours.length, 0) / 2;
  return Math.max(80, Math.min(300, Math.round(1_000_000 / (all.length * 4 + links + 1))));
};

/** Divides long work into slices, so that the page stays responsive. */
class TimeSlicer {
  readonly #signal: AbortSignal | undefined;
  #begun = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async next(): Promise<void> {
    if (performance.now() - this.#begun < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#signal?.throwIfAborted();
    this.#begun = performance.now();
  }
}

async function relax(bodies: readonly Body[], pace: TimeSlicer, ticks: number, around: boolean): Promise<void> {
  const there = new Set(bodies);
  const links: SimulationLinkDatum<Body>[] = [];
  for (const body of bodies) {
    for (const other of body.neighbours) {
      if (body.id < other.id && there.has(other) && !(body.fixed && other.fixed))
        links.push({ source: body, target: other });
    }
  }
  const large = bodies.length > 1_000;
  const simulation = forceSimulation<Body>([...bodies])
    .stop()
    .alpha(around ? 0.3 : 1)
    .alphaDecay(1 - 0.002 ** (1 / ticks))
    .velocityDecay(0.45)
    .force(
      'links',
      forceLink<Body, SimulationLinkDatum<Body>>(links).distance(({ source, target }) => {
        // Hubs keep their neighbours further away, where there is room.
        const most = Math.max((source as Body).neighbours.length, (target as Body).neighbours.length);
        return LINK_LENGTH + Math.min(220, 9 * Math.sqrt(most) * Math.log2(1 + most) * 0.5);
      }),
    )
    .force(
      'charge',
      forceManyBody<Body>()
        .strength(large ? -260 : -520)
        .distanceMax(1_400)
        .theta(large ? 1.2 : 0.9),
    );
  if (!around) simulation.force('x', forceX<Body>().strength(0.045)).force('y', forceY<Body>().strength(0.06));
  const collide = forceCollide<Body>(GAP_X / 2);
  for (let tick = 0; tick < ticks; tick += 1) {
    // Nodes may pass through each other until the layout has its shape.
    if (tick === Math.floor(ticks * 0.6)) simulation.force('collide', collide);
    simulation.tick();
    await pace.next();
  }
}
