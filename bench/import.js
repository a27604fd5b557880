import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import {
  createOntology,
  delegateGraph,
  delegateUnit,
  fillEmpty,
  h2020Participations,
  loadFiles,
  openEmbedded,
  prepareLayout,
  SILENT,
} from '../dist/bench-api.js';
import { versions } from '../test/neo4j/server.js';
import { quantile } from './asking.js';
import { randomNumbers } from './generate.js';
import { powerLawFacts } from './power-law.js';
import { onNeo4j } from './servers.js';
import { addressOf, spawnServer } from './start.js';

/** Measures imports: against the bare engines, as a whole from a packed file, with a million rows, and beside readers. */

const PARTS = { rates: benchRates, file: benchFile, million: benchMillion, large: benchLarge, serving: benchServing };
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    /** The number of participations in the generated table. */
    rows: { type: 'string', default: '60000' },
    'no-neo4j': { type: 'boolean', default: false },
  },
});
const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const real = process.env.ENTENTE_REAL_DATA ? join(process.env.ENTENTE_REAL_DATA, 'cordis-h2020-participations') : '';
const ontology = createOntology();
const folder = mkdtempSync(join(tmpdir(), 'entente-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const whole = (number) => Math.round(number).toLocaleString('en');
const print = (what, result, note = '') => console.log(`${what.padEnd(46)}${result.padStart(12)}   ${note}`.trimEnd());

/** Generates a table of participations: 4 per project, and each institution in some 4 projects. */
async function table(name, rows) {
  const random = randomNumbers(1);
  const countries = ['DE', 'FR', 'IT', 'ES', 'KR', 'UK', 'EL', 'JP'];
  function* lines() {
    yield 'rcn,role,pic,type,contribution,country,start_date,end_date,total_cost\n';
    for (let i = 0; i < rows; i += 1) {
      const project = Math.floor(i / 4);
      // One institution from each quarter of them, so that none is in a project twice.
      const pic = (Math.floor(random() * (rows / 16)) * 4 + (i % 4)) % Math.max(4, rows / 4);
      yield `${project},${i % 4 ? 'participant' : 'coordinator'},${pic},${['HES', 'PRC', 'REC'][pic % 3]},${1000 + (i % 977)},${countries[pic % 8]},${2014 + (project % 7)}-0${1 + (project % 9)}-01,202${(project % 4) + 1}-12-31,${5000 + project}\n`;
    }
  }
  const path = join(folder, name);
  await pipeline(lines, createGzip(), createWriteStream(path));
  return path;
}

const load = (graph, files) =>
  loadFiles(
    graph,
    ontology,
    {
      format: h2020Participations,
      files: files.map((path) => ({ name: path, path })),
      about: {},
      dryRun: false,
      strict: false,
      replace: false,
    },
    SILENT,
  );

/** Statements as one would write them by hand, for nodes with labels or relations of a type. */
const byHandText = (kind, name, word) =>
  kind === 'nodes'
    ? `UNWIND $rows AS row ${word === 'CREATE' ? `CREATE (n:Entity:${name} {id: row.id})` : `MERGE (n:Entity {id: row.id}) SET n:${name}`} SET n += row.properties, n.firstRecordedAt = row.properties.recordedAt`
    : `UNWIND $rows AS row MATCH (a:Entity {id: row.from}) MATCH (b:Entity {id: row.to}) ${word} (a)-[r:${name} {ententeId: row.id}]->(b) SET r += row.properties`;

/** Imports a file. `note` receives the rows that go to the engine: of nodes by labels, of relations by type. */
async function watching(file, note) {
  const graph = openEmbedded(mkdtempSync(join(folder, 'watched-')), 600_000);
  await prepareLayout(graph, ontology);
  const write = (work, options) =>
    graph.write((unit) => {
      const watch = (next) => (statement) => {
        const { rows } = statement.parameters;
        const labels = /SET n:(\w+:\w+), n \+=/.exec(statement.text)?.[1];
        const type = /MERGE \(\w\)(?:-|<-)\[r:(\w+)/.exec(statement.text)?.[1];
        if (labels) note('nodes', labels, rows);
        else if (type) note('relations', type, rows);
        return next(statement);
      };
      return work(delegateUnit(unit, { run: watch((next) => unit.run(next)), send: watch((next) => unit.send(next)) }));
    }, options);
  await load(delegateGraph(graph, { write }), [file]);
  await graph.close();
}

/** The rows of a file, in another file: in memory, they would slow down what is measured beside them. */
async function rowsOf(file) {
  const found = { nodes: {}, relations: {} };
  await watching(file, (kind, name, rows) => {
    found[kind][name] ??= [];
    found[kind][name].push(...rows);
  });
  const path = `${file}.rows`;
  writeFileSync(path, JSON.stringify(found));
  const count = (groups) => Object.values(groups).reduce((sum, { length }) => sum + length, 0);
  return {
    entities: count(found.nodes),
    relations: count(found.relations),
    read: () => JSON.parse(readFileSync(path)),
  };
}

/** The peak memory of the engine alone for the rows of a file, in megabytes. */
async function memoryOfEngine(file) {
  const bare = fileURLToPath(new URL('bare.js', import.meta.url));
  const child = spawn(process.execPath, [bare, mkdtempSync(join(folder, 'bare-'))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await watching(file, (kind, name, rows) => {
    child.stdin.write(`${JSON.stringify({ text: byHandText(kind, name, 'CREATE'), rows })}\n`);
  });
  child.stdin.end();
  await once(child, 'exit');
  return Number(said);
}

/** Writes the rows with handwritten statements, 5,000 per transaction. */
async function byHand(graph, { nodes, relations }, word) {
  const write = async (rows, text) => {
    for (let at = 0; at < rows.length; at += 5000) {
      await graph.write((unit) => unit.run({ text, parameters: { rows: rows.slice(at, at + 5000) }, changes: [] }), {
        deadline: 600_000,
      });
    }
  };
  for (const [labels, rows] of Object.entries(nodes)) await write(rows, byHandText('nodes', labels, word));
  for (const [type, rows] of Object.entries(relations)) await write(rows, byHandText('relations', type, word));
}

async function ratesOn(name, fresh, file, rows, word) {
  const times = { hand: [], ours: [] };
  for (let round = 0; round < 3; round += 1) {
    for (const way of ['hand', 'ours']) {
      const graph = await fresh();
      await prepareLayout(graph, ontology);
      const read = way === 'hand' ? rows.read() : null;
      const begin = performance.now();
      await (read ? byHand(graph, read, word) : load(graph, [file]));
      times[way].push(performance.now() - begin);
      await graph.close();
    }
  }
  const [hand, ours] = [quantile(times.hand, 0.5), quantile(times.ours, 0.5)];
  const facts = rows.entities + rows.relations;
  print(
    `import, ${name}`,
    `${(hand / ours).toFixed(2)} ×`,
    `the rate of the bare engine with the same rows (wanted 0.8); ${whole((facts / ours) * 1000)} facts/s from a packed table, ${whole((facts / hand) * 1000)} by hand; ${whole(rows.entities)} entities, ${whole(rows.relations)} relations`,
  );
}

async function benchRates() {
  const file = await table('rates.csv.gz', Number(flags.rows));
  const rows = await rowsOf(file);
  const inFolder = () => openEmbedded(mkdtempSync(join(folder, 'rates-')), 600_000);
  await ratesOn('embedded', inFolder, file, rows, 'CREATE');
  if (flags['no-neo4j']) return;
  await onNeo4j(versions, async (name, graph) => {
    const emptied = async () => {
      for (;;) {
        const [row] = await graph.write((unit) =>
          unit.run({ text: 'MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS gone', parameters: {} }),
        );
        if (Number(row?.gone) === 0) break;
      }
      return delegateGraph(graph, { close: async () => {} });
    };
    // Either both start with warm plans and pages or neither. Without constraints, each MERGE would scan all nodes.
    await prepareLayout(graph, ontology);
    await byHand(await emptied(), rows.read(), 'MERGE');
    await ratesOn(name, emptied, file, rows, 'MERGE');
  });
}

/** Runs `entente import`, and returns its time in seconds and its peak memory in megabytes. */
async function importing(data, files, format = 'h2020-participations') {
  const begin = performance.now();
  const child = spawn(process.execPath, [CLI, 'import', format, ...files, '--data', data, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rss = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (existsSync(`/proc/${child.pid}/status`)) {
      const kB = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      rss = Math.max(rss, Number(kB ?? 0) / 1024);
    }
    const event = JSON.parse(line);
    if (event.event === 'end') child.outcome = event;
  }
  if (child.exitCode === null) await once(child, 'exit');
  return { seconds: (performance.now() - begin) / 1000, rss, outcome: child.outcome };
}

/** A server on a folder that has answered a first query; `seconds` is how long that took from its start. */
async function served(data, query) {
  const begin = performance.now();
  const child = spawnServer(data, ['--kept-answers', '0']);
  const url = await addressOf(child);
  child.stdout.resume();
  const ask = async (question) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: question }),
    });
    const { data: answer, errors } = await response.json();
    if (errors) throw new Error(errors[0].message);
    return answer;
  };
  const answer = await ask(query);
  const seconds = (performance.now() - begin) / 1000;
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  return { ask, answer, seconds, stop, rss };
}

const QUESTION =
  '{ institutions(where: { country: { eq: "DE" }, projects: { some: {} } }) { totalCount } projects { totalCount } }';

const QUESTIONS = {
  '20 institutions × 10 projects × 5 areas':
    '{ institutions(first: 20) { nodes { id name projects(first: 10) { edges { role node { id name areas(first: 5) { nodes { id name } } } } } } } }',
  'institutions in projects of one area, counted':
    '{ institutions(where: { projects: { some: { areas: { some: { id: { eq: "area:p7" } } } } } }) { totalCount } }',
  'the busiest institutions':
    '{ institutions(orderBy: [{ projects: { count: DESC } }], first: 10) { nodes { name projects { totalCount } } } }',
};

async function benchFile() {
  const files =
    real && existsSync(real)
      ? ['h2020.csv.gz', 'programme_parts.csv'].map((name) => join(real, name))
      : [await table('file.csv.gz', 72_785)];
  const data = join(folder, 'file');
  const { seconds, rss, outcome } = await importing(data, files);
  const server = await served(data, QUESTION);
  print(
    'import from gzip to answered query',
    `${(seconds + server.seconds).toFixed(1)} s`,
    `${real ? 'H2020 participations' : 'generated'}: ${whole(outcome.rows.read)} rows, ${whole(outcome.entities.made)} entities, ${whole(outcome.relations.made)} relations and as many MENTIONS as entities; wanted 60 s; RSS at most ${whole(rss)} MB`,
  );
  await server.stop();
  const again = await importing(data, files);
  print(
    'the same files again',
    `${again.seconds.toFixed(1)} s`,
    `${whole(again.outcome.rows.unchanged)} of ${whole(again.outcome.rows.read)} rows unchanged`,
  );
}

const sizeOf = (path) =>
  readdirSync(path, { recursive: true }).reduce((sum, name) => sum + statSync(join(path, name)).size, 0) / 2 ** 20;

async function benchMillion() {
  const data = join(folder, 'million');
  const file = await table('million.csv.gz', 1_000_000);
  const { seconds, rss, outcome } = await importing(data, [file]);
  const own = await memoryOfEngine(file);
  print(
    'import of 1,000,000 rows',
    `${seconds.toFixed(0)} s`,
    `${whole(outcome.entities.made)} entities, ${whole(outcome.relations.made)} relations beside MENTIONS; ${whole(1_000_000 / seconds)} rows/s; ${whole(sizeOf(data))} MB on disk`,
  );
  print(
    'memory of that import',
    `${whole(rss)} MB`,
    `at most; the engine alone, with the same rows, ${whole(own)} MB, so ${whole(rss - own)} MB above it (wanted 300)`,
  );
}

/** A graph in which a few entities have most relations, opened by a server. */
async function benchLarge() {
  const data = join(folder, 'large');
  const graph = openEmbedded(data, 600_000);
  await prepareLayout(graph, ontology);
  const { entities, relations } = powerLawFacts(ontology, { seed: 1, entities: 200_000, relations: 1_000_000 });
  await fillEmpty(graph, ontology, { entities, relations }, new Date(0));
  await graph.close();
  const server = await served(data, '{ institutions(first: 1) { totalCount nodes { id name } } }');
  print(
    'start to first answer, 200,000 × 1,000,000',
    `${server.seconds.toFixed(1)} s`,
    `wanted 4 s; RSS ${whole(server.rss())} MB, ${whole(sizeOf(data))} MB on disk`,
  );
  for (const [what, question] of Object.entries(QUESTIONS)) {
    await timesUntil(server.ask, question, () => true, 20);
    const times = await timesUntil(server.ask, question, () => true, 200);
    print(
      what,
      `${quantile(times, 0.5).toFixed(1)} ms`,
      `p95 ${quantile(times, 0.95).toFixed(1)} ms, over HTTP, nothing kept`,
    );
  }
  await server.stop();
}

/** The times of a query, repeated until `while_` is done. */
async function timesUntil(ask, query, isDone, least) {
  const times = [];
  while (times.length < least || !isDone()) {
    const begin = performance.now();
    await ask(query);
    times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return times;
}

async function benchServing() {
  const data = join(folder, 'serving');
  await importing(data, [await table('before.csv.gz', 20_000)]);
  const question =
    '{ institutions(first: 20) { nodes { id name projects(first: 10) { edges { role node { id name } } } } } }';
  const server = await served(data, question);
  await timesUntil(server.ask, question, () => true, 200);
  const calm = await timesUntil(server.ask, question, () => true, 500);
  let done = false;
  const running = importing(data, [await table('meanwhile.csv.gz', 40_000)]).finally(() => {
    done = true;
  });
  const busy = await timesUntil(server.ask, question, () => done, 1);
  const { seconds } = await running;
  const [before, during] = [quantile(calm, 0.99), quantile(busy, 0.99)];
  const [usual, then] = [quantile(calm, 0.5), quantile(busy, 0.5)];
  print(
    'a reader while an import is served, p99',
    `${(during / before).toFixed(1)} ×`,
    `${before.toFixed(1)} ms quiet, ${during.toFixed(1)} ms meanwhile (wanted 3 ×); median ${usual.toFixed(1)} and ${then.toFixed(1)} ms; ${whole(40_000 / seconds)} rows/s`,
  );
  await server.stop();
}

for (const part of flags.only) await PARTS[part]();
