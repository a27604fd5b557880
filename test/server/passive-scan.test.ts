import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { Metrics } from '../../src/server/observe/metrics.ts';
import { sendRaw } from '../support/raw.ts';
import { startForTest, testGraph } from './fixture.ts';
import { wholeServers } from './whole-server.ts';

/**
 * What the passive rules of a scanner such as ZAP's baseline look for, on every kind of answer. The numbers are ZAP's.
 */

interface Scanned {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What is wrong with an answer; an empty text if nothing is. */
type Rule = (answer: Scanned) => boolean;

const is =
  (name: string, pattern: RegExp): Rule =>
  ({ headers }) =>
    pattern.test(headers.get(name) ?? '');
const hasNo =
  (...names: string[]): Rule =>
  ({ headers }) =>
    !names.some((name) => headers.has(name));
const isHtml = ({ headers }: Scanned) => headers.get('content-type')?.startsWith('text/html');
const comments = /<!--[\s\S]*?-->|\/\*[\s\S]*?\*\//g;

/** The directives that `default-src` does not stand in for. */
const policy: Rule = ({ headers }) => {
  const text = headers.get('content-security-policy') ?? '';
  const named = ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", 'form-action '];
  return named.every((part) => text.includes(part)) && !/\*|unsafe|https?:/.test(text);
};

const rules: Readonly<Record<string, Rule>> = {
  'no cookies (10010, 10011, 10054)': hasNo('set-cookie'),
  'caching is said (10015, 10049)': is('cache-control', /^(no-store|no-cache|public, max-age=31536000, immutable)$/),
  'scripts, styles and pictures are its own (10017, 10040, 90003)': (answer) => {
    if (!isHtml(answer)) return true;
    const $ = load(answer.body);
    const found = $('[src], link[rel=stylesheet], link[rel=modulepreload], link[rel=icon]').toArray();
    return found.every((one) => /^(?:\/kg\/|data:,$)/.test($(one).attr('src') ?? $(one).attr('href') ?? ''));
  },
  'the type is said (10019)': ({ headers, body }) => body === '' || headers.has('content-type'),
  'no frames (10020)': is('content-security-policy', /frame-ancestors 'none'/),
  'no guessing of types (10021)': is('x-content-type-options', /^nosniff$/),
  'no traces, paths or private addresses (10023, 90022, 10009, 2)': ({ body }) =>
    !/\n\s+at .+:\d+:\d+|node_modules\/|file:\/\/|\/(?:home|root|usr|work|tmp)\/|\b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+/.test(
      body,
    ),
  'no remarks of developers (10027)': ({ headers, body }) =>
    !/html|css|javascript/.test(headers.get('content-type') ?? '') ||
    !/\b(?:TODO|FIXME|BUG|XXX|HACK|password|secret)\b/i.test((body.match(comments) ?? []).join('\n')),
  'no names or versions of programs (10036, 10037, 10061)': hasNo('server', 'x-powered-by', 'via', 'x-generator'),
  'a strict policy (10038, 10055)': policy,
  'no leaks by the referrer (10024, 10025)': is('referrer-policy', /^no-referrer$/),
  'permissions are withheld (10063)': is('permissions-policy', /^camera=\(\)/),
  'no times since 1970 (10096)': ({ headers, body }) =>
    ![...headers.values()].some((value) => /\b1[6-9]\d{8}\b/.test(value)) &&
    (!isHtml({ headers, body, status: 0 }) || !/\b1[6-9]\d{8}\b/.test(body)),
  'nobody else reads it (10098)': hasNo('access-control-allow-origin', 'access-control-allow-credentials'),
  'no sources of programs (10099)': ({ body }) => !/sourceMappingURL|<\?php|<%@/.test(body),
  'forms only read (10202)': (answer) => !isHtml(answer) || !/<form[^>]+method="?post/i.test(answer.body),
  'apart from other sites (90004)': ({ headers }) =>
    headers.get('cross-origin-resource-policy') === 'same-origin' &&
    headers.get('cross-origin-opener-policy') === 'same-origin' &&
    headers.get('cross-origin-embedder-policy') === 'require-corp',
  'nothing for debugging (10056)': hasNo('x-debug-token', 'x-debug-token-link', 'x-chromelogger-data', 'sourcemap'),
};

/** Sends lines as they are, and reads the answer. */
async function scan(url: string, lines: string, body = ''): Promise<Scanned> {
  const named = /^host:/im.test(lines) ? lines : `${lines}\r\nHost: localhost`;
  const length = body === '' ? '' : `\r\nContent-Length: ${Buffer.byteLength(body)}`;
  const text = await sendRaw(url, `${named}${length}\r\nConnection: close\r\n\r\n${body}`);
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...rest] = text.slice(0, end).split('\r\n');
  const headers = new Map(
    rest.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), value.join(': ')];
    }),
  );
  return { status: Number(first.split(' ')[1]), headers, body: Buffer.from(text.slice(end + 4), 'latin1').toString() };
}

const whole = await wholeServers();
const JSON_BODY = 'Content-Type: application/json';
const remote = 'X-Forwarded-For: 192.0.2.7';

/** Requests by the status that they are answered with. */
const requests: readonly (readonly [status: number, lines: string, body?: string])[] = [
  [200, 'GET /kg/ HTTP/1.1'],
  [200, 'HEAD /kg/ HTTP/1.1'],
  [308, 'GET /kg HTTP/1.1'],
  [200, 'GET /kg/explorer/examples.json HTTP/1.1'],
  [200, 'GET /kg/pages/entity.css HTTP/1.1'],
  [200, 'GET /kg/entity/area:6g HTTP/1.1\r\nAccept: text/html'],
  [200, 'GET /kg/entity/area:6g?lang=ko&asOf=2023 HTTP/1.1'],
  [200, 'GET /kg/entity/area:6g.jsonld HTTP/1.1'],
  [400, 'GET /kg/entity/area:6g?asOf=soon HTTP/1.1'],
  [400, 'GET /kg/entity/area:6g?asOf=soon HTTP/1.1\r\nAccept: text/html'],
  [404, 'GET /kg/entity/area:none HTTP/1.1\r\nAccept: text/html'],
  [404, 'GET /kg/entity/area:none HTTP/1.1'],
  // Folders, sources, files beside them and paths out of them (10033, 0, 10099).
  ...[
    '/',
    '/explorer',
    '/explorer/',
    '/explorer/assets/',
    '/entity',
    '/pages/',
    '/.git/config',
    '/.env',
    '/package.json',
  ]
    .filter((path) => path !== '/')
    .map((path) => [404, `GET /kg${path} HTTP/1.1`] as const),
  [404, 'GET /kg/explorer/assets/index.js.map HTTP/1.1'],
  [404, 'GET /kg/explorer/../../package.json HTTP/1.1'],
  [404, 'GET /kg/explorer/%2e%2e/%2e%2e/package.json HTTP/1.1\r\nAccept: text/html'],
  [404, 'GET /kg/explorer/assets%2f..%2f..%2fcli.js HTTP/1.1'],
  [404, 'GET //evil.example/%2e%2e HTTP/1.1\r\nAccept: text/html'],
  [200, 'GET /kg/graphql?query={__typename} HTTP/1.1'],
  [200, `POST /kg/graphql HTTP/1.1\r\n${JSON_BODY}`, '{"query":"{ __typename }"}'],
  [200, `POST /kg/graphql HTTP/1.1\r\n${JSON_BODY}`, '{"query":"{ nothing }"}'],
  [400, `POST /kg/graphql HTTP/1.1\r\n${JSON_BODY}`, '{'],
  [400, `POST /kg/graphql HTTP/1.1\r\n${JSON_BODY}`, `{"query":"{ ${'a:__typename '.repeat(5000)}}"}`],
  [403, 'GET /kg/graphql?query={__typename} HTTP/1.1\r\nOrigin: https://evil.example'],
  [406, 'GET /kg/graphql?query={__typename} HTTP/1.1\r\nAccept: text/html'],
  [413, `POST /kg/graphql HTTP/1.1\r\n${JSON_BODY}`, 'x'.repeat(1_000_001)],
  [415, 'POST /kg/graphql HTTP/1.1\r\nContent-Type: text/plain', '{"query":"{ __typename }"}'],
  [417, 'GET /kg/ HTTP/1.1\r\nExpect: the-unexpected'],
  [421, 'GET /kg/ HTTP/1.1\r\nHost: evil.example'],
  [400, 'GET /kg/ HTTP/1.1\r\nHost: localhost\r\nHost: localhost'],
  [200, 'GET /kg/health HTTP/1.1'],
  [200, 'GET /kg/ready HTTP/1.1'],
  [200, 'GET /kg/metrics HTTP/1.1'],
  [404, `GET /kg/metrics HTTP/1.1\r\n${remote}`],
  // Methods that change something, or show what a proxy added (90028, 40012).
  ...['TRACE', 'TRACK', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'].flatMap((method) =>
    ['/', '/graphql', '/health', '/entity/area:6g'].map(
      (path) => [method === 'TRACK' ? 400 : 405, `${method} /kg${path} HTTP/1.1`] as const,
    ),
  ),
];

describe('a scanner finds nothing', () => {
  const faultsOf = (what: string, answer: Scanned) =>
    Object.entries(rules).flatMap(([name, rule]) => (rule(answer) ? [] : [`${what}: ${name}`]));

  it('in any kind of answer', async () => {
    const { origin } = new URL(
      (await whole({ basePath: '/kg', trustedProxies: 1, metrics: { metrics: new Metrics(), isPublic: false } })).url,
    );
    const found: string[] = [];
    for (const [status, lines, body] of requests) {
      const answer = await scan(origin, lines, body);
      const what = `${lines.slice(0, 80)} -> ${answer.status}`;
      if (answer.status !== status) found.push(`${what} instead of ${status}`);
      // Node answers what is no request of HTTP itself, and says nothing.
      if (answer.headers.size === 1 && answer.body === '') continue;
      if (status === 405 && !answer.headers.get('allow')) found.push(`${what}: no method is allowed`);
      found.push(...faultsOf(what, answer));
    }
    // Files that the start page loads.
    const start = await scan(origin, 'GET /kg/ HTTP/1.1');
    const $ = load(start.body);
    const files = $('[src], link[rel=stylesheet], link[rel=modulepreload]').toArray();
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const path = $(file).attr('src') ?? $(file).attr('href') ?? '';
      found.push(...faultsOf(path, await scan(origin, `GET ${path} HTTP/1.1`)));
      expect((await scan(origin, `GET ${path}.map HTTP/1.1`)).status).toBe(404);
    }
    const { headers } = await scan(origin, 'GET /kg/entity/area:6g HTTP/1.1');
    const known = await scan(origin, `GET /kg/entity/area:6g HTTP/1.1\r\nIf-None-Match: ${headers.get('etag')}`);
    expect(known.status).toBe(304);
    found.push(...faultsOf('304', known));
    expect(found).toEqual([]);
  });

  it('in answers of a server that is busy or cannot reach its database', async () => {
    const graph = testGraph({ ready: () => Promise.reject(unavailable('Gone.', new Error('bolt://user:secret@db'))) });
    const { url } = await startForTest({ graph, trustedProxies: 1, clientLimits: { rate: 1, atOnce: 8 } });
    const down = await scan(url, 'GET /ready HTTP/1.1');
    const away = await scan(url, `POST /graphql HTTP/1.1\r\n${JSON_BODY}`, '{"query":"{ away }"}');
    const broken = await scan(url, `POST /graphql HTTP/1.1\r\n${JSON_BODY}`, '{"query":"{ secret }"}');
    let busy = down;
    for (let i = 0; i < 8 && busy.status !== 429; i += 1) busy = await scan(url, `GET /nothing HTTP/1.1\r\n${remote}`);
    expect([down.status, away.status, broken.status, busy.status]).toEqual([503, 200, 200, 429]);
    expect(Object.entries({ down, away, broken, busy }).flatMap(([what, answer]) => faultsOf(what, answer))).toEqual(
      [],
    );
    for (const { body } of [down, away, broken]) expect(body).not.toMatch(/bolt|hunter2|secret@/);
  });
});
