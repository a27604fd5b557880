import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createOntology, loadWhenEmpty, openEmbedded, prepareLayout, TopologyCache } from '../dist/bench-api.js';
import { versions } from '../test/neo4j/server.js';
import { asking, quantile } from './asking.js';
import { writeInParts } from './parts.js';
import { powerLawFacts } from './power-law.js';
import { onNeo4j } from './servers.js';

/**
 * Prints how long each example takes, as a table: in a tenth of a graph and in the whole graph. The graph consists of the
 * bundled data, which most examples are about, and generated facts in which a few entities have most relations.
 *
 *   npm run build && node --max-old-space-size=6000 bench/examples.js [--entities 200000] [--relations 1000000] [--neo4j]
 */
const { values: flags } = parseArgs({
  options: {
    entities: { type: 'string', default: '200000' },
    relations: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '40' },
    /** Use the first Neo4j of the tests instead of the embedded engine. */
    neo4j: { type: 'boolean', default: false },
    /** Only in the whole graph. */
    whole: { type: 'boolean', default: false },
  },
});
const ontology = createOntology();
const folder = new URL('../schema/examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => ({ name: name.replace('.graphql', ''), query: readFileSync(new URL(name, folder), 'utf8') }));
/** The most milliseconds spent on one example after warming up. */
const LONGEST = 5_000;
const WARM_UPS = 5;
const MEMORY = '4g';

async function timesOf(ask, query) {
  const times = [];
  const begin = performance.now();
  for (let run = -WARM_UPS; run < Number(flags.runs); run += 1) {
    const at = performance.now();
    await ask(query);
    if (run >= 0) times.push(performance.now() - at);
    if (times.length > 0 && performance.now() - begin > LONGEST) break;
  }
  return times;
}

/** The times of all examples in a graph of one size. */
async function timesAt(graph, entities, relations) {
  await prepareLayout(graph, ontology);
  await loadWhenEmpty(graph, ontology);
  const begin = performance.now();
  const facts = powerLawFacts(ontology, { seed: 1, entities, relations, filled: true });
  await writeInParts(graph, ontology, facts);
  console.error(
    `${entities} entities, ${relations} relations: written in ${Math.round((performance.now() - begin) / 1000)} s`,
  );
  const topology = graph.capabilities.topologyCache.supported ? new TopologyCache(graph, ontology) : null;
  await topology?.read();
  const ask = asking(graph, ontology, topology);
  const found = new Map();
  for (const { name, query } of examples) {
    found.set(name, await timesOf(ask, query).catch((error) => error));
    console.error(`  ${name}`);
  }
  return found;
}

async function measured(entities, relations) {
  if (flags.neo4j) {
    let found = new Map();
    await onNeo4j(
      versions.slice(0, 1),
      async (_name, graph) => {
        found = await timesAt(graph, entities, relations);
      },
      MEMORY,
    );
    return found;
  }
  const graph = openEmbedded(null, 600_000);
  try {
    return await timesAt(graph, entities, relations);
  } finally {
    await graph.close();
  }
}

const ms = (time) => `${time.toFixed(time < 100 ? 1 : 0)} ms`;
const shown = (times) =>
  times instanceof Error ? [times.message, ''] : [quantile(times, 0.5), quantile(times, 0.95)].map(ms);
const ratio = (before, after) =>
  before instanceof Error || after instanceof Error
    ? ''
    : `× ${(quantile(after, 0.5) / quantile(before, 0.5)).toFixed(1)}`;

const [entities, relations] = [Number(flags.entities), Number(flags.relations)];
const small = flags.whole ? null : await measured(entities / 10, relations / 10);
const large = await measured(entities, relations);
const size = (part) => `${(entities / part).toLocaleString('en')} × ${(relations / part).toLocaleString('en')}`;
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);
row([
  'example',
  ...(small ? [`${size(10)}: median`, 'p95'] : []),
  `${size(1)}: median`,
  'p95',
  ...(small ? ['median'] : []),
]);
row(Array(small ? 6 : 3).fill('---'));
for (const { name } of examples) {
  const [before, after] = [small?.get(name), large.get(name)];
  row([name, ...(before ? shown(before) : []), ...shown(after), ...(before ? [ratio(before, after)] : [])]);
}
