import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../src/server/http/admission.ts';
import { proxiesOf, type TrustedProxies } from '../../src/server/http/proxies.ts';
import type { ServerOptions } from '../../src/server/http/server.ts';
import { Clients } from '../../src/server/limits/clients.ts';
import { FairQueue } from '../../src/server/limits/fair-queue.ts';
import { Lane } from '../../src/server/limits/lane.ts';
import { sendRaw } from '../support/raw.ts';
import { post, settingsOf, startForTest, testYoga } from './fixture.ts';

const sentBy = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('who the client is', () => {
  it.each<[TrustedProxies, string, string | undefined, string | null]>([
    // Without a proxy, nobody is believed.
    [null, '127.0.0.1', undefined, null],
    [null, '::1', undefined, null],
    [null, '::ffff:127.0.0.1', undefined, null],
    [null, '127.0.0.1', '203.0.113.5', null],
    [null, '198.51.100.7', '127.0.0.1', '198.51.100.7'],
    // As many from the right as there are proxies.
    [1, '10.0.0.1', '203.0.113.5', '203.0.113.5'],
    [1, '10.0.0.1', '127.0.0.1, 203.0.113.5', '203.0.113.5'],
    [2, '10.0.0.1', '198.51.100.1, 203.0.113.5, 10.0.0.2', '203.0.113.5'],
    [1, '127.0.0.1', undefined, null],
    [1, '127.0.0.1', '127.0.0.1', '127.0.0.1'],
    // Up to the first that isn't trusted.
    [['loopback'], '127.0.0.1', '198.51.100.1, 203.0.113.5', '203.0.113.5'],
    [['loopback', '10.0.0.0/8'], '127.0.0.1', '198.51.100.1, 203.0.113.5, 10.9.9.9', '203.0.113.5'],
    [['10.0.0.7'], '10.0.0.8', '203.0.113.5', '10.0.0.8'],
    [['10.0.0.0/8'], '::ffff:10.0.0.8', '203.0.113.5', '203.0.113.5'],
    [['uniquelocal'], 'fd00::1', '2001:db8::5', '2001:db8:0:0::/64'],
    // All addresses of a network of IPv6 are one client.
    [1, '10.0.0.1', '2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    [1, '10.0.0.1', '2001:db8:1:2:ffff:1:2:3', '2001:db8:1:2::/64'],
    [1, '10.0.0.1', '::ffff:203.0.113.5', '203.0.113.5'],
    // Some proxies add a port. What isn't an address belongs to the proxy that passed it on.
    [1, '10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
    [1, '10.0.0.1', '[2001:db8:1:2::9]:4711', '2001:db8:1:2::/64'],
    [1, '10.0.0.1', 'unknown', '10.0.0.1'],
    [1, '10.0.0.1', '', '10.0.0.1'],
    [1, '', 'unknown', 'unknown'],
  ])('trusting %j, %s with %j is %s', (trusted, address, forwarded, client) => {
    expect(proxiesOf(trusted).clientOf(sentBy(address, forwarded))).toBe(client);
  });

  it('says whose X-Forwarded headers count', () => {
    expect(proxiesOf(null).trusts(sentBy('127.0.0.1'))).toBe(false);
    expect(proxiesOf(1).trusts(sentBy('198.51.100.7'))).toBe(true);
    expect(proxiesOf(['loopback']).trusts(sentBy('198.51.100.7'))).toBe(false);
    expect(proxiesOf(['loopback']).trusts(sentBy('::1'))).toBe(true);
  });

  const read = (trustProxy: string) => settingsOf({ trustProxy }).trustedProxies;

  it('is set as Express has it', () => {
    expect(read('')).toBe(null);
    expect(read('0')).toBe(null);
    expect(read('2')).toBe(2);
    expect(read('loopback, 10.0.0.0/8,2001:db8::/32')).toEqual(['loopback', '10.0.0.0/8', '2001:db8::/32']);
    for (const list of ['loopback', '10.0.0.0/8', '2001:db8::/32']) proxiesOf(read(list));
  });

  it.each(['true', '10.0.0.0/33', '10.0.0.0/0', '10.0.0/8', '1.2.3.4/8/8', '-1'])('is not set to %s', (text) => {
    expect(() => read(text)).toThrow('expects a number of proxies, or their addresses');
  });
});

describe('a fair queue', () => {
  it('lets clients take turns', () => {
    const queue = new FairQueue<string>();
    for (const entry of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.push(entry.slice(0, 1), entry);
    const served = Array.from({ length: 7 }, () => queue.shift());
    expect(served).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined]);
    expect(queue.size).toBe(0);
  });

  it('takes a place from the client that has most', () => {
    const queue = new FairQueue<string>(3);
    for (const entry of ['a1', 'a2', 'a3']) expect(queue.push('a', entry)).toBe(undefined);
    expect(queue.push('a', 'a4')).toBe('a4');
    expect(queue.push('b', 'b1')).toBe('a3');
    // Nobody has more than one place more than another.
    expect(queue.push('b', 'b2')).toBe('b2');
    expect(queue.push('c', 'c1')).toBe('a2');
    expect(queue.push('d', 'd1')).toBe('d1');
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(['a1', 'b1', 'c1']);
  });

  it('forgets what waits no longer', () => {
    const queue = new FairQueue<string>(2);
    queue.push('a', 'a1');
    queue.push('a', 'a2');
    queue.remove('a', 'a1');
    queue.remove('a', 'a1');
    queue.remove('b', 'a2');
    expect([queue.size, queue.shift(), queue.shift()]).toEqual([1, 'a2', undefined]);
  });
});

describe('the lane of heavy requests', () => {
  const reasonOf = (pending: Promise<unknown>) => pending.then(String, (error) => error.message);

  it('runs some and lets others wait, up to a bound', async () => {
    const lane = new Lane({ running: 2, waiting: 1, patience: 60_000 });
    const leaves = await Promise.all([lane.enter('a'), lane.enter('a')]);
    const third = lane.enter('a');
    expect(lane.load).toEqual({ running: 2, waiting: 1 });
    expect(await reasonOf(lane.enter('a'))).toBe(
      'The server is busy with large queries: 2 run at a time and at most 1 wait. Try again in a few seconds, or ask for fewer rows: smaller queries are answered meanwhile.',
    );
    leaves[0]?.();
    // A second call gives no second place.
    leaves[0]?.();
    const leave = await third;
    expect(lane.load).toEqual({ running: 2, waiting: 0 });
    leave();
    leaves[1]?.();
    expect(lane.load).toEqual({ running: 0, waiting: 0 });
  });

  it('refuses what has waited too long or whose client is gone', async () => {
    const lane = new Lane({ running: 1, waiting: 5, patience: 1 });
    await lane.enter('a');
    expect(await reasonOf(lane.enter('b'))).toContain('busy');
    const gone = new AbortController();
    const patient = new Lane({ running: 1, waiting: 5, patience: 60_000 });
    await patient.enter('a');
    const waiting = reasonOf(patient.enter('b', gone.signal));
    gone.abort();
    expect(await waiting).toContain('busy');
    expect(patient.load).toEqual({ running: 1, waiting: 0 });
  });
});

describe('the limits of a client', () => {
  it('count requests in progress', () => {
    const clients = new Clients({ rate: 0, atOnce: 2 });
    expect([clients.enter('a'), clients.enter('a'), clients.enter('b')]).toEqual([null, null, null]);
    expect(clients.enter('a')).toEqual({
      message: 'You have 2 requests in progress, which is the limit. Wait for an answer before you send another.',
      retryAfter: 1,
    });
    clients.leave('a');
    expect(clients.enter('a')).toBe(null);
    for (const client of ['a', 'a', 'b']) clients.leave(client);
    expect(clients.running).toBe(0);
  });

  it('count requests by time, with some saved up', () => {
    const clients = new Clients({ rate: 1, atOnce: 0 });
    const taken = Array.from({ length: 5 }, () => clients.enter('a'));
    expect(taken).toEqual([null, null, null, null, null]);
    expect(clients.enter('a')).toEqual({
      message: 'You send more than 1 requests a second, which is the limit. Wait, then send them more slowly.',
      retryAfter: 1,
    });
    expect(clients.enter('b')).toBe(null);
  });
});

async function start(options: Partial<ServerOptions>, lane?: Lane) {
  const { yoga, gate } = testYoga(lane ? { lane } : {});
  const server = await startForTest({ yoga, ...options });
  return { url: server.url, gate };
}

const HEAVY = '{ person { friends(first: 100) { edges { node { friends(first: 100) { edges { node { id } } } } } } } }';
const forwarded = (address: string) => ({ 'x-forwarded-for': address });

describe('a server behind a proxy', () => {
  const limited = (limits: { rate?: number; atOnce?: number }) => ({
    clientLimits: { rate: 0, atOnce: 0, ...limits },
    trustedProxies: ['loopback'],
  });

  it('answers 429 beyond the rate of a client, with its CORS headers, but not to probes and others', async () => {
    const origin = 'https://page.example';
    const { url } = await start({ ...limited({ rate: 1 }), cors: [origin] });
    const ask = (address: string) =>
      fetch(`${url}/graphql`, {
        ...post({ query: '{ hello }' }),
        headers: { ...post({}).headers, origin, ...forwarded(address) },
      });
    for (let sent = 0; sent < 5; sent += 1) expect((await ask('203.0.113.5')).status).toBe(200);
    const refused = await ask('203.0.113.5');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
    expect(await refused.json()).toEqual({
      errors: [
        { message: expect.stringContaining('more than 1 requests a second'), extensions: { code: 'RATE_LIMITED' } },
      ],
    });
    for (const path of ['/', '/entity/project:x', '/entity/project:x.jsonld', '/nothing']) {
      expect((await fetch(url + path, { headers: forwarded('203.0.113.5') })).status, path).toBe(429);
    }
    expect((await fetch(`${url}/health`, { headers: forwarded('203.0.113.5') })).status).toBe(200);
    expect((await fetch(`${url}/ready`, { headers: forwarded('203.0.113.5') })).status).not.toBe(429);
    expect((await ask('203.0.113.6')).status).toBe(200);
    // A program on this machine isn't limited.
    const local = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/health`)));
    expect(local.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it('knows a client that sends more headers than Node reads by default', async () => {
    const { url } = await start(limited({ rate: 1 }));
    const lines = `GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${'a:\r\n'.repeat(2500)}`;
    const ask = async () => (await sendRaw(url, `${lines}X-Forwarded-For: 203.0.113.5\r\n\r\n`)).slice(9, 12);
    const statuses = [];
    for (let sent = 0; sent < 6; sent += 1) statuses.push(await ask());
    expect(statuses).toEqual(['404', '404', '404', '404', '404', '429']);
  });

  it('answers 429 beyond the requests in progress of a client', async () => {
    const { url, gate } = await start(limited({ atOnce: 1 }));
    const ask = (query: string, address: string) =>
      fetch(`${url}/graphql`, { ...post({ query }), headers: { ...post({}).headers, ...forwarded(address) } });
    const first = ask('{ never }', '203.0.113.5');
    await gate.entered;
    expect((await ask('{ hello }', '203.0.113.5')).status).toBe(429);
    expect((await ask('{ hello }', '203.0.113.6')).status).toBe(200);
    gate.open();
    expect((await first).status).toBe(200);
    expect((await ask('{ hello }', '203.0.113.5')).status).toBe(200);
  });

  it('lets heavy requests wait and refuses those beyond the queue, while others are answered', async () => {
    const lane = new Lane({ running: 1, waiting: 0, patience: 60_000 });
    const { url } = await start(limited({}), lane);
    const ask = (query: string) => fetch(`${url}/graphql`, post({ query }));
    const leave = await lane.enter('somebody');
    const refused = await ask(HEAVY);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await refused.json()).toEqual({
      errors: [{ message: expect.stringContaining('busy with large queries'), extensions: { code: 'UNAVAILABLE' } }],
    });
    expect((await ask('{ hello }')).status).toBe(200);
    leave();
    expect((await ask(HEAVY)).status).toBe(200);
    expect(lane.load).toEqual({ running: 0, waiting: 0 });
  });
});

it('a client on another machine may open some connections, and one on this machine all it wants', () => {
  const listeners: ((socket: unknown) => void)[] = [];
  const server = {
    setTimeout: () => server,
    on: (_: string, listener: (socket: unknown) => void) => listeners.push(listener),
  };
  new Admission({ rate: 0, atOnce: 1 }, proxiesOf(null)).watch(server as never, 10_000);
  const open = (remoteAddress: string) => {
    const socket = {
      remoteAddress,
      isDestroyed: false,
      closed: () => {},
      destroy() {
        this.isDestroyed = true;
      },
      once(_: string, closed: () => void) {
        this.closed = closed;
      },
    };
    for (const listener of listeners) listener(socket);
    return socket;
  };
  const sockets = Array.from({ length: 5 }, () => open('198.51.100.7'));
  expect(sockets.map(({ isDestroyed }) => isDestroyed)).toEqual([false, false, false, false, true]);
  expect(open('198.51.100.8').isDestroyed).toBe(false);
  expect(Array.from({ length: 5 }, () => open('127.0.0.1').isDestroyed)).toEqual(Array(5).fill(false));
  sockets[0]?.closed();
  expect(open('198.51.100.7').isDestroyed).toBe(false);
});
