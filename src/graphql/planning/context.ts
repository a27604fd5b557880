import { setMaxListeners } from 'node:events';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Graph, ReadWithState, Statement, UnitOfWork } from '../../graph/port/graph.ts';
import { type Traced, traced } from '../../graph/port/trace.ts';
import type { TimeTravel } from '../../graph/query/query.ts';
import { HierarchyCache } from '../../graph/storage/hierarchy-cache.ts';
import { MoneyCache } from '../../graph/storage/money-cache.ts';
import { createLoader, type Loader } from '../../loaders/loaders.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { TopologyCache } from '../../traverse/topology-cache.ts';
import { REQUEST, Work } from '../../work.ts';
import { timeTravelOf } from '../arguments/as-of.ts';

/** Reads the graph for one operation, as of the operation's time. */
export interface OperationReader {
  readonly timeTravel: TimeTravel;
  readonly loader: Loader;
  /** Runs statements that build on each other against one state of the graph. */
  read<T>(work: (unit: UnitOfWork, graph: Graph) => Promise<T>): Promise<T>;
  readWithState(statement: Statement): Promise<ReadWithState>;
  /** What the request may spend in this process. */
  readonly work: Work;
  /** The topology in memory; null if there is no topology cache. */
  readonly topology: TopologyCache | null;
}

/** What the resolvers of one request share. */
export interface Context {
  /** Throws BAD_USER_INPUT if the arguments of the operation's @asOf are wrong. */
  reader(info: GraphQLResolveInfo): OperationReader;
  /** The plan of each field, made once for all of its parents. Written by `planOnce` alone. */
  readonly plans: WeakMap<readonly FieldNode[], object>;
}

/**
 * A context for one request.
 *
 * @param signal once it aborts, nothing more is sent to the engine
 * @param trace receives an entry for each statement that is run
 * @param topology the graph's topology cache, if it has one
 *
 * @example
 * const contextValue = createContext(graph, ontology);
 * await graphql({ schema: createSchema(ontology), source: '{ ministers { totalCount } }', contextValue });
 */
export function createContext(
  graph: Graph,
  ontology: Ontology,
  signal?: AbortSignal,
  trace?: object[],
  topology: TopologyCache | null = null,
): Context {
  // A request holds one operation.
  let reader: OperationReader | undefined;
  // Each call of a request listens for its end, and a request may have many calls at once.
  if (signal) setMaxListeners(0, signal);
  const work = new Work(signal, signal ? REQUEST : {});
  const options = signal ? { signal, work } : { work };
  return {
    reader(info) {
      if (!reader) {
        const timeTravel = timeTravelOf(info);
        const from = trace ? traced(graph, trace as Traced[]) : graph;
        reader = {
          timeTravel,
          loader: createLoader(from, ontology, timeTravel, options, HierarchyCache.of(graph), MoneyCache.of(graph)),
          read: (work) => from.read((unit) => work(unit, graph), options),
          readWithState: (statement) => from.readWithState(statement, options),
          work,
          topology,
        };
      }
      return reader;
    },
    plans: new WeakMap(),
  };
}
