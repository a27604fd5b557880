import { badInput } from '../../errors.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { composeHierarchy, composeNext, type HierarchyDirection } from '../cypher/hierarchy.ts';
import type { UnitOfWork } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';

/** A level with more entities, or further away, is not looked up: reading the whole hierarchy at once is faster. */
const [LARGEST_LEVEL, MOST_LEVELS] = [1000, 20];
/** The most relations of one hierarchy that are read; they take some 200 MB. */
const MOST_RELATIONS = 1_000_000;

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
  #whole: Promise<Readonly<Record<HierarchyDirection, Edges>>> | undefined;

  constructor(unit: UnitOfWork, ontology: Ontology, timeTravel: TimeTravel, type: string) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#timeTravel = timeTravel;
    this.#type = type;
  }

  /**
   * What a search from these entities visits, with the next entities of each. Entities that the graph lacks are left out.
   * `added`: steps that the graph does not have yet.
   */
  async from(ids: readonly string[], direction: HierarchyDirection, added: Edges = new Map()): Promise<Edges> {
    const visited = new Map<string, readonly string[]>();
    let level = [...new Set(ids)];
    for (let depth = 0; level.length > 0; depth += 1) {
      const next = await this.#next(level, direction, depth);
      for (const id of level) {
        const found = [next.get(id), added.get(id)].flatMap((some) => (some ? [some] : []));
        if (found.length > 0) visited.set(id, found.length === 1 ? (found[0] ?? []) : [...new Set(found.flat())]);
      }
      level = [...new Set(level.flatMap((id) => visited.get(id) ?? []))].filter((id) => !visited.has(id));
    }
    return visited;
  }

  async #next(ids: readonly string[], direction: HierarchyDirection, depth: number): Promise<Edges> {
    const isSmall = ids.length <= LARGEST_LEVEL && depth <= MOST_LEVELS;
    if (isSmall && (depth === 0 || !this.#whole)) {
      const rows = await this.#unit.run(composeNext(this.#ontology, this.#timeTravel, this.#type, direction, ids));
      return new Map(rows.map(({ id, next }) => [String(id), next as readonly string[]]));
    }
    this.#whole ??= this.#read();
    const edges = (await this.#whole)[direction];
    return new Map(ids.map((id) => [id, edges.get(id) ?? []]));
  }

  async #read(): Promise<Readonly<Record<HierarchyDirection, Edges>>> {
    const limit = MOST_RELATIONS + 1;
    const [row] = await this.#unit.run(composeHierarchy(this.#ontology, this.#timeTravel, this.#type, limit));
    const [lower, upper] = [row?.lower as readonly string[], row?.upper as readonly string[]];
    if (lower.length > MOST_RELATIONS) {
      throw badInput(
        `The hierarchy of ${this.#type} has more than ${MOST_RELATIONS} relations, and at most ${MOST_RELATIONS} are read for one query. Ask for a level further down.`,
      );
    }
    return { UP: edgesOf(lower, upper), DOWN: edgesOf(upper, lower) };
  }
}
