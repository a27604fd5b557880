/**
 * Sends a mixed load to a server of its own for minutes and prints how much memory the server has, and how much of it is
 * JavaScript's heap, buffers and kept answers: repeated queries, thousands of distinct documents, searches, paths, heavy
 * queries, pages, mistakes, and clients that leave. Fails if the memory at the end is more than 10 % above that of minute 5.
 *
 *   npm run build && node bench/soak.js [--minutes 30] [--rate 100] [--entities 7000] [--relations 55000] [--seed 1]
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOntology, fillEmpty, openEmbedded, prepareLayout } from '../dist/bench-api.js';
import { generateFacts, randomNumbers } from './generate.js';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '100' },
    entities: { type: 'string', default: '7000' },
    relations: { type: 'string', default: '55000' },
    seed: { type: 'string', default: '1' },
  },
});
const [minutes, rate, seed] = [flags.minutes, flags.rate, flags.seed].map(Number);
/** Milliseconds between two figures. */
const STEP = 15_000;
/** The most requests in progress: a server that is behind isn't sent more. */
const MOST_OPEN = 200;
/** How much the end may exceed minute 5. */
const GROWTH = 1.1;

const folder = mkdtempSync(join(tmpdir(), 'entente-soak-'));
const ontology = createOntology();
const graph = openEmbedded(folder, 600_000);
await prepareLayout(graph, ontology);
const facts = generateFacts(ontology, { seed, entities: Number(flags.entities), relations: Number(flags.relations) });
await fillEmpty(graph, ontology, facts, new Date(0));
await graph.close();
const ids = facts.entities.map(({ id }) => id);

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], {
  env: { ...process.env, ENTENTE_DATA: folder, NEO4J_URI: '', ENTENTE_LOG_LEVEL: 'info' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('exit', () => server.kill('SIGKILL'));
const url = await new Promise((resolve) => {
  createInterface({ input: server.stdout }).on('line', (line) => {
    const found = /open (http:\S+)/.exec(line);
    if (found) resolve(found[1]);
  });
});

const random = randomNumbers(seed);
const pick = (list) => list[Math.floor(random() * list.length)];
let count = 0;
/** A query of its own for each call: nothing that was parsed, compiled or answered before serves it. */
const distinct = () => {
  const field = pick(['projects', 'institutions', 'agreements', 'events', 'areas', 'ministers']);
  const first = 1 + Math.floor(random() * 20);
  const names = Array.from({ length: 1 + Math.floor(random() * 30) }, (_, i) => `n${++count}_${i}: name`);
  return { query: `query Q${count} { ${field}(first: ${first}) { nodes { id ${names.join(' ')} } } }` };
};
const kinds = [
  [
    'node',
    30,
    () => ({
      query: 'query ($id: ID!) { node(id: $id) { __typename id ... on Entity { name summary names { text } } } }',
      variables: { id: pick(ids) },
    }),
  ],
  ['distinct', 30, distinct],
  [
    'search',
    10,
    () => ({
      query: 'query ($text: String!) { search(text: $text, first: 5) { edges { node { id name } } } }',
      variables: { text: `${pick(['Project', 'Area', 'Institution'])} ${Math.floor(random() * 3000)}` },
    }),
  ],
  [
    'paths',
    5,
    () => ({
      query:
        'query ($from: [ID!]!, $to: [ID!]!) { paths(from: $from, to: $to, first: 1) { paths { length sentence } } }',
      variables: { from: [pick(ids)], to: [pick(ids)] },
    }),
  ],
  [
    'heavy',
    2,
    () => ({
      query: `query H${++count} { projects(first: 50) { nodes { id participants(first: 60) { nodes { id name } } } } }`,
    }),
  ],
  ['wrong', 5, () => ({ query: `query Wrong${++count} { projects(first: 3) { nodes { nothing${count} } } }` })],
  ['broken', 3, () => ({ query: `query Broken${++count} { projects(` })],
  ['page', 10, () => ({ path: `/entity/${pick(ids)}` })],
  ['jsonld', 5, () => ({ path: `/entity/${pick(ids)}.jsonld` })],
];
const total = kinds.reduce((sum, [, share]) => sum + share, 0);
const next = () => {
  let at = random() * total;
  for (const [kind, share, made] of kinds) {
    at -= share;
    if (at < 0) return { kind, ...made() };
  }
  return { kind: 'distinct', ...distinct() };
};

const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
const outcomes = new Map();
let open = 0;
function send({ kind, path, ...body }) {
  open += 1;
  // One in twenty clients leaves, most of them while the server works.
  const leaving = random() < 0.05;
  const done = (outcome) => {
    if (sent.isDone) return;
    sent.isDone = true;
    open -= 1;
    const name = outcome === 200 || outcome === 'left' ? outcome : `${kind} ${outcome}`;
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  };
  const sent = request(
    `${url}${path ?? '/graphql'}`,
    path
      ? { agent, headers: { accept: 'text/html' } }
      : { agent, method: 'POST', headers: { 'content-type': 'application/json' } },
    (response) => {
      response.resume();
      response.once('close', () => done(leaving && !response.complete ? 'left' : response.statusCode));
    },
  );
  sent.once('error', ({ code }) =>
    done(leaving ? 'left' : `${code}${sent.reusedSocket ? ' on a kept connection' : ''}`),
  );
  sent.end(path ? undefined : JSON.stringify(body));
  if (leaving) setTimeout(() => sent.destroy(), 1 + random() * 30);
}

/** Megabytes of the server's process that are in memory. */
const memory = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' })) / 1024;

/** What the server says of its memory, in megabytes. */
async function parts() {
  const text = await (await fetch(`${url}/metrics`)).text();
  const mb = (name) => (Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? 0) / 1_000_000).toFixed(0);
  return [
    ['heap used', 'nodejs_heap_size_used_bytes'],
    ['heap', 'nodejs_heap_size_total_bytes'],
    ['external', 'nodejs_external_memory_bytes'],
    ['answers', 'entente_cache_bytes\\{cache="answers"\\}'],
  ]
    .map(([what, name]) => `${what} ${mb(name)}`)
    .join(', ');
}

const start = performance.now();
const curve = [];
let due = 0;
const sender = setInterval(() => {
  due = Math.min(due + rate / 50, rate);
  while (due >= 1 && open < MOST_OPEN) {
    due -= 1;
    send(next());
  }
}, 20);
await new Promise((resolve) => {
  const watcher = setInterval(async () => {
    const at = (performance.now() - start) / 60_000;
    curve.push({ at, mb: memory() });
    const told = [...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', ');
    const [mb, inside] = [curve.at(-1).mb.toFixed(0).padStart(6), await parts()];
    console.log(`${at.toFixed(2).padStart(6)} min ${mb} MB (${inside})  ${told}`);
    if (at < minutes) return;
    clearInterval(watcher);
    clearInterval(sender);
    resolve();
  }, STEP);
});
agent.destroy();
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
rmSync(folder, { recursive: true, force: true });

/** The mean of a minute, as single figures depend on the last garbage collection. */
const around = (minute) => {
  const near = curve.filter(({ at }) => Math.abs(at - minute) <= 0.5).map(({ mb }) => mb);
  return near.reduce((sum, mb) => sum + mb, 0) / near.length;
};
if (minutes > 5.5) {
  const [early, end] = [around(5), around(minutes - 0.5)];
  console.log(`minute 5: ${early.toFixed(0)} MB; end: ${end.toFixed(0)} MB (${(end / early).toFixed(2)} times)`);
  if (end > early * GROWTH) process.exitCode = 1;
}
