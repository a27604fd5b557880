import {
  composeDegrees,
  composeEntities,
  composeNeighbours,
  type NeighbourScope,
  sizeIsDegree,
} from '../graph/cypher/neighbours.ts';
import type { Row, UnitOfWork } from '../graph/port/graph.ts';
import type { CachedNeighbours } from './neighbour-cache.ts';
import type { Network } from './paths.ts';

/** Entities with at most this many relations are read together with their neighbours, which saves a statement. */
const FEW = 50;

/** The first data that a search reads about the entities in its arguments. */
export interface Endpoints {
  /** The sizes of the entities that are in the graph. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The entities that are visible at the time of the query. */
  readonly visible: ReadonlySet<string>;
  /** Rows of the entities with few relations, with their neighbours. */
  readonly near: readonly Row[];
}

/** Reads endpoints; with their neighbours if they have at most `few` relations. */
export async function readEndpoints(
  unit: UnitOfWork,
  scope: NeighbourScope,
  ids: readonly string[],
  few = FEW,
): Promise<Endpoints> {
  const rows = await unit.run(composeEntities(scope, ids, few));
  return {
    sizes: new Map(rows.map(({ id, size }) => [String(id), Number(size)])),
    visible: new Set(rows.filter(({ visible }) => visible === true).map(({ id }) => String(id))),
    near: rows.filter(({ size }) => few > 0 && Number(size) <= few),
  };
}

/** A network that is read from the database as the search proceeds, many entities per statement. */
export class ReadNetwork implements Network {
  readonly #unit: UnitOfWork;
  readonly #scope: NeighbourScope;
  readonly #cache: CachedNeighbours;
  readonly #ids: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sizes: (number | undefined)[] = [];
  readonly #degrees: (number | undefined)[] = [];
  readonly #links: (readonly number[] | undefined)[] = [];
  /** The neighbours that were read with the endpoints. */
  readonly #near: Map<string, Row>;
  #sized = 0;
  #sizesInAll = 0;

  constructor(unit: UnitOfWork, scope: NeighbourScope, cache: CachedNeighbours, endpoints: Endpoints) {
    this.#unit = unit;
    this.#scope = scope;
    this.#cache = cache;
    this.#near = new Map(endpoints.near.map((row) => [String(row.id), row]));
    for (const [id, size] of endpoints.sizes) this.#setSize(this.number(id), size);
  }

  get count(): number {
    return this.#ids.length;
  }

  number(id: string): number {
    const existing = this.#numbers.get(id);
    if (existing !== undefined) return existing;
    const number = this.#ids.push(id) - 1;
    this.#numbers.set(id, number);
    this.#sizes.push(undefined);
    this.#degrees.push(undefined);
    this.#links.push(undefined);
    return number;
  }

  id(node: number): string {
    return this.#ids[node] as string;
  }

  size(node: number): number | undefined {
    return this.#sizes[node];
  }

  get usual(): number {
    return Math.max(1, this.#sizesInAll / Math.max(1, this.#sized));
  }

  #setSize(node: number, size: number): void {
    if (this.#sizes[node] !== undefined) return;
    this.#sizes[node] = size;
    this.#sized += 1;
    this.#sizesInAll += size;
  }

  /** Takes counts of entities from the cache, and reads the others. */
  async #counts(
    what: 'size' | 'degree',
    nodes: readonly number[],
    read: (unknown: readonly string[]) => Promise<ReadonlyMap<string, number>>,
    learn: (node: number, count: number) => void,
  ): Promise<void> {
    const unknown: number[] = [];
    for (const node of nodes) {
      const count = this.#cache.count(what, this.id(node));
      if (count === undefined) unknown.push(node);
      else learn(node, count);
    }
    if (unknown.length === 0) return;
    const counts = await read(unknown.map((node) => this.id(node)));
    for (const node of unknown) {
      if (this.#unit.work.step()) await this.#unit.work.pause();
      const count = counts.get(this.id(node)) ?? 0;
      learn(node, count);
      this.#cache.keepCount(what, this.id(node), count);
    }
  }

  async learnSizes(nodes: readonly number[]): Promise<void> {
    const read = async (ids: readonly string[]) => (await readEndpoints(this.#unit, this.#scope, ids, 0)).sizes;
    await this.#counts('size', nodes, read, (node, size) => this.#setSize(node, size));
  }

  degree(node: number): number {
    return this.#degrees[node] ?? 0;
  }

  async learnDegrees(nodes: Iterable<number>): Promise<void> {
    const isDegree = sizeIsDegree(this.#scope);
    const unknown = [...new Set(nodes)].filter((node) => {
      if (isDegree) this.#degrees[node] ??= this.#sizes[node];
      return this.#degrees[node] === undefined;
    });
    const read = async (ids: readonly string[]) => {
      const rows = await this.#unit.run(composeDegrees(this.#scope, ids));
      return new Map(rows.map(({ id, degree }) => [String(id), Number(degree)]));
    };
    await this.#counts('degree', unknown, read, (node, degree) => {
      this.#degrees[node] = degree;
    });
  }

  links(node: number): readonly number[] {
    return this.#links[node] ?? [];
  }

  async learnLinks(nodes: readonly number[], few: boolean): Promise<number> {
    const unread: string[] = [];
    let visited = 0;
    for (const node of nodes) {
      const id = this.id(node);
      const near = this.#near.get(id);
      const others = (near?.others as readonly string[] | undefined) ?? this.#cache.others(id);
      if (this.#unit.work.step(1 + (others?.length ?? 0))) await this.#unit.work.pause();
      if (others) visited += this.#learn(node, others, near?.sizes as readonly number[] | undefined);
      else unread.push(id);
    }
    if (unread.length === 0) return visited;
    for (const row of await this.#unit.run(composeNeighbours(this.#scope, unread, few))) {
      const [id, others] = [String(row.id), row.others as readonly string[]];
      this.#cache.keepOthers(id, others);
      visited += this.#learn(this.number(id), others, row.sizes as readonly number[] | undefined);
      if (this.#unit.work.step(1 + others.length)) await this.#unit.work.pause();
    }
    return visited;
  }

  #learn(node: number, others: readonly string[], sizes: readonly number[] | undefined): number {
    const links = new Set<number>();
    for (let i = 0; i < others.length; i += 1) {
      const other = this.number(others[i] as string);
      if (other === node) continue;
      if (sizes) this.#setSize(other, sizes[i] as number);
      links.add(other);
    }
    this.#links[node] = [...links];
    return others.length;
  }

  /** The types of relations are only read along the paths that are found. */
  between(): number {
    return 1;
  }
}
