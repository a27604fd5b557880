import { load } from 'cheerio';
import { expect, it, onTestFinished } from 'vitest';
import type { ServerOptions } from '../../src/server/http/server.ts';
import { crawl, linksOf } from '../support/crawl.ts';
import { type ProxyOptions, startProxy } from '../support/proxy.ts';
import { post, settingsOf } from './fixture.ts';
import { wholeServers } from './whole-server.ts';

const startWhole = await wholeServers();
const AGREEMENT = 'agreement:rok-eu-digital-partnership';

async function start(address: Pick<ServerOptions, 'basePath' | 'trustedProxies'>, proxied: Partial<ProxyOptions> = {}) {
  const server = await startWhole({ hostNames: ['kg.example.org'], ...address });
  const proxy = await startProxy({ to: server.url, path: '/kg', removes: true, ...proxied });
  onTestFinished(() => proxy.close());
  return { server, proxy };
}

const HTML = { headers: { accept: 'text/html' } };
const said = { 'x-forwarded-prefix': '/kg' };

it.each([
  ['a base path, which the proxy removes', { basePath: '/kg' }, { removes: true }],
  ['a base path, which the proxy leaves', { basePath: '/kg' }, { removes: false }],
  ['a trusted proxy that removes the path', { trustedProxies: 1 }, { removes: true, headers: said }],
  ['a trusted proxy that leaves the path', { trustedProxies: 1 }, { removes: false, headers: said }],
] as const)('every link works with %s', async (_what, address, proxied) => {
  const { proxy } = await start(address, proxied);
  const root = new URL(proxy.url).pathname;
  const starts = ['/', `/entity/${AGREEMENT}`, `/entity/${AGREEMENT}?lang=ko`, '/entity/area:none', '/none'].map(
    (path) => proxy.url + path,
  );
  const failing = ['/entity/area:none', '/none'].map((path) => proxy.url + path);
  const seen = await crawl(async (url) => {
    const response = await fetch(url, HTML);
    const { status, headers } = response;
    return { status, type: headers.get('content-type') ?? '', text: await response.text() };
  }, starts);
  const wrong = [...seen].filter(([url, status]) => status !== (failing.includes(url.split('?')[0] ?? '') ? 404 : 200));
  expect(wrong).toEqual([]);
  expect(proxy.strays).toEqual([]);
  const paths = [...seen.keys()].map((url) => new URL(url).pathname);
  expect(paths.every((path) => path.startsWith(`${root}/`))).toBe(true);
  expect(paths.filter((path) => path.endsWith('.jsonld')).length).toBeGreaterThan(0);
  expect(paths.filter((path) => path.startsWith(`${root}/explorer/assets/`)).length).toBeGreaterThan(2);
  // Styles name fonts, and scripts load others.
  const answered = await fetch(`${proxy.url}/graphql`, post({ query: '{ __typename }' }));
  expect(await answered.json()).toEqual({ data: { __typename: 'Query' } });
  expect((await fetch(`${proxy.url}/explorer/examples.json`)).status).toBe(200);
});

it('leads from the path without its last slash to the page', async () => {
  const { proxy } = await start({ basePath: '/kg' }, { removes: false });
  for (const search of ['', '?entity=area:6g']) {
    const response = await fetch(proxy.url + search, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, `/kg/${search}`]);
  }
  const { status, url } = await fetch(proxy.url);
  expect([status, url]).toEqual([200, `${proxy.url}/`]);
});

it('answers without the base path too, as probes ask the server itself', async () => {
  const { server, proxy } = await start({ basePath: '/kg' });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/kg$/);
  const { origin } = new URL(server.url);
  for (const url of [`${origin}/health`, `${server.url}/health`, `${proxy.url}/health`])
    expect((await fetch(url)).status).toBe(200);
  for (const path of ['/kgx/health', '/kg.health', '/kg/kg/health'])
    expect((await fetch(origin + path)).status).toBe(404);
  const { errors } = (await (await fetch(`${origin}/kg/none`)).json()) as { errors: { message: string }[] };
  expect(errors[0]?.message).toBe('There is nothing here: the API is at /kg/graphql and its explorer at /kg/.');
});

it('names its files beside the page if no path is known, so that a proxy that only removes one works', async () => {
  const { proxy } = await start({});
  const urls = linksOf(await (await fetch(`${proxy.url}/`)).text(), `${proxy.url}/`);
  expect(urls.length).toBeGreaterThan(2);
  for (const url of urls) expect((await fetch(url)).status).toBe(200);
  expect(proxy.strays).toEqual([]);
});

const stylesheetOf = async (url: string) =>
  load(await (await fetch(`${url}/entity/${AGREEMENT}`, HTML)).text())('link[rel=stylesheet]').attr('href');

it.each([
  ['a proxy that is not trusted', {}, said, '/pages/entity.css'],
  ['a proxy with another address', { trustedProxies: ['10.0.0.0/8'] }, said, '/pages/entity.css'],
  ['a proxy by its address', { trustedProxies: ['10.0.0.0/8', '127.0.0.1'] }, said, '/kg/pages/entity.css'],
  ['a client, beside a base path', { trustedProxies: 1, basePath: '/a' }, said, '/a/pages/entity.css'],
  ['two proxies', { trustedProxies: 1 }, { 'x-forwarded-prefix': '/a/, /b' }, '/a/b/pages/entity.css'],
  [
    'several headers',
    { trustedProxies: 1 },
    { 'x-forwarded-prefix': ['/a', '/b'] as string[] },
    '/a/b/pages/entity.css',
  ],
  ...[
    ...['//evil.example', 'https://evil.example', 'javascript:alert(1)', '/\\evil.example', '/%2f/evil.example'],
    ...['/a, //evil.example', '/a,,//evil.example', '/a%0d%0aSet-Cookie:x=1', '/a"><script>', '/a\tb', '/a;b', '/a?b'],
    ...['/a#b', '/.', '/../a', '/a/./b', '/..;/a', '/entity', `/${'a'.repeat(200)}`, `/${'a'.repeat(8000)}`],
  ].map(
    (prefix) =>
      [`the prefix ${prefix}`, { trustedProxies: 1 }, { 'x-forwarded-prefix': prefix }, '/pages/entity.css'] as const,
  ),
] as const)('X-Forwarded-Prefix of %s', async (_who, address, headers, expected) => {
  const { proxy } = await start(address, { headers: headers });
  expect(await stylesheetOf(proxy.url)).toBe(expected);
});

it.each([
  ['https', 'kg.example.org', 'https://kg.example.org'],
  ['https', 'KG.example.org:8443, inner', 'https://kg.example.org:8443'],
  ['http', '[2001:db8::1]:80', 'http://[2001:db8::1]:80'],
  ['https, javascript', 'kg.example.org', 'https://kg.example.org'],
  ['javascript', 'kg.example.org', ''],
  ['javascript, https', 'kg.example.org', ''],
  ['https://', 'kg.example.org', ''],
  ['https', 'kg.example.org:99999', ''],
])('X-Forwarded-Proto %s and -Host %s give canonical addresses', async (proto, host, origin) => {
  const headers = { ...said, 'x-forwarded-proto': proto, 'x-forwarded-host': host };
  const canonicalOf = async (url: string) =>
    load(await (await fetch(`${url}/entity/${AGREEMENT}`, HTML)).text())('link[rel=canonical]').attr('href');
  const trusted = await start({ trustedProxies: 1 }, { headers });
  expect(await canonicalOf(trusted.proxy.url)).toBe(`${origin}/kg/entity/${AGREEMENT}`);
  const untrusted = await start({}, { headers });
  expect(await canonicalOf(untrusted.proxy.url)).toBe(`/entity/${AGREEMENT}`);
});

it('the settings take usual values and refuse others with a sentence', () => {
  expect(settingsOf({ basePath: '/kg/' }).basePath).toBe('/kg');
  expect(settingsOf({ basePath: '/' }).basePath).toBe('');
  for (const basePath of ['kg', '/graphql', '/entity/x', '/a/../b', '/a b', 'https://example.org/kg']) {
    expect(() => settingsOf({ basePath })).toThrow(
      /^ENTENTE_BASE_PATH \(--base-path\) expects a path such as \/kg, .*; got "/,
    );
  }
  for (const trustProxy of ['localhost', '10.0.0.0/33', '::1/129', '1,10.0.0.1', '127.0.0.1;10.0.0.1']) {
    expect(() => settingsOf({ trustProxy })).toThrow(/^ENTENTE_TRUST_PROXY \(--trust-proxy\) expects .*; got "/);
  }
  expect(settingsOf({ base: 'https://example.org/graph/' }).base).toBe('https://example.org/graph/');
  for (const base of ['example', 'https://example.org', 'javascript:/', 'data:,#', 'https://me:secret@example.org/']) {
    expect(() => settingsOf({ base })).toThrow(/^ENTENTE_BASE \(--base\) expects .*; got "/);
  }
  expect(settingsOf({ trustProxy: '2' }).trustedProxies).toBe(2);
  expect(settingsOf({ trustProxy: '2001:db8::/32, 10.1.2.3' }).trustedProxies).toEqual(['2001:db8::/32', '10.1.2.3']);
  expect(settingsOf().trustedProxies).toBe(null);
});
