import { deepStrictEqual } from 'node:assert';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openEmbedded } from '../dist/engines/embedded.js';
import { prepareLayout } from '../dist/graph/layout.js';
import { createContext } from '../dist/graphql/context.js';
import { createSchema } from '../dist/graphql/schema.js';
import { writeFacts } from '../dist/ingest/write.js';
import { createLoader } from '../dist/loaders/loaders.js';
import { createOntology } from '../dist/ontology/ontology.js';
import { createLogger } from '../dist/server/logger.js';
import { createServerYoga } from '../dist/server/yoga.js';
import { generateFacts } from './generate.js';
import { measureStarts } from './start.js';

const SEED = 1;
const INSTITUTIONS = 20;
const PROJECTS = 10;
const AREAS = 5;
const QUERY = `{
  institutions(first: ${INSTITUTIONS}) { nodes { id name
    projects(first: ${PROJECTS}) { edges { role amounts { amount currency } node { id name
      areas(first: ${AREAS}) { nodes { id name } }
    } } }
  } }
}`;

const { values: flags } = parseArgs({ options: { large: { type: 'boolean', default: false } } });
const ontology = createOntology();

const quantile = (times, part) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * part) - 1];
const median = (times) => ms(quantile(times, 0.5));
const ms = (time) => `${time.toFixed(time < 100 ? 1 : 0)} ms`;
const whole = (number) => number.toLocaleString('en');

const print = (what, result, note = '') => console.log(`${what.padEnd(46)}${result.padStart(10)}   ${note}`.trimEnd());

async function timed(work) {
  const begin = performance.now();
  const result = await work();
  return { time: performance.now() - begin, result };
}

async function repeated({ runs, warmUps }, work) {
  const times = [];
  for (let run = -warmUps; run < runs; run += 1) {
    const { time } = await timed(work);
    if (run >= 0) times.push(time);
  }
  return times;
}

/** The graph with the statements that reach its engine, to count them and to run them again alone. */
function recorded(graph) {
  const statements = [];
  const record = (unit) => ({
    run(statement) {
      statements.push(statement);
      return unit.run(statement);
    },
  });
  return { ...graph, statements, read: (work, options) => graph.read((unit) => work(record(unit)), options) };
}

/** A request's context that keeps what is asked of its loader: the parents by shape, a shape for each level. */
function recordedContext(graph, signal, asked) {
  const context = createContext(graph, ontology, signal);
  const load = (shape, parent) => {
    asked.set(shape, [...(asked.get(shape) ?? []), parent]);
    return context.loader.load(shape, parent);
  };
  return { ...context, loader: { load } };
}

/** The answer to QUERY, out of the facts and without the graph. */
function expectedAnswer(facts) {
  const names = new Map(facts.entities.map((entity) => [entity.id, entity.names[0].text]));
  const page = (items, size, id) =>
    items.toSorted((a, b) => (names.get(id(a)) < names.get(id(b)) ? -1 : 1)).slice(0, size);
  const related = (type, from, size) =>
    page(
      facts.relations.filter((relation) => relation.type === type && relation.from === from),
      size,
      (relation) => relation.to,
    );
  const node = (id) => ({ id, name: names.get(id) });
  const edge = ({ to, values: { role, amounts } }) => ({
    role,
    amounts: amounts.map(({ amount, currency }) => ({ amount, currency })),
    node: { ...node(to), areas: { nodes: related('IN_AREA', to, AREAS).map((relation) => node(relation.to)) } },
  });
  const all = facts.entities.filter((entity) => entity.type === 'Institution');
  const institutions = page(all, INSTITUTIONS, (entity) => entity.id).map(({ id }) => ({
    ...node(id),
    projects: { edges: related('PARTICIPATES_IN', id, PROJECTS).map(edge) },
  }));
  return { data: { institutions: { nodes: institutions } } };
}

async function benchStart() {
  const { first, again } = await measureStarts(5);
  print('start to first answer, new database', median(first), 'median of 5; the bundled data is loaded');
  print('start to first answer, existing database', median(again), 'median of 5');
}

async function benchSchema() {
  const times = await repeated({ runs: 20, warmUps: 5 }, () => createSchema(ontology));
  const types = Object.keys(createSchema(ontology).getTypeMap()).filter((name) => !name.startsWith('__'));
  print('schema build', median(times), `median of 20; ${types.length} types`);
}

async function benchQuery(entities, relations, { runs, warmUps }) {
  const facts = generateFacts(ontology, { seed: SEED, entities, relations });
  const graph = recorded(openEmbedded(null));
  try {
    await prepareLayout(graph, ontology);
    const load = await timed(() => writeFacts(graph, ontology, facts, new Date(0)));
    const inGraph = `${whole(entities)} entities, ${whole(load.result - entities)} relations in the graph`;
    print('load', ms(load.time), `${inGraph} with MENTIONS, seed ${SEED}`);

    const asked = new Map();
    let recording = true;
    const yoga = createServerYoga({
      schema: createSchema(ontology),
      makeContext: ({ signal }) =>
        recording ? recordedContext(graph, signal, asked) : createContext(graph, ontology, signal),
      logger: createLogger('warn'),
    });
    const body = JSON.stringify({ query: QUERY });
    const headers = { 'content-type': 'application/json' };
    const ask = async () => (await yoga.fetch('http://yoga/graphql', { method: 'POST', headers, body })).json();
    const answer = await ask();
    recording = false;
    const statements = graph.statements.slice();
    deepStrictEqual(answer, expectedAnswer(facts), 'The query is not answered as the facts say.');

    const times = await repeated({ runs, warmUps }, ask);
    const calls = `${statements.length} engine calls, ${runs} runs`;
    print(`${INSTITUTIONS} institutions × ${PROJECTS} projects × ${AREAS} areas, p50`, median(times), calls);
    print('  p99', ms(quantile(times, 0.99)));
    const loading = await repeated({ runs, warmUps }, async () => {
      const loader = createLoader(graph, ontology);
      for (const [shape, parents] of asked) await Promise.all(parents.map((parent) => loader.load(shape, parent)));
    });
    print('  loader alone, p50', median(loading), 'without HTTP and GraphQL');
    for (const [i, statement] of statements.entries()) {
      const alone = await repeated({ runs, warmUps }, () => graph.read((unit) => unit.run(statement)));
      print(`  engine call ${i + 1} alone, p50`, median(alone));
    }
    await yoga.dispose();
  } finally {
    await graph.close();
  }
}

console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} CPUs`);
await benchStart();
await benchSchema();
await benchQuery(7_000, 55_000, { runs: 200, warmUps: 20 });
if (flags.large) await benchQuery(70_000, 550_000, { runs: 50, warmUps: 5 });
