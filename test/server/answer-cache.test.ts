import { afterAll, beforeEach, expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { startServer } from '../../src/server/http/server.ts';
import { createServerYoga } from '../../src/server/http/yoga.ts';
import { PATIENCE } from '../support/patience.ts';
import { counted } from '../support/served.ts';
import { silent } from './fixture.ts';

const ontology = createOntology();
const graph = counted(openEmbedded(null, PATIENCE));
await prepareLayout(graph, ontology);
await loadWhenEmpty(graph, ontology);
/** Delays the results of reads. */
let held: Promise<void> = Promise.resolve();
const read: Graph['read'] = async (work, options) => {
  const result = await graph.read(work, options);
  await held;
  return result;
};
const yoga = createServerYoga({
  schema: createSchema(ontology),
  makeContext: ({ signal, trace }) => createContext(delegateGraph(graph, { read }), ontology, signal, trace),
  logger: silent,
  explain: true,
});
const server = await startServer({
  yoga,
  graph,
  logger: silent,
  host: '127.0.0.1',
  port: 0,
  answerCacheMegabytes: 1,
  cors: ['https://a.example'],
});
afterAll(() => server.close());
beforeEach(() => {
  graph.calls.length = 0;
});

async function ask(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { response, answer: (await response.json()) as any };
}

const added = (id: string) => ({
  entities: [
    {
      id,
      type: 'Area',
      names: [{ text: id, language: 'en', kind: 'OFFICIAL' as const }],
      summary: null,
      sameAs: [],
      sources: [{ document: 'document:kerc-2024-03-27', locator: null, stated: null }],
      claims: {},
    },
  ],
  relations: [],
});

test('a response is cached until something is written', async () => {
  const query = '{ areas { totalCount } }';
  const { answer, response } = await ask(query);
  const again = await ask(query);
  expect(again.answer).toEqual(answer);
  expect([...again.response.headers.keys()]).toEqual([...response.headers.keys()]);
  expect(graph.calls.length).toBe(1);
  await record(graph, ontology, added('area:kept-answers'), { recordedAt: new Date(0), restate: true });
  expect((await ask(query)).answer.data.areas.totalCount).toBe(answer.data.areas.totalCount + 1);
  expect(graph.calls.length).toBe(2);
});

test('requests that may have different responses have different keys', async () => {
  const query = '{ events { totalCount } }';
  await ask(query);
  const { answer } = await ask(query, { 'x-entente-explain': '1' });
  expect(answer.extensions.explain.count).toBe(1);
  expect((await ask(query)).answer.extensions).toBeUndefined();
  const accept = 'application/graphql-response+json';
  expect((await ask(query, { accept })).response.headers.get('content-type')).toContain(accept);
  expect(graph.calls.length).toBe(3);
});

test('a cached response is allowed to each origin by itself', async () => {
  const query = '{ events(first: 1) { totalCount } }';
  const origins = ['https://a.example', 'https://b.example', 'https://a.example'];
  const allowed = [];
  for (const origin of origins) {
    const { response } = await ask(query, { origin });
    allowed.push([response.headers.get('access-control-allow-origin'), response.headers.get('vary')]);
  }
  expect(allowed.map(([origin]) => origin)).toEqual(['https://a.example', null, 'https://a.example']);
  expect(allowed.every(([, vary]) => vary?.split(', ').includes('origin'))).toBe(true);
  expect(graph.calls.length).toBe(1);
});

test('a failed response is not cached', async () => {
  const query = '{ ministers { totalCount nodes { name(language: "x-") } } }';
  await ask(query);
  await ask(query);
  expect(graph.calls.length).toBe(2);
});

test('a response that was read before a write and finished after it is not cached', async () => {
  const query = '{ areas(first: 1) { totalCount } }';
  const before = (await ask(query.replace('1', '2'))).answer;
  let release = () => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  const slow = ask(query);
  while (graph.calls.length < 2) await new Promise(setImmediate);
  await record(graph, ontology, added('area:meanwhile'), { recordedAt: new Date(0), restate: true });
  release();
  expect((await slow).answer).toEqual(before);
  expect((await ask(query)).answer.data.areas.totalCount).toBe(before.data.areas.totalCount + 1);
});
