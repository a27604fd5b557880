import { deepStrictEqual } from 'node:assert';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CLIENTS, neo4jSettings, openDriver } from './driver.js';
import { asking, askingYoga, loadFacts, openOnNeo4j } from './entente.js';
import { createHandWritten } from './hand-written.js';
import { askOnce, loadedTogether, startRival } from './http.js';
import { ratio, sampledTogether, throughputTogether } from './measure.js';
import { asEntente, createRival } from './neo4j-graphql.js';
import { DEEP_FILTER, LIST, THREE_LEVEL, TYPENAME } from './questions.js';

/**
 * Entente and its rivals in one run: `NEO4J_URI=… node bench/rivals/trial.js`, after `npm run build` and
 * `npm ci --prefix bench/rivals`. The database must be empty or contain the rows of an earlier run.
 */
const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    /** The deep filter in Entente's schema; an empty text skips Entente. */
    deep: { type: 'string', default: DEEP_FILTER },
    /** The size of the graph. */
    entities: { type: 'string', default: '7000' },
    relations: { type: 'string', default: '55000' },
    'no-neo4j': { type: 'boolean', default: false },
    'no-http': { type: 'boolean', default: false },
  },
});
const FACTS = { seed: 1, entities: Number(flags.entities), relations: Number(flags.relations) };
const [runs, rounds, seconds] = [flags.runs, flags.rounds, flags.seconds].map(Number);

const time = (milliseconds) => `${milliseconds.toFixed(1)} ms`;
const print = (...cells) =>
  console.log(
    cells
      .map((cell, i) => cell.padEnd(i === 0 ? 34 : 14))
      .join('')
      .trimEnd(),
  );

/** The sides take turns; their results are compared before they are timed. */
async function compare(title, sides, { first, rival }) {
  const answers = {};
  for (const [name, { ask, shaped = (answer) => answer }] of Object.entries(sides))
    answers[name] = plain(shaped(await ask()));
  const names = Object.keys(sides);
  for (const name of names)
    deepStrictEqual(answers[name], answers[names[0]], `${name} answers otherwise than ${names[0]}.`);
  const works = Object.fromEntries(names.map((name) => [name, sides[name].ask]));
  const alone = await sampledTogether(works, { runs, warmUps: 40, seconds: 180 });
  const loaded = await throughputTogether(works, { rounds, clients: CLIENTS, seconds });
  console.log(`\n${title}; the answers are equal`);
  print('', 'p50', 'p99', `at ${CLIENTS}`, 'CPU here', 'p50 to own', 'load to own');
  for (const name of names) {
    const own = alone[first] ?? alone[rival];
    print(
      `  ${name}`,
      time(alone[name].p50),
      time(alone[name].p99),
      `${loaded[name].perSecond.toFixed(1)}/s`,
      time(loaded[name].cpu),
      (alone[name].p50 / own.p50).toFixed(2),
      ratio(loaded[name], loaded[first] ?? loaded[rival]).toFixed(2),
    );
  }
}

/** Removes prototypes, because graphql creates objects without them. */
const plain = (answer) => JSON.parse(JSON.stringify(answer));

async function compareOnNeo4j(settings) {
  const graph = openOnNeo4j(settings);
  const driver = openDriver(settings);
  const numbers = openDriver(settings, { numbers: true });
  try {
    const written = await loadFacts(graph, FACTS);
    console.log(written > 0 ? `${written} rows written` : 'The rows were there.');
    const theirs = await createRival(driver, settings);
    const bySession = createHandWritten(numbers, { ...settings, way: 'session' });
    const byDriver = createHandWritten(numbers, { ...settings, way: 'driver' });
    const sides = (question, part) => ({
      'hand-written, executeRead': { ask: bySession[part] },
      'hand-written, executeQuery': { ask: byDriver[part] },
      '@neo4j/graphql, execute': { ask: theirs[part], shaped: asEntente[part] },
      ...(question && {
        'Entente, execute': { ask: asking(graph, question) },
        'Entente, Yoga and JSON': { ask: askingYoga(graph, question) },
      }),
    });
    const own = { first: 'Entente, execute', rival: '@neo4j/graphql, execute' };
    await compare('Three levels', sides(THREE_LEVEL, 'threeLevel'), own);
    await compare('Deep filter, order by count, total', sides(flags.deep, 'deepFilter'), own);
  } finally {
    await Promise.all([graph.close(), driver.close(), numbers.close()]);
  }
}

async function compareOverHttp() {
  const started = [];
  const start = async (...args) => {
    const server = await startRival(...args);
    started.push(server);
    return server;
  };
  try {
    const entente = await start('entente.js', { facts: FACTS });
    const caching = await start('entente.js', { facts: FACTS, answerCacheMegabytes: 64 });
    const answer = await askOnce(entente.url, LIST);
    const mercurius = await start('mercurius.js', { rows: answer.data.projects.nodes });
    const bare = await start('bare-http.js');
    deepStrictEqual(await askOnce(mercurius.url, LIST), answer, 'Mercurius answers otherwise than Entente.');
    deepStrictEqual(await askOnce(bare.url, TYPENAME), await askOnce(entente.url, TYPENAME));
    const pairs = [
      ['{ __typename }', TYPENAME, 'node:http', bare],
      ['A list of 100 with 10 fields', LIST, 'mercurius', mercurius],
    ];
    for (const [title, query, name, { url }] of pairs) {
      const servers = {
        [name]: { url, query },
        Entente: { url: entente.url, query },
        'Entente, cached': { url: caching.url, query },
      };
      const loaded = await loadedTogether(servers, { rounds, seconds, connections: CLIENTS });
      console.log(`\n${title} over HTTP; the answers are equal`);
      print('', 'p50', 'p99', `at ${CLIENTS}`);
      for (const [name, { p50, p99, perSecond }] of Object.entries(loaded)) {
        print(`  ${name}`, time(p50), time(p99), `${perSecond.toFixed(0)}/s`);
      }
      const of = (side) => ratio(loaded[side], loaded[name]).toFixed(3);
      console.log(
        `  Of the throughput of ${name}, Entente has ${of('Entente')}, and ${of('Entente, cached')} while nothing is written.`,
      );
    }
  } finally {
    for (const server of started) await server.close();
  }
}

console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} CPUs`);
const settings = neo4jSettings();
if (!settings && !flags['no-neo4j']) throw new Error('NEO4J_URI names no database; or say --no-neo4j.');
if (settings && !flags['no-neo4j']) await compareOnNeo4j(settings);
if (!flags['no-http']) await compareOverHttp();
