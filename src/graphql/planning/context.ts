import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Graph, ReadWithState, Statement, UnitOfWork } from '../../graph/port/graph.ts';
import { type Traced, traced } from '../../graph/port/trace.ts';
import type { EntityPart, TimeTravel } from '../../graph/query/query.ts';
import { createLoader, type Loader } from '../../loaders/loaders.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { TopologyCache } from '../../traverse/topology-cache.ts';
import { timeTravelOf } from '../arguments/as-of.ts';
import type { EntityPlan } from './plan.ts';

/** What an operation reads at the time that it asks about. */
export interface Reading {
  readonly timeTravel: TimeTravel;
  readonly loader: Loader;
  /** For what goes from one statement to the next, in one state of the graph. The graph itself tells of which. */
  read<T>(work: (unit: UnitOfWork, graph: Graph) => Promise<T>): Promise<T>;
  once(statement: Statement): Promise<ReadWithState>;
  readonly signal: AbortSignal | undefined;
  /** Where what joins what is kept beside the graph. */
  readonly topology: TopologyCache | null;
}

/** What the resolvers of one request share. */
export interface Context {
  /** Throws BAD_USER_INPUT where the operation's @asOf makes no sense. */
  at(info: GraphQLResolveInfo): Reading;
  /** The plan of each selection, made once and not for each of its parents. */
  readonly planned: WeakMap<readonly FieldNode[], object>;
  /** The plans of entities, by what they ask the graph for. */
  readonly plans: Map<EntityPart, EntityPlan>;
}

/**
 * A context for one request; once `signal` aborts, nothing more is sent to the engine. `trace` takes what is read.
 * `topology`: that of the graph, where it is kept.
 */
export function createContext(
  graph: Graph,
  ontology: Ontology,
  signal?: AbortSignal,
  trace?: object[],
  topology: TopologyCache | null = null,
): Context {
  // A request holds one operation.
  let reading: Reading | undefined;
  const options = signal ? { signal } : {};
  return {
    at(info) {
      if (!reading) {
        const timeTravel = timeTravelOf(info);
        const from = trace ? traced(graph, trace as Traced[]) : graph;
        reading = {
          timeTravel,
          loader: createLoader(from, ontology, timeTravel, signal),
          read: (work) => from.read((unit) => work(unit, graph), options),
          once: (statement) => from.readWithState(statement, options),
          signal,
          topology,
        };
      }
      return reading;
    },
    planned: new WeakMap(),
    plans: new Map(),
  };
}
