import { setImmediate } from 'node:timers/promises';
import { lowerBound } from '../binary-search.ts';
import { type Answer, findPaths, type Network, type PathsArguments, type Searching } from './paths.ts';
import { Workspace } from './workspace.ts';

/** So many entities or relations are put in order between which others are served. */
const PART = 20_000;

/** So many searches at once leave what they worked with to the next. */
const SPARE = 4;

/** Relations, in four lists. */
export interface Relations {
  /** The numbers of the entities that they join. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Their types, by their places in a list. */
  readonly kinds: Uint16Array;
  /** What they are called in the database: a number, behind a prefix that is the same for all. */
  readonly elements: Float64Array;
}

/** What an entity's relations lead to. */
interface Ends {
  /** Where those of each entity begin; after the last one, where they end. */
  readonly offsets: Uint32Array;
  /** The other ends, of each entity in ascending order. */
  readonly others: Uint32Array;
  /** Which relations these are. */
  readonly over: Uint32Array;
}

/** All that a search needs. */
interface Lists extends Ends, Pick<Relations, 'kinds'> {
  readonly ids: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

async function inOrder(count: number, { from, to }: Relations): Promise<Ends> {
  const offsets = new Uint32Array(count + 1);
  const each = async (visit: (node: number, other: number, relation: number) => void) => {
    for (let i = 0; i < from.length; i += 1) {
      const [one, other] = [from[i] as number, to[i] as number];
      visit(one, other, i);
      if (one !== other) visit(other, one, i);
      if (i % PART === 0) await setImmediate();
    }
  };
  await each((node) => {
    (offsets[node + 1] as number) += 1;
  });
  for (let i = 0; i < count; i += 1) (offsets[i + 1] as number) += offsets[i] as number;
  const size = offsets[count] as number;
  const lists = () => ({ offsets, others: new Uint32Array(size), over: new Uint32Array(size), next: offsets.slice() });
  const put = ({ others, over, next }: ReturnType<typeof lists>, node: number, other: number, relation: number) => {
    const place = next[node] as number;
    others[place] = other;
    over[place] = relation;
    next[node] = place + 1;
  };
  const [mixed, ordered] = [lists(), lists()];
  await each((node, other, relation) => put(mixed, node, other, relation));
  // Each entity in turn at the other ends of its relations: so these are there in order.
  for (let node = 0; node < count; node += 1) {
    for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i += 1) {
      put(ordered, mixed.others[i] as number, node, mixed.over[i] as number);
    }
    if (node % PART === 0) await setImmediate();
  }
  return { offsets, others: ordered.others, over: ordered.over };
}

/**
 * What joins what, now, as numbers in a few arrays: some 50 MB for 200,000 entities with a million relations. A search
 * over it takes a fraction of a millisecond, where each step in a database takes some.
 */
export class Topology {
  readonly #lists: Lists;
  readonly #types: readonly string[];
  readonly #prefix: string;
  readonly #elements: Float64Array;
  /** What searches leave behind for the next. */
  readonly #spare: Workspace[] = [];

  private constructor(lists: Lists, types: readonly string[], prefix: string, elements: Float64Array) {
    this.#lists = lists;
    this.#types = types;
    this.#prefix = prefix;
    this.#elements = elements;
  }

  /** `numbers`: the entities from 0 on, in order. `types`: of the relations. Others are served meanwhile. */
  static async of(
    numbers: ReadonlyMap<string, number>,
    types: readonly string[],
    prefix: string,
    relations: Relations,
  ): Promise<Topology> {
    const { kinds, elements } = relations;
    const ends = await inOrder(numbers.size, relations);
    return new Topology({ ids: [...numbers.keys()], numbers, kinds, ...ends }, types, prefix, elements);
  }

  has(id: string): boolean {
    return this.#lists.numbers.has(id);
  }

  /** Searches it, over relations of some types, or of all where none is named. */
  async search(
    types: readonly string[],
    question: PathsArguments,
    { budget, signal }: Omit<Searching, 'workspace'> = {},
  ): Promise<Answer> {
    const workspace = this.#spare.pop() ?? new Workspace(this.#lists.ids.length);
    try {
      return await findPaths(question, this.#network(types), { budget, workspace, signal });
    } finally {
      if (this.#spare.length < SPARE) this.#spare.push(workspace);
    }
  }

  /** The element ids of the relations of some types, or of all, that join one entity to the next on each of these ways. */
  elementsAlong(types: readonly string[], ways: Answer['ways']): readonly string[] {
    const network = this.#network(types);
    const found = new Set<string>();
    for (const way of ways) {
      const nodes = way.map((id) => network.number(id));
      for (let i = 1; i < nodes.length; i += 1) {
        for (const relation of network.relations(nodes[i - 1] as number, nodes[i] as number)) {
          found.add(this.#prefix + this.#elements[relation]);
        }
      }
    }
    return [...found];
  }

  #network(types: readonly string[]): KeptNetwork {
    const walked = types.length === 0 ? null : this.#types.map((type) => types.includes(type));
    return new KeptNetwork(this.#lists, walked);
  }
}

/** All is known from the beginning. */
class KeptNetwork implements Network {
  readonly usual = 1;
  readonly #lists: Lists;
  /** Whether relations of each type are walked; null for all. */
  readonly #walked: readonly boolean[] | null;
  /** What is walked of each entity that was looked at, where that is not all. */
  readonly #links = new Map<number, readonly number[]>();

  constructor(lists: Lists, walked: readonly boolean[] | null) {
    this.#lists = lists;
    this.#walked = walked;
  }

  get count(): number {
    return this.#lists.ids.length;
  }

  number(id: string): number {
    const node = this.#lists.numbers.get(id);
    if (node === undefined) throw new RangeError(`${id} is not in this topology.`);
    return node;
  }

  id(node: number): string {
    return this.#lists.ids[node] as string;
  }

  #isWalked(at: number): boolean {
    const { over, kinds } = this.#lists;
    return this.#walked === null || this.#walked[kinds[over[at] as number] as number] === true;
  }

  links(node: number): ArrayLike<number> {
    const { offsets, others } = this.#lists;
    const [begin, end] = [offsets[node] as number, offsets[node + 1] as number];
    if (this.#walked === null) return others.subarray(begin, end);
    const known = this.#links.get(node);
    if (known) return known;
    const links: number[] = [];
    for (let at = begin; at < end; at += 1) if (this.#isWalked(at)) links.push(others[at] as number);
    this.#links.set(node, links);
    return links;
  }

  /** The relations that join two entities. */
  relations(one: number, other: number): readonly number[] {
    const { offsets, others, over } = this.#lists;
    const [near, far] = this.degree(one) < this.degree(other) ? [one, other] : [other, one];
    const end = offsets[near + 1] as number;
    const first = lowerBound(offsets[near] as number, end, (at) => (others[at] as number) < far);
    const found: number[] = [];
    for (let at = first; at < end && others[at] === far; at += 1) {
      if (this.#isWalked(at)) found.push(over[at] as number);
    }
    return found;
  }

  size(node: number): number {
    return this.#walked === null ? this.degree(node) : this.links(node).length;
  }

  async learnSizes(): Promise<void> {}

  async learnLinks(nodes: readonly number[]): Promise<number> {
    return nodes.reduce((sum, node) => sum + this.size(node), 0);
  }

  between(one: number, other: number): number {
    return this.relations(one, other).length;
  }

  degree(node: number): number {
    const { offsets } = this.#lists;
    return (offsets[node + 1] as number) - (offsets[node] as number);
  }

  async learnDegrees(): Promise<void> {}
}
