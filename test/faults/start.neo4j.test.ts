import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { emptied, opened } from '../neo4j/opened.ts';
import { startNeo4j } from '../neo4j/server.js';
import { refused, served } from './served-process.ts';
import { until } from './until.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const servers = inject('neo4j');

describe.each(servers)('start: $name', (server) => {
  const env = { NEO4J_URI: server.uri, NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password };

  test('an empty database stays empty unless the sample is enabled', async () => {
    await (await emptied(server)).close();
    const ask = async (url: string) => {
      const body = JSON.stringify({ query: '{ areas { totalCount } }' });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
    };
    const bare = await served({ ...env, ENTENTE_SAMPLE: 'false' });
    expect(await ask(bare.url)).toEqual({ data: { areas: { totalCount: 0 } } });
    expect(await bare.stop()).toBe(0);
    const sampled = await served(env, ['--sample']);
    expect(await ask(sampled.url)).toEqual({ data: { areas: { totalCount: 36 } } });
    expect(await sampled.stop()).toBe(0);
    await (await emptied(server)).close();
  });

  test('paths take one statement once the topology is read, even after others wrote', async () => {
    const graph = await emptied(server);
    const running = await served(env, ['--sample', '--explain']);
    const ask = async () => {
      const query = '{ paths(from: "minister:lee-jong-ho", to: "area:6g") { outcome } }';
      const answer = await fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-entente-explain': '1' },
        body: JSON.stringify({ query }),
      });
      const { data, extensions } = await answer.json();
      expect(data).toEqual({ paths: { outcome: 'FOUND' } });
      return extensions.explain.statements.length;
    };
    await until('one statement', async () => (await ask()) === 1);
    await graph.write((unit) => unit.run({ text: 'CREATE (:Elsewhere)', parameters: {} }));
    expect(await ask()).toBeGreaterThan(1);
    await until('one statement again', async () => (await ask()) === 1);
    expect(await running.stop()).toBe(0);
    await graph.close();
    await (await emptied(server)).close();
  });

  test('neo4j:// works too, with routing', async () => {
    const routed = await served({ ...env, NEO4J_URI: server.uri.replace('bolt:', 'neo4j:') });
    expect((await fetch(`${routed.url}/ready`)).status).toBe(200);
    expect(await routed.stop()).toBe(0);
  });

  test('a wrong password results in one sentence that names the setting but no password', async () => {
    const { code, said } = await refused({ ...env, NEO4J_PASSWORD: 'hunter2-wrong' });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^entente: Neo4j refused the user name or the password: set NEO4J_USERNAME and NEO4J_PASSWORD [^\n]*\n$/,
    );
    expect(said).not.toContain('hunter2');
  });

  test('a missing database results in one sentence that names the setting', async () => {
    const { code, said } = await refused({ ...env, NEO4J_DATABASE: 'nowhere' });
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^entente: Neo4j has no database with the name in NEO4J_DATABASE[^\n]*\n$/),
    ]);
  });
});

test.each([
  ['http://graph.example.org', 'got the scheme "http"'],
  ['graph.example.org:7687', 'NEO4J_URI (--neo4j-uri) expects an address'],
  ['neo4j://neo4j:hunter2@graph.example.org', 'without a user name or a password'],
])('NEO4J_URI %s is refused with a sentence', async (uri, sentence) => {
  const { code, said } = await refused({ NEO4J_URI: uri });
  expect([code, said]).toEqual([1, expect.stringContaining(sentence)]);
  expect(said).not.toContain('hunter2');
});

test.skipIf(servers.length === 0)(
  'with Neo4j down the server comes up, says why it is not ready, and connects when Neo4j arrives',
  async () => {
    const { version = '' } = servers.find((one) => one.version !== 'unknown') ?? {};
    if (!version) return;
    const port = await freePort();
    const gone = await startNeo4j({ version, port, folder: mkdtempSync(join(tmpdir(), 'entente-neo4j-')) });
    await gone.kill();
    const server = await served({ NEO4J_URI: gone.uri, NEO4J_PASSWORD: gone.password }, ['--sample']);
    const ready = async () => {
      const response = await fetch(`${server.url}/ready`);
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([
      503,
      {
        status: 'unavailable',
        reason: expect.stringMatching(/^Neo4j does not answer at the address in NEO4J_URI \(ECONNREFUSED\)/),
      },
    ]);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    const arrived = await startNeo4j({ version, port, folder: gone.folder });
    await until('ready', async () => (await ready())[0] === 200);
    const answer = await fetch(`${server.url}/graphql?query=${encodeURIComponent('{ areas { totalCount } }')}`);
    expect(await answer.json()).toEqual({ data: { areas: { totalCount: 36 } } });
    expect(await server.stop()).toBe(0);
    const graph = opened({ ...arrived, name: 'arrived' });
    await graph.write((unit) => unit.run({ text: 'DROP INDEX entente_tokens', parameters: {} }));
    await graph.close();
    await arrived.stop();
    const settings = { 'server.databases.read_only': 'neo4j' };
    const readOnly = await startNeo4j({ version, port, folder: gone.folder, settings });
    await whileReadOnly({ NEO4J_URI: gone.uri, NEO4J_PASSWORD: gone.password });
    await readOnly.stop();
    rmSync(gone.folder, { recursive: true, force: true });
  },
);

/** The database has all of the bundled data, no index for searches, and takes no writes. */
async function whileReadOnly(env: Record<string, string>): Promise<void> {
  const server = await served(env, ['--sample']);
  const get = async (path: string) => {
    const response = await fetch(`${server.url}${path}`);
    return [response.status, await response.json()];
  };
  const ask = (query: string) => get(`/graphql?query=${encodeURIComponent(query)}`);
  const sentence =
    /^Neo4j refuses to create constraints and indexes\. 1 that Entente needs is missing: entente_tokens\. .* The database is read-only in Neo4j: /;
  expect(await get('/ready')).toEqual([200, { status: 'read-only', reason: expect.stringMatching(sentence) }]);
  expect(await ask('{ areas { totalCount } }')).toEqual([200, { data: { areas: { totalCount: 36 } } }]);
  const [, { errors }] = await ask('{ search(text: "any") { totalCount } }');
  expect(errors[0].message).toMatch(/^Search needs the full-text index entente_tokens, which is missing in Neo4j\./);
  expect(await server.stop()).toBe(0);
}
