import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { composed } from './docker/compose.ts';
import { ignored } from './docker/ignored.ts';
import {
  environment,
  FailedStep,
  inside,
  parseDockerfile,
  runDockerfile,
  type Stage,
} from './docker/run-dockerfile.ts';
import { isWhole } from './support/extent.ts';
import { PATIENCE } from './support/patience.ts';

// These tests need no Docker: they check the files part by part.
const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'docker-compose.yml');
const text = readFileSync(file, 'utf8');
const PASSWORD = 'a "b\'$c d\\e';

const folder = mkdtempSync(join(tmpdir(), 'entente-docker-'));
const cleanups: (() => void)[] = [() => rmSync(folder, { recursive: true, force: true })];
const cleanUp = () => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
};
afterAll(cleanUp);
// Also if the test run itself is stopped.
process.once('exit', cleanUp);

describe('docker-compose.yml', () => {
  const { services, volumes } = composed(file, { NEO4J_PASSWORD: PASSWORD });

  it('has no default password and is refused without one', () => {
    const message = 'required variable NEO4J_PASSWORD is missing a value: set NEO4J_PASSWORD to 8 characters or more';
    expect(() => composed(file, {})).toThrow(message);
    expect(() => composed(file, { NEO4J_PASSWORD: '' })).toThrow(message);
    const asked = `\${NEO4J_PASSWORD:?set NEO4J_PASSWORD to 8 characters or more, without a slash}`;
    expect(text.match(/^ *(NEO4J_AUTH|\w*PASSWORD\w*):.*$/gm)?.map((line) => line.trim())).toEqual([
      `NEO4J_AUTH: neo4j/${asked}`,
      `NEO4J_PASSWORD: ${asked}`,
    ]);
  });

  const client = [['docker', 'compose'], ['docker-compose']].find(
    ([name = '', ...rest]) => spawnSync(name, [...rest, 'version'], { stdio: 'ignore' }).status === 0,
  );
  const why = client ? `by ${client.join(' ')}` : 'by the client (skipped: this machine has no docker compose)';
  it.skipIf(!client)(`is read ${why}, with a password alone`, () => {
    const [name = '', ...rest] = client ?? [];
    const { NEO4J_PASSWORD: _, ...bare } = process.env;
    const none = join(folder, 'no.env');
    writeFileSync(none, '');
    const config = (env: NodeJS.ProcessEnv) =>
      spawnSync(name, [...rest, '--env-file', none, '-f', file, 'config'], { env, encoding: 'utf8' });
    const refused = config(bare);
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('set NEO4J_PASSWORD to 8 characters or more, without a slash');
    const read = config({ ...bare, NEO4J_PASSWORD: 'a-password' });
    expect(read.stderr).toBe('');
    expect(read.status).toBe(0);
    expect(read.stdout).toContain('NEO4J_AUTH: neo4j/a-password');
  });

  it('pins the LTS version of Neo4j that the tests use', () => {
    expect(services.neo4j.image).toMatch(/^neo4j:5\.26\.\d+-community@sha256:[\da-f]{64}$/);
    const tested = join(root, 'test/neo4j/pom.xml');
    if (existsSync(tested)) expect(readFileSync(tested, 'utf8')).toMatch(/>5\.26\.\d+</);
  });

  it('keeps the data and logs of Neo4j, and publishes ports on this machine only', () => {
    expect(services.neo4j.volumes).toEqual(['neo4j-data:/data', 'neo4j-logs:/logs']);
    expect(volumes).toEqual({ 'neo4j-data': null, 'neo4j-logs': null });
    expect(services.neo4j.ports).toEqual(['127.0.0.1:7474:7474', '127.0.0.1:7687:7687']);
    expect(services.entente.ports).toEqual(['127.0.0.1:4000:4000']);
  });

  it('gives Neo4j no variable that it would take for an unknown setting', () => {
    expect(services.neo4j.environment).toEqual({
      NEO4J_AUTH: `neo4j/${PASSWORD}`,
      NEO4J_server_memory_heap_initial__size: '512m',
      NEO4J_server_memory_heap_max__size: '512m',
      NEO4J_server_memory_pagecache_size: '512m',
      NEO4J_dbms_usage__report_enabled: 'false',
    });
  });

  it('starts Entente once Neo4j is healthy, and passes on the variables that are set', () => {
    const { entente } = services;
    expect(entente).toMatchObject({ build: '.', image: 'entente' });
    expect(entente.depends_on).toEqual({ neo4j: { condition: 'service_healthy' } });
    expect(entente.environment).toEqual({
      NEO4J_URI: 'neo4j://neo4j:7687',
      NEO4J_USERNAME: 'neo4j',
      NEO4J_PASSWORD: PASSWORD,
    });
    const more = composed(file, { NEO4J_PASSWORD: PASSWORD, ENTENTE_SAMPLE: 'true' }).services.entente;
    expect(more.environment).toEqual({ ...entente.environment, ENTENTE_SAMPLE: 'true' });
  });

  it('gives each container no more rights and no less time than it needs', () => {
    const strict = { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], restart: 'unless-stopped' };
    expect(services.neo4j).toMatchObject({ ...strict, user: '7474:7474', stop_grace_period: '2m' });
    const writable = { read_only: true, tmpfs: ['/tmp', '/data'] };
    expect(services.entente).toMatchObject({ ...strict, ...writable, init: true, stop_grace_period: '15s' });
  });

  it('checks the health of Neo4j by a statement, with the password from the environment', () => {
    const [form, line = ''] = services.neo4j.healthcheck?.test ?? [];
    expect(form).toBe('CMD-SHELL');
    const tool = join(folder, 'cypher-shell');
    writeFileSync(tool, '#!/bin/sh\nprintf "%s\\n" "$NEO4J_PASSWORD" "$@"\nexit 7\n');
    chmodSync(tool, 0o755);
    const env = { PATH: [folder, '/usr/bin', '/bin'].join(delimiter), NEO4J_AUTH: `neo4j/${PASSWORD}` };
    const { stdout, status } = spawnSync('sh', ['-c', line], { env, encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual([PASSWORD, '-a', 'bolt://localhost:7687', '-u', 'neo4j', 'RETURN 1']);
    expect(status).toBe(7);
  });
});

describe('.dockerignore', () => {
  const keptBack = ignored(readFileSync(join(root, '.dockerignore'), 'utf8'));

  it('lets the builder see what the Dockerfile copies', () => {
    const copied = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(copied).toContain('src');
    expect(copied.filter(keptBack)).toEqual([]);
    expect(['src/cli.ts', 'data/areas.yaml', 'schema/examples/x.graphql'].filter(keptBack)).toEqual([]);
  });

  it('hides everything else from the builder', () => {
    const others = [
      '.env',
      '.git',
      '.git/config',
      '.entente/db',
      'node_modules/yaml',
      'dist',
      'test',
      'docs',
      'schema/x',
    ];
    expect(others.filter((path) => !keptBack(path))).toEqual([]);
  });
});

interface Running {
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Returns the exit code after SIGTERM. */
  stop(): Promise<number | null>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Runs an image's CMD in its folder, as a container would, until its health check passes. */
async function start(stage: Stage, more: NodeJS.ProcessEnv, health = stage.health): Promise<Running> {
  const port = await freePort();
  const env = { ...environment(stage), ...more, HOST: '127.0.0.1', PORT: `${port}` };
  const cwd = inside(stage, '.');
  const [command = '', ...words] = stage.command;
  const server = spawn(command, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  cleanups.push(() => server.kill('SIGKILL'));
  const ended = once(server, 'exit');
  let said = '';
  for (const output of [server.stdout, server.stderr]) output.on('data', (chunk: Buffer) => (said += chunk));
  const [check = '', ...rest] = health.map((word) => word.replace('127.0.0.1:4000', `127.0.0.1:${port}`));
  const until = Date.now() + PATIENCE;
  for (;;) {
    const healthy = await promisify(execFile)(check, rest, { cwd, env, timeout: PATIENCE }).catch(() => null);
    if (healthy) break;
    if (server.exitCode !== null || Date.now() > until) throw new Error(`The image's server is not healthy:\n${said}`);
    await pause(200);
  }
  return {
    ask: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    async stop() {
      server.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

describe.skipIf(!isWhole)("the image, by the Dockerfile's own steps in an empty folder", () => {
  let image: Stage | undefined;
  let unreachable = '';

  beforeAll(async () => {
    try {
      image = await runDockerfile(root, join(folder, 'stages'));
    } catch (error) {
      const away = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;
      if (!(error instanceof FailedStep && away.test(error.message)) || process.env.CI) throw error;
      unreachable = 'npm ci could not reach its registry, so the image is not tested';
      console.warn(`${unreachable}:\n${error.message}`);
    }
  });

  function built(context: TestContext): Stage {
    if (!image) return context.skip(unreachable);
    return image;
  }

  it('is based on a pinned, slim LTS image and does not run as root', (context) => {
    const { labels, user, volumes, ports, env, workdir, ...stage } = built(context);
    expect(stage.image).toMatch(/^node:2[24]-bookworm-slim$/);
    expect({ user, volumes, ports, workdir }).toEqual({
      ...{ user: 'node', volumes: ['/data'], ports: ['4000'], workdir: '/app' },
    });
    expect(env).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '4000', ENTENTE_DATA: '/data' });
    expect(labels).toEqual({
      'org.opencontainers.image.title': 'Entente',
      'org.opencontainers.image.description': 'A knowledge-graph server for international partnerships',
      'org.opencontainers.image.licenses': JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).license,
    });
  });

  it('holds what the server reads and no build tool', (context) => {
    const app = inside(built(context), '.');
    expect(readdirSync(app).sort()).toEqual(
      ['LICENSE', 'package.json', 'cypher', 'dist', 'node_modules', 'schema'].sort(),
    );
    expect(readdirSync(join(app, 'schema'))).toEqual(['examples']);
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const present = (names: object) => Object.keys(names).filter((name) => existsSync(join(app, 'node_modules', name)));
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    // A package that a dependency needs as well is allowed.
    expect(present(devDependencies).filter((name) => packages[`node_modules/${name}`]?.dev)).toEqual([]);
    expect(present(dependencies)).toEqual(Object.keys(dependencies));
    const held = JSON.parse(readFileSync(join(app, 'node_modules/.package-lock.json'), 'utf8')).packages;
    expect(Object.keys(held).filter((path) => packages[path]?.dev !== undefined)).toEqual([]);
  });

  it('reads every variable that it and docker-compose.yml set', (context) => {
    const stage = built(context);
    const app = inside(stage, '.');
    const help = execFileSync(process.execPath, ['dist/cli.js', 'serve', '--help'], { cwd: app, encoding: 'utf8' });
    const known = new Set([...help.matchAll(/env:\s+(\w+)/g)].map(([, name]) => name));
    // Not options of the command: one is the logger's, one is for libraries.
    const scripts = readdirSync(join(app, 'dist')).filter((name) => name.endsWith('.js'));
    const read = scripts.some((name) =>
      readFileSync(join(app, 'dist', name), 'utf8').includes('process.env.ENTENTE_LOG_LEVEL'),
    );
    expect(read).toBe(true);
    for (const name of ['ENTENTE_LOG_LEVEL', 'NODE_ENV']) known.add(name);
    // Including variables that are only passed on.
    const set = Object.keys({ ...stage.env, ...parse(text).services.entente.environment });
    expect(set).toContain('ENTENTE_SAMPLE');
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  const post = (query: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const COUNCIL =
    '{ event(id: "event:rok-eu-digital-partnership-council-1") { name claims(field: PERIOD) { value } } }';
  const HELD = {
    event: {
      name: 'First ROK-EU Digital Partnership Council',
      claims: [{ value: '2023-06-30' }, { value: '2023-05' }],
    },
  };

  it('starts, becomes healthy, answers and stops on SIGTERM', async (context) => {
    const stage = built(context);
    const server = await start(stage, {});
    expect(await (await server.ask('/graphql', post(COUNCIL))).json()).toEqual({ data: HELD });
    expect((await server.ask('/')).headers.get('content-type')).toMatch(/^text\/html/);
    expect(await server.stop()).toBe(0);
    // The database is in the volume, so the rest of the container can be read-only.
    expect(statSync(inside(stage, '/data')).isDirectory()).toBe(true);
    expect(readdirSync(inside(stage, '/data'))).not.toEqual([]);
    expect(readdirSync(inside(stage, '.'))).not.toContain('.entente');
  });

  const { NEO4J_URI = '', NEO4J_USERNAME, NEO4J_PASSWORD, ENTENTE_SAMPLE } = process.env;
  const where = NEO4J_URI ? '' : ' (skipped: NEO4J_URI is not set)';
  it.skipIf(!NEO4J_URI)(`starts on Neo4j with what docker-compose.yml sets${where}`, async (context) => {
    const { environment, healthcheck } = composed(file, {
      NEO4J_PASSWORD: NEO4J_PASSWORD || 'none asked',
      ...(ENTENTE_SAMPLE ? { ENTENTE_SAMPLE } : {}),
    }).services.entente;
    const stage = built(context);
    const reached = { ...environment, NEO4J_URI, ...(NEO4J_USERNAME ? { NEO4J_USERNAME } : {}) };
    const server = await start(stage, reached as NodeJS.ProcessEnv, healthcheck?.test.slice(1));
    // A database that others may use gets the bundled data only on request.
    const question = ENTENTE_SAMPLE ? COUNCIL : '{ event(id: "event:unheard-of") { name } }';
    const answer = ENTENTE_SAMPLE ? HELD : { event: null };
    expect(await (await server.ask('/graphql', post(question))).json()).toEqual({ data: answer });
    expect(await server.stop()).toBe(0);
  });
});
