/**
 * Measures sums and counts across relations on the published participations in Horizon 2020, and whether both engines
 * answer alike: by country, kind, area and year, with one key and two.
 *
 *   npm run build && ENTENTE_REAL_DATA=… node bench/money.js [--engine embedded|neo4j] [--runs 20]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createOntology, h2020Participations, loadFiles, prepareLayout, SILENT } from '../dist/bench-api.js';
import { asking, quantile } from './asking.js';
import { measureBoth } from './servers.js';

const { values: flags } = parseArgs({
  options: { engine: { type: 'string', default: 'all' }, runs: { type: 'string', default: '20' } },
});
if (!process.env.ENTENTE_REAL_DATA) {
  console.log('Not measured: set ENTENTE_REAL_DATA to a folder that contains cordis-h2020-participations.');
  process.exit(0);
}
const folder = join(process.env.ENTENTE_REAL_DATA, 'cordis-h2020-participations');
const ontology = createOntology();

const received = 'count sum(of: PARTICIPANTS_AMOUNTS) { amount currency }';
const euros = '{ sum: { of: PARTICIPANTS_AMOUNTS, currency: "EUR" } }';
const since = '{ period: { after: "2019" } }';
/** Queries with `$first`: a different number makes each query a new one, as an engine may cache results. */
const QUESTIONS = {
  'by country, largest sums first': `projects { groups(by: PARTICIPANTS_COUNTRY, orderBy: ${euros}, first: $first) { key relationCount(of: PARTICIPANTS) ${received} } }`,
  'by kind': `projects { groups(by: PARTICIPANTS_KIND, first: $first) { key ${received} } }`,
  'by area': `projects { groups(by: AREAS, first: $first) { key ${received} } }`,
  'by parent body': `projects { groups(by: PARTICIPANTS_PARENT, first: $first) { key ${received} } }`,
  'by year': `projects { groups(by: PERIOD_YEAR, first: $first) { key ${received} } }`,
  'by country and year': `projects { groups(by: PARTICIPANTS_COUNTRY, andBy: PERIOD_YEAR, first: $first) { keys { key } ${received} } }`,
  'by area and country': `projects { groups(by: AREAS, andBy: PARTICIPANTS_COUNTRY, first: $first) { keys { key } ${received} } }`,
  'by country and year, from institutions':
    'institutions { groups(by: COUNTRY, andBy: PROJECTS_PERIOD_YEAR, first: $first) { keys { key } count sum(of: PROJECTS_AMOUNTS) { amount currency } } }',
  'by year, German and Korean participants': `projects { groups(by: PERIOD_YEAR, andBy: PARTICIPANTS_COUNTRY, where: { participants: { country: { in: ["DE", "KR"] } } }, first: $first) { keys { key } ${received} } }`,
  'institutions by their sum since 2020': `institutions(orderBy: [{ projects: { sum: { of: AMOUNTS, currency: "EUR" } }, where: { projects: ${since} } }], first: $first) { nodes { id } }`,
};

async function measure(name, graph) {
  await prepareLayout(graph, ontology);
  const files = ['h2020.csv.gz', 'programme_parts.csv'].map((file) => ({ name: file, path: join(folder, file) }));
  const { outcome } = await loadFiles(
    graph,
    ontology,
    { format: h2020Participations, files, about: {}, dryRun: false, strict: false, replace: false },
    SILENT,
  );
  console.log(`\n${name}: ${outcome.rows.read.toLocaleString('en')} rows`);
  const ask = asking(graph, ontology);
  const answers = [];
  for (const [what, text] of Object.entries(QUESTIONS)) {
    const query = `query ($first: Int) { ${text} }`;
    const times = [];
    for (let run = -3; run < Number(flags.runs); run += 1) {
      const begin = performance.now();
      const answer = await ask(query, { first: 480 + run });
      if (run >= 0) times.push(performance.now() - begin);
      else if (run === -3) answers.push(JSON.stringify(answer));
    }
    const [p50, p95] = [0.5, 0.95].map((part) => quantile(times, part).toFixed(0));
    console.log(`  ${what}`.padEnd(44), `p50 ${p50} ms, p95 ${p95} ms`);
  }
  return answers;
}

await measureBoth(flags.engine, measure);
process.exit(0);
