import { createRequire } from 'node:module';
import {
  createContext,
  createLogger,
  createOntology,
  createSchema,
  createServerYoga,
  openEmbedded,
  openNeo4j,
  prepareLayout,
  startServer,
} from '../../dist/bench-api.js';
import { generateFacts } from '../generate.js';
import { writeInParts } from '../parts.js';
import { CLIENTS } from './driver.js';

/** Entente's side of the comparison. `startRival` starts it as a server in its own process. */

// This folder has its own copy of graphql, and a schema only works with the copy that created it.
const { execute, parse, validate } = createRequire(new URL('../../package.json', import.meta.url))('graphql');

const ontology = createOntology();

export const openOnNeo4j = (settings) =>
  openNeo4j({ ...settings, deadline: 60_000, poolSize: 4 * CLIENTS, acquisitionTimeout: 60_000 });

/** Writes the benchmark's rows unless the graph has them; returns the numbers of entities and relations. */
export async function loadFacts(graph, { seed, entities, relations }) {
  await prepareLayout(graph, ontology);
  const text = 'MATCH (n:Entity) RETURN count(n) AS number';
  const [{ number }] = await graph.read((unit) => unit.run({ text, parameters: {} }));
  if (number === entities) return 0;
  if (number > 0)
    throw new Error(`The database has ${number} entities that are not the bench's; give it an empty one.`);
  return writeInParts(graph, ontology, generateFacts(ontology, { seed, entities, relations }));
}

const makeYoga = (graph) =>
  createServerYoga({
    schema: createSchema(ontology),
    makeContext: ({ signal }) => createContext(graph, ontology, signal),
    logger: createLogger('warn'),
  });

/** Calls `execute` as the rival's side does: the document is parsed and validated once, and each call has its own context. */
export function asking(graph, question, schema = createSchema(ontology)) {
  const document = parse(question);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors[0].message);
  return async () => {
    const answer = await execute({ schema, document, contextValue: createContext(graph, ontology) });
    if (answer.errors) throw answer.errors[0];
    return answer.data;
  };
}

/** The same through Yoga, with its limits and from JSON to JSON, as in bench/run.js. */
export function askingYoga(graph, question) {
  const yoga = makeYoga(graph);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: question });
  return async () => {
    const answer = await (await yoga.fetch('http://yoga/graphql', { method: 'POST', headers, body })).json();
    if (answer.errors) throw new Error(answer.errors[0].message);
    return answer.data;
  };
}

process.once('message', async ({ facts, answerCacheMegabytes = 0 }) => {
  const graph = openEmbedded(null);
  await loadFacts(graph, facts);
  const yoga = makeYoga(graph);
  const { url } = await startServer({
    yoga,
    graph,
    logger: createLogger('warn'),
    host: '127.0.0.1',
    port: 0,
    answerCacheMegabytes,
  });
  process.send({ url: `${url}/graphql` });
  process.on('disconnect', () => process.exit());
});
