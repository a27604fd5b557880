import { relationReader } from '../graph/answer.ts';
import type { Capabilities, Row, UnitOfWork, Value } from '../graph/graph.ts';
import {
  composeBetween,
  composeDegrees,
  composeEntities,
  composeNeighbours,
  composeShortest,
  type Pair,
  sizeIsDegree,
  type Ways,
} from '../graph/neighbours.ts';
import type { Nearby } from './nearby.ts';
import { type Answer, BUDGET, findPaths, type Neighbours, type Question, type Surroundings } from './paths.ts';

/** A relation of a path, as far as it was asked for, and the two entities that it joins as the path goes. */
export interface Hop {
  readonly from: string;
  readonly relation: Row;
  readonly to: string;
}

export interface FoundPath {
  readonly start: string;
  readonly hops: readonly Hop[];
}

export interface FoundPaths extends Omit<Answer, 'ways' | 'size'> {
  readonly paths: readonly FoundPath[];
}

/** Entities with so few relations have their neighbours read with them: one statement less to wait for. */
const FEW = 50;

/** Ends with more relations than these are not left to the database, which would have to count behind each first. */
const MANY = 1000;
/** The database's own search is asked so far; most entities are nearer to each other. */
const NEAR = 6;
/** Of more paths of one length it would not give the first any sooner. */
const MOST_TIES = 2000;

/** What of the named entities is in the graph: in it at all, and at the time that is asked about. */
async function named(unit: UnitOfWork, ways: Ways, ids: readonly string[], few = 0) {
  const rows = await unit.run(composeEntities(ways, ids, few));
  const near = rows.filter(({ size }) => few > 0 && Number(size) <= few);
  return {
    sizes: new Map(rows.map(({ id, size }) => [String(id), Number(size)])),
    there: new Set(rows.filter(({ there }) => there === true).map(({ id }) => String(id))),
    neighbours: new Map(near.map((row) => [String(row.id), neighboursOf(row)])),
  };
}
type Named = Awaited<ReturnType<typeof named>>;

const neighboursOf = ({ id, others, sizes }: Row): Neighbours => ({
  id: String(id),
  others: others as readonly string[],
  sizes: sizes as readonly number[] | undefined,
});

function surroundings(unit: UnitOfWork, ways: Ways, known: Named, nearby: Nearby): Surroundings {
  /** Numbers of entities: those that are kept, and of the others as `read` gives them. */
  async function counts(
    what: 'size' | 'degree',
    ids: readonly string[],
    read: (unknown: readonly string[]) => Promise<ReadonlyMap<string, number>>,
  ): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const id of ids) {
      const count = (what === 'size' ? known.sizes.get(id) : undefined) ?? nearby.count(what, id);
      if (count !== undefined) found.set(id, count);
    }
    const unknown = ids.filter((id) => !found.has(id));
    if (unknown.length === 0) return found;
    for (const [id, count] of await read(unknown)) {
      found.set(id, count);
      nearby.keepCount(what, id, count);
    }
    return found;
  }
  return {
    sizesAreDegrees: sizeIsDegree(ways),
    sizes: (ids) => counts('size', ids, async (unknown) => (await named(unit, ways, unknown)).sizes),
    degrees: (ids) =>
      counts('degree', ids, async (unknown) => {
        const rows = await unit.run(composeDegrees(ways, unknown));
        return new Map(rows.map(({ id, degree }) => [String(id), Number(degree)]));
      }),
    async neighbours(ids, sized) {
      const read: Neighbours[] = [];
      const unread: string[] = [];
      for (const id of ids) {
        const near = known.neighbours.get(id);
        const others = nearby.others(id);
        if (near) read.push(near);
        else if (others) read.push({ id, others });
        else unread.push(id);
      }
      if (unread.length === 0) return read;
      for (const row of await unit.run(composeNeighbours(ways, unread, sized))) {
        const near = neighboursOf(row);
        nearby.keepOthers(near.id, near.others);
        read.push(near);
      }
      return read;
    },
  };
}

/** All that is read of the hops of some ways, in one statement, by the two entities of each. */
async function hopsBetween(unit: UnitOfWork, ways: Ways, answer: Answer, columns: readonly string[]) {
  const pairs = new Map<string, Pair>();
  for (const way of answer.ways) {
    for (let i = 1; i < way.length; i += 1) {
      const [from, to] = [way[i - 1] as string, way[i] as string];
      pairs.set(`${from} ${to}`, { from, to, fewer: answer.size(from) < answer.size(to) ? from : to });
    }
  }
  const found = new Map<string, readonly Hop[]>();
  if (pairs.size === 0) return found;
  const asked = [...pairs.values()];
  const relation = relationReader(columns);
  const statement = composeBetween(ways, asked, columns);
  for (const { pair, relations } of await unit.run(statement)) {
    const { from, to } = asked[Number(pair)] as Pair;
    const hops = (relations as readonly (readonly Value[])[]).map((values) => ({
      from,
      relation: relation.read(values, 0),
      to,
    }));
    const id = (hop: Hop) => String(hop.relation.id);
    found.set(
      `${from} ${to}`,
      hops.sort((a, b) => (id(a) < id(b) ? -1 : 1)),
    );
  }
  return found;
}

/** The paths that relations make of a way: where several join two entities, one for each, by their ids. */
function* pathsAlong(way: readonly string[], hops: ReadonlyMap<string, readonly Hop[]>): Generator<readonly Hop[]> {
  if (way.length === 1) return yield [];
  const [first, second] = way;
  for (const hop of hops.get(`${first} ${second}`) ?? []) {
    for (const rest of pathsAlong(way.slice(1), hops)) yield [hop, ...rest];
  }
}

const compared = (a: readonly string[], b: readonly string[]) => {
  const at = a.findIndex((one, i) => one !== b[i]);
  return at < 0 ? 0 : (a[at] as string) < (b[at] as string) ? -1 : 1;
};

type Asked = Omit<Question, 'avoid'> & { readonly avoid: readonly string[] };

/** Whether the database's own search finds what is asked: between two, over anything, now. */
const isPlain = ({ moment }: Ways, { from, to, through, avoid, between, maxLength }: Asked) =>
  moment.asOf === null &&
  moment.known === null &&
  between === null &&
  from.length === 1 &&
  to.length === 1 &&
  from[0] !== to[0] &&
  through.length + avoid.length === 0 &&
  maxLength > 0;

/**
 * What the database's own search knows: the paths, where these are all or enough; otherwise up to which length all has
 * to be known to list more.
 */
async function shortest(
  unit: UnitOfWork,
  ways: Ways,
  { from, to, maxLength, first }: Asked,
  columns: readonly string[],
): Promise<{ readonly paths: FoundPaths } | { readonly reach: number }> {
  const ends = [String(from[0]), String(to[0])] as const;
  const bounds = { few: MANY, visits: BUDGET.visits, maxLength: Math.min(NEAR, maxLength), ties: MOST_TIES };
  const whole = maxLength <= NEAR;
  const [row] = await unit.run(composeShortest(ways, ends, first, whole, columns, bounds));
  const { isNear, behind, ties, length, longer, paths } = row as Row;
  if (paths === null) {
    // The first length that is not known to have too few paths.
    const tried = (number: unknown) => (Number(number) > MOST_TIES ? 0 : 1);
    const nearest = ties === 0 ? bounds.maxLength + 1 : Number(length) + tried(ties);
    const reach = Number(ties) > 0 && Number(ties) <= 2 ? nearest + tried(longer) : nearest;
    return { reach: isNear ? Math.min(reach, maxLength) : 0 };
  }
  const relation = relationReader(columns);
  const found = (paths as unknown as [number, string[], Value[][]][]).map(([hubs, along, values]) => {
    const relations = values.map((one) => relation.read(one, 0));
    const isForward = along[0] === ends[0];
    return {
      hubs,
      nodes: isForward ? along : along.toReversed(),
      relations: isForward ? relations : relations.toReversed(),
    };
  });
  const ids = (relations: readonly Row[]) => relations.map(({ id }) => String(id));
  found.sort(
    (a, b) =>
      a.nodes.length - b.nodes.length ||
      a.hubs - b.hubs ||
      compared(a.nodes, b.nodes) ||
      compared(ids(a.relations), ids(b.relations)),
  );
  const taken = found.slice(0, first).map(({ nodes, relations }) => ({
    start: ends[0],
    hops: relations.map((one, i) => ({ from: nodes[i] as string, relation: one, to: nodes[i + 1] as string })),
  }));
  const isFull = taken.length === first;
  return {
    paths: {
      paths: taken,
      outcome: taken.length > 0 ? 'FOUND' : 'EXHAUSTED',
      visited: Number(behind),
      searched: isFull ? Number(taken.at(-1)?.hops.length) - 1 : maxLength,
    },
  };
}

/** Paths with what is read of their hops: `columns` of the relations, among them `id`. `unknown` is called with ids that are not in the graph at any time, and throws. */
export async function readPaths(
  unit: UnitOfWork,
  { shortestPaths }: Capabilities,
  ways: Ways,
  nearby: Nearby,
  asked: Asked,
  columns: readonly string[],
  unknown: (ids: readonly string[]) => never,
): Promise<FoundPaths> {
  const { from, to, through, avoid } = asked;
  const ids = [...new Set([...from, ...to, ...through, ...avoid])];
  const near = shortestPaths.supported && isPlain(ways, asked) ? await shortest(unit, ways, asked, columns) : null;
  if (near && 'paths' in near) return near.paths;
  const known = await named(unit, ways, ids, near ? MANY : FEW);
  const missing = ids.filter((id) => !known.sizes.has(id));
  if (missing.length > 0) unknown(missing);
  // What is not there yet is on no path.
  const absent = ids.filter((id) => !known.there.has(id));
  const question = { ...asked, avoid: new Set([...avoid, ...absent]), reach: near?.reach };
  if (through.some((id) => question.avoid.has(id))) {
    return { paths: [], outcome: 'EXHAUSTED', visited: 0, searched: asked.maxLength };
  }
  const answer = await findPaths(question, surroundings(unit, ways, known, nearby));
  const hops = await hopsBetween(unit, ways, answer, columns);
  const paths: FoundPath[] = [];
  for (const way of answer.ways) {
    for (const along of pathsAlong(way, hops)) {
      if (paths.length === asked.first) break;
      paths.push({ start: String(way[0]), hops: along });
    }
  }
  return { paths, outcome: answer.outcome, visited: answer.visited, searched: answer.searched };
}
