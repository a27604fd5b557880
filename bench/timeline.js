import { fileURLToPath } from 'node:url';
import { createOntology, fillEmpty, openEmbedded, prepareLayout, relationId } from '../dist/bench-api.js';
import { asking, quantile } from './asking.js';
import { generateFacts, randomNumbers } from './generate.js';

/** Measures timelines: of an ordinary entity, of a hub, and of all entities. */

const ontology = createOntology();
const HUB = 'institution:0';
const QUERY = `query ($of: [ID!], $around: Boolean!, $from: String, $to: String, $first: Int, $after: String, $last: Int) {
  timeline(of: $of, around: $around, from: $from, to: $to, first: $first, after: $after, last: $last) {
    nodes { field period { edtf start end } entity { id name } relation { type reading role node { id name } } }
    pageInfo { hasNextPage endCursor } } }`;

/** Generates facts in which one institution is a hub: every minister had an office there, and it joined every agreement. */
export function factsWithHub(entities, relations) {
  const facts = generateFacts(ontology, { seed: 1, entities, relations });
  const sources = facts.entities[0].sources;
  const dated = (type, from, to, year) => {
    const period = { edtf: `${year}`, start: `${year}-01-01`, end: `${year}-12-31` };
    return { id: relationId(from, type, to, 'hub'), type, from, to, values: { period }, rank: 'NORMAL', sources };
  };
  const more = facts.entities.flatMap(({ id, type }, i) => {
    if (type === 'Minister') return [dated('HOLDS_OFFICE', id, HUB, 1990 + (i % 35))];
    return type === 'Agreement' ? [dated('PARTY_TO', HUB, id, 1990 + (i % 35))] : [];
  });
  return { ...facts, relations: [...facts.relations, ...more] };
}

/** Milliseconds by query, on a graph that holds `factsWithHub`. */
export async function measureTimelines(graph, entities, runs = 100) {
  const asked = asking(graph, ontology);
  const ask = (variables) => asked(QUERY, { around: false, first: 20, ...variables });
  const random = randomNumbers(2);
  const pick = (below) => Math.floor(random() * below);
  const usual = () => [`institution:${1 + pick(Math.round(entities * 0.15) - 1)}`];
  const questions = {
    'an entity': () => ({ of: usual() }),
    'an entity and around': () => ({ of: usual(), around: true }),
    'a hub': () => ({ of: [HUB] }),
    'a hub, from 2020': () => ({ of: [HUB], from: '2020' }),
    'a hub, from the end': () => ({ of: [HUB], first: null, last: 20 }),
    'a hub and around': () => ({ of: [HUB], around: true }),
    'all, from 2020': () => ({ from: '2020' }),
  };
  const measured = {};
  let number = 0;
  for (const [what, variables] of Object.entries(questions)) {
    const times = [];
    for (let run = -10; run < runs; run += 1) {
      // The embedded engine caches results; a different last day, beyond all facts, makes each query a new one.
      number += 1;
      const to = new Date(Date.UTC(2030, 0, number)).toISOString().slice(0, 10);
      const given = { ...variables(), to };
      const begin = performance.now();
      await ask(given);
      if (run >= 0) times.push(performance.now() - begin);
    }
    measured[what] = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  }
  return measured;
}

/** Prints p50 and p95 at two sizes on the embedded engine. */
export async function benchTimeline(runs) {
  for (const [entities, relations] of [
    [7_000, 55_000],
    [70_000, 550_000],
  ]) {
    const graph = openEmbedded(null, 120_000);
    try {
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, factsWithHub(entities, relations), new Date(0));
      for (const [what, { p50, p95 }] of Object.entries(await measureTimelines(graph, entities, runs))) {
        const size = `${entities.toLocaleString('en')} entities`;
        console.log(`timeline, ${size}, ${what}`.padEnd(60), `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
      }
    } finally {
      await graph.close();
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchTimeline(Number(process.argv[2] ?? 100));
