import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasJars, jars, maven } from './jars.js';
import { javas, program } from './java.js';

// JavaScript, because `npm run neo4j` runs it on Node 20, which cannot run TypeScript. Types: server.d.ts.

const SOURCE = fileURLToPath(new URL('Neo4jServer.java', import.meta.url));
const READY_WITHIN_MS = 600_000;
/** Measured on two cores: with the C1 compiler alone it starts half a second sooner; all three together save 50 MB. */
const SMALL = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export const versions = [
  { name: 'Neo4j 5.26', version: '5.26.30', java: 17 },
  { name: 'Neo4j 2026.08', version: '2026.08.1', java: 21 },
];

/** Finds a known version by the start of its number, such as "5.26", and any other by its whole number. */
export function versionOf(text) {
  const known = versions.find(({ version }) => version === text || version.startsWith(`${text}.`));
  return known ?? { name: `Neo4j ${text}`, version: text, java: text.startsWith('5.') ? 17 : 21 };
}

/** The oldest Java that runs a version. */
async function fittingJava({ java }) {
  const fitting = (await javas()).filter(({ version }) => version >= java);
  return fitting.sort((a, b) => a.version - b.version)[0];
}

export async function availability(version) {
  const wanted = versionOf(version);
  const java = await fittingJava(wanted);
  const lacks = [
    ...(java ? [] : [`JDK ${wanted.java} or newer`]),
    ...(maven() || hasJars(wanted.version) ? [] : ['Maven']),
  ];
  if (java && lacks.length === 0) return { available: true, java: java.home };
  const missing = lacks.join(' and no ');
  return {
    available: false,
    reason: `no ${missing} found: install Maven and JDK ${wanted.java} or newer, or set NEO4J_URI`,
  };
}

function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Stored in the folder, so that a server can start there again. */
function passwordOf(folder) {
  const file = join(folder, 'entente-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(12).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

export async function startNeo4j({ version, folder: given, port: wantedPort, java = SMALL, settings = {} }) {
  const wanted = versionOf(version);
  const state = await availability(version);
  if (!state.available) throw new Error(`${wanted.name} cannot be started: ${state.reason}.`);
  const lib = await jars(wanted.version, state.java);
  if (given) await mkdir(given, { recursive: true });
  const folder = given ? resolve(given) : await mkdtemp(join(tmpdir(), 'entente-neo4j-'));
  const password = passwordOf(folder);
  const port = wantedPort ?? (await freePort());
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const child = spawn(program(state.java), [...java, '-cp', join(lib, '*'), SOURCE, folder, String(port), ...set], {
    // The server ends when its standard input closes, which happens however this process ends.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NEO4J_PASSWORD: password, NEO4J_FOLDER_IS_TEMPORARY: given ? '0' : '1' },
  });
  const ended = new Promise((done) => child.once('close', done));
  const leave = () => {
    child.kill('SIGKILL');
    if (!given) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  // Without this, a test worker would outlive a vitest that was killed.
  const orphaned = () => process.exit(1);
  process.once('exit', leave).once('disconnect', orphaned);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  /** A temporary folder needs no orderly shutdown. */
  const stop = async () => {
    child.kill(given ? 'SIGTERM' : 'SIGKILL');
    await ended;
    process.off('exit', leave).off('disconnect', orphaned);
    if (!given) await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, ended, wanted.name);
  } catch (error) {
    await kill();
    await stop();
    throw error;
  }
  const uri = `bolt://127.0.0.1:${port}`;
  return { uri, username: 'neo4j', password, port, folder, pid: child.pid, version: wanted.version, ended, kill, stop };
}

async function ready(child, ended, name) {
  let output = '';
  let failure;
  let timer;
  const told = new Promise((done) => {
    const hear = (text) => {
      output = (output + text).slice(-8000);
      if (/^READY /m.test(output)) done(true);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  child.once('error', (error) => {
    failure = error.message;
  });
  const gone = ended.then(() => {
    failure ??= `ended with ${child.signalCode ?? `exit code ${child.exitCode}`} before it was ready`;
  });
  const late = new Promise((done) => {
    timer = setTimeout(() => {
      failure = `was not ready within ${READY_WITHIN_MS / 1000} s`;
      done();
    }, READY_WITHIN_MS);
  });
  const isReady = await Promise.race([told, gone, late]);
  clearTimeout(timer);
  if (isReady) return;
  throw new Error(`${name} ${failure}. Its last lines:\n${output.trim().split('\n').slice(-15).join('\n')}`);
}
