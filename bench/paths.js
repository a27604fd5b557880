import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import neo4j from 'neo4j-driver';
import { CypherBuilder, createOntology, NOW, openEmbedded, prepareLayout, TopologyCache } from '../dist/bench-api.js';
import { versionOf, versions } from '../test/neo4j/server.js';
import { asking, quantile } from './asking.js';
import { randomNumbers } from './generate.js';
import { writeInParts } from './parts.js';
import { powerLawFacts } from './power-law.js';
import { onNeo4j } from './servers.js';

const PATHS = `query ($from: [ID!]!, $to: [ID!]!, $first: Int!) { paths(from: $from, to: $to, first: $first) { outcome visited paths { length
  hops { relation { id type reading } from { id } to { id } } } } }`;
const PAIRS = 200;
/** The number of paths to ask for: the default, and as many as shortestPath returns. */
const [SOME, ONE] = [3, 1];

const MEMORY = '4g';

const ontology = createOntology();
const summary = (times) =>
  `p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms, most ${Math.max(...times).toFixed(0)} ms`;

async function timed(times, work) {
  const begin = performance.now();
  const result = await work();
  times.push(performance.now() - begin);
  return result;
}

/** The facts are not kept in memory: garbage collection of a large heap would be measured too. */
async function fill(graph, makeFacts) {
  await prepareLayout(graph, ontology);
  const [row] = await graph.read((unit) =>
    unit.run({ text: 'MATCH (n:Entity) RETURN count(*) AS number', parameters: {} }),
  );
  if (row.number === 0) await writeInParts(graph, ontology, makeFacts());
}

function pairsOf(ids, seed, count) {
  const random = randomNumbers(seed);
  const any = () => ids[Math.floor(random() * ids.length)];
  return Array.from({ length: count }, () => ({ from: any(), to: any() }));
}

/**
 * Neo4j's own searches, written by hand for the bare driver, returning the columns that a response shows: one shortest path,
 * the three shortest paths over the fewest hubs, and any three shortest paths.
 */
function byHand({ uri, username, password }) {
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), {
    disableLosslessIntegers: true,
    notificationFilter: { minimumSeverityLevel: 'OFF' },
  });
  const cypher = new CypherBuilder(ontology, NOW);
  const step = { types: [], direction: 'BOTH', target: 'Entity' };
  const types = /\[r:(.*)\]/.exec(cypher.pattern('a', step, 'r', 'b', false))[1];
  const ends = 'MATCH (a:Entity {id: $from}), (b:Entity {id: $to})';
  const shown =
    'RETURN [n IN nodes(p) | [n.id, n.name]] AS nodes, [r IN relationships(p) | [r.ententeId, type(r)]] AS relations';
  const asked = (text) => async (pair) => {
    if (pair.from === pair.to) return 0;
    const { records } = await driver.executeQuery(text, pair, { routing: 'READ' });
    return records[0]?.get('relations').length ?? null;
  };
  return {
    shortest: asked(`${ends}\nMATCH p = shortestPath((a)-[:${types}*..6]-(b))\n${shown}`),
    ordered: asked(`${ends}
MATCH p = allShortestPaths((a)-[:${types}*..6]-(b))
WITH p, reduce(sum = 0, n IN nodes(p)[1..-1] | sum + COUNT { (n)-[:${types}]-() }) AS hubs
ORDER BY hubs LIMIT 3
${shown}`),
    three: asked(`${ends}
MATCH p = SHORTEST 3 (a)-[:${types}]-{1,6}(b)
${shown}`),
    close: () => driver.close(),
  };
}

/**
 * Measures 200 random pairs, after 200 others to warm up. If `own` searches are given, they alternate with ours, and
 * their shortest paths must have the same length.
 */
async function measure(name, graph, ids, own = null, topology = null) {
  const asked = asking(graph, ontology, topology);
  const ask = async (pair, first) => (await asked(PATHS, { ...pair, first })).paths;
  const [mine, alone, theirs, inOrder, three] = [[], [], [], [], []];
  const first = [];
  for (const pair of pairsOf(ids, 7, PAIRS)) {
    await timed(first, () => ask(pair, SOME));
    await ask(pair, ONE);
    await own?.shortest(pair);
    await own?.ordered(pair);
  }
  const lengths = {};
  const visited = [];
  for (const pair of pairsOf(ids, 8, PAIRS)) {
    const { outcome, paths, visited: read } = await timed(mine, () => ask(pair, SOME));
    await timed(alone, () => ask(pair, ONE));
    const length = paths[0]?.length ?? outcome;
    lengths[length] = (lengths[length] ?? 0) + 1;
    visited.push(read);
    if (!own) continue;
    const shortest = (await timed(theirs, () => own.shortest(pair))) ?? 'EXHAUSTED';
    await timed(inOrder, () => own.ordered(pair));
    if (shortest !== length) throw new Error(`${JSON.stringify(pair)}: ${length}, and ${shortest} by shortestPath`);
  }
  // Measured last, as they leave the database busy.
  if (own) for (const pair of pairsOf(ids, 8, PAIRS)) await timed(three, () => own.three(pair));
  console.log(`${name}: ${summary(mine)}; the ${PAIRS} pairs before, the first of all: ${summary(first)}`);
  console.log(`${name}, one path of each: ${summary(alone)}`);
  if (own) {
    const ratios = (some, times) =>
      [0.5, 0.95].map((part) => (quantile(some, part) / quantile(times, part)).toFixed(2)).join(' and ');
    for (const [what, times] of [
      ['its own shortestPath', theirs],
      ['its own allShortestPaths in the order of hubs', inOrder],
      ['its own SHORTEST 3', three],
    ]) {
      console.log(
        `${name}, ${what}: ${summary(times)}; paths take ${ratios(mine, times)} times that, one path ${ratios(alone, times)}`,
      );
    }
  }
  console.log(
    `  lengths ${JSON.stringify(lengths)}; relations read: ${quantile(visited, 0.5)}, at most ${Math.max(...visited)}`,
  );
}

/** Paths between random pairs in a graph in which a few entities have most relations. */
export async function benchPaths({
  entities = 200_000,
  relations = 1_000_000,
  folder = null,
  withEmbedded = true,
  servers = versions,
} = {}) {
  const makeFacts = () => powerLawFacts(ontology, { seed: 1, entities, relations });
  const ids = makeFacts().entities.map(({ id }) => id);
  console.log(
    `\npaths: ${entities} entities, ${relations} relations, ${PAIRS} random pairs, three paths of up to 6 for each`,
  );
  if (withEmbedded) {
    const graph = openEmbedded(folder, 600_000);
    try {
      await fill(graph, makeFacts);
      await measure('embedded', graph, ids);
    } finally {
      await graph.close();
    }
  }
  const onServer = async (name, graph, connection) => {
    await fill(graph, makeFacts);
    const own = byHand(connection);
    const topology = new TopologyCache(graph, ontology);
    try {
      await measure(`${name}, step by step`, graph, ids);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      const reading = [];
      delay.enable();
      await timed(reading, () => topology.read());
      delay.disable();
      console.log(
        `${name}: the topology is read in ${(reading[0] / 1000).toFixed(1)} s; others wait for it ${(delay.max / 1e6).toFixed(0)} ms at most`,
      );
      await measure(name, graph, ids, own, topology);
    } finally {
      topology.close();
      await own.close();
    }
  };
  await onNeo4j(servers, onServer, MEMORY);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      entities: { type: 'string' },
      relations: { type: 'string' },
      folder: { type: 'string' },
      'no-embedded': { type: 'boolean', default: false },
      'no-neo4j': { type: 'boolean', default: false },
      neo4j: { type: 'string' },
    },
  });
  await benchPaths({
    ...(values.entities ? { entities: Number(values.entities) } : {}),
    ...(values.relations ? { relations: Number(values.relations) } : {}),
    folder: values.folder ?? null,
    withEmbedded: !values['no-embedded'],
    servers: values['no-neo4j'] ? [] : values.neo4j ? [versionOf(values.neo4j)] : versions,
  });
}
