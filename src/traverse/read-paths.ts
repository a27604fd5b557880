import { composeBetween, composeCount, composeElements, type NeighbourScope } from '../graph/cypher/neighbours.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import type { ReadWithState, Row, Statement, UnitOfWork, Value } from '../graph/port/graph.ts';
import { isNow } from '../graph/query/query.ts';
import type { CachedNeighbours } from './neighbour-cache.ts';
import { type Answer, findPaths, type PathsArguments } from './paths.ts';
import { ReadNetwork, readNamed } from './read-network.ts';
import type { TopologyCache } from './topology-cache.ts';

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

export interface FoundPaths extends Omit<Answer, 'ways'> {
  readonly paths: readonly FoundPath[];
}

/** Two entities, whichever way a path goes from one to the other. */
const together = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** The pairs of entities that stand beside each other on some ways, each once. */
function pairsOn(ways: Answer['ways']): readonly (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  for (const way of ways) {
    for (let i = 1; i < way.length; i += 1) {
      const [one, other] = [way[i - 1] as string, way[i] as string];
      pairs.set(together(one, other), [one, other]);
    }
  }
  return [...pairs.values()];
}

/** The paths that relations make of a way: where several join two entities, one for each, by their ids. */
function* pathsAlong(
  way: readonly string[],
  relations: ReadonlyMap<string, readonly Row[]>,
): Generator<readonly Hop[]> {
  if (way.length === 1) return yield [];
  const [from, to] = way as [string, string];
  for (const relation of relations.get(together(from, to)) ?? []) {
    for (const rest of pathsAlong(way.slice(1), relations)) yield [{ from, relation, to }, ...rest];
  }
}

/** `rows`: the columns of the relations on the answer's ways. */
function found(
  { ways, ...answer }: Answer,
  first: number,
  columns: readonly string[],
  rows: readonly Row[],
): FoundPaths {
  const reader = relationReader(columns);
  const relations = new Map<string, Row[]>();
  for (const row of rows) {
    const relation = reader.read(row.relation as readonly Value[], 0);
    const key = together(String(relation.from), String(relation.to));
    const others = relations.get(key);
    if (others) others.push(relation);
    else relations.set(key, [relation]);
  }
  for (const some of relations.values()) some.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  const paths: FoundPath[] = [];
  for (const way of ways) {
    for (const hops of pathsAlong(way, relations)) {
      if (paths.length === first) break;
      paths.push({ start: String(way[0]), hops });
    }
  }
  return { paths, ...answer };
}

type Asked = Omit<PathsArguments, 'avoid'> & { readonly avoid: readonly string[] };

const idsIn = ({ from, to, through, avoid }: Asked) => [...new Set([...from, ...to, ...through, ...avoid])];

/**
 * Paths with what is read of their hops: `columns` of the relations, among them `id`, `from` and `to`; read step by step. `unknown` is
 * called with ids that are not in the graph at any time, and throws.
 */
export async function readPaths(
  unit: UnitOfWork,
  ways: NeighbourScope,
  nearby: CachedNeighbours,
  asked: Asked,
  columns: readonly string[],
  unknown: (ids: readonly string[]) => never,
): Promise<FoundPaths> {
  const ids = idsIn(asked);
  const named = await readNamed(unit, ways, ids);
  const missing = ids.filter((id) => !named.sizes.has(id));
  if (missing.length > 0) unknown(missing);
  // What is not there yet is on no path.
  const absent = ids.filter((id) => !named.there.has(id));
  const network = new ReadNetwork(unit, ways, nearby, named);
  const answer = await findPaths({ ...asked, avoid: new Set([...asked.avoid, ...absent]) }, network);
  const size = (id: string) => network.size(network.number(id)) ?? network.links(network.number(id)).length;
  const pairs = pairsOn(answer.ways).map(([one, other]) =>
    size(one) < size(other) ? { near: one, far: other } : { near: other, far: one },
  );
  const rows = pairs.length > 0 ? await unit.run(composeBetween(ways, pairs, columns)) : [];
  return found(answer, asked.first, columns, rows);
}

/**
 * The same out of a kept topology: one statement reads the hops, and tells whether the topology still holds. Null where
 * it does not, where it does not know an entity, and for questions about another time than now.
 */
export async function cachedPaths(
  once: (statement: Statement) => Promise<ReadWithState>,
  keeping: TopologyCache,
  ways: NeighbourScope,
  asked: Asked,
  columns: readonly string[],
  signal?: AbortSignal,
): Promise<FoundPaths | null> {
  const kept = isNow(ways.timeTravel) ? keeping.current : null;
  if (!kept) return null;
  if (!idsIn(asked).every((id) => kept.topology.has(id))) {
    keeping.holds(kept, (await once(composeCount(ways.ontology))).state);
    return null;
  }
  const answer = await kept.topology.search(ways.types, { ...asked, avoid: new Set(asked.avoid) }, { signal });
  const elements = kept.topology.elementsAlong(ways.types, answer.ways);
  const { rows, state } = await once(composeElements(ways.ontology, elements, columns));
  return keeping.holds(kept, state) ? found(answer, asked.first, columns, rows) : null;
}
