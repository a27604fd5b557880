import { afterAll, expect, it } from 'vitest';
import { startServer } from '../../src/server/http/server.ts';
import type { Pages } from '../../src/server/pages/pages.ts';
import { post, silent, testGraph, testYoga } from './fixture.ts';

const A = 'https://a.example';
const cors = [A, 'https://b.example'];
const pages: Pages = {
  answer: async ({ url }, response) => {
    if (url?.endsWith('broken')) throw new Error('broken');
    response.end('{}');
  },
  missing: async (_request, response) => void response.writeHead(404).end(),
};
const start = (origins: readonly string[]) =>
  startServer({
    yoga: testYoga().yoga,
    graph: testGraph({ ready: () => Promise.reject(new Error('away')) }),
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    pages: async () => pages,
    cors: origins,
  });
const [server, without] = await Promise.all([start(cors), start([])]);
afterAll(() => Promise.all([server.close(), without.close()]));

const at = (path: string, init: RequestInit = {}) => fetch(server.url + path, init);
const allowed = ({ headers }: Response) => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-allow-credentials'),
];
const preflight = (origin: string, headers?: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    ...(headers === undefined ? {} : { 'access-control-request-headers': headers }),
  },
});

it('is off unless origins are configured', async () => {
  for (const init of [post({ query: '{ hello }' }, { origin: A }), preflight(A)]) {
    const response = await fetch(`${without.url}/graphql`, init);
    expect(allowed(response)).toEqual([null, null]);
    expect(response.headers.get('vary') ?? '').not.toContain('origin');
  }
});

it('allows exactly the configured origins', async () => {
  const response = await at('/graphql', post({ query: '{ hello }' }, { origin: A }));
  expect(allowed(response)).toEqual([A, null]);
  expect(response.headers.get('access-control-expose-headers')).toBe('*');
  expect(response.headers.get('vary')?.split(', ')).toContain('origin');
  for (const origin of ['https://a.example.evil', 'http://a.example', 'null', `${A}:8443`]) {
    const other = await at('/graphql', post({ query: '{ hello }' }, { origin }));
    expect(allowed(other)).toEqual([null, null]);
    expect(other.headers.get('vary')?.split(', ')).toContain('origin');
    expect(allowed(await at('/graphql', preflight(origin)))).toEqual([null, null]);
  }
});

it.each([
  'content-type,authorization,apollographql-client-name,apollographql-client-version,apollo-require-preflight',
  'traceparent, tracestate, baggage, x-request-id, x-entente-explain',
])('allows the headers that a client asks for: %s', async (names) => {
  for (const path of ['/graphql', '/entity/area:6g.jsonld', '/health']) {
    const response = await at(path, preflight(A, names));
    expect([response.status, ...allowed(response)]).toEqual([204, A, null]);
    expect(response.headers.get('access-control-allow-headers')).toBe(names);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, OPTIONS');
    expect(response.headers.get('access-control-max-age')).toBe('7200');
    expect(response.headers.get('vary')).toBe('origin, access-control-request-method, access-control-request-headers');
  }
});

it.each([
  ['', 'nothing'],
  ['x-a(b)', 'no list of names'],
  [`${'x-a,'.repeat(600)}x-b`, 'more than the bound'],
])('allows the usual headers for %#, which asks for %s', async (names) => {
  const response = await at('/graphql', preflight(A, names));
  expect(response.headers.get('access-control-allow-headers')).toBe('content-type, accept, authorization');
});

it.each([
  ['/graphql', 400, post({ query: '{ nothing }' }, { accept: 'application/graphql-response+json' })],
  ['/graphql', 400, post([])],
  ['/graphql', 405, { method: 'DELETE' }],
  ['/graphql', 413, post({ query: 'x'.repeat(1_000_001) })],
  ['/graphql', 415, { method: 'POST', body: 'x' }],
  ['/entity/area:broken', 500, {}],
  ['/ready', 503, {}],
  ['/nothing', 404, {}],
  ['/health', 200, {}],
  ['/health', 405, { method: 'POST' }],
  ['/entity/area:6g.jsonld', 200, {}],
] as const)('lets a page read the answer of %s with status %i', async (path, status, init) => {
  const response = await at(path, { ...init, headers: { ...('headers' in init ? init.headers : {}), origin: A } });
  await response.text();
  expect([response.status, ...allowed(response)]).toEqual([status, A, null]);
  expect(response.headers.get('vary')?.split(', ')).toContain('origin');
});

it('is the same in a server of one’s own', async () => {
  const { yoga } = testYoga({ cors });
  const asked = await yoga.fetch('http://yoga/graphql', preflight(A, 'authorization'));
  expect([asked.status, ...allowed(asked)]).toEqual([204, A, null]);
  expect(asked.headers.get('access-control-allow-headers')).toBe('authorization');
  for (const init of [post({ query: '{ hello }' }), { method: 'POST', body: 'x' }, post({ query: '{ nothing }' })]) {
    const response = await yoga.fetch('http://yoga/graphql', { ...init, headers: { ...init.headers, origin: A } });
    expect(allowed(response)).toEqual([A, null]);
    expect(response.headers.get('vary')).toContain('origin');
  }
  const other = await yoga.fetch('http://yoga/graphql', preflight('https://c.example', 'authorization'));
  expect(allowed(other)).toEqual([null, null]);
});
