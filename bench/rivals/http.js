import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { quantile, turned } from './measure.js';

/** Starts a server of this folder in its own process: { url, close }. It receives the message, and ends with this process. */
export async function startRival(file, message = {}) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { url } = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it listened.`)));
    child.send(message);
  });
  const close = async () => {
    child.kill();
    await ended;
  };
  return { url, close };
}

const headers = { 'content-type': 'application/json', accept: 'application/json' };

/** One response, for comparison. */
export async function askOnce(url, query) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.json();
}

async function loaded(url, query, { connections, seconds }) {
  const body = JSON.stringify({ query });
  const result = await autocannon({ url, method: 'POST', headers, body, connections, duration: seconds });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${url} failed ${failed} of ${result.requests.total} requests.`);
  // result.requests.average counts whole seconds only, so a short run distorts it.
  return { perSecond: result.requests.total / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

/** Responses per second of named servers, each { url, query }, which take turns as in `throughputTogether`. */
export async function loadedTogether(servers, { rounds = 3, connections = 16, seconds = 3, warmUp = 1 } = {}) {
  const names = Object.keys(servers);
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of turned(names, round)) {
      const { url, query } = servers[name];
      const result = await loaded(url, query, { connections, seconds });
      if (round >= 0) found[name].push(result);
    }
  }
  const middle = (name, part) =>
    quantile(
      found[name].map((result) => result[part]),
      0.5,
    );
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        perSecond: middle(name, 'perSecond'),
        p50: middle(name, 'p50'),
        p99: middle(name, 'p99'),
        rounds: found[name].map(({ perSecond }) => perSecond),
      },
    ]),
  );
}
