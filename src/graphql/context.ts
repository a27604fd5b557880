import type { FieldNode } from 'graphql';
import type { Shape } from '../graph/compose.ts';
import type { Graph } from '../graph/graph.ts';
import { createLoader, type Loader } from '../loaders/loaders.ts';
import type { Ontology } from '../ontology/ontology.ts';

/** What the resolvers of one request share. */
export interface Context {
  readonly loader: Loader;
  /** The shape of each selection, read once and not for each of its parents. */
  readonly shapes: WeakMap<readonly FieldNode[], Shape>;
}

/** A context for one request; once `signal` aborts, nothing more is sent to the engine. */
export const createContext = (graph: Graph, ontology: Ontology, signal?: AbortSignal): Context => ({
  loader: createLoader(graph, ontology, signal),
  shapes: new WeakMap(),
});
