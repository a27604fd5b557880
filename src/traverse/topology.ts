import { setImmediate } from 'node:timers/promises';
import { lowerBound } from '../binary-search.ts';
import { findPaths, type Network, type PathsArguments, type PathsResult, type SearchOptions } from './paths.ts';
import { Workspace } from './workspace.ts';

/** Entities or relations that are sorted before yielding to other work. */
const PART = 20_000;

/** The most workspaces that are kept for later searches. */
const SPARE = 4;

/** Relations, as columns. */
export interface Relations {
  /** The numbers of the entities that they begin and end at. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** The indexes of their types. */
  readonly types: Uint16Array;
  /** The numeric parts of their element ids in the database; the prefix is the same for all. */
  readonly elements: Float64Array;
}

/** The relation types that `Relations.types` indexes, and which of them connect entities. */
export interface RelationTypes {
  readonly all: readonly string[];
  readonly connecting: readonly string[];
}

/** A relation of a topology. */
export interface TopologyRelation {
  /** Its element id in the database. */
  readonly element: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
}

/** Adjacency lists. */
interface Adjacency {
  /** Where the list of each entity begins, and finally where the last one ends. */
  readonly offsets: Uint32Array;
  /** How many relations at the beginning of each list connect entities; the others say where something is stated. */
  readonly degrees: Uint32Array;
  /** The far ends, ascending within each of these two parts. */
  readonly others: Uint32Array;
  /** The relation that leads to each far end. */
  readonly relations: Uint32Array;
}

/** Everything that a search reads. */
interface Lists extends Adjacency, Pick<Relations, 'from' | 'types'> {
  readonly ids: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

/** Builds sorted adjacency lists in linear time. */
async function adjacencyOf(
  count: number,
  { from, to, types }: Relations,
  isConnecting: readonly boolean[],
): Promise<Adjacency> {
  const offsets = new Uint32Array(count + 1);
  const degrees = new Uint32Array(count);
  const connects = (relation: number) => isConnecting[types[relation] as number] === true;
  const each = async (visit: (node: number, other: number, relation: number) => void) => {
    for (let i = 0; i < from.length; i += 1) {
      const [one, other] = [from[i] as number, to[i] as number];
      visit(one, other, i);
      if (one !== other) visit(other, one, i);
      if (i % PART === 0) await setImmediate();
    }
  };
  await each((node, _other, relation) => {
    (offsets[node + 1] as number) += 1;
    if (connects(relation)) (degrees[node] as number) += 1;
  });
  for (let i = 0; i < count; i += 1) (offsets[i + 1] as number) += offsets[i] as number;
  const size = offsets[count] as number;
  const lists = () => ({
    others: new Uint32Array(size),
    relations: new Uint32Array(size),
    next: offsets.slice(),
  });
  const put = (
    { others, relations, next }: ReturnType<typeof lists>,
    node: number,
    other: number,
    relation: number,
  ) => {
    const index = next[node] as number;
    others[index] = other;
    relations[index] = relation;
    next[node] = index + 1;
  };
  const [unsorted, sorted] = [lists(), lists()];
  await each((node, other, relation) => put(unsorted, node, other, relation));
  // Adding each entity in turn to the lists of its neighbours leaves every part of a list sorted.
  for (const part of [true, false]) {
    for (let node = 0; node < count; node += 1) {
      for (let i = offsets[node] as number; i < (offsets[node + 1] as number); i += 1) {
        const relation = unsorted.relations[i] as number;
        if (connects(relation) === part) put(sorted, unsorted.others[i] as number, node, relation);
      }
      if (node % PART === 0) await setImmediate();
    }
  }
  return { offsets, degrees, others: sorted.others, relations: sorted.relations };
}

/**
 * All entities and current relations as numbers in a few arrays: some 50 MB for 200,000 entities with a million
 * relations. A search in it takes a fraction of a millisecond, where each step in a database takes several.
 */
export class Topology {
  readonly #lists: Lists;
  readonly #types: RelationTypes;
  readonly #prefix: string;
  readonly #elements: Float64Array;
  /** Workspaces that earlier searches left. */
  readonly #spare: Workspace[] = [];

  private constructor(lists: Lists, types: RelationTypes, prefix: string, elements: Float64Array) {
    this.#lists = lists;
    this.#types = types;
    this.#prefix = prefix;
    this.#elements = elements;
  }

  /** Builds a topology, yielding to other work. `numbers`: the entities from 0 on, in order. `prefix`: that of all element ids. */
  static async of(
    numbers: ReadonlyMap<string, number>,
    types: RelationTypes,
    prefix: string,
    relations: Relations,
  ): Promise<Topology> {
    const isConnecting = types.all.map((type) => types.connecting.includes(type));
    const adjacency = await adjacencyOf(numbers.size, relations, isConnecting);
    const { from, types: typeOf } = relations;
    const lists = { ids: [...numbers.keys()], numbers, from, types: typeOf, ...adjacency };
    return new Topology(lists, types, prefix, relations.elements);
  }

  /** Whether it contains the entity. */
  has(id: string): boolean {
    return this.#lists.numbers.has(id);
  }

  /** Finds paths over relations of these types. */
  async search(
    types: readonly string[],
    args: PathsArguments,
    { budget, work }: Omit<SearchOptions, 'workspace'> = {},
  ): Promise<PathsResult> {
    const workspace = this.#spare.pop() ?? new Workspace(this.#lists.ids.length);
    try {
      return await findPaths(args, this.#network(types), { budget, workspace, work });
    } finally {
      if (this.#spare.length < SPARE) this.#spare.push(workspace);
    }
  }

  /** All relations of these types along these routes, each once. */
  relationsAlong(types: readonly string[], routes: PathsResult['routes']): readonly TopologyRelation[] {
    const network = this.#network(types);
    const { from } = this.#lists;
    const found = new Map<number, TopologyRelation>();
    for (const route of routes) {
      const nodes = route.map((id) => network.number(id));
      for (let i = 1; i < nodes.length; i += 1) {
        const [one, other] = [nodes[i - 1] as number, nodes[i] as number];
        for (const relation of network.relations(one, other)) {
          const [start, end] = from[relation] === one ? [one, other] : [other, one];
          found.set(relation, {
            element: this.#prefix + this.#elements[relation],
            type: this.#types.all[this.#lists.types[relation] as number] as string,
            from: network.id(start),
            to: network.id(end),
          });
        }
      }
    }
    return [...found.values()];
  }

  #network(types: readonly string[]): TopologyNetwork {
    const { all, connecting } = this.#types;
    const isUsual = types.length === connecting.length && types.every((type) => connecting.includes(type));
    return new TopologyNetwork(this.#lists, isUsual ? null : all.map((type) => types.includes(type)));
  }
}

/** The network of a topology, which is completely known from the start. */
class TopologyNetwork implements Network {
  readonly usual = 1;
  readonly #lists: Lists;
  /** Whether relations of each type are followed; null if those are that connect entities. */
  readonly #followed: readonly boolean[] | null;
  /** The followed links of the entities that the search met, unless they are a part of the list. */
  readonly #links = new Map<number, readonly number[]>();

  constructor(lists: Lists, followed: readonly boolean[] | null) {
    this.#lists = lists;
    this.#followed = followed;
  }

  get count(): number {
    return this.#lists.ids.length;
  }

  number(id: string): number {
    const node = this.#lists.numbers.get(id);
    if (node === undefined) throw new RangeError(`expected an entity of this topology; got ${id}`);
    return node;
  }

  id(node: number): string {
    return this.#lists.ids[node] as string;
  }

  #isFollowed(index: number): boolean {
    const { relations, types } = this.#lists;
    return this.#followed === null || this.#followed[types[relations[index] as number] as number] === true;
  }

  links(node: number): ArrayLike<number> {
    const { offsets, others } = this.#lists;
    const [begin, end] = [offsets[node] as number, offsets[node + 1] as number];
    if (this.#followed === null) return others.subarray(begin, begin + this.degree(node));
    const cached = this.#links.get(node);
    if (cached) return cached;
    const links: number[] = [];
    for (let at = begin; at < end; at += 1) if (this.#isFollowed(at)) links.push(others[at] as number);
    // The list has two sorted parts, and equal far ends must be adjacent.
    links.sort((a, b) => a - b);
    this.#links.set(node, links);
    return links;
  }

  /** The relations that join two entities. */
  relations(one: number, other: number): readonly number[] {
    const { offsets, others, relations } = this.#lists;
    const length = (node: number) => (offsets[node + 1] as number) - (offsets[node] as number);
    const [near, far] = length(one) < length(other) ? [one, other] : [other, one];
    const [begin, end] = [offsets[near] as number, offsets[near + 1] as number];
    const middle = begin + this.degree(near);
    const joining: number[] = [];
    for (const [low, high] of [
      [begin, middle],
      [middle, this.#followed === null ? middle : end],
    ] as const) {
      const first = lowerBound(low, high, (at) => (others[at] as number) < far);
      for (let at = first; at < high && others[at] === far; at += 1) {
        if (this.#isFollowed(at)) joining.push(relations[at] as number);
      }
    }
    return joining;
  }

  size(node: number): number {
    return this.#followed === null ? this.degree(node) : this.links(node).length;
  }

  async learnSizes(): Promise<void> {}

  async learnLinks(nodes: readonly number[]): Promise<number> {
    return nodes.reduce((sum, node) => sum + this.size(node), 0);
  }

  between(one: number, other: number): number {
    return new Set(this.relations(one, other).map((relation) => this.#lists.types[relation])).size;
  }

  degree(node: number): number {
    return this.#lists.degrees[node] as number;
  }

  async learnDegrees(): Promise<void> {}
}
