import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import type { Graph, UnitOfWork } from '../graph/graph.ts';
import type { EntityPart, Moment } from '../graph/query.ts';
import { type Traced, traced } from '../graph/trace.ts';
import { createLoader, type Loader } from '../loaders/loaders.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { momentOf } from './moment.ts';
import type { EntityPlan } from './plan.ts';

/** What an operation reads at the time that it asks about. */
export interface Reading {
  readonly moment: Moment;
  readonly loader: Loader;
  /** For what takes several statements that see one state of the graph. */
  read<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T>;
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

/** A context for one request; once `signal` aborts, nothing more is sent to the engine. `trace` takes what is read. */
export function createContext(graph: Graph, ontology: Ontology, signal?: AbortSignal, trace?: object[]): Context {
  // A request holds one operation.
  let reading: Reading | undefined;
  return {
    at(info) {
      if (!reading) {
        const moment = momentOf(info);
        const read = trace ? traced(graph, trace as Traced[]) : graph;
        reading = {
          moment,
          loader: createLoader(read, ontology, moment, signal),
          read: (work) => read.read(work, signal ? { signal } : {}),
        };
      }
      return reading;
    },
    planned: new WeakMap(),
    plans: new Map(),
  };
}
