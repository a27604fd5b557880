import { createOntology, openEmbedded, openNeo4j } from '../dist/bench-api.js';
import { asking, quantile } from './asking.js';

/**
 * Measures what two countries have to do with each other: `node bench/between.js FOLDER KR-DE DE-FR`, on an embedded
 * database that holds the participations in Horizon 2020, or with NEO4J_URI and NEO4J_PASSWORD on a server that does.
 */

const RUNS = 100;
const QUERY = `query ($a: [ID!]!, $b: [ID!]!) { between(a: $a, b: $b) { omitted a { memberCount } b { memberCount }
  projects(first: 20) { totalCount sum(of: BUDGET) { amount currency }
    sumBySide(of: AMOUNTS) { a { amount currency } b { amount currency } }
    edges { node { id } a { totalCount ways(first: 3) { sentence } } b { totalCount ways(first: 3) { sentence } } } } } }`;

const [folder = '', ...pairs] = process.argv.slice(2);
const { NEO4J_URI, NEO4J_PASSWORD = '' } = process.env;
const graph = NEO4J_URI
  ? openNeo4j({ uri: NEO4J_URI, username: 'neo4j', password: NEO4J_PASSWORD })
  : openEmbedded(folder);
const ask = asking(graph, createOntology());
for (const pair of pairs) {
  const [a, b] = pair.split('-').map((code) => [`country:${code}`]);
  const { between } = await ask(QUERY, { a, b });
  const { totalCount, sum, sumBySide } = between.projects;
  console.log(pair, { totalCount, budget: sum[0]?.amount, a: sumBySide.a[0]?.amount, b: sumBySide.b[0]?.amount });
  console.log(pair, { members: [between.a.memberCount, between.b.memberCount], omitted: between.omitted });
  const [times, processor] = [[], []];
  for (let i = 0; i < RUNS; i += 1) {
    const [begin, used] = [performance.now(), process.cpuUsage()];
    await ask(QUERY, { a, b });
    times.push(performance.now() - begin);
    const { user, system } = process.cpuUsage(used);
    processor.push((user + system) / 1000);
  }
  const figures = (list) => [0.5, 0.95].map((q) => `${quantile(list, q).toFixed(0)} ms`).join(' · ');
  console.log(pair, `p50 · p95: ${figures(times)}; of the processor: ${figures(processor)}`);
}
await graph.close();
