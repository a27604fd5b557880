import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/server/http/server.ts';
import { sendRaw } from '../support/raw.ts';
import { settingsOf, startForTest, testYoga } from './fixture.ts';

const start = async (options: Partial<ServerOptions> = {}) => (await startForTest(options)).port;

/** Sends header lines as they are: fetch writes its own Host. */
async function send(port: number, path: string, lines: readonly string[], version = '1.1') {
  const sent = [`GET ${path} HTTP/${version}`, ...lines, 'Connection: close'].join('\r\n');
  const [head = '', body = ''] = (await sendRaw(`http://127.0.0.1:${port}`, `${sent}\r\n\r\n`)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: body ? JSON.parse(body) : null };
}

const statusOf = async (port: number, host: string, path = '/health') =>
  (await send(port, path, [`Host: ${host}`])).status;

describe('the header Host', () => {
  it.each([
    'localhost',
    'LOCALHOST:4000',
    'localhost.:4000',
    'entente.localhost',
    '127.0.0.1:80',
    '127.8.9.10',
    '127.0.0.1.',
    '[::1]:4000',
    '[0:0:0:0:0:0:0:1]:4000',
    '[::ffff:127.0.0.1]',
    '[::FFFF:7f00:1]:80',
    'kg.example.org',
    'KG.example.org.:443',
  ])('may be %s', async (host) => {
    const port = await start({ hostNames: ['kg.example.org'] });
    expect(await statusOf(port, host)).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:4000',
    'evillocalhost',
    'other.kg.example.org',
    '192.168.1.7',
    '0.0.0.0',
    '127.1',
    '2130706433',
    '[::2]',
    '[::]',
    '127.0.0.1.nip.io',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.000.000.001',
    'localhost%00.evil.example',
    'localhost%2eevil.example',
    'localhost,evil.example',
    'localhost;evil.example',
    'xn--lcalhost-m7f.example',
    'kg.example.org.evil.example',
    'kg_example.org',
  ])('may not be %s, on any path', async (host) => {
    const port = await start({ hostNames: ['kg.example.org'] });
    const name = host.replace(/:4000$/, '').replace(/^\[|\]$/g, '');
    for (const path of ['/health', '/ready', '/graphql?query={hello}', '/', '/nothing']) {
      expect(await send(port, path, [`Host: ${host}`])).toEqual({
        status: 421,
        body: {
          errors: [
            {
              message: `The header Host expects an address of this server or a name that it knows; got "${name}". If this is its name, set --host-name ${name}.`,
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ],
        },
      });
    }
  });

  it('may be any address where the server listens on all, and still no other name', async () => {
    const port = await start({ host: '0.0.0.0' });
    for (const host of ['192.168.1.7:4000', '[2001:db8::7]', '127.0.0.1', 'localhost']) {
      expect(await statusOf(port, host)).toBe(200);
    }
    for (const host of ['evil.example', 'entente']) expect(await statusOf(port, host)).toBe(421);
  });

  it('may be the name that the server listens on', async () => {
    const port = await start({ host: 'localhost' });
    expect(await statusOf(port, 'localhost')).toBe(200);
  });

  it.each([
    ['a b'],
    ['evil@localhost'],
    ['localhost/x'],
    ['localhost:123456'],
    [''],
    ['http://localhost'],
    ['::1'],
    ['[::1%25eth0]'],
    ['[]'],
    ['[kg.example.org]'],
    ['localhost:'],
    ['localhost:+80'],
    ['localhost:80:80'],
    ['evil.example#localhost'],
    ['evil.example?.localhost'],
    ['evil.example\\@localhost'],
    ['localhost\tevil.example'],
  ])('is refused if it is malformed: "%s"', async (host) => {
    expect(await statusOf(await start(), host)).toBe(400);
  });

  it('is what a trusted proxy says in X-Forwarded-Host', async () => {
    const lines = (name: string) => ['Host: 127.0.0.1:4000', `X-Forwarded-Host: ${name}`];
    const behind = await start({ hostNames: ['kg.example.org'], trustedProxies: 1 });
    for (const name of ['kg.example.org', 'KG.example.org:443, inner.example', '203.0.113.5', '[2001:db8::7]']) {
      expect((await send(behind, '/health', lines(name))).status).toBe(200);
    }
    for (const name of ['evil.example', 'inner.example, kg.example.org', '']) {
      expect(await send(behind, '/health', lines(name))).toMatchObject({
        status: 421,
        body: { errors: [{ message: expect.stringContaining('The header X-Forwarded-Host expects') }] },
      });
    }
    expect((await send(behind, '/health', ['Host: evil.example', 'X-Forwarded-Host: kg.example.org'])).status).toBe(
      421,
    );
    // Without a trusted proxy, the header counts for nothing.
    expect((await send(await start(), '/health', lines('evil.example'))).status).toBe(200);
  });

  it('is there once', async () => {
    const port = await start();
    const twice = await send(port, '/health', ['Host: localhost', 'Host: localhost']);
    expect(twice).toMatchObject({
      status: 400,
      body: { errors: [{ message: 'A request expects one header Host; got 2. Send one.' }] },
    });
    expect((await send(port, '/graphql?query={hello}', ['Host: localhost', 'host: evil.example'])).status).toBe(400);
    expect((await send(port, '/health', [], '1.0')).status).toBe(400);
    expect((await send(port, '/health', ['Host: localhost'], '1.0')).status).toBe(200);
  });

  it('is what counts, and not a name in the target', async () => {
    const port = await start();
    for (const [target, host, status] of [
      ['http://localhost/health', 'evil.example', 421],
      ['http://evil.example/graphql?query={hello}', 'localhost', 404],
      ['https://evil.example/health', 'localhost', 404],
      ['//evil.example/health', 'localhost', 404],
      ['//evil.example/graphql?query={hello}', 'localhost', 404],
      ['*', 'localhost', 404],
    ] as const)
      expect((await send(port, target, [`Host: ${host}`])).status, target).toBe(status);
  });
});

describe('the setting --host-name', () => {
  it('is a list of names', () => {
    expect(settingsOf({ hostName: 'KG.example.org, entente' }).hostNames).toEqual(['kg.example.org', 'entente']);
    expect(settingsOf({ hostName: '' }).hostNames).toEqual([]);
  });

  it.each(['https://kg.example.org', 'kg.example.org:443', '*', '-x', 'a b', `${'a'.repeat(254)}`])(
    'is not %s',
    (name) => {
      expect(() => settingsOf({ hostName: name })).toThrow(
        `ENTENTE_HOST_NAME (--host-name) expects names such as kg.example.org, without a scheme or a port, separated by commas; got "${name}".`,
      );
    },
  );
});

describe('a GET of the API that a browser sends', () => {
  const A = 'https://a.example';
  const get = (port: number, lines: readonly string[]) =>
    send(port, '/graphql?query={hello}', ['Host: localhost:4000', ...lines]);
  const hello = { status: 200, body: { data: { hello: 'world' } } };

  it('is answered for this site, for a person and for allowed origins', async () => {
    const port = await start({ cors: [A] });
    for (const lines of [
      [],
      ['Sec-Fetch-Site: same-origin'],
      ['Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate'],
      ['Sec-Fetch-Site: cross-site', `Origin: ${A}`],
      ['Origin: http://localhost:4000'],
    ]) {
      expect(await get(port, lines)).toEqual(hello);
    }
  });

  it.each([
    [['Sec-Fetch-Site: cross-site'], 'another site'],
    [['Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: no-cors'], 'another site'],
    [['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'], 'another site'],
    [['Sec-Fetch-Site: cross-site', 'Origin: https://b.example'], 'the origin https://b.example'],
    [['Origin: https://b.example'], 'the origin https://b.example'],
    [['Sec-Fetch-Site: Cross-Site'], 'another site'],
    [['Sec-Fetch-Site: none', 'Sec-Fetch-Site: cross-site'], 'another site'],
    [['Sec-Fetch-Site: something-new'], 'another site'],
    [['Origin: null'], 'the origin null'],
    [['Origin: http://localhost:4000.evil.example'], 'the origin http://localhost:4000.evil.example'],
    [['Origin: http://localhost:4000@evil.example'], 'the origin http://localhost:4000@evil.example'],
    [['Origin: http://localhost:4000', `Origin: ${A}`], `the origin http://localhost:4000, ${A}`],
    [['Origin: file://'], 'the origin file://'],
    [['Origin: http://localhost:4001'], 'the origin http://localhost:4001'],
  ])('is refused for another site: %s', async (lines, got) => {
    const port = await start({ cors: [A] });
    expect(await get(port, lines)).toEqual({
      status: 403,
      body: {
        errors: [
          {
            message: `A GET of the API expects a program, a page of this server or an origin that its operator allows (CORS); got one that a browser sends for ${got}. Open the address yourself, or paste the query into the explorer.`,
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      },
    });
  });

  it('is refused by the library too', async () => {
    const { yoga } = testYoga({ cors: [A] });
    const status = async (headers: Record<string, string>) =>
      (await yoga.fetch('http://localhost:4000/graphql?query={hello}', { headers })).status;
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status({ origin: 'https://b.example' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site', origin: A })).toBe(200);
    expect(await status({ origin: 'http://localhost:4000' })).toBe(200);
    expect(await status({})).toBe(200);
  });
});
