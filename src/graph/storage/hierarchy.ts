import type { Ontology } from '../../ontology/ontology.ts';
import { composeNext, type HierarchyDirection } from '../cypher/hierarchy.ts';
import type { UnitOfWork } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';
import type { WholeHierarchies } from './hierarchy-cache.ts';
import type { HierarchyIndex } from './hierarchy-index.ts';

/** A level with more entities, or further away, is not looked up: reading the whole hierarchy at once is faster. */
const [LARGEST_LEVEL, MOST_LEVELS] = [1000, 20];

/** The entities one step further from each. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** Steps from each key to the value at the same place. */
export function edgesOf(keys: readonly string[], values: readonly string[]): Edges {
  const edges = new Map<string, string[]>();
  for (const [i, key] of keys.entries()) {
    const value = values[i] as string;
    const known = edges.get(key);
    if (known) known.push(value);
    else edges.set(key, [value]);
  }
  return edges;
}

/**
 * The hierarchies of one entity type in one state of the graph and at one time. Searches visit each entity once, so
 * cycles end, and an entity with several parents is found once.
 */
export class Hierarchy {
  readonly #unit: UnitOfWork;
  readonly #ontology: Ontology;
  readonly #timeTravel: TimeTravel;
  readonly #type: string;
  readonly #whole: WholeHierarchies;

  constructor(unit: UnitOfWork, ontology: Ontology, timeTravel: TimeTravel, type: string, whole: WholeHierarchies) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#timeTravel = timeTravel;
    this.#type = type;
    this.#whole = whole;
  }

  /** What a search from these entities visits. Entities that the graph lacks are left out. */
  async reach(ids: readonly string[], direction: HierarchyDirection): Promise<readonly string[]> {
    const index = await this.#whole.kept(this.#type, this.#timeTravel);
    if (!index) return [...(await this.from(ids, direction)).keys()];
    const known = ids.length <= LARGEST_LEVEL ? [...(await this.#lookedUp(ids, direction)).keys()] : ids;
    return index.reach(known, direction);
  }

  /** Each of these entities, which the graph has, with what a search from it alone visits. */
  async eachReach(ids: readonly string[], direction: HierarchyDirection): Promise<(id: string) => readonly string[]> {
    const kept = await this.#whole.kept(this.#type, this.#timeTravel);
    if (!kept && ids.length <= LARGEST_LEVEL) {
      const edges = await this.from(ids, direction);
      return (id) => {
        const found = new Set([id]);
        for (const one of found) for (const next of edges.get(one) ?? []) found.add(next);
        return [...found];
      };
    }
    const index = kept ?? (await this.#whole.read(this.#type, this.#timeTravel));
    return (id) => index.reach([id], direction);
  }

  /**
   * What a search from these entities visits, with the next entities of each. Entities that the graph lacks are left out.
   * `added`: steps that the graph does not have yet.
   */
  async from(ids: readonly string[], direction: HierarchyDirection, added: Edges = new Map()): Promise<Edges> {
    const visited = new Map<string, readonly string[]>();
    let level = [...new Set(ids)];
    let index: HierarchyIndex | null = null;
    for (let depth = 0; level.length > 0; depth += 1) {
      const isSmall = level.length <= LARGEST_LEVEL && depth <= MOST_LEVELS;
      if (!isSmall) index ??= await this.#whole.read(this.#type, this.#timeTravel);
      const isLookedUp = isSmall && (depth === 0 || !index);
      const found = isLookedUp ? await this.#lookedUp(level, direction) : null;
      for (const id of level) {
        const next = [found ? found.get(id) : index?.next(id, direction), added.get(id)].flatMap((some) =>
          some ? [some] : [],
        );
        if (next.length > 0) visited.set(id, next.length === 1 ? (next[0] ?? []) : [...new Set(next.flat())]);
      }
      level = [...new Set(level.flatMap((id) => visited.get(id) ?? []))].filter((id) => !visited.has(id));
    }
    return visited;
  }

  async #lookedUp(ids: readonly string[], direction: HierarchyDirection): Promise<Edges> {
    const rows = await this.#unit.run(composeNext(this.#ontology, this.#timeTravel, this.#type, direction, ids));
    return new Map(rows.map(({ id, next }) => [String(id), next as readonly string[]]));
  }
}
