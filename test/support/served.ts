import type { GraphQLSchema } from 'graphql';
import { afterAll } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { interceptStatements } from '../../src/graph/port/trace.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { createOntology, type Ontology } from '../../src/ontology/ontology.ts';
import { createLogger } from '../../src/server/http/logger.ts';
import { createServerYoga } from '../../src/server/http/yoga.ts';
import type { TopologyCache } from '../../src/traverse/topology-cache.ts';
import { PATIENCE } from './patience.ts';

export interface Answered {
  readonly data?: any;
  readonly extensions?: any;
  readonly errors?: readonly { message: string; path?: readonly (string | number)[]; extensions: { code: string } }[];
}

/** A graph that lists the statements that its engine runs. */
export function counted(graph: Graph): Graph & { calls: string[] } {
  const calls: string[] = [];
  const watched = interceptStatements(graph, (statement, next) => {
    calls.push(statement.text);
    return next(statement);
  });
  return Object.assign(watched, { calls });
}

const schemas = new WeakMap<Ontology, GraphQLSchema>();

/** The schema of an ontology, made once: hundreds of tests open a server each. */
function schemaOf(ontology: Ontology): GraphQLSchema {
  const schema = schemas.get(ontology) ?? createSchema(ontology);
  schemas.set(ontology, schema);
  return schema;
}

/** A GraphQL server on a graph that answers requests without a port, with the body's text. `timeout` is in milliseconds. */
export function textsOver(graph: Graph, ontology: Ontology, timeout = PATIENCE, topology: TopologyCache | null = null) {
  const yoga = createServerYoga({
    schema: schemaOf(ontology),
    makeContext: ({ signal, trace }) => createContext(graph, ontology, signal, trace, topology),
    logger: createLogger('silent'),
    timeout,
    explain: true,
  });
  return async (
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<string> => {
    const response = await yoga.fetch('http://yoga/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  };
}

/** The same with the answer parsed. */
export function serverOver(
  graph: Graph,
  ontology: Ontology,
  timeout = PATIENCE,
  topology: TopologyCache | null = null,
) {
  const textOf = textsOver(graph, ontology, timeout, topology);
  return async (
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answered> => JSON.parse(await textOf(query, variables, headers));
}

/** A server with the bundled data in memory. */
export async function bundled(ontology: Ontology = createOntology()) {
  const graph = counted(openEmbedded(null, PATIENCE));
  await prepareLayout(graph, ontology);
  await loadWhenEmpty(graph, ontology);
  afterAll(() => graph.close());
  graph.calls.length = 0;
  return { graph, ask: serverOver(graph, ontology) };
}
