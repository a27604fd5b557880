import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Metrics } from '../../src/server/observe/metrics.ts';
import { type Exact, sendExactly, startForTest, testGraph, testYoga } from './fixture.ts';

async function start(megabytes = 1) {
  let version = 1;
  const metrics = new Metrics();
  const server = await startForTest({
    yoga: testYoga({ explain: true }).yoga,
    graph: testGraph({ version: () => version }),
    answerCacheMegabytes: megabytes,
    cors: ['https://a.example'],
    metrics: { metrics, isPublic: false },
  });
  return {
    cached: async () => Number(/^entente_cache_bytes\{cache="answers"\} (\d+)$/m.exec(await metrics.text())?.[1]),
    write: () => {
      version += 1;
    },
    ask: (query: string, headers: Record<string, string> = {}, method = 'GET') => {
      const isGet = method === 'GET';
      return sendExactly(
        {
          hostname: '127.0.0.1',
          port: server.port,
          path: `/graphql${isGet ? `?query=${encodeURIComponent(query)}` : ''}`,
          method,
          headers: { ...(isGet ? {} : { 'content-type': 'application/json' }), ...headers },
        },
        isGet ? undefined : JSON.stringify({ query }),
      );
    },
  };
}

/** An answer of more than 1,000 bytes, and one of less. */
const LARGE = `{ ${Array.from({ length: 20 }, (_, i) => `${'long'.repeat(20)}${i}: hello`).join(' ')} }`;
const SMALL = '{ hello }';
const SMALL_BODY = '{"data":{"hello":"world"}}';
const bodyOf = ({ headers, body }: Exact) => {
  const encoding = headers['content-encoding'];
  return `${encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body}`;
};

it.each([
  [undefined, undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['identity, gzip;q=0.5', undefined],
  ['zstd', undefined],
])('answers are compressed as requested, from the cache too: %s gives %s', async (accepted, encoding) => {
  const { ask } = await start();
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  for (const method of ['GET', 'POST']) {
    const plain = bodyOf(await ask(LARGE, {}, method));
    for (let i = 0; i < 2; i++) {
      const answered = await ask(LARGE, headers, method);
      expect([answered.status, answered.headers['content-encoding']]).toEqual([200, encoding]);
      expect(answered.headers.vary?.split(', ')).toEqual(['origin', 'accept', 'accept-encoding']);
      expect(answered.headers['content-length']).toBe(`${answered.body.length}`);
      expect(bodyOf(answered)).toBe(plain);
    }
    const small = await ask(SMALL, headers, method);
    expect([small.headers['content-encoding'], `${small.body}`]).toEqual([undefined, SMALL_BODY]);
    expect(small.headers.vary).toBe('origin, accept');
  }
});

it('what an answer takes compressed counts as well', async () => {
  const { ask, cached } = await start();
  await ask(LARGE);
  const plain = await cached();
  expect(plain).toBeGreaterThan(1000);
  const { body } = await ask(LARGE, { 'accept-encoding': 'gzip' });
  expect(await cached()).toBe(plain + body.length);
  await ask(LARGE, { 'accept-encoding': 'gzip' });
  expect(await cached()).toBe(plain + body.length);
});

it('a GET is answered with 304 to whoever has the answer already', async () => {
  for (const megabytes of [0, 1]) {
    const { ask, write } = await start(megabytes);
    const tags = new Set<string>();
    for (const encoding of ['br', 'gzip', 'identity']) {
      const first = await ask(LARGE, { 'accept-encoding': encoding });
      expect(first.headers['cache-control']).toBe('no-cache');
      tags.add(`${first.headers.etag}`);
      // After a write, the answer is made again, and is the same.
      write();
      const known = {
        'accept-encoding': encoding,
        'if-none-match': `${first.headers.etag}`,
        origin: 'https://a.example',
      };
      const again = await ask(LARGE, known);
      expect([again.status, again.headers.etag, again.body.length]).toEqual([304, first.headers.etag, 0]);
      expect(again.headers.vary).toBe('origin, accept, accept-encoding');
      expect(again.headers['access-control-allow-origin']).toBe('https://a.example');
      expect((await ask(LARGE, { 'if-none-match': '"other"' })).status).toBe(200);
    }
    expect(tags.size).toBe(3);
  }
});

it('answers to a POST, with an error or with statements are kept by nobody', async () => {
  const { ask } = await start();
  const answers = [
    await ask(SMALL, {}, 'POST'),
    await ask('{ mendable }'),
    await ask('{ nothing }'),
    await ask(SMALL, { 'x-entente-explain': '1' }),
  ];
  expect(answers.map(({ headers }) => [headers['cache-control'], headers.etag])).toEqual(
    answers.map(() => ['no-store', undefined]),
  );
});
