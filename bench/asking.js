import { createContext, createLogger, createOntology, createSchema, createServerYoga } from '../dist/bench-api.js';

/**
 * Returns a function that queries a graph as over HTTP, but without a port, and returns the data. It throws the first
 * error. `topology`: the topology cache of the graph, as a server has.
 */
export function asking(graph, ontology = createOntology(), topology = null) {
  const yoga = createServerYoga({
    schema: createSchema(ontology),
    makeContext: ({ signal }) => createContext(graph, ontology, signal, undefined, topology),
    logger: createLogger('warn'),
    timeout: 60_000,
  });
  const headers = { 'content-type': 'application/json' };
  return async (query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const { data, errors } = await (await yoga.fetch('http://yoga/graphql', { method: 'POST', headers, body })).json();
    if (errors) throw new Error(errors[0].message);
    return data;
  };
}

export const quantile = (times, part) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * part) - 1];
