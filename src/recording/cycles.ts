import { composeRelations } from '../graph/cypher/between.ts';
import { CypherBuilder } from '../graph/cypher/cypher-builder.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import type { UnitOfWork, Value } from '../graph/port/graph.ts';
import { NOW } from '../graph/query/query.ts';
import { type Edges, edgesOf, Hierarchy } from '../graph/storage/hierarchy.ts';
import { type HierarchyAccess, HierarchyCache, WholeHierarchies } from '../graph/storage/hierarchy-cache.ts';
import { chunks, grouped } from '../lists.ts';
import type { RelationFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { FIRST, LAST, type Period } from '../ontology/period.ts';

/** The entities on a cycle of a hierarchy: each is a part of the next one, and the last one of the first. */
export type Cycle = readonly string[];

type Ends = Pick<RelationFact, 'type' | 'from' | 'to'> & Partial<Pick<RelationFact, 'values'>>;

/** One entity is a part of another one, from the first day to the last on which it may be; open if null. */
interface Part {
  readonly from: string;
  readonly to: string;
  readonly start: string | null;
  readonly end: string | null;
}

/** The most days on which a group of entities is tested for cycles. */
const MOST_DAYS = 100;

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
      if (!shortestCycle(above, ids)) continue;
      const cycle = await cycleInTime(unit, ontology, type, above, ids, more);
      if (cycle) cycles.push(cycle);
    }
  }
  return cycles.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

/**
 * A cycle of parts that may all hold on one day; undefined if there is none: two bodies may have been parts of each other at
 * different times. Parts that overlap all hold when the last of them begins.
 */
async function cycleInTime(
  unit: UnitOfWork,
  ontology: Ontology,
  type: string,
  edges: Edges,
  ids: ReadonlySet<string>,
  added: readonly Ends[],
): Promise<Cycle | undefined> {
  const wholes = [...ids].flatMap((id) => (edges.get(id) ?? []).map((to) => ({ from: id, to })));
  const within = grouped(
    wholes.filter(({ to }) => ids.has(to)),
    ({ to }) => to,
  );
  const columns = ['from', 'to', 'periodStart', 'periodEnd'];
  const reader = relationReader(columns);
  const own = added.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const parts: Part[] = own.map(({ from, to, values }) => {
    const { start = null, end = null } = (values?.period ?? {}) as Partial<Period>;
    return { from, to, start, end };
  });
  for (const ends of chunks([...within].map(([to, some]): [string, string[]] => [to, some.map(({ from }) => from)]))) {
    const cypher = new CypherBuilder(ontology, NOW);
    const rows = await unit.run(composeRelations(cypher, ontology.hierarchies(type), ends, columns));
    for (const { relation } of rows) {
      const { from, to, periodStart, periodEnd } = reader.read(relation as readonly Value[], 0);
      const day = (value: Value | undefined) => (typeof value === 'string' ? value : null);
      parts.push({ from: String(from), to: String(to), start: day(periodStart), end: day(periodEnd) });
    }
  }
  const days = [...new Set(parts.map(({ start }) => start ?? FIRST))].sort();
  for (const day of days.slice(0, MOST_DAYS)) {
    const then = parts.filter(({ start, end }) => (start ?? FIRST) <= day && (end ?? LAST) >= day);
    const upward = new Map([...grouped(then, ({ from }) => from)].map(([id, some]) => [id, some.map(({ to }) => to)]));
    for (const group of components(upward)) {
      const cycle = shortestCycle(upward, group);
      if (cycle) return cycle;
    }
  }
  // With more days than these, what is a cycle without dates is reported.
  return days.length > MOST_DAYS ? shortestCycle(edges, ids) : undefined;
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
