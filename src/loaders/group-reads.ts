import { LRUCache } from 'lru-cache';
import { EntenteError } from '../errors.ts';
import { compile } from '../graph/cypher/compile.ts';
import { composeGroupReads, type GroupReads } from '../graph/cypher/group-reads.ts';
import { listOf } from '../graph/encoding/values.ts';
import type { Graph, UnitOfWork } from '../graph/port/graph.ts';
import { depthOf } from '../graph/query/nested.ts';
import { type ConnectionPart, type Grouping, type Shape, stepKey, type TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { REQUEST } from '../work.ts';

/**
 * Groups are one statement, and two keys multiply the relations of hubs. An engine that can't stop a statement is asked
 * first how many rows it would make, and isn't sent what is more than a request may read.
 */

/** A whole list that takes more than one part in so many of what is left is counted again with its filter. */
const LARGE = 10;

/** The most rows of one statement: a second or two, in which the embedded engine can't be stopped. */
const MOST_ROWS = 1_000_000;
/** Groups that take more rows together are read in statements of their own. */
const LONG = 200_000;

/** So many groups that follow one step aren't counted. */
const FEW = 3;

/** Counts of whole lists until the graph changes, so that common groups are counted once. */
class CountedLists {
  readonly #counts = new LRUCache<string, number>({ max: 500 });
  #version: number | null = null;

  get(version: number, key: string): number | undefined {
    if (version !== this.#version) this.#counts.clear();
    this.#version = version;
    return this.#counts.get(key);
  }

  set(version: number, key: string, count: number): void {
    if (version === this.#version) this.#counts.set(key, count);
  }
}

const caches = new WeakMap<Graph, CountedLists>();

/** What it takes to count. */
interface Access {
  readonly graph: Graph;
  readonly unit: UnitOfWork;
  readonly ontology: Ontology;
  readonly time: TimeTravel;
}

async function count({ unit, ontology, time }: Access, reads: GroupReads): Promise<number> {
  const [row] = await unit.run(composeGroupReads(ontology, time, reads));
  return Number(row?.reads ?? 0);
}

/** The rows of a list from all entities of a type, whatever its filter: kept until the graph changes. */
async function countWhole(access: Access, { part, grouping, from }: GroupReads): Promise<number> {
  const { graph, time } = access;
  const cache = caches.get(graph) ?? new CountedLists();
  caches.set(graph, cache);
  const version = graph.version();
  const key = JSON.stringify([from, part.type, part.step, grouping.keys, time]);
  const known = version === null ? undefined : cache.get(version, key);
  if (known !== undefined) return known;
  const counted = await count(access, { part: { ...part, filter: null, contested: false }, grouping, from });
  if (version !== null) cache.set(version, key, counted);
  return counted;
}

/** How many different steps the keys of groups follow. */
const stepsIn = ({ keys }: Grouping): number =>
  new Set(
    keys.flatMap(({ through, value }) => {
      const first = through ? [stepKey(through)] : [];
      return value.kind === 'related' ? [...first, [...first, stepKey(value.step)].join(' ')] : first;
    }),
  ).size;

/** Spends the rows that the groups of a list take. `named` are the entities that the list starts from, if they are known. */
async function spend(
  access: Access,
  part: ConnectionPart,
  from: GroupReads['from'],
  named?: () => Promise<readonly string[]>,
): Promise<number> {
  const { work } = access.unit;
  let spent = 0;
  const isFiltered = part.filter !== null || part.contested === true;
  const groups = Object.values(part.groups);
  for (const grouping of groups) {
    const steps = stepsIn(grouping);
    // One step reads each relation once.
    if (steps === 0 || (steps === 1 && groups.length <= FEW)) continue;
    const isNamed = from !== null && 'ids' in from;
    let rows = await (isNamed ? count : countWhole)(access, { part, grouping, from });
    // A filter or a page may leave few of them.
    if (!isNamed && (isFiltered || named) && rows > work.left('reads') / LARGE)
      rows = await count(access, { part, grouping, from: named ? { ids: await named() } : from });
    if (rows > Math.min(MOST_ROWS, work.left('reads'))) throw tooMany(rows);
    work.take('reads', rows);
    spent += rows;
  }
  return spent;
}

/** The entities of a page. */
async function idsOf({ unit, ontology, time }: Access, part: ConnectionPart): Promise<readonly string[]> {
  if (part.page?.ids) return part.page.ids;
  const node = { columns: ['id'], children: {} };
  const bare: ConnectionPart = {
    ...part,
    node,
    relationColumns: [],
    total: false,
    certain: false,
    sums: {},
    groups: {},
  };
  const rows = await unit.run(compile(ontology, [{ shape: { kind: 'list', part: bare }, parents: [] }], time));
  return rows.map(({ row }) => String(listOf(row)[0]));
}

/**
 * Counts the rows that groups take against what the request may read: those of a list, and of the lists that start from
 * its entities. Returns the shapes to read one after another: one for each groups of a list that take long together.
 *
 * @throws LIMIT_EXCEEDED if they are more, before they are read
 */
export async function withBoundedGroups(
  access: Access,
  shape: Shape,
  parents: readonly string[],
): Promise<readonly Shape[]> {
  if (access.graph.capabilities.stoppableStatements.supported) return [shape];
  if (shape.kind === 'entities') {
    for (const part of Object.values(shape.node.children)) await spend(access, part, { ids: parents });
    return [shape];
  }
  if (shape.kind !== 'list' && shape.kind !== 'relations') return [shape];
  const { part } = shape;
  const spent = await spend(access, part, shape.kind === 'list' ? null : { ids: parents });
  const named = shape.kind === 'list' && part.page ? () => idsOf(access, part) : undefined;
  for (const child of Object.values(part.node.children)) await spend(access, child, { type: part.type }, named);
  if (spent < LONG) return [shape];
  const bare = { ...part, page: null, total: false, certain: false, sums: {}, groups: {} };
  const alone = Object.entries(part.groups).map(([alias, one]) => ({ ...bare, groups: { [alias]: one } }));
  return [{ ...part, groups: {} }, ...alone].map((one) => ({ ...shape, part: one }));
}

/** Whether a list may read very many relations to answer little: many such lists aren't one statement. */
export const readsMuch = (shape: Shape): boolean =>
  shape.kind === 'list' &&
  (depthOf(shape.part.filter) > 0 ||
    shape.part.order.some(({ kind }) => kind === 'count' || kind === 'sum') ||
    Object.keys(shape.part.groups).length > 0);

const tooMany = (rows: number) =>
  new EntenteError(
    'LIMIT_EXCEEDED',
    `"groups" would read ${rows} rows, as each key leads from each member to all that it is related to; at most ${MOST_ROWS} are read, and ${REQUEST.reads} in one request. Narrow the list with "where", leave out "andBy", or ask for fewer groups at a time.`,
  );
