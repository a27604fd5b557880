import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from 'cheerio';
import MarkdownIt from 'markdown-it';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { crawl } from '../support/crawl.ts';
import { isWhole } from '../support/extent.ts';
import { type Certificate, makeCertificate, secureClient } from '../support/tls.ts';
import { settingsOf } from './fixture.ts';
import { wholeServers } from './whole-server.ts';

/** The configurations of docs/deployment.md, run by the programs that they are for. */

const AGREEMENT = 'agreement:rok-eu-digital-partnership';
const page = new MarkdownIt().parse(readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8'), {});
/** The code blocks of a language, in the order of the page: for a name of its own first, then at a path. */
const blocksOf = (language: string) =>
  page.filter(({ type, info }) => type === 'fence' && info === language).map(({ content }) => content);
/** The settings that the page gives, such as --host-name. */
const flags = Object.fromEntries(
  [...(blocksOf('sh')[0]?.matchAll(/--([\w-]+) (\S+)/g) ?? [])].map(([, name = '', value = '']) => [
    name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]),
);

const folder = await mkdtemp(join(tmpdir(), 'entente-proxies-'));
afterAll(() => rm(folder, { recursive: true }));

/** Puts the ports and the certificate of this test into a configuration. Fails if it has no place for one. */
function fitted(text: string, changes: readonly (readonly [from: RegExp, to: string])[]): string {
  return changes.reduce((before, [from, to]) => {
    expect(before).toMatch(from);
    return before.replace(from, to);
  }, text);
}

interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Place {
  /** The port that the proxy listens on, and that of the server behind it. */
  readonly port: number;
  readonly to: number;
  readonly own: Certificate;
}

const programs = {
  nginx: {
    version: '-v',
    async prepare(configuration: string, { port, to, own }: Place): Promise<Run> {
      const server = fitted(configuration, [
        [/listen 443 ssl;/, `listen 127.0.0.1:${port} ssl;`],
        [/ssl_certificate \S+;/, `ssl_certificate ${own.certificate};`],
        [/ssl_certificate_key \S+;/, `ssl_certificate_key ${own.key};`],
        [/127\.0\.0\.1:4000/, `127.0.0.1:${to}`],
      ]);
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
        .join(' ');
      const whole = `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;
events {}
http { access_log off; ${temporary}
${server}}`;
      await writeFile(join(folder, 'nginx.conf'), whole);
      return { command: 'nginx', args: ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')] };
    },
  },
  caddy: {
    version: 'version',
    async prepare(configuration: string, { port, to, own }: Place): Promise<Run> {
      const site = fitted(configuration, [
        [/^(\S+) \{/, `$1:${port} {\n  bind 127.0.0.1\n  tls ${own.certificate} ${own.key}`],
        [/127\.0\.0\.1:4000/, `127.0.0.1:${to}`],
      ]);
      const path = join(folder, 'Caddyfile');
      await writeFile(path, `{\n  admin off\n  auto_https disable_redirects\n}\n${site}`);
      const home = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
      return { command: 'caddy', args: ['run', '--adapter', 'caddyfile', '--config', path], env: home };
    },
  },
} as const;
type Program = keyof typeof programs;

const isThere = (command: string, argument: string) => spawnSync(command, [argument]).status === 0;
const hasOpenssl = isThere('openssl', 'version');
const missing = [
  ...(hasOpenssl ? [] : ['openssl']),
  ...(Object.keys(programs) as Program[]).filter((name) => !isThere(name, programs[name].version)),
];
if (missing.length > 0) {
  if (process.env.ENTENTE_REQUIRE_PROXIES)
    throw new Error(`ENTENTE_REQUIRE_PROXIES requires what is missing: ${missing.join(', ')}.`);
  afterAll(() => console.error(`\nNOT TESTED: configurations of docs/deployment.md (${missing.join(', ')} missing)\n`));
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const left = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of left) child.kill('SIGKILL');
});

async function run({ command, args, env = {} }: Run): Promise<{ said: () => string }> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  left.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  const ended = once(child, 'exit').then(() => left.delete(child));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { said: () => (left.has(child) ? '' : said) };
}

const startWhole = missing.length < 3 && hasOpenssl ? await wholeServers() : null;

/** A server behind a proxy, and a client of the proxy. */
async function start(program: Program, isAtPath: boolean) {
  const [atRoot = '', atPath = ''] = blocksOf(program);
  const configuration = isAtPath ? atPath : atRoot;
  const name = isAtPath ? 'example.org' : 'kg.example.org';
  const { hostNames, trustedProxies, clientLimits, basePath } = settingsOf({
    ...flags,
    hostName: name,
    ...(isAtPath ? { basePath: '/kg' } : {}),
  });
  const server = await startWhole?.({ hostNames, trustedProxies, clientLimits, basePath });
  const port = await freePort();
  const own = makeCertificate(folder, [name]);
  const { said } = await run(await programs[program].prepare(configuration, { port, to: server?.port ?? 0, own }));
  const ask = secureClient(port, name, own);
  for (;;) {
    const answered = await ask(isAtPath ? '/kg/health' : '/health').catch(() => null);
    if (answered?.status === 200) break;
    if (said() !== '') throw new Error(`${program} ended: ${said()}`);
    await pause(20);
  }
  return { ask, name, root: isAtPath ? '/kg' : '', port };
}

describe.each(Object.keys(programs) as Program[])('%s, as docs/deployment.md configures it', (program) => {
  const can = hasOpenssl && !missing.includes(program);

  it.skipIf(!can).each([['at a path', true] as const, ...(isWhole ? [['for a name of its own', false] as const] : [])])(
    'offers everything %s',
    async (_where, isAtPath) => {
      const { ask, name, root } = await start(program, isAtPath);
      const at = `https://${name}`;
      const headers = { accept: 'text/html', 'accept-encoding': 'br' };

      const starts = ['/', `/entity/${AGREEMENT}`, '/none'].map((path) => at + root + path);
      const seen = await crawl(async (url) => {
        const { status, headers: received, text } = await ask(url.slice(at.length), { headers });
        return { status, type: received['content-type'] ?? '', text };
      }, starts);
      const failed = [...seen].filter(([, status]) => status !== 200);
      expect(failed.filter(([url, status]) => status !== 404 || new URL(url).pathname !== `${root}/none`)).toEqual([]);
      const paths = [...seen.keys()].map((url) => new URL(url).pathname);
      expect(paths.filter((path) => !path.startsWith(`${root}/`))).toEqual([]);
      for (const kind of ['/explorer/assets/', '/entity/', '.jsonld', '/pages/']) {
        expect(paths.filter((path) => path.includes(kind)).length, kind).toBeGreaterThan(0);
      }

      // What a client says about addresses counts for nothing.
      const invented = {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
        'x-forwarded-prefix': '/evil',
        'x-forwarded-for': '127.0.0.1',
        forwarded: 'host=evil.example',
      };
      const entity = await ask(`${root}/entity/${AGREEMENT}`, { headers: { ...headers, ...invented } });
      const $ = load(entity.text);
      expect($('link[rel=canonical]').attr('href')?.replace(/:\d+/, '')).toBe(`${at}${root}/entity/${AGREEMENT}`);
      expect(entity.text).not.toContain('evil');
      expect(entity.headers['content-encoding']).toBe('br');
      expect(entity.headers['strict-transport-security']).toBe('max-age=31536000');
      expect((await ask(`${root}/metrics`, { headers: invented })).status).toBe(404);
      // nginx passes the name on, and Caddy has no site of that name.
      expect((await ask(`${root}/health`, { headers: { host: 'evil.example' } })).text).not.toContain('"ok"');

      const linked = await ask(`${root}/entity/${AGREEMENT}.jsonld`, { headers: { 'accept-encoding': 'gzip' } });
      expect(linked.headers['content-type']).toMatch(/^application\/ld\+json/);
      expect(linked.headers['content-encoding']).toBe('gzip');
      expect(JSON.parse(linked.text)['@id'] ?? linked.text).toContain(AGREEMENT);

      // An answer that is longer than the buffers of a proxy, asked for again.
      const query =
        '{ documents(first: 100) { nodes { id name mentions { nodes { id name sources { locator document { id } } } } } } }';
      const large = `${root}/graphql?${new URLSearchParams({ query })}`;
      const whole = await ask(large, { headers: { 'accept-encoding': 'br' } });
      expect([whole.status, JSON.parse(whole.text).errors]).toEqual([200, undefined]);
      expect(whole.text.length).toBeGreaterThan(60_000);
      const again = { 'accept-encoding': 'br', 'if-none-match': `${whole.headers.etag}` };
      expect((await ask(large, { headers: again })).status).toBe(304);
      // The longest address that the server itself accepts passes too.
      const long = `${root}/graphql?${new URLSearchParams({ query: `{ __typename } #${'x'.repeat(15_000)}` })}`;
      expect((await ask(long)).text).toBe('{"data":{"__typename":"Query"}}');
      const posted = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const body = JSON.stringify({ query: `{ __typename } #${'x'.repeat(90_000)}` });
      expect((await ask(`${root}/graphql`, { ...posted, body })).text).toBe('{"data":{"__typename":"Query"}}');
      const refused = await ask(`${root}/graphql`, { ...posted, body: `"${'x'.repeat(1_000_000)}"` });
      expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([413, 'LIMIT_EXCEEDED']);
      if (isAtPath) {
        const led = await ask('/kg?entity=area:6g');
        expect([301, 302, 308]).toContain(led.status);
        expect(led.headers.location?.replace(/^https:\/\/example\.org(:\d+)?/, '')).toBe('/kg/?entity=area:6g');
      }
    },
  );
});
