import { setImmediate } from 'node:timers/promises';
import { Heap } from './heap.ts';
import { Workspace } from './workspace.ts';

/**
 * The shortest paths between entities, by a search from both ends. It grows the side that costs less by one step, until
 * all relations on paths of a length are known: a relation is, once one of its ends has been expanded. Then it lists
 * those paths, in order, and goes on to the next length while it has too few.
 */

export interface PathsArguments {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly maxLength: number;
  readonly first: number;
  readonly through: readonly string[];
  readonly avoid: ReadonlySet<string>;
  /** Whether an entity may stand between the ends; null where any may. */
  readonly between: ((id: string) => boolean) | null;
}

/** The graph as far as a search knows it. Entities have numbers there, from 0 on. */
export interface Network {
  /** All numbers are less than this, which grows with what is met. */
  readonly count: number;
  number(id: string): number;
  id(node: number): string;
  /** Of how many relations of an entity there may be something to read; undefined where that is not known yet. */
  size(node: number): number | undefined;
  /** What a size is likely to be where it is not known. */
  readonly usual: number;
  learnSizes(nodes: readonly number[]): Promise<void>;
  /** `few`: they are so few that the sizes of what they lead to may be learnt at once. Gives how many relations were read. */
  learnLinks(nodes: readonly number[], few: boolean): Promise<number>;
  /** The other ends of an entity's relations, once they are learnt; those that are the same one after another. */
  links(node: number): ArrayLike<number>;
  /** How many relations join two entities of which one's links are learnt. */
  between(one: number, other: number): number;
  learnDegrees(nodes: Iterable<number>): Promise<void>;
  /** What paths of one length are ordered by, once it is learnt. */
  degree(node: number): number;
}

export type Outcome = 'FOUND' | 'EXHAUSTED' | 'LIMIT';

export interface Answer {
  /** The entities along each path, in order; parallel relations make several paths of one. */
  readonly ways: readonly (readonly string[])[];
  readonly outcome: Outcome;
  /** How many relations were read. */
  readonly visited: number;
  /** All paths of this length and of less are known, as far as they were asked for; null where none is. */
  readonly searched: number | null;
}

export interface Budget {
  /** Relations that may be read. */
  readonly visits: number;
  /** Beginnings of paths that may be looked at. */
  readonly steps: number;
}

export const BUDGET: Budget = { visits: 200_000, steps: 200_000 };

/** With so few relations, the sizes of what they lead to are read at once. */
const FEW = 50;
/** So few are read with those of the other side: a statement costs as much. */
const ALONG = 1000;
/** Relations in one statement, as far as one entity has no more. */
const BATCH = 50_000;

/** Milliseconds that a search goes on while others wait; it looks at the clock between lengths and after so many beginnings. */
const [TURN, PAUSED] = [10, 64];

/** What is kept of each entity, as bits of one number: what it may be on a path, whether its relations are read, and where a side reaches it. */
const NOT_BETWEEN = 1;
const START = 2;
const END = 4;
const READ = 8;
/** Where a side's own bits begin: whether it has seen the entity, and then a bit for each number of steps, 0 to 10. */
const SIDES = [4, 16] as const;
const SEEN = (1 << SIDES[0]) | (1 << SIDES[1]);

/** What is reached from one side. */
class Side {
  /** What may be reached in exactly so many steps and is walked through; at 0 the ends themselves. */
  readonly layers: (readonly number[])[];
  /** What was first seen in the last step, and is walked through. */
  frontier: readonly number[];
  /** The relations of all that is nearer than this are known. */
  radius = 0;
  readonly seen: number;
  readonly #firstBit: number;

  constructor(ends: ReadonlySet<number>, firstBit: number) {
    this.frontier = [...ends];
    this.layers = [this.frontier];
    this.seen = 1 << firstBit;
    this.#firstBit = firstBit + 1;
  }

  /** How far all relations are known: everywhere, where none is left to be read. */
  get reach(): number {
    return this.frontier.length === 0 ? Infinity : this.radius;
  }

  /** The bit of what is reached in so many steps. */
  after(steps: number): number {
    return 1 << (this.#firstBit + steps);
  }
}

/** The next step on one side: whose relations it reads, and how many these are. */
interface Step {
  readonly side: Side;
  readonly unread: readonly number[];
  readonly cost: number;
}

/** Paths of one length: what may follow what, step by step. */
type Layers = readonly Map<number, number[]>[];

interface Begun {
  /** At least what the whole path will have. */
  readonly sum: number;
  readonly before: number;
  readonly path: readonly number[];
  readonly passed: number;
}

class Search {
  readonly #question: PathsArguments;
  readonly #network: Network;
  readonly #budget: Budget;
  readonly #starts: ReadonlySet<number>;
  readonly #ends: ReadonlySet<number>;
  readonly #through: ReadonlyMap<number, number>;
  readonly #sides: readonly [Side, Side];
  readonly #workspace: Workspace;
  readonly #signal: AbortSignal | undefined;
  /** When others last had their turn. */
  #turned = performance.now();
  /** Those that have marks. */
  readonly #marked: number[] = [];
  #visited = 0;
  #steps = 0;

  constructor(
    question: PathsArguments,
    network: Network,
    budget: Budget,
    workspace: Workspace,
    signal: AbortSignal | undefined,
  ) {
    this.#question = question;
    this.#network = network;
    this.#budget = budget;
    this.#workspace = workspace;
    this.#signal = signal;
    const { from, to, through, avoid } = question;
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
      // The one start stands at the beginning and so nowhere else; the one end likewise.
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
    const { between } = this.#question;
    return between === null || between(this.#network.id(node)) ? 0 : NOT_BETWEEN;
  }

  /** Whether nothing is left to be read on one side: then all is known. */
  get #whole(): boolean {
    return this.#sides.some(({ frontier }) => frontier.length === 0);
  }

  /** Whether there is one entity to begin at, and it is the only one to end at. */
  get #isOne(): boolean {
    const [start] = this.#starts;
    return this.#starts.size === 1 && this.#ends.size === 1 && start !== undefined && this.#ends.has(start);
  }

  /** Takes its marks away. */
  clear(): void {
    for (const node of this.#marked) this.#workspace.marks[node] = 0;
  }

  async run(): Promise<Answer> {
    const { maxLength, first, through, avoid } = this.#question;
    if (through.some((id) => avoid.has(id))) return { ways: [], outcome: 'EXHAUSTED', visited: 0, searched: maxLength };
    const ways: (readonly number[])[] = [];
    let searched: number | null = null;
    const answer = (outcome: Outcome): Answer => ({
      ways: ways.map((way) => way.map((node) => this.#network.id(node))),
      outcome,
      visited: this.#visited,
      searched,
    });
    let missing = first;
    for (let length = 0; length <= maxLength; length += 1) {
      while (!this.#whole && this.#radius < length) {
        if (!(await this.#grow())) return answer('LIMIT');
      }
      await this.#turn();
      const found = await this.#ofLength(length, missing);
      ways.push(...found.ways);
      missing -= found.count;
      if (missing <= 0) return answer('FOUND');
      if (!found.whole) return answer('LIMIT');
      searched = length;
      // What begins and ends at one entity alone would have to come back to it.
      if (length === 0 && this.#isOne) searched = length = maxLength;
    }
    return answer(ways.length > 0 ? 'FOUND' : 'EXHAUSTED');
  }

  /** Gives others a turn, where this search has had a long one. */
  async #turn(): Promise<void> {
    if (performance.now() - this.#turned < TURN) return;
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#turned = performance.now();
  }

  get #radius(): number {
    return this.#sides[0].radius + this.#sides[1].radius;
  }

  /** How many relations a step reads: those whose number is not known count as many as others have. */
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

  /** The step that costs less, or those on both sides where the other costs little more. What they cost is known then. */
  async #cheaper(): Promise<readonly Step[]> {
    for (;;) {
      const [one, other] = this.#sides.map((side) => this.#step(side)).sort((a, b) => a.cost - b.cost) as [Step, Step];
      const isKnown = (node: number) => this.#network.size(node) !== undefined;
      if (one.unread.every(isKnown)) {
        const isAlong =
          other.cost <= ALONG && this.#radius + 2 <= this.#question.maxLength && other.unread.every(isKnown);
        return isAlong ? [one, other] : [one];
      }
      await this.#network.learnSizes(one.unread.filter((node) => !isKnown(node)));
    }
  }

  /** One step further, on one side at least; false where that would cost too much. */
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
    for (const { side } of steps) this.#advance(side);
    return true;
  }

  #advance(side: Side): void {
    const reached: number[] = [];
    const { marks } = this.#workspace;
    side.radius += 1;
    for (const node of side.frontier) {
      const links = this.#network.links(node);
      for (let i = 0; i < links.length; i += 1) {
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

  /** The first paths of one length, `whole` unless there were too many beginnings; parallel relations count. */
  async #ofLength(length: number, wanted: number): Promise<{ ways: number[][]; count: number; whole: boolean }> {
    const layers = this.#layers(length);
    const ways: number[][] = [];
    let count = 0;
    if (!layers) return { ways, count, whole: true };
    await this.#network.learnDegrees(between(layers));
    const all = (1 << this.#through.size) - 1;
    const bit = (node: number) => this.#through.get(node) ?? 0;
    const degree = (node: number, at: number) => (at === 0 || at === length ? 0 : this.#network.degree(node));

    // At least what the rest of a path has, once it stands at a node: what a walk has that may come back to a node.
    const rests = layers.map(() => new Map<number, number>());
    const rest = (at: number, node: number, passed: number): number => {
      if (at === length) return passed === all ? 0 : Infinity;
      const key = node * 64 + passed;
      const known = rests[at]?.get(key);
      if (known !== undefined) return known;
      let least = Infinity;
      for (const next of layers[at]?.get(node) ?? []) {
        least = Math.min(least, degree(next, at + 1) + rest(at + 1, next, passed | bit(next)));
      }
      rests[at]?.set(key, least);
      return least;
    };

    const begun = new Heap<Begun>((a, b) => a.sum - b.sum || this.#compare(a.path, b.path));
    const begin = (path: readonly number[], before: number, passed: number) => {
      const sum = before + rest(path.length - 1, path.at(-1) as number, passed);
      if (sum < Infinity) begun.push({ sum, before, path, passed });
    };
    const starts = length === 0 ? this.#both() : [...(layers[0]?.keys() ?? [])];
    for (const node of starts) begin([node], 0, bit(node));
    for (let one = begun.pop(); one; one = begun.pop()) {
      const { path, before, passed } = one;
      if (path.length === length + 1) {
        ways.push([...path]);
        count += this.#relationsAlong(path);
        if (count >= wanted) break;
        continue;
      }
      for (const next of layers[path.length - 1]?.get(path.at(-1) as number) ?? []) {
        if (path.includes(next)) continue;
        this.#steps += 1;
        if (this.#steps > this.#budget.steps) return { ways, count, whole: false };
        begin([...path, next], before + degree(next, path.length), passed | bit(next));
      }
      if (this.#steps % PAUSED === 0) await this.#turn();
    }
    return { ways, count, whole: true };
  }

  /** What is a start and an end. */
  #both(): number[] {
    return [...this.#starts].filter((node) => this.#ends.has(node));
  }

  /** By ids, from the beginning. */
  #compare(a: readonly number[], b: readonly number[]): number {
    for (let i = 0; i < a.length && i < b.length; i += 1) {
      if (a[i] === b[i]) continue;
      return this.#network.id(a[i] as number) < this.#network.id(b[i] as number) ? -1 : 1;
    }
    return a.length - b.length;
  }

  /** How many paths the relations between these entities make. */
  #relationsAlong(path: readonly number[]): number {
    let product = 1;
    for (let i = 1; i < path.length; i += 1) {
      product *= this.#network.between(path[i - 1] as number, path[i] as number);
    }
    return product;
  }

  /** What the relations of some lead to, each once, of which so much is marked: of the bits of `mask` those of `wanted`. */
  #nextTo(nodes: readonly number[], mask: number, wanted: number): number[] {
    const set = this.#workspace.setOf([]);
    const { marks, member } = this.#workspace;
    const found: number[] = [];
    for (const node of nodes) {
      const links = this.#network.links(node);
      for (let i = 0; i < links.length; i += 1) {
        const other = links[i] as number;
        // Nothing stands still on a path.
        if (other === node || member[other] === set || ((marks[other] as number) & mask) !== wanted) continue;
        member[other] = set;
        found.push(other);
      }
    }
    return found;
  }

  /** What may be reached from one side in exactly so many steps: the same for paths of every length. */
  #reached(side: Side, steps: number): readonly number[] {
    const { marks } = this.#workspace;
    for (let at = side.layers.length; at <= steps; at += 1) {
      const layer = this.#nextTo(side.layers[at - 1] as readonly number[], NOT_BETWEEN, 0);
      for (const node of layer) (marks[node] as number) |= side.after(at);
      side.layers.push(layer);
    }
    return side.layers[steps] as readonly number[];
  }

  /** Where the beginnings and the ends of paths of a length may meet, so many steps from the start. */
  #middle(length: number, meet: number): readonly number[] {
    const [start, end] = this.#sides;
    if (meet === length) return this.#nextTo(this.#reached(start, length - 1), END, END);
    if (meet === 0) return this.#nextTo(this.#reached(end, length - 1), START, START);
    const [forward, backward] = [this.#reached(start, meet), this.#reached(end, length - meet)];
    const [fewer, bit] =
      forward.length < backward.length ? [forward, end.after(length - meet)] : [backward, start.after(meet)];
    return fewer.filter((node) => (this.#workspace.marks[node] as number) & bit);
  }

  /** Calls `visit` with what an entity's relations lead to of a set, each once. */
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

  /** What leads from a start to an end in so many steps, without turning back at once; null where nothing does. */
  #layers(length: number): Layers | null {
    if (length === 0) return this.#both().length > 0 ? [new Map()] : null;
    const [start, end] = this.#sides;
    // Where both sides meet: nearer to each of them, all relations are known.
    const meet = Math.min(start.reach, length, Math.max(length - end.reach, length >> 1));
    const middle = this.#middle(length, meet);
    if (middle.length === 0) return null;

    const layers = Array.from({ length }, () => new Map<number, number[]>());
    let useful = this.#workspace.setOf(middle);
    for (let at = meet - 1; at >= 0; at -= 1) {
      const layer = layers[at] as Map<number, number[]>;
      for (const node of this.#reached(start, at)) {
        const next: number[] = [];
        this.#linksWithin(useful, node, (other) => next.push(other));
        if (next.length > 0) layer.set(node, next);
      }
      useful = this.#workspace.setOf(layer.keys());
    }
    useful = this.#workspace.setOf(middle);
    for (let at = meet + 1; at <= length; at += 1) {
      const layer = layers[at - 1] as Map<number, number[]>;
      const found: number[] = [];
      for (const node of this.#reached(end, length - at)) {
        let leads = false;
        this.#linksWithin(useful, node, (other) => {
          leads = true;
          const next = layer.get(other);
          if (next) next.push(node);
          else layer.set(other, [node]);
        });
        if (leads) found.push(node);
      }
      useful = this.#workspace.setOf(found);
    }
    return withoutTurns(layers);
  }
}

/** The entities between the ends, as often as they are in a layer. */
function* between(layers: Layers): Generator<number> {
  for (const layer of layers.slice(1)) yield* layer.keys();
}

/** Without those from which the only way on is the only way there: around a hub that is nearly all. */
function withoutTurns(layers: Map<number, number[]>[]): Layers {
  for (let at = 1; at < layers.length; at += 1) {
    const [before, layer] = [layers[at - 1] as Map<number, number[]>, layers[at] as Map<number, number[]>];
    const came = new Map<number, number>();
    for (const [node, next] of before) for (const other of next) came.set(other, came.has(other) ? -1 : node);
    for (const [node, next] of layer) if (next.length === 1 && next[0] === came.get(node)) layer.delete(node);
    for (const [node, next] of before) {
      const left = next.filter((other) => layer.has(other));
      if (left.length > 0) before.set(node, left);
      else before.delete(node);
    }
  }
  return layers;
}

export interface Searching {
  readonly budget?: Budget | undefined;
  /** With room for all entities that are known, and without marks; so it is left. */
  readonly workspace?: Workspace | undefined;
  /** Once aborted, the search fails with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export async function findPaths(
  question: PathsArguments,
  network: Network,
  { budget = BUDGET, workspace = new Workspace(network.count), signal }: Searching = {},
): Promise<Answer> {
  const search = new Search(question, network, budget, workspace, signal);
  try {
    return await search.run();
  } finally {
    search.clear();
  }
}
