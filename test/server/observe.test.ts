import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { parse } from 'graphql';
import { type Logger, pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Metrics } from '../../src/server/observe/metrics.ts';
import { Observer, type ObserverOptions } from '../../src/server/observe/observer.ts';
import { withoutValues } from '../../src/server/observe/operation.ts';
import { Tracing } from '../../src/server/observe/tracing.ts';
import { PATIENCE } from '../support/patience.ts';
import { post, silent, startForTest } from './fixture.ts';

/** A logger, and the lines that it wrote. */
function listening() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { lines, logger: pino({ base: null }, stream) };
}

async function start(observing: Partial<ObserverOptions> = {}, isPublic = false) {
  const metrics = new Metrics();
  const observer = new Observer({ logger: silent, metrics, ...observing });
  const server = await startForTest({
    observer,
    metrics: { metrics, isPublic },
    trustedProxies: 1,
  });
  const ask = async (query: string, headers: Record<string, string> = {}, variables = {}) => {
    const response = await fetch(`${server.url}/graphql`, post({ query, variables }, headers));
    await response.text();
    return response;
  };
  const read = async () => (await fetch(`${server.url}/metrics`)).text();
  return { url: server.url, ask, read };
}

const count = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1) ?? 0,
  );

test('metrics count requests by outcome, and operations by name', async () => {
  const { ask, read, url } = await start();
  await ask('query Greet { hello }');
  await ask('query Greet { hello }');
  await ask('{ hello }');
  await ask('query Break { mendable }');
  await ask('{ nothing }');
  await fetch(`${url}/health`);
  await fetch(`${url}/nowhere`);
  const text = await read();
  expect(count(text, 'entente_requests_total{kind="graphql",outcome="ok"}')).toBe(3);
  expect(count(text, 'entente_requests_total{kind="graphql",outcome="BAD_USER_INPUT"}')).toBe(2);
  expect(count(text, 'entente_requests_total{kind="probe",outcome="ok"}')).toBe(1);
  expect(count(text, 'entente_requests_total{kind="other",outcome="404"}')).toBe(1);
  expect(count(text, 'entente_operations_total{operation="Greet",outcome="ok"}')).toBe(2);
  expect(count(text, 'entente_operations_total{operation="unnamed",outcome="ok"}')).toBe(1);
  expect(count(text, 'entente_operations_total{operation="Break",outcome="BAD_USER_INPUT"}')).toBe(1);
  expect(count(text, 'entente_request_duration_seconds_count{kind="graphql"}')).toBe(5);
  expect(count(text, 'entente_cache_bytes{cache="answers"}')).toBe(0);
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('clients that invent names do not make more series than the bound', async () => {
  const metrics = new Metrics();
  for (let i = 0; i < 300; i += 1) metrics.operation(`Name${i}`, 'ok');
  const text = await metrics.text();
  expect(text.match(/^entente_operations_total\{/gm)).toHaveLength(101);
  expect(count(text, 'entente_operations_total{operation="other",outcome="ok"}')).toBe(200);
});

test('metrics are for this machine unless they are for all', async () => {
  const remote = { headers: { 'x-forwarded-for': '192.0.2.7' } };
  const own = await start();
  expect((await fetch(`${own.url}/metrics`, remote)).status).toBe(404);
  expect((await fetch(`${own.url}/metrics`)).headers.get('content-type')).toMatch(/^text\/plain; version=/);
  expect((await fetch(`${own.url}/metrics`, { method: 'POST' })).status).toBe(405);
  const open = await start({}, true);
  expect((await fetch(`${open.url}/metrics`, remote)).status).toBe(200);
});

test('the log names the request, the client and the operation, and never values', async () => {
  const { lines, logger } = listening();
  const { ask } = await start({ logger });
  const headers = { 'x-request-id': 'abc-1', 'x-forwarded-for': '192.0.2.7' };
  const answer = await ask('query Echo($n: Int) { echo(n: $n) }', headers, { n: 4711 });
  expect(answer.headers.get('x-request-id')).toBe('abc-1');
  const made = await ask('{ away }', { 'x-request-id': 'a b"; rm' });
  expect(made.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  expect(lines).toEqual([
    expect.objectContaining({
      msg: 'request',
      id: 'abc-1',
      client: '192.0.2.7',
      method: 'POST',
      path: '/graphql',
      status: 200,
      operation: 'Echo',
      hash: expect.stringMatching(/^[\da-f]{16}$/),
      cost: 0,
    }),
    expect.objectContaining({ id: made.headers.get('x-request-id'), operation: null, codes: ['UNAVAILABLE'] }),
  ]);
  expect(JSON.stringify(lines)).not.toContain('4711');
});

test('a slow operation is logged with its text, without the values in it', async () => {
  const slow = listening();
  const { ask } = await start({ slow: 0, slowLog: slow.logger });
  await ask('query Secret { echo(n: 4711) }');
  await vi.waitFor(() => expect(slow.lines).toHaveLength(1));
  expect(slow.lines).toEqual([
    expect.objectContaining({ operation: 'Secret', document: 'query Secret {\n  echo(n: 0)\n}' }),
  ]);
  const document = parse('{ a(s: "x", t: """y""", n: 1.5, l: [true, E], o: { k: -3 }, v: $v) }');
  expect(withoutValues(document).replace(/\s+/g, ' ')).toBe(
    '{ a(s: "", t: "", n: 0, l: [true, E], o: {k: 0}, v: $v) }',
  );
});

test('answers say how long they took', async () => {
  const { ask } = await start();
  expect((await ask('{ hello }')).headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d$/);
});

/** Traces to a collector of this test, with the times of the exporter shortened. */
function tracingTo(port: number, logger: Logger = silent): Tracing {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  };
  Object.assign(process.env, variables);
  const tracing = new Tracing('1.2.3', logger);
  for (const name of Object.keys(variables)) delete process.env[name];
  return tracing;
}

/** A collector that answers in some way, and the bodies that it received. */
async function collector(answer: (response: ServerResponse) => void, port = 0) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    try {
      for await (const chunk of request) body += chunk;
    } catch {
      // A test ended the collector meanwhile.
      return;
    }
    bodies.push(`${request.url} ${body}`);
    answer(response);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  return { bodies, close, port: (server.address() as AddressInfo).port };
}

test('a collector receives the trace of a request, which goes on with the trace of the client', async () => {
  const { bodies, port } = await collector((response) => response.end('{}'));
  const tracing = tracingTo(port);
  const { ask } = await start({ tracing });
  const trace = '0af7651916cd43dd8448eb211c80319c';
  await ask('query Traced { hello }', { traceparent: `00-${trace}-b7ad6b7169203331-01` });
  await tracing.close();
  expect(bodies).toHaveLength(1);
  const [path, ...rest] = bodies[0]?.split(' ') ?? [];
  expect(path).toBe('/v1/traces');
  const [span] = JSON.parse(rest.join(' ')).resourceSpans[0].scopeSpans[0].spans;
  expect(span).toMatchObject({ traceId: trace, parentSpanId: 'b7ad6b7169203331', name: 'Traced' });
});

test.each([
  ['hangs', () => {}],
  ['answers 503', (response: ServerResponse) => response.writeHead(503).end('busy')],
  ['answers 400', (response: ServerResponse) => response.writeHead(400).end('no')],
  ['cuts the connection', (response: ServerResponse) => response.destroy()],
  ['is away', null],
] as const)('a collector that %s costs a line in the log and a bounded number of spans', async (_what, answer) => {
  const { lines, logger } = listening();
  const first = await collector(answer ?? (() => {}));
  if (answer === null) await first.close();
  const tracing = tracingTo(first.port, logger);
  const request = { method: 'GET', headers: {} } as IncomingMessage;
  const work = async (count: number) => {
    for (let i = 0; i < count; i += 1)
      await tracing.request({ id: `${i}`, start: 0 }, request, '/graphql', async () => {});
  };
  await work(3000);
  await expect.poll(() => lines.length, { timeout: PATIENCE, interval: 20 }).toBe(1);
  await work(3000);
  expect(lines).toEqual([
    expect.objectContaining({ level: 40, msg: expect.stringMatching(/^The collector does not/) }),
  ]);

  await first.close();
  const second = await collector((response) => response.end('{}'), first.port);
  await expect
    .poll(
      async () => {
        await work(1);
        return lines.length;
      },
      { timeout: PATIENCE, interval: 20 },
    )
    .toBeGreaterThan(1);
  expect(lines[1]).toMatchObject({
    level: 30,
    spans: expect.any(Number),
    msg: expect.stringMatching(/^traces are sent/),
  });
  await tracing.close();
  const spans = second.bodies.flatMap((body) => body.match(/"spanId"/g) ?? []);
  expect(spans.length).toBeLessThan(4000);
});

test('a server stops although its collector hangs', async () => {
  const { port } = await collector(() => {});
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '60000';
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  const tracing = new Tracing('1.2.3', silent);
  delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  await tracing.request({ id: '1', start: 0 }, { headers: {} } as IncomingMessage, '/', async () => {});
  await tracing.close();
});
