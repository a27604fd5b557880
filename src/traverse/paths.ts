import { Work } from '../work.ts';
import { Heap } from './heap.ts';
import { Workspace } from './workspace.ts';

/**
 * Finds the shortest paths between entities by a search from both ends. It expands the cheaper side by one step until
 * all relations on paths of a length are known, which is the case once one end of each is expanded. Then it lists those
 * paths in order, and continues with the next length while it has too few.
 */

/** What to search for. Lists hold ids of entities. */
export interface PathsArguments {
  /** A path begins at any of these. */
  readonly from: readonly string[];
  /** A path ends at any of these. */
  readonly to: readonly string[];
  /** The most relations of a path. */
  readonly maxLength: number;
  /** The number of paths to find. */
  readonly first: number;
  /** A path contains all of these. */
  readonly through: readonly string[];
  /** A path contains none of these. */
  readonly avoid: ReadonlySet<string>;
  /** Whether an entity may be on a path between its ends; null if any may. */
  readonly between: ((id: string) => boolean) | null;
}

/** The known part of the graph. Entities are numbered from 0. */
export interface Network {
  /** Greater than all numbers of entities; grows as the search meets more. */
  readonly count: number;
  number(id: string): number;
  id(node: number): string;
  /** An upper bound of the number of an entity's relations to read; undefined if not known yet. */
  size(node: number): number | undefined;
  /** An estimate of unknown sizes. */
  readonly usual: number;
  learnSizes(nodes: readonly number[]): Promise<void>;
  /** Reads the neighbours of entities, and returns how many relations were read. `few`: also read the neighbours' sizes. */
  learnLinks(nodes: readonly number[], few: boolean): Promise<number>;
  /** The far ends of an entity's relations, once read; equal ones are adjacent. */
  links(node: number): ArrayLike<number>;
  /** How many types of relations join two adjacent entities; 1 if that is not known. */
  between(one: number, other: number): number;
  learnDegrees(nodes: Iterable<number>): Promise<void>;
  /** The number of an entity's relations, once read, which orders paths of one length. */
  degree(node: number): number;
}

/** EXHAUSTED: there are no paths. LIMIT: the search stopped at its budget. */
export type Outcome = 'FOUND' | 'EXHAUSTED' | 'LIMIT';

/** The paths of a search, and how it ended. */
export interface PathsResult {
  /** The ids of the entities along each path. Parallel relations of several types make several paths of one route. */
  readonly routes: readonly (readonly string[])[];
  readonly outcome: Outcome;
  /** The number of relations that were read. */
  readonly visited: number;
  /** All paths up to this length are known; null if not even the shortest are. */
  readonly searched: number | null;
}

/** Bounds the work of a search. */
export interface Budget {
  /** The most relations that may be read. */
  readonly visits: number;
  /** The most partial paths that may be extended. */
  readonly steps: number;
}

/** The budget of one `paths` query. */
export const BUDGET: Budget = { visits: 200_000, steps: 200_000 };

/** With at most this many relations, the sizes of the neighbours are read in the same statement. */
const FEW = 50;
/** A step with at most this many relations is taken together with the other side's, because a statement costs as much. */
const CHEAP = 1000;
/** The most relations in one statement, unless a single entity has more. */
const BATCH = 20_000;

/** More than all sets of entities that a path must contain. */
const MASKS = 64;

/** The flags of an entity: its role on paths, whether its relations are read, and in how many steps a side reaches it. */
const NOT_BETWEEN = 1;
const START = 2;
const END = 4;
const READ = 8;
/** The first flag of each side: whether it has seen the entity, followed by one flag per number of steps, 0 to 10. */
const SIDES = [4, 16] as const;
const SEEN = (1 << SIDES[0]) | (1 << SIDES[1]);

/** The search from one side. */
class Side {
  /** By number of steps: the entities that exactly this number of steps reaches and that may be on a path; at 0 the ends. */
  readonly layers: (readonly number[])[];
  /** The entities that the last step reached for the first time and that may be on a path. */
  frontier: readonly number[];
  /** The relations of all entities nearer than this are known. */
  radius = 0;
  readonly seen: number;
  readonly #firstBit: number;

  constructor(ends: ReadonlySet<number>, firstBit: number) {
    this.frontier = [...ends];
    this.layers = [this.frontier];
    this.seen = 1 << firstBit;
    this.#firstBit = firstBit + 1;
  }

  /** The distance up to which all relations are known; infinite if none are left to read. */
  get reach(): number {
    return this.frontier.length === 0 ? Infinity : this.radius;
  }

  /** The flag of the entities reached in this number of steps. */
  after(steps: number): number {
    return 1 << (this.#firstBit + steps);
  }
}

/** The next step of one side: the entities whose relations it reads, and how many relations these are. */
interface Step {
  readonly side: Side;
  readonly unread: readonly number[];
  readonly cost: number;
}

/** Paths of one length: by step, which entities may follow each entity. */
type Layers = readonly Map<number, number[]>[];

interface PartialPath {
  /** A lower bound of the sum of degrees of the complete path. */
  readonly bound: number;
  /** The sum of degrees so far. */
  readonly sum: number;
  readonly path: readonly number[];
  /** The entities of `through` that it contains, as flags. */
  readonly passed: number;
}

class Search {
  readonly #arguments: PathsArguments;
  readonly #network: Network;
  readonly #budget: Budget;
  readonly #starts: ReadonlySet<number>;
  readonly #ends: ReadonlySet<number>;
  readonly #through: ReadonlyMap<number, number>;
  readonly #sides: readonly [Side, Side];
  readonly #workspace: Workspace;
  readonly #work: Work;
  /** The entities that have flags. */
  readonly #marked: number[] = [];
  #visited = 0;
  #steps = 0;

  constructor(args: PathsArguments, network: Network, budget: Budget, workspace: Workspace, work: Work) {
    this.#arguments = args;
    this.#network = network;
    this.#budget = budget;
    this.#workspace = workspace;
    this.#work = work;
    const { from, to, through, avoid } = args;
    const numbers = (ids: readonly string[]) =>
      new Set(ids.filter((id) => !avoid.has(id)).map((id) => network.number(id)));
    this.#starts = numbers(from);
    this.#ends = numbers(to);
    this.#through = new Map([...new Set(through)].map((id, i) => [network.number(id), 1 << i]));
    const avoided = new Set([...avoid].map((id) => network.number(id)));
    this.#sides = [new Side(this.#starts, SIDES[0]), new Side(this.#ends, SIDES[1])];
    workspace.grow(network.count);
    for (const node of avoided) this.#mark(node, NOT_BETWEEN);
    for (const [i, ends, role] of [
      [0, this.#starts, START],
      [1, this.#ends, END],
    ] as const) {
      // A single start is at the beginning of every path and so nowhere else; likewise a single end.
      const only = ends.size === 1 ? NOT_BETWEEN : 0;
      for (const node of ends) this.#mark(node, role | only | this.#betweenOf(node) | this.#sides[i].seen);
    }
  }

  #mark(node: number, mark: number): void {
    const { marks } = this.#workspace;
    if (marks[node] === 0) this.#marked.push(node);
    (marks[node] as number) |= mark;
  }

  #betweenOf(node: number): number {
    const { between } = this.#arguments;
    return between === null || between(this.#network.id(node)) ? 0 : NOT_BETWEEN;
  }

  /** Whether one side has nothing left to read; then everything is known. */
  get #isComplete(): boolean {
    return this.#sides.some(({ frontier }) => frontier.length === 0);
  }

  /** Whether paths can only lead from one entity to itself. */
  get #isLoop(): boolean {
    const [start] = this.#starts;
    return this.#starts.size === 1 && this.#ends.size === 1 && start !== undefined && this.#ends.has(start);
  }

  /** Clears its flags in the workspace. */
  clear(): void {
    for (const node of this.#marked) this.#workspace.marks[node] = 0;
  }

  async run(): Promise<PathsResult> {
    const { maxLength, first, through, avoid } = this.#arguments;
    if (through.some((id) => avoid.has(id)))
      return { routes: [], outcome: 'EXHAUSTED', visited: 0, searched: maxLength };
    const routes: (readonly number[])[] = [];
    let searched: number | null = null;
    const result = (outcome: Outcome): PathsResult => ({
      routes: routes.map((route) => route.map((node) => this.#network.id(node))),
      outcome,
      visited: this.#visited,
      searched,
    });
    let missing = first;
    for (let length = 0; length <= maxLength; length += 1) {
      while (!this.#isComplete && this.#radius < length) {
        if (!(await this.#grow())) return result('LIMIT');
      }
      await this.#work.pause();
      const listed = await this.#routesOfLength(length, missing);
      routes.push(...listed.routes);
      missing -= listed.count;
      if (missing <= 0) return result('FOUND');
      if (!listed.complete) return result('LIMIT');
      searched = length;
      // A longer path would have to return to its start.
      if (length === 0 && this.#isLoop) searched = length = maxLength;
    }
    return result(routes.length > 0 ? 'FOUND' : 'EXHAUSTED');
  }

  get #radius(): number {
    return this.#sides[0].radius + this.#sides[1].radius;
  }

  /** An estimate of how many relations a step reads. */
  #cost(nodes: readonly number[]): number {
    let cost = 0;
    for (const node of nodes) cost += this.#network.size(node) ?? this.#network.usual;
    return cost;
  }

  #step(side: Side): Step {
    const { marks } = this.#workspace;
    const unread = side.frontier.filter((node) => !((marks[node] as number) & READ));
    return { side, unread, cost: this.#cost(unread) };
  }

  /** The cheaper step, or the steps of both sides if the other costs little. Their costs are exact. */
  async #cheaper(): Promise<readonly Step[]> {
    for (;;) {
      const [one, other] = this.#sides.map((side) => this.#step(side)).sort((a, b) => a.cost - b.cost) as [Step, Step];
      const isSized = (node: number) => this.#network.size(node) !== undefined;
      if (one.unread.every(isSized)) {
        const takeBoth =
          other.cost <= CHEAP && this.#radius + 2 <= this.#arguments.maxLength && other.unread.every(isSized);
        return takeBoth ? [one, other] : [one];
      }
      await this.#network.learnSizes(one.unread.filter((node) => !isSized(node)));
    }
  }

  /** Takes the next step on one or both sides; false if it would exceed the budget. */
  async #grow(): Promise<boolean> {
    const steps = await this.#cheaper();
    const [one, other] = steps as [Step, Step?];
    const unread = other ? [...new Set([...one.unread, ...other.unread])] : one.unread;
    const cost = other ? this.#cost(unread) : one.cost;
    if (this.#visited + cost > this.#budget.visits) return false;
    let batch: number[] = [];
    let size = 0;
    const read = async () => {
      if (batch.length > 0) this.#visited += await this.#network.learnLinks(batch, cost <= FEW);
      batch = [];
      size = 0;
    };
    for (const node of unread) {
      const own = this.#network.size(node) ?? 0;
      if (size + own > BATCH) await read();
      batch.push(node);
      size += own;
    }
    await read();
    this.#workspace.grow(this.#network.count);
    for (const node of unread) this.#mark(node, READ);
    for (const { side } of steps) await this.#advance(side);
    return true;
  }

  async #advance(side: Side): Promise<void> {
    const reached: number[] = [];
    const { marks } = this.#workspace;
    side.radius += 1;
    for (const node of side.frontier) {
      const links = this.#network.links(node);
      for (let i = 0; i < links.length; i += 1) {
        if (this.#work.step()) await this.#work.pause();
        const other = links[i] as number;
        let mark = marks[other] as number;
        if (mark & side.seen) continue;
        if (mark === 0) this.#marked.push(other);
        if (!(mark & SEEN)) mark |= this.#betweenOf(other);
        marks[other] = mark | side.seen;
        if (!(mark & NOT_BETWEEN)) reached.push(other);
      }
    }
    side.frontier = reached;
  }

  /**
   * Lists the first routes of a length that make `wanted` paths, counting the types of parallel relations. `complete`: the
   * budget was sufficient.
   */
  async #routesOfLength(
    length: number,
    wanted: number,
  ): Promise<{ routes: number[][]; count: number; complete: boolean }> {
    const layers = await this.#layers(length);
    const routes: number[][] = [];
    let count = 0;
    if (!layers) return { routes, count, complete: true };
    await this.#network.learnDegrees(between(layers));
    const all = (1 << this.#through.size) - 1;
    const bit = (node: number) => this.#through.get(node) ?? 0;
    const degree = (node: number, at: number) => (at === 0 || at === length ? 0 : this.#network.degree(node));

    const starts = length === 0 ? this.#both() : [...(layers[0]?.keys() ?? [])];
    const rests = await this.#rests(layers, starts, degree, bit);
    const rest = (at: number, node: number, passed: number): number =>
      at === length ? (passed === all ? 0 : Infinity) : (rests[at]?.get(node * MASKS + passed) ?? Infinity);

    const open = new Heap<PartialPath>((a, b) => a.bound - b.bound || this.#compare(a.path, b.path));
    const push = (path: readonly number[], sum: number, passed: number) => {
      const bound = sum + rest(path.length - 1, path.at(-1) as number, passed);
      if (bound < Infinity) open.push({ bound, sum, path, passed });
    };
    for (const node of starts) push([node], 0, bit(node));
    for (let next = open.pop(); next; next = open.pop()) {
      const { path, sum, passed } = next;
      if (path.length === length + 1) {
        routes.push([...path]);
        count += this.#pathsAlong(path);
        if (count >= wanted) break;
        continue;
      }
      for (const node of layers[path.length - 1]?.get(path.at(-1) as number) ?? []) {
        if (path.includes(node)) continue;
        this.#steps += 1;
        if (this.#steps > this.#budget.steps) return { routes, count, complete: false };
        push([...path, node], sum + degree(node, path.length), passed | bit(node));
        if (this.#work.step()) await this.#work.pause();
      }
    }
    return { routes, count, complete: true };
  }

  /**
   * A lower bound of the degrees on the rest of a path, for each step, entity and set of `through` that came before: that
   * of a walk, which may visit a node twice.
   */
  async #rests(
    layers: Layers,
    starts: readonly number[],
    degree: (node: number, at: number) => number,
    bit: (node: number) => number,
  ): Promise<readonly ReadonlyMap<number, number>[]> {
    const { length } = layers;
    const all = (1 << this.#through.size) - 1;
    // Which of these sets can come before each entity, as keys of the entity and the set.
    const reached = [new Set(starts.map((node) => node * MASKS + bit(node)))];
    for (let at = 0; at < length; at += 1) {
      const next = new Set<number>();
      for (const key of reached[at] ?? []) {
        const [node, passed] = [Math.floor(key / MASKS), key % MASKS];
        for (const other of layers[at]?.get(node) ?? []) {
          next.add(other * MASKS + (passed | bit(other)));
          if (this.#work.step()) await this.#work.pause();
        }
      }
      reached.push(next);
    }
    const rests = layers.map(() => new Map<number, number>());
    for (let at = length - 1; at >= 0; at -= 1) {
      for (const key of reached[at] ?? []) {
        const [node, passed] = [Math.floor(key / MASKS), key % MASKS];
        let least = Infinity;
        for (const other of layers[at]?.get(node) ?? []) {
          const then = passed | bit(other);
          const rest =
            at + 1 === length ? (then === all ? 0 : Infinity) : (rests[at + 1]?.get(other * MASKS + then) ?? Infinity);
          least = Math.min(least, degree(other, at + 1) + rest);
          if (this.#work.step()) await this.#work.pause();
        }
        rests[at]?.set(key, least);
      }
    }
    return rests;
  }

  /** The entities that are both a start and an end. */
  #both(): number[] {
    return [...this.#starts].filter((node) => this.#ends.has(node));
  }

  /** Compares paths by their ids, from the start. */
  #compare(a: readonly number[], b: readonly number[]): number {
    for (let i = 0; i < a.length && i < b.length; i += 1) {
      if (a[i] === b[i]) continue;
      return this.#network.id(a[i] as number) < this.#network.id(b[i] as number) ? -1 : 1;
    }
    return a.length - b.length;
  }

  /** How many paths a route makes, by the types of its parallel relations. */
  #pathsAlong(path: readonly number[]): number {
    let product = 1;
    for (let i = 1; i < path.length; i += 1) {
      product *= this.#network.between(path[i - 1] as number, path[i] as number);
    }
    return product;
  }

  /** The distinct neighbours of some entities whose flags in `mask` equal `wanted`. */
  async #nextTo(nodes: readonly number[], mask: number, wanted: number): Promise<number[]> {
    const set = this.#workspace.setOf([]);
    const { marks, member } = this.#workspace;
    const neighbours: number[] = [];
    for (const node of nodes) {
      const links = this.#network.links(node);
      for (let i = 0; i < links.length; i += 1) {
        const other = links[i] as number;
        // A path does not stay at an entity.
        if (other === node || member[other] === set || ((marks[other] as number) & mask) !== wanted) continue;
        member[other] = set;
        neighbours.push(other);
      }
      if (this.#work.step(1 + links.length)) await this.#work.pause();
    }
    return neighbours;
  }

  /** The entities that one side reaches in exactly this number of steps. It is the same for paths of every length. */
  async #reached(side: Side, steps: number): Promise<readonly number[]> {
    const { marks } = this.#workspace;
    for (let at = side.layers.length; at <= steps; at += 1) {
      const layer = await this.#nextTo(side.layers[at - 1] as readonly number[], NOT_BETWEEN, 0);
      for (const node of layer) (marks[node] as number) |= side.after(at);
      side.layers.push(layer);
    }
    return side.layers[steps] as readonly number[];
  }

  /** Where the two halves of paths of a length can meet, `meet` steps from the start. */
  async #middle(length: number, meet: number): Promise<readonly number[]> {
    const [start, end] = this.#sides;
    if (meet === length) return this.#nextTo(await this.#reached(start, length - 1), END, END);
    if (meet === 0) return this.#nextTo(await this.#reached(end, length - 1), START, START);
    const [forward, backward] = [await this.#reached(start, meet), await this.#reached(end, length - meet)];
    const [fewer, bit] =
      forward.length < backward.length ? [forward, end.after(length - meet)] : [backward, start.after(meet)];
    return fewer.filter((node) => (this.#workspace.marks[node] as number) & bit);
  }

  /** Calls `visit` with each distinct neighbour of an entity that is in a set. */
  #linksWithin(set: number, node: number, visit: (other: number) => void): void {
    const { member } = this.#workspace;
    const links = this.#network.links(node);
    let last = -1;
    for (let i = 0; i < links.length; i += 1) {
      const other = links[i] as number;
      if (member[other] === set && other !== last) visit(other);
      last = other;
    }
  }

  /** The layers of paths of a length, without those that turn back at once; null if there are none. */
  async #layers(length: number): Promise<Layers | null> {
    if (length === 0) return this.#both().length > 0 ? [new Map()] : null;
    const [start, end] = this.#sides;
    // The sides meet where all relations nearer to each of them are known.
    const meet = Math.min(start.reach, length, Math.max(length - end.reach, length >> 1));
    const middle = await this.#middle(length, meet);
    if (middle.length === 0) return null;

    const layers = Array.from({ length }, () => new Map<number, number[]>());
    let useful = this.#workspace.setOf(middle);
    for (let at = meet - 1; at >= 0; at -= 1) {
      const layer = layers[at] as Map<number, number[]>;
      for (const node of await this.#reached(start, at)) {
        const next: number[] = [];
        this.#linksWithin(useful, node, (other) => next.push(other));
        if (next.length > 0) layer.set(node, next);
        if (this.#work.step(1 + this.#network.links(node).length)) await this.#work.pause();
      }
      useful = this.#workspace.setOf(layer.keys());
    }
    useful = this.#workspace.setOf(middle);
    for (let at = meet + 1; at <= length; at += 1) {
      const layer = layers[at - 1] as Map<number, number[]>;
      const leading: number[] = [];
      for (const node of await this.#reached(end, length - at)) {
        let leads = false;
        this.#linksWithin(useful, node, (other) => {
          leads = true;
          const next = layer.get(other);
          if (next) next.push(node);
          else layer.set(other, [node]);
        });
        if (leads) leading.push(node);
        if (this.#work.step(1 + this.#network.links(node).length)) await this.#work.pause();
      }
      useful = this.#workspace.setOf(leading);
    }
    return withoutTurns(layers, this.#work);
  }
}

/** The entities between the ends, once per layer. */
function* between(layers: Layers): Generator<number> {
  for (const layer of layers.slice(1)) yield* layer.keys();
}

/** Removes entities whose only successor is their only predecessor, which around a hub are nearly all. */
async function withoutTurns(layers: Map<number, number[]>[], work: Work): Promise<Layers> {
  for (let at = 1; at < layers.length; at += 1) {
    const [before, layer] = [layers[at - 1] as Map<number, number[]>, layers[at] as Map<number, number[]>];
    const came = new Map<number, number>();
    for (const [node, next] of before) {
      for (const other of next) came.set(other, came.has(other) ? -1 : node);
      if (work.step(1 + next.length)) await work.pause();
    }
    for (const [node, next] of layer) if (next.length === 1 && next[0] === came.get(node)) layer.delete(node);
    for (const [node, next] of before) {
      const left = next.filter((other) => layer.has(other));
      if (left.length > 0) before.set(node, left);
      else before.delete(node);
      if (work.step(1 + next.length)) await work.pause();
    }
  }
  return layers;
}

/** The budget and the working memory of a search, and how to abort it. */
export interface SearchOptions {
  readonly budget?: Budget | undefined;
  /** Large enough for all known entities, without flags; the search leaves it so. */
  readonly workspace?: Workspace | undefined;
  /** What the request may spend, and when the search ends. */
  readonly work?: Work | undefined;
}

/** Finds the shortest paths in a network: by length, then by the sum of degrees between the ends, then by ids. */
export async function findPaths(
  args: PathsArguments,
  network: Network,
  { budget = BUDGET, workspace = new Workspace(network.count), work = new Work() }: SearchOptions = {},
): Promise<PathsResult> {
  const search = new Search(args, network, budget, workspace, work);
  try {
    return await search.run();
  } finally {
    search.clear();
  }
}
