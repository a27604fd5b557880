import type { FieldNode } from 'graphql';
import type { Graph, Row } from '../graph/graph.ts';
import { type Moment, NOW } from '../graph/query.ts';
import { createLoader, type Loader } from '../loaders/loaders.ts';
import type { Ontology } from '../ontology/ontology.ts';
import type { EntityPlan } from './plan.ts';

/** What the resolvers of one request share. */
export interface Context {
  readonly loader: Loader;
  /** The time that the operation asks about. */
  readonly moment: Moment;
  /** The plan of each selection, made once and not for each of its parents. */
  readonly planned: WeakMap<readonly FieldNode[], object>;
  /** What was read with a row. */
  readonly plans: WeakMap<Row, EntityPlan>;
}

/** A context for one request; once `signal` aborts, nothing more is sent to the engine. */
export const createContext = (graph: Graph, ontology: Ontology, signal?: AbortSignal, moment = NOW): Context => ({
  loader: createLoader(graph, ontology, moment, signal),
  moment,
  planned: new WeakMap(),
  plans: new WeakMap(),
});
