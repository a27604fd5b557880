/**
 * Measures neighborhoods, related entities and timelines in a graph in which a few entities have most relations: of random
 * entities and of those with most relations.
 *
 *   npm run build && node --max-old-space-size=6000 bench/hubs.js [--entities 200000] [--relations 1000000]
 */
import { parseArgs } from 'node:util';
import { createOntology, fillEmpty, openEmbedded, prepareLayout } from '../dist/bench-api.js';
import { asking, quantile } from './asking.js';
import { randomNumbers } from './generate.js';
import { powerLawFacts } from './power-law.js';

const { values: flags } = parseArgs({
  options: {
    entities: { type: 'string', default: '200000' },
    relations: { type: 'string', default: '1000000' },
  },
});
const RANDOM = 100;
const HUBS = 5;
/** How often a hub is queried, each time a little differently, as the embedded engine caches results. */
const ROUNDS = 4;
const PICTURE = `query ($id: ID!, $depth: Int!, $limit: Int!) { neighborhood(of: [$id], depth: $depth, limit: $limit) {
  entities { id name } relations { id type from { id } to { id } sources { locator } } truncated { entity { id } relationType omitted reason after } } }`;
const RELATED =
  'query ($id: ID!, $first: Int!) { related(to: $id, first: $first) { edges { score node { id name } shared(first: 3) { entity { name } sentence } } } }';
const TIMELINE = `query ($id: ID!, $around: Boolean!, $first: Int!) { timeline(of: [$id], around: $around, first: $first) {
  nodes { field period { edtf start end } entity { id name } relation { type reading node { id name } } } } }`;
/** The queries, and what changes from round to round. */
const questions = {
  'neighborhood, one step': [PICTURE, (round) => ({ depth: 1, limit: 100 - round })],
  'neighborhood, three steps': [PICTURE, (round) => ({ depth: 3, limit: 100 - round })],
  related: [RELATED, (round) => ({ first: 10 + round })],
  timeline: [TIMELINE, (round) => ({ around: false, first: 20 + round })],
  'timeline, and around': [TIMELINE, (round) => ({ around: true, first: 20 + round })],
};

const ontology = createOntology();
const size = { entities: Number(flags.entities), relations: Number(flags.relations) };
const graph = openEmbedded(null, 600_000);
await prepareLayout(graph, ontology);
const facts = powerLawFacts(ontology, { seed: 1, ...size, dated: true });
await fillEmpty(graph, ontology, facts, new Date(0));
const degrees = new Map(facts.entities.map(({ id }) => [id, 0]));
for (const { from, to } of facts.relations) for (const id of [from, to]) degrees.set(id, degrees.get(id) + 1);
const hubs = [...degrees].sort(([, a], [, b]) => b - a).slice(0, HUBS);
const random = randomNumbers(2);
const ids = facts.entities.map(({ id }) => id);
const some = Array.from({ length: RANDOM }, () => ids[Math.floor(random() * ids.length)]);
console.log(
  `embedded, ${size.entities.toLocaleString('en')} entities, ${size.relations.toLocaleString('en')} relations; the largest hubs have ${hubs.map(([, degree]) => degree.toLocaleString('en')).join(', ')}`,
);

const ask = asking(graph, ontology);
async function times(query, asked) {
  const found = [];
  for (const variables of asked) {
    const begin = performance.now();
    await ask(query, variables);
    found.push(performance.now() - begin);
  }
  return `p50 ${quantile(found, 0.5).toFixed(1)} ms, p95 ${quantile(found, 0.95).toFixed(1)} ms`;
}
for (const [name, [query, variables]] of Object.entries(questions)) {
  for (const id of some.slice(0, 10)) await ask(query, { id, ...variables(ROUNDS) });
  const usual = await times(
    query,
    some.map((id) => ({ id, ...variables(0) })),
  );
  const largest = await times(
    query,
    Array.from({ length: ROUNDS }, (_, round) => hubs.map(([id]) => ({ id, ...variables(round) }))).flat(),
  );
  console.log(`  ${name}`.padEnd(30), `${RANDOM} random: ${usual}`.padEnd(48), `${HUBS} largest: ${largest}`);
}
await graph.close();
process.exit(0);
