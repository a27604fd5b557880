import { Heap } from './heap.ts';

/**
 * The shortest paths between entities, by a search from both ends that asks the graph for ids alone. It grows the side
 * that costs less by one step, until all relations on paths of a length are known: a relation is, once one of its ends
 * has been expanded. Then it lists those paths, in order, and goes on to the next length while it has too few.
 */

export interface Question {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly maxLength: number;
  readonly first: number;
  readonly through: readonly string[];
  readonly avoid: ReadonlySet<string>;
  /** Whether an entity may stand between the ends; null where any may. */
  readonly between: ((id: string) => boolean) | null;
  /** Up to this length all will have to be known, as there are too few shorter paths. */
  readonly reach?: number | undefined;
}

/** What the graph is asked. */
export interface Surroundings {
  readonly sizesAreDegrees: boolean;
  /** Of how many relations of each entity there may be something to read. */
  sizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The other ends of all relations of each entity, and their sizes where asked for. */
  neighbours(ids: readonly string[], sized: boolean): Promise<readonly Neighbours[]>;
  /** What paths of one length are ordered by. */
  degrees(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface Neighbours {
  readonly id: string;
  readonly others: readonly string[];
  readonly sizes?: readonly number[] | undefined;
}

export type Outcome = 'FOUND' | 'EXHAUSTED' | 'LIMIT';

export interface Answer {
  /** The entities along each path, in order; parallel relations make several paths of one. */
  readonly ways: readonly (readonly string[])[];
  readonly outcome: Outcome;
  /** How many relations were read. */
  readonly visited: number;
  /** Of how many relations of an entity there is something to read, as far as that is known. */
  readonly size: (id: string) => number;
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
/** So many where both sides will have to be read. */
const ALONG_SURELY = 5000;
/** Relations in one statement, as far as one entity has no more. */
const BATCH = 50_000;

const BETWEEN = 1;
const START = 2;
const END = 4;
/** Room for the numbers of two entities in one. */
const PAIR = 2 ** 26;

interface Side {
  readonly distances: (number | undefined)[];
  /** What was reached in the last step, and is walked through. */
  frontier: number[];
  /** The relations of all that is nearer than this are known. */
  radius: number;
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
  readonly #question: Question;
  readonly #graph: Surroundings;
  readonly #budget: Budget;
  // Entities have numbers here: what is kept of each stands at its number.
  readonly #ids: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #roles: number[] = [];
  readonly #sizes: (number | undefined)[] = [];
  readonly #degrees: (number | undefined)[] = [];
  readonly #links: (readonly number[] | undefined)[] = [];
  /** How many relations join two, where it is more than one. */
  readonly #parallel = new Map<number, number>();
  /** Entities whose size is known, and their sizes in all. */
  #sized = 0;
  #sizesInAll = 0;
  readonly #starts: ReadonlySet<string>;
  readonly #ends: ReadonlySet<string>;
  readonly #through: ReadonlyMap<number, number>;
  readonly #sides: readonly [Side, Side];
  visited = 0;
  #steps = 0;

  constructor(question: Question, graph: Surroundings, budget: Budget) {
    this.#question = question;
    this.#graph = graph;
    this.#budget = budget;
    this.#starts = new Set(question.from.filter((id) => !question.avoid.has(id)));
    this.#ends = new Set(question.to.filter((id) => !question.avoid.has(id)));
    this.#through = new Map([...new Set(question.through)].map((id, i) => [this.#number(id), 1 << i]));
    const side = (ids: ReadonlySet<string>): Side => {
      const frontier = [...ids].map((id) => this.#number(id));
      const distances: number[] = [];
      for (const node of frontier) distances[node] = 0;
      return { distances, frontier, radius: 0 };
    };
    this.#sides = [side(this.#starts), side(this.#ends)];
  }

  #number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#ids.push(id) - 1;
    this.#numbers.set(id, number);
    const [isStart, isEnd] = [this.#starts.has(id), this.#ends.has(id)];
    // The one start stands at the beginning and so nowhere else; the one end likewise.
    const only = (isStart && this.#starts.size === 1) || (isEnd && this.#ends.size === 1);
    const between = !only && !this.#question.avoid.has(id) && (this.#question.between?.(id) ?? true);
    this.#roles.push((between ? BETWEEN : 0) | (isStart ? START : 0) | (isEnd ? END : 0));
    return number;
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

  async run(): Promise<Answer> {
    const { maxLength, first } = this.#question;
    const ways: number[][] = [];
    let searched: number | null = null;
    const answer = (outcome: Outcome): Answer => ({
      ways: ways.map((way) => way.map((node) => this.#ids[node] as string)),
      outcome,
      visited: this.visited,
      size: (id) => this.#size(id),
      searched,
    });
    let missing = first;
    for (let length = 0; length <= maxLength; length += 1) {
      while (!this.#whole && this.#sides[0].radius + this.#sides[1].radius < length) {
        if (!(await this.#grow())) return answer('LIMIT');
      }
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

  #size(id: string): number {
    const node = this.#number(id);
    return this.#degrees[node] ?? this.#sizes[node] ?? this.#links[node]?.length ?? 0;
  }

  #unread = ({ frontier }: Side) => frontier.filter((node) => this.#links[node] === undefined);

  #setSize(node: number, size: number): void {
    if (this.#sizes[node] !== undefined) return;
    this.#sizes[node] = size;
    this.#sized += 1;
    this.#sizesInAll += size;
  }

  /** How many relations a step reads: those whose number is not known count as many as others have. */
  #cost(nodes: readonly number[]): number {
    const usual = Math.max(1, this.#sizesInAll / Math.max(1, this.#sized));
    return nodes.reduce((sum, node) => sum + (this.#sizes[node] ?? usual), 0);
  }

  /** The side that costs less, or both where the other costs little more. What it costs is known then. */
  async #cheaper(): Promise<readonly Side[]> {
    for (;;) {
      const isKnown = (node: number) => this.#sizes[node] !== undefined;
      const costs = this.#sides.map((side) => ({ side, cost: this.#cost(this.#unread(side)) }));
      const [one, other] = costs.sort((a, b) => a.cost - b.cost) as [(typeof costs)[0], (typeof costs)[0]];
      const unknown = this.#unread(one.side).filter((node) => !isKnown(node));
      if (unknown.length === 0) {
        const { maxLength, reach = 0 } = this.#question;
        const further = this.#radius + 2;
        const along =
          other.cost <= (further <= reach ? ALONG_SURELY : ALONG) &&
          further <= maxLength &&
          this.#unread(other.side).every(isKnown);
        return along ? this.#sides : [one.side];
      }
      const sizes = await this.#graph.sizes(unknown.map((node) => this.#ids[node] as string));
      for (const node of unknown) this.#setSize(node, sizes.get(this.#ids[node] as string) ?? 0);
    }
  }

  get #radius(): number {
    return this.#sides[0].radius + this.#sides[1].radius;
  }

  /** One step further, on one side at least; false where that would cost too much. */
  async #grow(): Promise<boolean> {
    const sides = await this.#cheaper();
    const unread = [...new Set(sides.flatMap(this.#unread))];
    const cost = this.#cost(unread);
    if (this.visited + cost > this.#budget.visits) return false;
    let batch: string[] = [];
    let size = 0;
    const read = async () => {
      if (batch.length > 0) this.#learn(await this.#graph.neighbours(batch, cost <= FEW));
      batch = [];
      size = 0;
    };
    for (const node of unread) {
      if (size + (this.#sizes[node] ?? 0) > BATCH) await read();
      batch.push(this.#ids[node] as string);
      size += this.#sizes[node] ?? 0;
    }
    await read();
    for (const side of sides) this.#advance(side);
    return true;
  }

  #learn(read: readonly Neighbours[]): void {
    for (const { id, others, sizes } of read) {
      const node = this.#number(id);
      const links = new Set<number>();
      this.visited += others.length;
      for (let i = 0; i < others.length; i += 1) {
        const other = this.#number(others[i] as string);
        if (this.#roles[other] === 0 || other === node) continue;
        if (sizes) this.#setSize(other, sizes[i] as number);
        if (links.has(other)) {
          this.#parallel.set(node * PAIR + other, (this.#parallel.get(node * PAIR + other) ?? 1) + 1);
        } else links.add(other);
      }
      this.#links[node] = [...links];
    }
  }

  #advance(side: Side): void {
    const reached: number[] = [];
    side.radius += 1;
    for (const node of side.frontier) {
      for (const other of this.#links[node] ?? []) {
        if (side.distances[other] !== undefined) continue;
        side.distances[other] = side.radius;
        if ((this.#roles[other] ?? 0) & BETWEEN) reached.push(other);
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
    await this.#learnDegrees(layers, length);
    const all = (1 << this.#through.size) - 1;
    const bit = (node: number) => this.#through.get(node) ?? 0;
    const degree = (node: number, at: number) => (at === 0 || at === length ? 0 : (this.#degrees[node] ?? 0));

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
    }
    return { ways, count, whole: true };
  }

  /** What is a start and an end. */
  #both(): number[] {
    return [...this.#starts].filter((id) => this.#ends.has(id)).map((id) => this.#number(id));
  }

  /** By ids, from the beginning. */
  #compare(a: readonly number[], b: readonly number[]): number {
    for (let i = 0; i < a.length && i < b.length; i += 1) {
      const [one, other] = [this.#ids[a[i] as number] as string, this.#ids[b[i] as number] as string];
      if (one !== other) return one < other ? -1 : 1;
    }
    return a.length - b.length;
  }

  /** How many paths the relations between these entities make. */
  #relationsAlong(path: readonly number[]): number {
    let product = 1;
    for (let i = 1; i < path.length; i += 1) {
      const [a, b] = [path[i - 1] as number, path[i] as number];
      product *= this.#parallel.get(a * PAIR + b) ?? this.#parallel.get(b * PAIR + a) ?? 1;
    }
    return product;
  }

  /** What leads from a start to an end in so many steps, without turning back at once; null where nothing does. */
  #layers(length: number): Layers | null {
    if (length === 0) return this.#both().length > 0 ? [new Map()] : null;
    const [start, end] = this.#sides;
    // Where both sides meet: nearer to each of them, all relations are known.
    const reach = ({ frontier, radius }: Side) => (frontier.length === 0 ? Infinity : radius);
    const meet = Math.min(reach(start), length, Math.max(length - reach(end), length >> 1));
    const role = (at: number) => (at === 0 ? START : at === length ? END : BETWEEN);
    const links = (node: number) => this.#links[node] ?? [];
    const nextTo = (nodes: Iterable<number>, at: number) => {
      const found = new Set<number>();
      for (const node of nodes) {
        for (const other of links(node)) if ((this.#roles[other] as number) & role(at)) found.add(other);
      }
      return found;
    };
    const reached: Iterable<number>[] = [];
    reached[0] = [...this.#starts].map((id) => this.#number(id));
    for (let at = 1; at <= meet; at += 1) reached[at] = nextTo(reached[at - 1] as Iterable<number>, at);
    const forward = new Set(reached[meet]);
    reached[length] = meet === length ? forward : [...this.#ends].map((id) => this.#number(id));
    for (let at = length - 1; at >= meet; at -= 1) reached[at] = nextTo(reached[at + 1] as Iterable<number>, at);
    const middle =
      meet === length ? forward : new Set([...(reached[meet] as Iterable<number>)].filter((node) => forward.has(node)));
    if (middle.size === 0) return null;

    const layers = Array.from({ length }, () => new Map<number, number[]>());
    let useful: { has(node: number): boolean } = middle;
    for (let at = meet - 1; at >= 0; at -= 1) {
      const layer = layers[at] as Map<number, number[]>;
      for (const node of reached[at] as Iterable<number>) {
        const next = links(node).filter((other) => useful.has(other));
        if (next.length > 0) layer.set(node, next);
      }
      useful = layer;
    }
    useful = middle;
    for (let at = meet + 1; at <= length; at += 1) {
      const layer = layers[at - 1] as Map<number, number[]>;
      const found = new Set<number>();
      for (const node of reached[at] as Iterable<number>) {
        for (const other of links(node)) {
          if (!useful.has(other)) continue;
          found.add(node);
          const next = layer.get(other);
          if (next) next.push(node);
          else layer.set(other, [node]);
        }
      }
      useful = found;
    }
    return this.#withoutTurns(layers);
  }

  /** Without those from which the only way on is the only way there: around a hub that is nearly all. */
  #withoutTurns(layers: Map<number, number[]>[]): Layers {
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

  async #learnDegrees(layers: Layers, length: number): Promise<void> {
    const unknown = new Set<number>();
    for (let at = 1; at < length; at += 1) {
      for (const node of layers[at]?.keys() ?? []) {
        if (this.#graph.sizesAreDegrees) this.#degrees[node] ??= this.#sizes[node];
        if (this.#degrees[node] === undefined) unknown.add(node);
      }
    }
    if (unknown.size === 0) return;
    const degrees = await this.#graph.degrees([...unknown].map((node) => this.#ids[node] as string));
    for (const node of unknown) this.#degrees[node] = degrees.get(this.#ids[node] as string) ?? 0;
  }
}

export const findPaths = (question: Question, graph: Surroundings, budget = BUDGET): Promise<Answer> =>
  new Search(question, graph, budget).run();
