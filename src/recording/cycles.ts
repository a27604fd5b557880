import { NOW } from '../graph/query/query.ts';
import { type Edges, edgesOf, Hierarchy } from '../graph/storage/hierarchy.ts';
import { type HierarchyAccess, HierarchyCache, WholeHierarchies } from '../graph/storage/hierarchy-cache.ts';
import { grouped } from '../lists.ts';
import type { RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';

/** The entities on a cycle of a hierarchy: each is a part of the next one, and the last one of the first. */
export type Cycle = readonly string[];

type Ends = Pick<RelationFact, 'type' | 'from' | 'to'>;

/** Whether a relation is one of a hierarchy, and so may close a cycle. */
export const isOfHierarchy = (ontology: Ontology, { type }: Ends): boolean =>
  ontology.relation(type)?.isHierarchy === true;

/**
 * The cycles in the hierarchies above these relations: of each group of entities that are parts of one another, a shortest
 * one through the first. A cycle that some relations close lies above them, so the rest of the graph need not be read.
 *
 * @param added relations that are not in the graph yet
 */
export async function findCycles(
  access: Omit<HierarchyAccess, 'cache'>,
  relations: readonly Ends[],
  added: readonly Ends[] = [],
): Promise<readonly Cycle[]> {
  const { unit, ontology, graph } = access;
  const whole = new WholeHierarchies({ ...access, cache: HierarchyCache.of(graph) });
  const typeOf = ({ from }: Ends) => ontology.typeOfId(from)?.name ?? '';
  const upward = grouped(added, typeOf);
  const cycles: Cycle[] = [];
  for (const [type, some] of grouped([...relations, ...added], typeOf)) {
    const more = upward.get(type) ?? [];
    const steps = edgesOf(
      more.map(({ from }) => from),
      more.map(({ to }) => to),
    );
    const above = await new Hierarchy(unit, ontology, NOW, type, whole).from(
      some.map(({ from }) => from),
      'UP',
      steps,
    );
    for (const ids of components(above)) {
      const cycle = shortestCycle(above, ids);
      if (cycle) cycles.push(cycle);
    }
  }
  return cycles.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

/** The groups of entities that can all be reached from one another, by Tarjan's algorithm, without recursion. */
function components(edges: Edges): ReadonlySet<string>[] {
  const found: ReadonlySet<string>[] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const lower = (id: string, to: number | undefined) => low.set(id, Math.min(low.get(id) ?? 0, to ?? 0));
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const path: { readonly id: string; next: number }[] = [{ id: root, next: 0 }];
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const { id } = at;
      if (!order.has(id)) {
        low.set(id, order.size);
        order.set(id, order.size);
        open.push(id);
        isOpen.add(id);
      }
      const next = edges.get(id)?.[at.next];
      at.next += 1;
      if (next !== undefined) {
        if (!order.has(next)) path.push({ id: next, next: 0 });
        else if (isOpen.has(next)) lower(id, order.get(next));
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before) lower(before.id, low.get(id));
      if (low.get(id) !== order.get(id)) continue;
      const group = open.splice(open.lastIndexOf(id));
      for (const one of group) isOpen.delete(one);
      found.push(new Set(group));
    }
  }
  return found;
}

/** A shortest cycle through the first entity of a group; undefined if there is none. */
function shortestCycle(edges: Edges, ids: ReadonlySet<string>): Cycle | undefined {
  const [first = ''] = [...ids].sort();
  const cameFrom = new Map<string, string>();
  for (let level: readonly string[] = [first]; level.length > 0; ) {
    const reached: string[] = [];
    for (const id of level) {
      for (const next of edges.get(id) ?? []) {
        if (next === first) {
          const cycle = [id];
          for (let at = id; at !== first; ) {
            at = cameFrom.get(at) ?? first;
            cycle.unshift(at);
          }
          return cycle;
        }
        if (!ids.has(next) || cameFrom.has(next)) continue;
        cameFrom.set(next, id);
        reached.push(next);
      }
    }
    level = reached;
  }
  return undefined;
}
