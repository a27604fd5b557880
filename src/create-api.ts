import type { GraphQLSchema } from 'graphql';
import type { Graph } from './graph/port/graph.ts';
import { createContext } from './graphql/planning/context.ts';
import { createSchema } from './graphql/schema/schema.ts';
import type { Ontology } from './ontology/ontology.ts';
import { createServerYoga, type ServerYoga, type YogaOptions } from './server/http/yoga.ts';
import { TopologyCache } from './traverse/topology-cache.ts';

export interface ApiOptions extends Omit<YogaOptions, 'schema' | 'makeContext'> {
  /** Receives a sentence each time the cached topology of a shared database is read or given up. */
  readonly onTopology?: (sentence: string) => void;
}

/** The GraphQL API of one graph. */
export interface Api {
  readonly schema: GraphQLSchema;
  readonly yoga: ServerYoga;
  /** Makes the context of one operation. Once `signal` aborts, nothing more is sent to the engine. */
  makeContext(request?: { signal?: AbortSignal; trace?: object[] | undefined }): object;
  /** Stops background work; the graph stays open. */
  close(): void;
}

/** Builds the API of a graph: its schema, and a Yoga with the limits, the deadline and the masking of errors. */
export function createApi(graph: Graph, ontology: Ontology, { onTopology = () => {}, ...options }: ApiOptions): Api {
  const topology = graph.capabilities.topologyCache.supported
    ? new TopologyCache(graph, ontology, { report: onTopology })
    : null;
  topology?.watch();
  const schema = createSchema(ontology);
  const makeContext: Api['makeContext'] = ({ signal, trace } = {}) =>
    createContext(graph, ontology, signal, trace, topology);
  return {
    schema,
    makeContext,
    yoga: createServerYoga({ ...options, schema, makeContext }),
    close: () => topology?.close(),
  };
}
