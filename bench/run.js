import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOntology, createSchema, fillEmpty, openEmbedded, prepareLayout } from '../dist/bench-api.js';
import { availability, startNeo4j, versions } from '../test/neo4j/server.js';
import { asking, quantile } from './asking.js';
import { generateFacts } from './generate.js';
import { measureStarts } from './start.js';

const SEED = 1;
const THREE_LEVELS = `{
  institutions(first: 20) { nodes { id name
    projects(first: 10) { edges { role amounts { amount currency } node { id name
      areas(first: 5) { nodes { id name } }
    } } }
  } }
}`;
const DEEP = `{ institutions(where: { projects: { some: { participants: { some: { country: { eq: "KR" } } } } } },
  orderBy: [{ projects: { count: DESC } }], first: 10) { totalCount nodes { name } } }`;
/** Queries with equally many rows in the small and the large graph: 20, or those of one city in a country. */
const MIDDLE =
  'query ($after: String) { projects(first: 20, after: $after) { nodes { id name } pageInfo { endCursor } } }';
const TOTAL = 'query ($ids: [ID!]) { institutions(where: { id: { in: $ids }, country: { eq: "KR" } }) { totalCount } }';

const PARTS = {
  start: benchStart,
  schema: benchSchema,
  growth: benchGrowth,
  neo4j: benchNeo4j,
  traversals: benchTraversals,
  hierarchy: benchHierarchy,
};
const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    /** The parts to run, by the names above; all by default. */
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
  },
});
const ontology = createOntology();

const median = (times) => ms(quantile(times, 0.5));
const ms = (time) => `${time.toFixed(time < 100 ? 1 : 0)} ms`;
const whole = (number) => number.toLocaleString('en');

const print = (what, result, note = '') => console.log(`${what.padEnd(46)}${result.padStart(10)}   ${note}`.trimEnd());

async function timed(work) {
  const begin = performance.now();
  const result = await work();
  return { time: performance.now() - begin, result };
}

async function repeated({ runs, warmUps }, work) {
  const times = [];
  for (let run = -warmUps; run < runs; run += 1) {
    const { time } = await timed(work);
    if (run >= 0) times.push(time);
  }
  return times;
}

async function benchStart() {
  const { first, again } = await measureStarts(5);
  print('start to first answer, new database', median(first), 'median of 5; the bundled data is loaded');
  print('start to first answer, existing database', median(again), 'median of 5');
}

async function benchSchema() {
  const times = await repeated({ runs: 20, warmUps: 5 }, () => createSchema(ontology));
  const types = Object.keys(createSchema(ontology).getTypeMap()).filter((name) => !name.startsWith('__'));
  print('schema build', median(times), `median of 20; ${types.length} types`);
}

/** The times of the queries at one size of the graph. */
async function atSize(graph, entities, relations) {
  await prepareLayout(graph, ontology);
  const facts = generateFacts(ontology, { seed: SEED, entities, relations });
  const load = await timed(() => fillEmpty(graph, ontology, facts, new Date(0)));
  print('load', ms(load.time), `${whole(entities)} entities, ${whole(load.result - entities)} relations with MENTIONS`);
  const ask = asking(graph);
  let after = null;
  for (let page = 0; page < entities / 1000; page += 1) {
    after = (await ask(MIDDLE.replace('first: 20', 'first: 180'), { after })).projects.pageInfo.endCursor;
  }
  const ids = Array.from({ length: 400 }, (_, i) => `institution:${i}`);
  const runs = { runs: flags.quick ? 20 : 100, warmUps: 15 };
  return {
    'three levels: 20 × 10 × 5': await repeated(runs, () => ask(THREE_LEVELS)),
    'a page in the middle of a list': await repeated(runs, () => ask(MIDDLE, { after })),
    'a filtered total': await repeated(runs, () => ask(TOTAL, { ids })),
    'deep filter, order by count, total': await repeated({ runs: 10, warmUps: 2 }, () => ask(DEEP)),
  };
}

async function benchGrowth() {
  const sizes = [
    [7_000, 55_000],
    [70_000, 550_000],
  ];
  const measured = [];
  for (const [entities, relations] of sizes) {
    const graph = openEmbedded(null, 120_000);
    try {
      measured.push(await atSize(graph, entities, relations));
    } finally {
      await graph.close();
    }
  }
  const [small, large] = measured;
  for (const [what, times] of Object.entries(small)) {
    const ratio = (quantile(large[what], 0.5) / quantile(times, 0.5)).toFixed(2);
    print(
      `embedded, ${what}`,
      median(times),
      `p99 ${ms(quantile(times, 0.99))}; ten times the graph: ${median(large[what])}, × ${ratio}`,
    );
  }
}

/** Compares Entente with @neo4j/graphql and handwritten Cypher on real servers, if they are available. */
async function benchNeo4j() {
  if (!existsSync(new URL('rivals/node_modules', import.meta.url))) {
    console.log('\nNot compared with other servers: run `npm ci --prefix bench/rivals` first.');
    return;
  }
  for (const { name, version } of versions) {
    const { available, reason } = await availability(version);
    if (!available) {
      console.log(`\nNot measured: ${name} (${reason})`);
      continue;
    }
    const server = await startNeo4j({ version, java: ['-Xmx2g'] });
    try {
      console.log(`\n${name}`);
      const env = {
        ...process.env,
        NEO4J_URI: server.uri,
        NEO4J_USERNAME: server.username,
        NEO4J_PASSWORD: server.password,
      };
      const trial = fileURLToPath(new URL('rivals/trial.js', import.meta.url));
      const args = [trial, '--runs', flags.quick ? '40' : '200', '--rounds', '3', '--seconds', '2'];
      if (version !== versions[0].version) args.push('--no-http');
      const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
      await once(child, 'exit');
    } finally {
      await server.stop();
    }
  }
}

/** Runs the benchmarks of traversals, each in its own process; `--quick` skips the large graphs. */
async function benchTraversals() {
  const runs = flags.quick
    ? [
        ['paths.js', '--entities', '20000', '--relations', '100000', '--no-neo4j'],
        ['neighborhood.js'],
        ['timeline.js', '20'],
        ['search.js', '--entities', '20000', '--engine', 'embedded'],
      ]
    : [['paths.js'], ['neighborhood.js', '--large'], ['hubs.js'], ['timeline.js'], ['search.js']];
  for (const [name, ...args] of runs) await runFile(name, args);
}

/** Runs the benchmark of hierarchies; `--quick` leaves out Neo4j. */
function benchHierarchy() {
  return runFile('hierarchy.js', flags.quick ? ['--quick'] : []);
}

async function runFile(name, args) {
  console.log(`\n${name}`);
  const file = fileURLToPath(new URL(name, import.meta.url));
  await once(spawn(process.execPath, ['--max-old-space-size=6000', file, ...args], { stdio: 'inherit' }), 'exit');
}

console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} CPUs`);
for (const part of flags.only) {
  if (!Object.hasOwn(PARTS, part)) throw new Error(`--only expects ${Object.keys(PARTS).join(', ')}; got ${part}.`);
  await PARTS[part]();
}
