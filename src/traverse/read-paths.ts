import { composeBetween, composeCount, composeElements, type NeighbourScope } from '../graph/cypher/neighbours.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import type { ReadWithState, Row, Statement, UnitOfWork, Value } from '../graph/port/graph.ts';
import { isNow } from '../graph/query/query.ts';
import { grouped } from '../lists.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { Work } from '../work.ts';
import type { CachedNeighbours } from './neighbour-cache.ts';
import { findPaths, type PathsArguments, type PathsResult } from './paths.ts';
import { ReadNetwork, readEndpoints } from './read-network.ts';
import type { TopologyCache } from './topology-cache.ts';

/** A step of a path: the entities that it leads from and to, and the columns of its relation. */
export interface Hop {
  readonly from: string;
  readonly relation: Row;
  /** The other relations of the same type between the two, such as further offices. */
  readonly alternatives: readonly Row[];
  readonly to: string;
}

/** A path: the entity at its start, and its steps. */
export interface FoundPath {
  readonly start: string;
  readonly hops: readonly Hop[];
  /** Paths that differ from it only in which of several posts of one person they go through. */
  readonly alternatives: readonly FoundPath[];
}

/** The result of a search, with the relations of its paths. */
export interface FoundPaths extends Omit<PathsResult, 'routes'> {
  readonly paths: readonly FoundPath[];
}

/** A key of two entities in either order. */
const pairKey = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** The distinct pairs of adjacent entities on routes. */
function pairsOn(routes: PathsResult['routes']): readonly (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  for (const route of routes) {
    for (let i = 1; i < route.length; i += 1) {
      const [one, other] = [route[i - 1] as string, route[i] as string];
      pairs.set(pairKey(one, other), [one, other]);
    }
  }
  return [...pairs.values()];
}

/** Relations of one type between two entities; none is empty. */
type Parallel = readonly [Row, ...Row[]];

/** The paths that a route makes: one for each combination of the types of its parallel relations. */
function* pathsAlong(
  route: readonly string[],
  relations: ReadonlyMap<string, readonly Parallel[]>,
): Generator<readonly Hop[]> {
  if (route.length === 1) return yield [];
  const [from, to] = route as [string, string];
  for (const [relation, ...alternatives] of relations.get(pairKey(from, to)) ?? []) {
    for (const rest of pathsAlong(route.slice(1), relations)) yield [{ from, relation, alternatives, to }, ...rest];
  }
}

/** Relations between two entities by type, in the order of their ids. */
function byType(rows: readonly Row[]): readonly Parallel[] {
  const types = new Map<string, [Row, ...Row[]]>();
  for (const row of [...rows].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))) {
    const others = types.get(String(row.type));
    if (others) others.push(row);
    else types.set(String(row.type), [row]);
  }
  return [...types.values()];
}

/** Relations by the two entities that they join. */
function byPair(relations: readonly Row[]): ReadonlyMap<string, readonly Parallel[]> {
  const pairs = grouped(relations, ({ from, to }) => pairKey(String(from), String(to)));
  return new Map([...pairs].map(([key, some]) => [key, byType(some)]));
}

/** The first paths along routes that these relations make. */
function alongRoutes(
  routes: PathsResult['routes'],
  most: number,
  relations: ReadonlyMap<string, readonly Parallel[]>,
): readonly FoundPath[] {
  const paths: FoundPath[] = [];
  for (const route of routes) {
    for (const hops of pathsAlong(route, relations)) {
      if (paths.length === most) break;
      paths.push({ start: String(route[0]), hops, alternatives: [] });
    }
  }
  return paths;
}

/**
 * The first paths of a search. `rows`: the relations along its routes. A search that reads no types may go on although the
 * routes that it has make enough paths, so how it ended follows from the paths.
 */
function pathsOf(
  { routes, outcome, visited, searched }: PathsResult,
  first: number,
  columns: readonly string[],
  rows: readonly Row[],
): FoundPaths {
  const reader = relationReader(columns);
  const relations = byPair(rows.map((row) => reader.read(row.relation as readonly Value[], 0)));
  return ended({ paths: alongRoutes(routes, first, relations), outcome, visited, searched }, first);
}

/** The first paths of a result. With enough of them, the search found what it was asked for, whatever stopped it. */
function ended(found: FoundPaths, first: number): FoundPaths {
  const last = found.paths[first - 1];
  if (!last) return found;
  const searched = last.hops.length > 0 ? last.hops.length - 1 : null;
  return { ...found, paths: found.paths.slice(0, first), outcome: 'FOUND', searched };
}

/** A text that paths share if they differ only in which posts of the same people they go through. */
function wayOf(ontology: Ontology, { start, hops }: FoundPath): string {
  const isPost = (hop: Hop | undefined, body: string) =>
    hop !== undefined && hop.relation.to === body && ontology.relation(String(hop.relation.type))?.isPost === true;
  const steps = hops.map((hop, i) => {
    const next = hops[i + 1];
    const isOpen = next !== undefined && (isPost(hop, hop.to) || isPost(next, hop.to));
    return `${hop.relation.type} ${isOpen ? '*' : hop.to}`;
  });
  return [start, ...steps].join(' ');
}

/** Joins paths that go the same way: the first one, with the others as its alternatives. */
function joined(ontology: Ontology, paths: readonly FoundPath[]): readonly FoundPath[] {
  const ways = new Map<string, [FoundPath, ...FoundPath[]]>();
  for (const path of paths) {
    const way = wayOf(ontology, path);
    const others = ways.get(way);
    if (others) others.push(path);
    else ways.set(way, [path]);
  }
  return [...ways.values()].map(([path, ...alternatives]) => ({ ...path, alternatives }));
}

/** The most paths that a search reads to find different ones. */
const MOST_ALIKE = 1600;

/** Searches the first paths that go different ways: more paths, while some of those that it found go the same way. */
async function firstWays<Found extends FoundPaths | null>(
  ontology: Ontology,
  first: number,
  search: (most: number) => Promise<Found>,
): Promise<Found> {
  for (let most = first; ; most *= 2) {
    const found = await search(most);
    if (found === null) return found;
    const paths = joined(ontology, found.paths);
    if (isEnough(ontology, first, most, found.paths, paths)) return ended({ ...found, paths }, first) as Found;
  }
}

/** Whether a search for at most `most` paths found the first ways that there are. */
function isEnough(
  ontology: Ontology,
  first: number,
  most: number,
  found: readonly FoundPath[],
  ways: readonly FoundPath[],
): boolean {
  if (found.length < most || most >= MOST_ALIKE || ways.length > first) return true;
  return ways.length === first && !mayGoOn(ontology, found, ways);
}

/** Whether more paths may go the way of the last one: by other posts, in as many steps. */
function mayGoOn(ontology: Ontology, found: readonly FoundPath[], ways: readonly FoundPath[]): boolean {
  const [longest, last] = [found.at(-1), ways.at(-1)];
  return last !== undefined && wayOf(ontology, last).includes('*') && longest?.hops.length === last.hops.length;
}

type ReadPathsArguments = Omit<PathsArguments, 'avoid'> & { readonly avoid: readonly string[] };

const idsIn = ({ from, to, through, avoid }: ReadPathsArguments) => [
  ...new Set([...from, ...to, ...through, ...avoid]),
];

/**
 * Searches paths in the database step by step. `columns` are read of their relations, and include `id`, `from` and `to`.
 * `unknown` is called with the ids that are not in the graph at all, and throws.
 */
export const readPaths = (
  unit: UnitOfWork,
  scope: NeighbourScope,
  cache: CachedNeighbours,
  args: ReadPathsArguments,
  columns: readonly string[],
  unknown: (ids: readonly string[]) => never,
): Promise<FoundPaths> =>
  firstWays(scope.ontology, args.first, (first) => readOnce(unit, scope, cache, { ...args, first }, columns, unknown));

async function readOnce(
  unit: UnitOfWork,
  scope: NeighbourScope,
  cache: CachedNeighbours,
  args: ReadPathsArguments,
  columns: readonly string[],
  unknown: (ids: readonly string[]) => never,
): Promise<FoundPaths> {
  const ids = idsIn(args);
  const endpoints = await readEndpoints(unit, scope, ids);
  const missing = ids.filter((id) => !endpoints.sizes.has(id));
  if (missing.length > 0) unknown(missing);
  // An entity that is not visible is on no path.
  const invisible = ids.filter((id) => !endpoints.visible.has(id));
  const network = new ReadNetwork(unit, scope, cache, endpoints);
  const result = await findPaths({ ...args, avoid: new Set([...args.avoid, ...invisible]) }, network, {
    work: unit.work,
  });
  const size = (id: string) => network.size(network.number(id)) ?? network.links(network.number(id)).length;
  const pairs = pairsOn(result.routes).map(([one, other]) =>
    size(one) < size(other) ? { near: one, far: other } : { near: other, far: one },
  );
  const rows = pairs.length > 0 ? await unit.run(composeBetween(scope, pairs, columns)) : [];
  return pathsOf(result, args.first, columns, rows);
}

/**
 * Searches paths in a cached topology. One statement reads the relations and shows whether the topology is current. The
 * result is null if it isn't, if an entity is missing from it, or if the query is about another time than now.
 */
export async function cachedPaths(
  read: (statement: Statement) => Promise<ReadWithState>,
  cache: TopologyCache,
  scope: NeighbourScope,
  args: ReadPathsArguments,
  columns: readonly string[],
  work = new Work(),
): Promise<FoundPaths | null> {
  const { ontology, types, timeTravel } = scope;
  const cached = isNow(timeTravel) ? cache.current : null;
  if (!cached) return null;
  const { topology } = cached;
  if (!idsIn(args).every((id) => topology.has(id))) {
    cache.isCurrent(cached, (await read(composeCount(ontology))).state);
    return null;
  }
  const avoid = new Set(args.avoid);
  for (let most = args.first; ; most *= 2) {
    const result = await topology.search(types, { ...args, first: most, avoid }, { work });
    const relations = topology.relationsAlong(types, result.routes);
    const found = alongRoutes(result.routes, most, byPair(relations.map((one) => ({ ...one, id: one.element }))));
    if (!isEnough(ontology, args.first, most, found, joined(ontology, found))) continue;
    const elements = relations.map(({ element }) => element);
    const { rows, state } = await read(composeElements(ontology, elements, columns));
    if (!cache.isCurrent(cached, state)) return null;
    const all = pathsOf(result, most, columns, rows);
    return ended({ ...all, paths: joined(ontology, all.paths) }, args.first);
  }
}
