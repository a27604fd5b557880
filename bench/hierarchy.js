import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOntology, fillEmpty, openEmbedded, prepareLayout, relationId } from '../dist/bench-api.js';
import { versions } from '../test/neo4j/server.js';
import { asking, quantile } from './asking.js';
import { claimed, randomNumbers } from './generate.js';
import { writeInParts } from './parts.js';
import { onNeo4j } from './servers.js';

const SEED = 1;
const DOCUMENT = 'document:generated';
const LEVELS = 12;

/** The number of areas on each level: each level is 2.6 times the one above. */
function sizes(areas) {
  const weights = Array.from({ length: LEVELS }, (_, level) => 2.6 ** level);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const levels = weights.map((weight) => Math.max(1, Math.round((weight / all) * areas)));
  levels[LEVELS - 1] += areas - levels.reduce((sum, size) => sum + size, 0);
  return levels;
}

/**
 * Areas in a hierarchy of 12 levels, in which every tenth area is narrower than two others, and projects, each in one
 * to three areas.
 */
export function generateHierarchy({ areas, projects }) {
  const random = randomNumbers(SEED);
  const pick = (below) => Math.floor(random() * below);
  const sources = [{ document: DOCUMENT, locator: null, stated: null }];
  const entities = [];
  const relations = new Map();
  const add = (type, id, values = {}) => {
    const names = [{ text: id, language: 'en', kind: 'OFFICIAL' }];
    entities.push({ id, type, names, summary: null, sameAs: [], sources, claims: claimed(values, sources) });
  };
  const relate = (type, from, to) => {
    const id = relationId(from, type, to);
    relations.set(id, { id, type, from, to, values: {}, rank: 'NORMAL', sources });
  };
  add('Document', DOCUMENT);
  const levels = [];
  let next = 0;
  for (const size of sizes(areas)) {
    const level = Array.from({ length: size }, () => `area:${next++}`);
    const above = levels.at(-1);
    for (const id of level) {
      add('Area', id);
      if (above)
        for (let parents = pick(10) === 0 ? 2 : 1; parents > 0; parents -= 1)
          relate('NARROWER_THAN', id, above[pick(above.length)]);
    }
    levels.push(level);
  }
  for (let i = 0; i < projects; i += 1) {
    const budget = [{ amount: 1000 * (1 + pick(5000)), currency: 'EUR', approximate: false }];
    add('Project', `project:${i}`, { budget });
    for (let n = 1 + pick(3); n > 0; n -= 1) relate('IN_AREA', `project:${i}`, `area:${pick(areas)}`);
  }
  return { facts: { entities, relations: [...relations.values()] }, levels };
}

const within = (id) => `{ id: { within: "${id}" } }`;

/** The queries, by what they ask. */
const questions = (levels) => {
  const [top, middle] = [levels[0][0], levels[5][3]];
  const projects = (where) => `{ projects(where: { areas: ${where} }) { totalCount nodes { id } } }`;
  const groups = 'groups(by: AREAS, rollUp: true) { key count sum(of: BUDGET) { amount currency } }';
  return {
    'areas within a top one': `{ areas(where: ${within(top)}) { totalCount nodes { id } } }`,
    'areas within a middle one': `{ areas(where: ${within(middle)}) { totalCount nodes { id } } }`,
    'projects, some area within a top one': projects(`{ some: ${within(top)} }`),
    'projects, some area within a middle one': projects(`{ some: ${within(middle)} }`),
    'projects, no area within a top one': projects(`{ none: ${within(top)} }`),
    'projects, two areas within a middle one': projects(`{ count: { gte: 2 }, where: ${within(middle)} }`),
    'groups by area, rolled up': `{ projects { ${groups} } }`,
    'the same within a middle area': `{ projects(where: { areas: { some: ${within(middle)} } }) { ${groups} } }`,
  };
};

/** Prints the median and the best time of each query on a graph with a hierarchy. */
async function measure(graph, levels, runs) {
  const ask = asking(graph);
  for (const [name, query] of Object.entries(questions(levels))) {
    const times = [];
    let found = '';
    let first = 0;
    for (let run = -1; run < runs; run += 1) {
      const begin = performance.now();
      const { areas, projects } = await ask(query);
      const time = performance.now() - begin;
      if (run >= 0) times.push(time);
      else first = time;
      const { totalCount, groups } = areas ?? projects;
      found = groups ? `${groups[0].count} in the largest group` : `${totalCount} found`;
    }
    const [best, middle] = [Math.min(...times), quantile(times, 0.5)].map((time) => time.toFixed(0).padStart(5));
    console.log(
      `  ${name.padEnd(42)} first ${first.toFixed(0).padStart(5)} ms   p50 ${middle} ms   best ${best} ms   ${found}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values: flags } = parseArgs({
    options: { engine: { type: 'string', default: 'all' }, quick: { type: 'boolean', default: false } },
  });
  const isQuick = flags.quick;
  const size = isQuick ? { areas: 10_000, projects: 5_000 } : { areas: 100_000, projects: 20_000 };
  const ontology = createOntology();
  const { facts, levels } = generateHierarchy(size);
  const about = `${size.areas} areas on ${LEVELS} levels, ${size.projects} projects`;
  if (flags.engine !== 'neo4j') {
    const graph = openEmbedded(null, 120_000);
    await prepareLayout(graph, ontology);
    await fillEmpty(graph, ontology, facts, new Date(0));
    console.log(`embedded, ${about}`);
    await measure(graph, levels, 11);
    await graph.close();
  }
  if (flags.engine !== 'embedded' && !isQuick) {
    await onNeo4j(versions.slice(0, 1), async (name, neo4j) => {
      await prepareLayout(neo4j, ontology);
      await writeInParts(neo4j, ontology, facts);
      console.log(`\n${name}, ${about}`);
      await measure(neo4j, levels, 5);
    });
  }
}
