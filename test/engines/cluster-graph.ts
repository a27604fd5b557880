import { onTestFinished, vi } from 'vitest';
import { type Neo4jOptions, openNeo4j } from '../../src/engines/neo4j/neo4j.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { Cluster } from '../support/bolt/cluster.ts';
import type { Protocol } from '../support/bolt/connection.ts';
import { answering } from '../support/bolt/data.ts';
import type { Data } from '../support/bolt/member.ts';
import { PATIENCE } from '../support/patience.ts';

export const READ = 'MATCH (n) RETURN n.value AS value';
export const WRITE = 'CREATE (n)';

/**
 * Options of a graph that soon gives up: it retries for 0.4 s, and until the test ends the driver's pauses between retries
 * pass a hundred times faster. They are the only ones that are not in whole milliseconds.
 */
export function givingUpSoon(): Partial<Neo4jOptions> {
  const real = globalThis.setTimeout;
  const faster = (work: () => void, ms = 0, ...rest: never[]) =>
    real(work, Number.isInteger(ms) ? ms : ms / 100, ...rest);
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(faster as typeof setTimeout);
  closed(async () => void vi.restoreAllMocks());
  return { deadline: 2000 };
}

/** Closes something after the test, the last one first. */
export const closed = (close: () => Promise<void>) => onTestFinished(close);

/** Reads the number of commits that the member which answers has applied. */
export const read = async (graph: Graph) =>
  (await graph.read((unit) => unit.run({ text: READ, parameters: {} })))[0]?.value;
export const readState = (graph: Graph) => graph.readWithState({ text: READ, parameters: {} });
export const write = (graph: Graph) => graph.write((unit) => unit.run({ text: WRITE, parameters: {} }));

/** What a graph on a cluster of the test is opened with. */
export interface Opening extends Partial<Neo4jOptions> {
  readonly protocol?: Protocol;
  readonly scheme?: 'neo4j' | 'bolt';
  readonly agent?: string;
  /** The members that the routing table names for reading at first. */
  readonly readers?: readonly string[];
  /** The seconds that a routing table holds. */
  readonly ttl?: number;
  readonly data?: Data;
}

/** Another graph on a cluster, as another process has it: with a driver of its own. */
export function graphOn(cluster: Cluster, { scheme = 'neo4j', ...options }: Opening = {}): Graph {
  const graph = openNeo4j({
    uri: cluster.uri(scheme),
    username: 'entente',
    password: 'secret',
    database: null,
    deadline: PATIENCE,
    poolSize: 10,
    acquisitionTimeout: PATIENCE,
    ...options,
  });
  closed(() => graph.close());
  return graph;
}

/** A cluster and a graph on it that is ready. By default, each statement answers the number of commits that the member has applied. */
export async function clusterOf(names: readonly string[], opening: Opening = {}) {
  const {
    protocol = '5.8',
    agent,
    readers,
    ttl = 300,
    data = answering((_, value) => [{ value }]),
    ...options
  } = opening;
  const cluster = await Cluster.start(names, { protocol, data, ...(agent ? { agent } : {}) });
  closed(() => cluster.close());
  cluster.ttl = ttl;
  if (readers) cluster.readers = readers.map((name) => cluster.member(name));
  const graph = graphOn(cluster, options);
  if (!agent) await graph.ready();
  cluster.take();
  return { cluster, graph };
}
