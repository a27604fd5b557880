import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw } from '../support/raw.ts';
import { type Attacked, expectServed, startAttacked } from './support.ts';

const ORIGIN = 'https://page.example';
let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked({ args: ['--cors', ORIGIN] });
});
afterAll(() => attacked.end());

/** The status, the headers by name, and the body of each answer in what a connection sent. */
function answersIn(text: string) {
  return text.split(/(?=HTTP\/1\.[01] \d{3})/).map((answer) => {
    const [head = '', ...rest] = answer.split('\r\n\r\n');
    const [line = '', ...lines] = head.split('\r\n');
    const headers = new Map(
      lines.map((one): [string, string] => {
        const [name = '', ...value] = one.split(':');
        return [name.toLowerCase(), value.join(':').trim()];
      }),
    );
    return { status: Number(line.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
  });
}

const raw = async (bytes: string, ms = 20_000) => answersIn(await sendRaw(attacked.url, bytes, ms));
/** A request of a line and headers, after which the connection closes. */
const send = async (line: string, headers: readonly string[] = [], body = '') => {
  const lines = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers];
  const [answer] = await raw(`${lines.join('\r\n')}\r\n\r\n${body}`);
  if (!answer) throw new Error('no answer');
  return answer;
};
const query = (text: string, headers: readonly string[] = []) => {
  const body = JSON.stringify({ query: text });
  return send('POST /graphql', ['Content-Type: application/json', `Content-Length: ${body.length}`, ...headers], body);
};

/** What a scanner would look for in any answer. */
function expectClean({ status, headers, body }: Awaited<ReturnType<typeof send>>, what: string) {
  expect(headers.get('x-content-type-options'), what).toBe('nosniff');
  expect(headers.get('referrer-policy'), what).toBe('no-referrer');
  expect(headers.get('content-security-policy'), what).toMatch(/default-src '(none|self)'/);
  expect(headers.get('content-security-policy'), what).toContain("frame-ancestors 'none'");
  for (const name of ['set-cookie', 'server', 'x-powered-by', 'x-aspnet-version', 'via']) {
    expect(headers.has(name), `${what}: ${name}`).toBe(false);
  }
  if (status !== 304 && body)
    expect(headers.get('content-type'), what).toMatch(/charset=utf-8|ld\+json|^image\/|^font\//);
  // Neither a stack trace nor a path of the machine.
  expect(body, what).not.toMatch(/\n {4}at .+:\d+:\d+|node_modules\/|file:\/\/\/|Index of/);
}

describe('headers', () => {
  test.each<[string, number, () => ReturnType<typeof send>]>([
    ['an answer', 200, () => query('{ __typename }')],
    ['a kept answer', 200, () => query('{ __typename }').then(() => query('{ __typename }'))],
    ['an answer by GET', 200, () => send('GET /graphql?query=%7B__typename%7D')],
    ['a mistake in a query', 400, () => query('{ nothing }', ['Accept: application/graphql-response+json'])],
    ['a syntax error', 400, () => query('{', ['Accept: application/graphql-response+json'])],
    [
      'a body that is not JSON',
      400,
      () => send('POST /graphql', ['Content-Type: application/json', 'Content-Length: 1'], '{'),
    ],
    ['a form', 415, () => send('POST /graphql', ['Content-Type: text/plain', 'Content-Length: 2'], '{}')],
    ['a request that is too long', 413, () => send('POST /graphql', ['Content-Length: 99999999'])],
    ['the explorer', 200, () => send('GET /')],
    ['the probe', 200, () => send('GET /health')],
    ['readiness', 200, () => send('GET /ready')],
    ['a page', 200, () => send('GET /entity/project:rok-eu-6g-research', ['Accept: text/html'])],
    ['linked data', 200, () => send('GET /entity/project:rok-eu-6g-research.jsonld')],
    ['a page that is missing', 404, () => send('GET /entity/project:none', ['Accept: text/html'])],
    ['an address that is missing', 404, () => send('GET /nothing')],
    ['a page of an address that is missing', 404, () => send('GET /nothing', ['Accept: text/html'])],
    ['a method that is not allowed', 405, () => send('DELETE /graphql')],
    [
      'another host',
      421,
      () => raw('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n').then(([one]) => one as never),
    ],
  ])('%s has those that protect', async (what, status, ask) => {
    const answer = await ask();
    expect(answer.status, what).toBe(status);
    expectClean(answer, what);
  });

  test('all files of the explorer, and what is unchanged', async () => {
    const page = await send('GET /', ['Accept: text/html']);
    const files = [...page.body.matchAll(/(?:src|href)="\.?\/?([\w./-]+\.(?:js|css|svg))"/g)].map(
      ([, file]) => `/${file}`,
    );
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const answer = await send(`GET ${file}`);
      expect(answer.status, file).toBe(200);
      expectClean(answer, file);
      const unchanged = await send(`GET ${file}`, [`If-None-Match: ${answer.headers.get('etag')}`]);
      expect(unchanged.status, file).toBe(304);
      expectClean(unchanged, file);
    }
  });

  test('a preflight has no cookies and no star for its origin', async () => {
    const answer = await send('OPTIONS /graphql', [`Origin: ${ORIGIN}`, 'Access-Control-Request-Method: POST']);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    expectClean(answer, 'preflight');
    const other = await send('OPTIONS /graphql', [
      'Origin: https://evil.example',
      'Access-Control-Request-Method: POST',
    ]);
    expect(other.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('methods and addresses', () => {
  test.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'LOCK', 'SEARCH'])('%s is refused', async (method) => {
    for (const path of ['/', '/graphql', '/health', '/entity/project:rok-eu-6g-research']) {
      const answer = await send(`${method} ${path}`, ['X-Echo: canary-71']);
      expect(answer.status, path).toBe(405);
      expect(answer.headers.get('allow'), path).toMatch(/^GET, (HEAD|POST)$/);
      expect(answer.body, path).not.toContain('canary-71');
    }
  });

  test('CONNECT, unknown methods and upgrades reach nothing', async () => {
    const connected = await raw('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n');
    expect(connected.map(({ status }) => status)).not.toContain(200);
    const [unknown] = await raw('HACK / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(unknown?.status).toBe(400);
    for (const protocol of ['websocket', 'h2c']) {
      const answer = await send('GET /health', [
        `Upgrade: ${protocol}`,
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'HTTP2-Settings: AAMAAABkAAQAAP__',
      ]);
      expect(answer.status, protocol).toBe(200);
    }
  });

  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/%252e%252e%252fpackage.json',
    '/..\\package.json',
    '/%5c..%5cpackage.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/entity/..%2f..%2fpackage.json',
    '/entity/%00',
    '//etc/passwd',
    '/%c0%ae%c0%ae/package.json',
    '/.env',
    '/.git/config',
    '/package.json',
    '/assets',
    '/assets/',
    '/entity/',
    '/examples/',
  ])('%s leads to no file and no list', async (path) => {
    const answer = await send(`GET ${path}`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/root:|"devDependencies"|\[core\]/);
    expectClean(answer, path);
  });
});

describe('requests that are ambiguous', () => {
  const SMUGGLED = 'GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

  test.each([
    ['both lengths', `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['two lengths', `${head}Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`],
    ['a length with a sign', `${head}Content-Length: +2\r\n\r\n{}${SMUGGLED}`],
    ['a chunk size that is not a number', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n${SMUGGLED}`],
    [
      'a chunk size that overflows',
      `${head}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n${SMUGGLED}`,
    ],
    ['another encoding', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a space before the colon', `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`],
    ['a folded header', `${head}Content-Length: 0\r\nX-Folded: a\r\n\tTransfer-Encoding: chunked\r\n\r\n${SMUGGLED}`],
    ['a line that ends with LF alone', `${head}Content-Length: 0\nTransfer-Encoding: chunked\r\n\r\n${SMUGGLED}`],
    ['NUL in a header', `${head}X-Null: a\0b\r\nContent-Length: 0\r\n\r\n${SMUGGLED}`],
    ['headers of 20 kB', `${head}X-Long: ${'a'.repeat(20_000)}\r\n\r\n${SMUGGLED}`],
    ['another version', `POST /graphql HTTP/9.9\r\nHost: localhost\r\n\r\n${SMUGGLED}`],
  ])('%s: the request is refused and nothing behind it is read', async (_, bytes) => {
    const answers = await raw(bytes);
    expect(answers.map(({ status }) => status)).toEqual([answers[0]?.status]);
    expect([400, 413, 431]).toContain(answers[0]?.status);
  });

  test('requests in one go are answered in order', async () => {
    const one = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const last = 'GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const answers = await raw(one.repeat(100) + last);
    expect(answers.map(({ status }) => status)).toEqual([...Array(100).fill(200), 404]);
  });
});

test('slow headers and bodies, silent connections and slow readers end while others are served', async () => {
  const starts = [
    'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
    '',
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n',
  ];
  const seen = await attacked.during(async () => {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => sendRaw(attacked.url, starts[n % starts.length] ?? '', 30_000)),
    );
    return { answers, ms: performance.now() - start };
  });
  expectServed(seen);
  // Headers have 10 seconds, which are checked every two.
  expect(seen.result.ms).toBeLessThan(25_000);
  for (const answer of seen.result.answers) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
});
