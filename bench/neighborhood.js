import { fileURLToPath } from 'node:url';
import { createOntology, fillEmpty, openEmbedded, prepareLayout } from '../dist/bench-api.js';
import { asking, quantile } from './asking.js';
import { generateFacts, randomNumbers } from './generate.js';

const SEED = 1;
const FIELDS = 'entities { id name } relations { id type from { id } to { id } sources { locator } }';
const CUT = 'truncated { entity { id } relationType omitted reason after }';
const PICTURE = `query ($id: ID!, $depth: Int!) { neighborhood(of: [$id], depth: $depth) { ${FIELDS} ${CUT} } }`;
const RELATED =
  'query ($id: ID!, $type: EntityType) { related(to: $id, type: $type, first: 10) { edges { score node { id name } shared(first: 3) { entity { name } sentence } } } }';

/** The queries, each about random entities of these types. */
export const questions = {
  'what is around it, one step': { query: PICTURE, variables: { depth: 1 }, of: ['institution', 'project', 'event'] },
  'what is around it, two steps': { query: PICTURE, variables: { depth: 2 }, of: ['institution', 'project', 'event'] },
  'what is around it, three steps': {
    query: PICTURE,
    variables: { depth: 3 },
    of: ['institution', 'project', 'event'],
  },
  'what is around a hub, three steps': { query: PICTURE, variables: { depth: 3 }, of: ['document'] },
  'what shares most with it': { query: RELATED, variables: {}, of: ['institution', 'project', 'event'] },
  'which institutions share most with it': {
    query: RELATED,
    variables: { type: 'INSTITUTION' },
    of: ['institution', 'project'],
  },
};

/** Milliseconds of each query: { p50, p95 }, over ids of each type. `ask` returns the data of a query. */
export async function measureAround(ask, idsOf, { runs = 200, warmUps = 20 } = {}) {
  const measured = {};
  for (const [name, { query, variables, of }] of Object.entries(questions)) {
    const random = randomNumbers(SEED);
    const times = [];
    for (let run = -warmUps; run < (of.includes('document') ? Math.min(runs, 20) : runs); run += 1) {
      const ids = idsOf(of[Math.floor(random() * of.length)]);
      const id = ids[Math.floor(random() * ids.length)];
      const begin = performance.now();
      await ask(query, { id, ...variables });
      if (run >= 0) times.push(performance.now() - begin);
    }
    measured[name] = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  }
  return measured;
}

/** The same in a graph that is filled with generated facts and closed afterwards. */
export async function benchNeighborhood(graph, entities, relations, options) {
  const ontology = createOntology();
  try {
    await prepareLayout(graph, ontology);
    const facts = generateFacts(ontology, { seed: SEED, entities, relations });
    await fillEmpty(graph, ontology, facts, new Date(0));
    const ask = asking(graph, ontology);
    const ids = new Map();
    for (const { id } of facts.entities) {
      const type = id.split(':')[0];
      const known = ids.get(type);
      if (known) known.push(id);
      else ids.set(type, [id]);
    }
    return await measureAround(ask, (type) => ids.get(type), options);
  } finally {
    await graph.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = process.argv.includes('--large') ? [[70_000, 550_000]] : [[7_000, 55_000]];
  for (const [entities, relations] of sizes) {
    console.log(`embedded, ${entities} entities, ${relations + entities - 1} relations with MENTIONS`);
    const measured = await benchNeighborhood(openEmbedded(null, 120_000), entities, relations);
    for (const [name, { p50, p95 }] of Object.entries(measured)) {
      console.log(`  ${name.padEnd(40)} p50 ${p50.toFixed(1).padStart(7)} ms   p95 ${p95.toFixed(1).padStart(7)} ms`);
    }
  }
}
