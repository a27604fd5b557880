import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

const left = new Set();
process.on('exit', () => {
  for (const remove of left) remove();
});
const stop = () => process.exit(1);

const env = { ...process.env, ENTENTE_LOG_LEVEL: 'info' };
const stdio = ['ignore', 'pipe', 'inherit'];

/** Starts a server on a folder. */
export const spawnServer = (folder, args = []) =>
  spawn(process.execPath, [cli, 'serve', '--port', '0', '--data', folder, ...args], { env, stdio });

/** The same by `npm start`, as a process group that ends by a signal to all of it. */
export const spawnNpmStart = (folder) =>
  spawn('npm', ['start', '--silent', '--', '--port', '0', '--data', folder], {
    env,
    stdio,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    detached: true,
  });

/** The GraphQL address that a started server prints. */
export async function addressOf(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    const [url] = /http:\/\/[^\s"]+\/graphql/.exec(JSON.parse(line).msg) ?? [];
    if (url) return url;
  }
  throw new Error('The server ended before it named its address.');
}

/** Milliseconds from starting a server's process to its first response. */
async function startOnce(folder) {
  const begin = performance.now();
  const server = spawnServer(folder);
  const ended = once(server, 'exit');
  const kill = () => server.kill('SIGKILL');
  left.add(kill);
  try {
    const response = await fetch(await addressOf(server), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ institutions(first: 1) { totalCount nodes { id name } } }' }),
    });
    const text = await response.text();
    const time = performance.now() - begin;
    if (response.status !== 200 || !(JSON.parse(text).data?.institutions.totalCount > 0)) {
      throw new Error(`A started server answered ${response.status}: ${text}`);
    }
    return time;
  } finally {
    server.kill('SIGTERM');
    await ended;
    left.delete(kill);
  }
}

/** The times of starts on empty folders, and of second starts on the same folders. */
export async function measureStarts(runs) {
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, stop);
  const first = [];
  const again = [];
  for (let run = 0; run < runs; run += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'entente-bench-'));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    left.add(remove);
    try {
      first.push(await startOnce(folder));
      again.push(await startOnce(folder));
    } finally {
      remove();
      left.delete(remove);
    }
  }
  // What follows blocks the event loop for seconds, in which a handler would not react to Ctrl+C.
  for (const signal of signals) process.off(signal, stop);
  return { first, again };
}
