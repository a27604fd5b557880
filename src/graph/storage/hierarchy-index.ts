import type { HierarchyDirection } from '../cypher/hierarchy.ts';

/** What an id takes in the map and the list of ids, beside its letters; a guess on the high side. */
const BYTES_OF_ID = 120;

/** Steps from each number: `targets` between two offsets. */
interface Steps {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

function stepsOf(count: number, from: Int32Array, to: Int32Array): Steps {
  const offsets = new Int32Array(count + 1);
  for (const number of from) offsets[number + 1] = (offsets[number + 1] ?? 0) + 1;
  for (let i = 0; i < count; i += 1) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0);
  const next = offsets.slice();
  const targets = new Int32Array(to.length);
  for (const [i, number] of from.entries()) {
    const at = next[number] ?? 0;
    targets[at] = to[i] ?? 0;
    next[number] = at + 1;
  }
  return { offsets, targets };
}

/** The hierarchies of an entity type in one state of the graph, in memory: as numbers, so that a search takes little. */
export class HierarchyIndex {
  /** About how much memory it takes. */
  readonly bytes: number;
  readonly #ids: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #steps: Readonly<Record<HierarchyDirection, Steps>>;
  /** The number of the last search that visited an entity. */
  readonly #visited: Int32Array;
  #searches = 0;

  /** @param lower the lower ends of the relations, and `upper` the upper ones */
  constructor(lower: readonly string[], upper: readonly string[]) {
    const numbered = (ids: readonly string[]) => Int32Array.from(ids, (id) => this.#number(id));
    const [down, up] = [numbered(lower), numbered(upper)];
    const count = this.#ids.length;
    this.#steps = { UP: stepsOf(count, down, up), DOWN: stepsOf(count, up, down) };
    this.#visited = new Int32Array(count);
    const letters = this.#ids.reduce((sum, id) => sum + id.length, 0);
    this.bytes = letters + BYTES_OF_ID * count + 4 * (3 * count + 2 * lower.length);
  }

  #number(id: string): number {
    const known = this.#numbers.get(id) ?? this.#ids.length;
    if (known === this.#ids.length) {
      this.#numbers.set(id, known);
      this.#ids.push(id);
    }
    return known;
  }

  /** The entities one step from another. */
  next(id: string, direction: HierarchyDirection): readonly string[] {
    const number = this.#numbers.get(id);
    if (number === undefined) return [];
    const { offsets, targets } = this.#steps[direction];
    return Array.from(targets.subarray(offsets[number], offsets[number + 1]), (other) => this.#ids[other] ?? '');
  }

  /** What a search from entities visits: these, and then each other one once. */
  reach(ids: readonly string[], direction: HierarchyDirection): readonly string[] {
    const { offsets, targets } = this.#steps[direction];
    this.#searches += 1;
    const found: number[] = [];
    const unknown = new Set<string>();
    const visit = (number: number) => {
      if (this.#visited[number] === this.#searches) return;
      this.#visited[number] = this.#searches;
      found.push(number);
    };
    for (const id of ids) {
      const number = this.#numbers.get(id);
      if (number === undefined) unknown.add(id);
      else visit(number);
    }
    for (const number of found) {
      for (let at = offsets[number] ?? 0; at < (offsets[number + 1] ?? 0); at += 1) visit(targets[at] ?? 0);
    }
    return [...unknown, ...found.map((number) => this.#ids[number] ?? '')];
  }
}
