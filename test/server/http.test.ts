import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request as nodeRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { loadExplorer } from '../../src/server/http/explorer-files.ts';
import { readiness } from '../../src/server/http/readiness.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/http/server.ts';
import type { YogaOptions } from '../../src/server/http/yoga.ts';
import { post, sendExactly, silent, startForTest, testGraph, testYoga } from './fixture.ts';

async function start(yogaOptions: Partial<YogaOptions> = {}, options: Partial<ServerOptions> = {}) {
  const { yoga, gate } = testYoga(yogaOptions);
  const server = await startForTest({ yoga, ...options });
  return { server, gate, api: `${server.url}/graphql` };
}

async function read(pending: Response | Promise<Response>) {
  const response = await pending;
  return { status: response.status, body: await response.json() };
}

const failed = (code: string, message: unknown = expect.any(String)) => ({
  errors: [{ message, extensions: { code } }],
});

describe('POST and GET', () => {
  it('answer queries', async () => {
    const { api } = await start();
    expect(await read(fetch(api, post({ query: '{ hello }' })))).toMatchObject({
      status: 200,
      body: { data: { hello: 'world' } },
    });
    const asked = `${api}?query={hello}`;
    expect(await read(fetch(asked))).toEqual({ status: 200, body: { data: { hello: 'world' } } });
    expect(await read(fetch(`${asked}&x=/health`))).toEqual({ status: 200, body: { data: { hello: 'world' } } });
    const accept = 'application/graphql-response+json';
    const answered = await fetch(api, post({ query: '{ hello }' }, { accept }));
    expect(answered.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
  });

  it('refuse mutations by GET', async () => {
    const { api } = await start();
    const response = await fetch(`${api}?query=${encodeURIComponent('mutation { change }')}`);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await read(response)).toMatchObject({ status: 405, body: failed('BAD_USER_INPUT') });
    expect((await fetch(api, { method: 'PUT', body: '{}' })).status).toBe(405);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/graphql',
  ])('refuse %s', async (type) => {
    const { api, server } = await start();
    const init = { method: 'POST', headers: { 'content-type': type }, body: 'query={hello}' };
    expect(await read(fetch(api, init))).toMatchObject({ status: 415, body: failed('BAD_USER_INPUT') });
    const { yoga } = testYoga();
    expect((await yoga.fetch(`${server.url}/graphql`, init)).status).toBe(415);
  });

  it('refuse batches', async () => {
    const { api } = await start();
    expect((await fetch(api, post([{ query: '{ hello }' }]))).status).toBe(400);
  });

  it('accept one megabyte at most', async () => {
    const { api } = await start();
    const large = { query: '{ hello }', variables: { text: 'x'.repeat(1_000_000) } };
    expect(await read(fetch(api, post(large)))).toMatchObject({ status: 413, body: failed('LIMIT_EXCEEDED') });
    const fitting = { query: '{ hello }', variables: { text: 'x'.repeat(999_000) } };
    expect((await fetch(api, post(fitting))).status).toBe(200);
  });

  it('count the bytes of a body without content-length', async () => {
    const { api } = await start();
    const body = Readable.toWeb(Readable.from(Array.from({ length: 30 }, () => Buffer.alloc(50_000, 'x'))));
    const init = { ...post({}), body, duplex: 'half' } as RequestInit;
    const response = await fetch(api, init);
    expect(response.headers.get('connection')).toBe('close');
    expect(await read(response)).toMatchObject({ status: 413, body: failed('LIMIT_EXCEEDED') });
  });

  it('refuse a body at once if its content-length is too large', async () => {
    const { api } = await start();
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': 2_000_000 };
      const sent = nodeRequest(api, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        response.resume();
        sent.destroy();
      });
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
  });
});

describe('errors', () => {
  it('are masked unless the client can fix them', async () => {
    const { api } = await start();
    const response = await fetch(api, post({ query: '{ secret mendable away }' }));
    const text = await response.text();
    expect(text).not.toMatch(/hunter2|stack|\.ts/);
    expect({ status: response.status, ...JSON.parse(text) }).toMatchObject({
      status: 200,
      data: { secret: null, mendable: null, away: null },
      errors: [
        { message: expect.stringMatching(/^Something went wrong on the server;/), extensions: { code: 'INTERNAL' } },
        { message: 'A year is four digits; got "20x4".', extensions: { code: 'BAD_USER_INPUT' }, path: ['mendable'] },
        { message: 'The graph is away.', extensions: { code: 'UNAVAILABLE' } },
      ],
    });
  });

  it('are masked when creating the context fails', async () => {
    const makeContext = () => {
      throw new Error('bolt://neo4j:hunter2@db failed');
    };
    const { api } = await start({ makeContext });
    expect(await read(fetch(api, post({ query: '{ hello }' })))).toMatchObject({
      status: 500,
      body: failed('INTERNAL', expect.stringMatching(/^Something went wrong on the server;/)),
    });
  });

  it('explain what is wrong with a query', async () => {
    const { api } = await start();
    const accept = 'application/graphql-response+json';
    const ask = (body: object) => read(fetch(api, post(body, { accept })));
    const syntax = await ask({ query: '{' });
    expect(syntax).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
    expect(await ask({ query: '{ nothing }' })).toMatchObject({
      status: 400,
      body: {
        errors: [
          {
            message:
              'Cannot query field "nothing" on type "Query". There are: hello, echo, person, people, nodes, kind, secret, mendable, away, never.',
            locations: [{ line: 1, column: 3 }],
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      },
    });
    expect(await ask({ query: 'query ($n: Int) { echo(n: $n) }', variables: { n: 'x' } })).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
    expect(await ask({ variables: {} })).toMatchObject({ status: 400, body: failed('BAD_USER_INPUT') });
  });

  it('do not repeat a long request', async () => {
    const { api } = await start();
    const response = await fetch(api, post({ query: `{ hello } ${'x'.repeat(90_000)}` }));
    expect((await response.text()).length).toBeLessThan(1000);
    const notJson = { ...post({}), body: '{"query": hunter2}' };
    const answered = await fetch(api, notJson);
    expect(answered.status).toBe(400);
    expect(await answered.json()).toEqual(
      failed('BAD_USER_INPUT', 'The body of the request expects JSON; got something that is not.'),
    );
  });
});

describe('the deadline', () => {
  it('ends a resolver that never finishes, and aborts its signal', async () => {
    const { api, gate } = await start({ timeout: 20 });
    expect(await read(fetch(api, post({ query: '{ never }' })))).toMatchObject({
      status: 504,
      body: failed('TIMEOUT', expect.stringMatching(/^The query took longer than 20 ms/)),
    });
    const { signal } = await gate.entered;
    expect(signal.reason).toMatchObject({ code: 'TIMEOUT' });
  });

  it('aborts the signal when the client disconnects', async () => {
    const { api, gate } = await start();
    const client = new AbortController();
    const asked = fetch(api, { ...post({ query: '{ never }' }), signal: client.signal });
    const { signal } = await gate.entered;
    client.abort();
    await expect(asked).rejects.toThrow();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve());
    });
    expect(signal.reason).toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('probes', () => {
  it('report that the process lives and that the graph responds', async () => {
    const { server } = await start();
    expect(await read(fetch(`${server.url}/health`))).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await read(fetch(`${server.url}/ready`))).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('report why the graph does not respond, without messages of the engine', async () => {
    const ours = testGraph({ ready: () => Promise.reject(unavailable('The graph is starting.')) });
    const first = await start({}, { graph: ours });
    expect(await read(fetch(`${first.server.url}/ready`))).toMatchObject({
      status: 503,
      body: { status: 'unavailable', reason: 'The graph is starting.' },
    });
    expect((await fetch(`${first.server.url}/health`)).status).toBe(200);
    const theirs = testGraph({ ready: () => Promise.reject(new Error('neo4j:hunter2')) });
    const second = await start({}, { graph: theirs });
    const response = await fetch(`${second.server.url}/ready`);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('hunter2');
  });

  it('ask the database once at a time, however many there are', async () => {
    let [asked, answer] = [0, () => {}];
    const graph = testGraph({
      ready: () => {
        asked += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    const many = Array.from({ length: 20 }, () => readiness(graph, silent));
    answer();
    expect(await Promise.all(many)).toEqual(many.map(() => ({ status: 'ok' })));
    expect(asked).toBe(1);
    const next = readiness(graph, silent);
    answer();
    expect(await next).toEqual({ status: 'ok' });
    expect(asked).toBe(2);
  });
});

describe('the explorer’s files', () => {
  const HASHED = 'assets/index-BkZ3x_a1.js';
  const BUILT = 'assets/built-0123abcd.js';
  const BUILT_TEXT = `/* ${Array.from({ length: 900 }, (_, i) => i * i).join(' ')} */`;

  async function explorer() {
    const folder = await mkdtemp(join(tmpdir(), 'entente-explorer-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [examplesFolder, explorerFolder] = [join(folder, 'examples'), join(folder, 'explorer')];
    await mkdir(examplesFolder);
    await mkdir(join(explorerFolder, 'assets', 'fonts'), { recursive: true });
    await writeFile(join(examplesFolder, 'b.graphql'), '{ b }');
    await writeFile(join(examplesFolder, 'a.graphql'), '# What is a?\n{ a }');
    await writeFile(join(explorerFolder, 'index.html'), '<!doctype html>');
    await writeFile(join(explorerFolder, HASHED), `/* ${'long '.repeat(1000)} */`);
    await writeFile(join(explorerFolder, 'assets', 'plain.css'), 'p {}');
    await writeFile(join(explorerFolder, 'assets', 'fonts', 'a-0123abcd.woff2'), Buffer.alloc(2000, 7));
    await writeFile(join(explorerFolder, BUILT), BUILT_TEXT);
    await writeFile(join(explorerFolder, `${BUILT}.br`), brotliCompressSync(BUILT_TEXT));
    await writeFile(join(explorerFolder, '.hidden'), 'x');
    return loadExplorer({ explorerFolder, examplesFolder });
  }

  const asked = (url: string, headers: Record<string, string> = {}, method = 'GET') => {
    const { hostname, port, pathname: path } = new URL(url);
    return sendExactly({ hostname, port, path, headers, method });
  };

  it('serve the explorer with a policy that allows only its own files', async () => {
    const { server } = await start({}, { explorer: await explorer() });
    const response = await fetch(`${server.url}/`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
        "font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const etag = response.headers.get('etag') ?? '';
    for (const known of [etag, `"other", W/${etag}`, '*']) {
      const again = await fetch(`${server.url}/`, { headers: { 'if-none-match': known } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
    expect((await fetch(`${server.url}/`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    expect(await read(fetch(`${server.url}/explorer/examples.json`))).toMatchObject({
      status: 200,
      body: [
        { title: 'What is a?', query: '# What is a?\n{ a }' },
        { title: 'b.graphql', query: '{ b }' },
      ],
    });
  });

  it('are cached forever if their name contains a hash', async () => {
    const { server } = await start({}, { explorer: await explorer() });
    const told = async (path: string) => {
      const { status, headers } = await asked(`${server.url}/explorer/${path}`);
      return [status, headers['content-type'], headers['cache-control']];
    };
    const forever = 'public, max-age=31536000, immutable';
    expect(await told(HASHED)).toEqual([200, 'text/javascript; charset=utf-8', forever]);
    expect(await told('assets/fonts/a-0123abcd.woff2')).toEqual([200, 'font/woff2', forever]);
    expect(await told('assets/plain.css')).toEqual([200, 'text/css; charset=utf-8', 'no-cache']);
  });

  it.each([
    [undefined, undefined],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.9', 'gzip'],
    ['*;q=0.5, br;q=0', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['deflate', undefined],
    // The client accepts no encoding that is available, so the file is sent without one.
    ['identity;q=0', undefined],
  ])('are compressed as requested: accept-encoding %s gives %s', async (accepted, encoding) => {
    const { server } = await start({}, { explorer: await explorer() });
    const url = `${server.url}/explorer/${HASHED}`;
    const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
    const plain = await asked(url);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const { status, headers: told, body } = await asked(url, headers, method);
      expect([status, told['content-encoding'], told.vary]).toEqual([200, encoding, 'accept-encoding']);
      if (encoding) expect(Number(told['content-length'])).toBeLessThan(100);
      // Each encoding has its own ETag.
      expect(told.etag === plain.headers.etag).toBe(encoding === undefined);
      expect((await asked(url, { ...headers, 'if-none-match': `${told.etag}` }, method)).status).toBe(304);
      if (method === 'HEAD') expect(body.length).toBe(0);
      else {
        const unpacked = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
        expect(unpacked.equals(plain.body)).toBe(true);
      }
    }
    // Small or compressed files are sent without an encoding, so caches needn't vary by it.
    for (const path of ['explorer/assets/plain.css', 'explorer/assets/fonts/a-0123abcd.woff2', '']) {
      const { headers: told } = await asked(`${server.url}/${path}`, headers);
      expect([told['content-encoding'], told.vary]).toEqual([undefined, undefined]);
    }
  });

  it('are sent as the build compressed them', async () => {
    const { server } = await start({}, { explorer: await explorer() });
    const url = `${server.url}/explorer/${BUILT}`;
    const { headers, body } = await asked(url, { 'accept-encoding': 'gzip, br' });
    expect(headers['content-encoding']).toBe('br');
    expect(body.equals(brotliCompressSync(BUILT_TEXT))).toBe(true);
    expect(`${(await asked(url)).body}`).toBe(BUILT_TEXT);
  });

  it.each([
    '/nothing',
    `/explorer/assets/built-0123abcd.js.br`,
    '/explorer/',
    '/explorer/index.html',
    '/explorer/assets',
    '/explorer/assets/../index.html',
    '/explorer/..%2fexamples/a.graphql',
    '/explorer/.hidden',
    '/__proto__',
  ])('are not at %s', async (path) => {
    const { server } = await start({}, { explorer: await explorer() });
    const { hostname, port } = new URL(server.url);
    const { status, headers, body } = await sendExactly({ hostname, port, path });
    expect(status).toBe(404);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; /);
    expect(JSON.parse(`${body}`)).toEqual(failed('BAD_USER_INPUT'));
  });

  it('are read-only', async () => {
    const { server } = await start();
    expect((await fetch(`${server.url}/health`, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('a server', () => {
  it('finishes requests in flight, then closes its graph', async () => {
    const events: string[] = [];
    const close = async () => {
      events.push('graph closed');
    };
    const { server, gate, api } = await start({}, { graph: testGraph({ close }) });
    const asked = fetch(api, post({ query: '{ never }' })).then(async (response) => {
      const body = await response.json();
      events.push('answered');
      return { connection: response.headers.get('connection'), body };
    });
    await gate.entered;
    const closed = server.close();
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    expect(events).toEqual([]);
    gate.open();
    expect(await asked).toEqual({ connection: 'close', body: { data: { never: 'at last' } } });
    await closed;
    expect([...events].sort()).toEqual(['answered', 'graph closed']);
    await server.close();
    expect(events).toHaveLength(2);
  });

  it('does not wait for connections without a request', async () => {
    const { server } = await start();
    const socket = connect(server.port, '127.0.0.1');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await server.close();
    await ended;
  });

  it('reports that its port is in use', async () => {
    const { server } = await start();
    const second: Promise<RunningServer> = startServer({
      yoga: testYoga().yoga,
      graph: testGraph(),
      host: '127.0.0.1',
      port: server.port,
      logger: silent,
    });
    await expect(second).rejects.toThrow(
      `Port ${server.port} on 127.0.0.1 is in use. Stop the program that uses it, or set PORT or --port.`,
    );
  });
});

it('connections wait longer for the next request than proxies keep them', async () => {
  const { server } = await start();
  const headers = await new Promise<Record<string, unknown>>((resolve) => {
    nodeRequest(`${server.url}/health`, { agent: new Agent({ keepAlive: true }) }, (response) => {
      response.resume();
      resolve(response.headers);
    }).end();
  });
  expect(headers['keep-alive']).toBe('timeout=125');
});
