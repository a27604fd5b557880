/**
 * Measures how well and how fast `search` finds names of the Research Organization Registry: 500 queries made of its own
 * aliases and labels in other languages, every second one with a typo. The available records are complemented by entities
 * whose names combine halves of theirs, so that words are as frequent as in the whole registry.
 *
 *   npm run build && node bench/search.js [--entities 200000] [--engine embedded|neo4j] [--misses]
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createOntology, prepareLayout, record } from '../dist/bench-api.js';
import { bareEntity } from '../test/support/bare.js';
import { asking, quantile } from './asking.js';
import { measureBoth } from './servers.js';

const { values: flags } = parseArgs({
  options: {
    entities: { type: 'string', default: '200000' },
    engine: { type: 'string', default: 'all' },
    misses: { type: 'boolean', default: false },
  },
});
const file = `${process.env.ENTENTE_REAL_DATA ?? ''}/ror/ror-records.jsonl.gz`;
if (!process.env.ENTENTE_REAL_DATA || !existsSync(file)) {
  console.log('Not measured: set ENTENTE_REAL_DATA to a folder that contains ror/ror-records.jsonl.gz.');
  process.exit(0);
}

/** Mulberry32: pseudo-random numbers from 0 to 1, the same in each run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const random = seeded(4);
const pick = (list) => list[Math.floor(random() * list.length)];

/** The names of a record in either schema of ROR, its display name first. */
function namesOf(record) {
  if ('name' in record) {
    return [
      { text: record.name, language: null, kind: 'OFFICIAL' },
      ...record.labels.map(({ label, iso639 }) => ({ text: label, language: iso639, kind: 'OFFICIAL' })),
      ...record.aliases.map((text) => ({ text, language: null, kind: 'ALIAS' })),
      ...record.acronyms.map((text) => ({ text, language: null, kind: 'ACRONYM' })),
    ];
  }
  const kind = (types) => (types.includes('acronym') ? 'ACRONYM' : types.includes('alias') ? 'ALIAS' : 'OFFICIAL');
  return [...record.names]
    .sort((a, b) => Number(b.types.includes('ror_display')) - Number(a.types.includes('ror_display')))
    .map(({ value, lang, types }) => ({ text: value, language: lang, kind: kind(types) }));
}

const records = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean).map(JSON.parse);
const real = records.map((record) => ({
  id: `institution:${record.id.slice(record.id.lastIndexOf('/') + 1)}`,
  names: namesOf(record),
}));

const entity = ({ id, names }) =>
  bareEntity('Institution', id, {
    names: names.map(({ text, language, kind }) => ({ text, language: language ?? 'en', kind })),
  });

function madeUp(number) {
  const half = (text, first) => {
    const words = text.split(' ');
    const middle = Math.ceil(words.length / 2);
    return (first ? words.slice(0, middle) : words.slice(middle)).join(' ');
  };
  const made = () => `${half(pick(pick(real).names).text, true)} ${half(pick(pick(real).names).text, false)}`.trim();
  return Array.from({ length: number }, (_, i) => ({
    id: `institution:made-up-${i}`,
    names: [
      { text: made(), language: 'en', kind: 'OFFICIAL' },
      { text: made(), language: 'en', kind: 'ALIAS' },
    ],
  }));
}

const HANGUL = /^[가-힣]$/;
/** Adds a typo: a letter left out, doubled or replaced, or two transposed; in Hangul, another vowel. */
function slipped(text) {
  const letters = [...text];
  const at = Math.floor(random() * letters.length);
  const [one, next] = [letters[at], letters[at + 1]];
  const way = Math.floor(random() * 4);
  if (way === 0) letters.splice(at, 1);
  else if (way === 1)
    letters.splice(at, 0, HANGUL.test(one) ? one : 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)]);
  else if (way === 2 && next) letters.splice(at, 2, next, one);
  else if (HANGUL.test(one)) {
    // Another vowel in the syllable, such as ㅐ for ㅔ.
    const code = one.codePointAt(0) - 0xac00;
    const vowel = Math.floor(code / 28) % 21;
    const other = (vowel + 1 + Math.floor(random() * 20)) % 21;
    letters[at] = String.fromCodePoint(0xac00 + code + (other - vowel) * 28);
  } else letters[at] = 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)];
  return letters.join('');
}

/** Aliases, and labels in languages other than that of the display name. */
function questions(number) {
  const all = real.flatMap(({ id, names: [first, ...others] }) =>
    others
      .filter(
        ({ kind, language, text }) =>
          (kind === 'ALIAS' || (language && language !== 'en')) && kind !== 'ACRONYM' && text !== first.text,
      )
      .map(({ text }) => ({ id, name: text })),
  );
  return Array.from({ length: number }, (_, i) => {
    const { id, name } = pick(all);
    return { id, name, text: i % 2 === 0 ? name : slipped(name) };
  });
}

const QUERY = `query ($text: String!) {
  search(text: $text, first: 10) { totalCount edges { score matched { name kind highlights { start end } } node { id name } } }
}`;

const ms = (time) => `${time.toFixed(1)} ms`;
const timed = async (work) => {
  const begin = performance.now();
  const result = await work();
  return { time: performance.now() - begin, result };
};

const ontology = createOntology();
const size = Number(flags.entities);
const asked = questions(500);
const everything = [...real, ...madeUp(Math.max(0, size - real.length))]
  .slice(0, Math.max(size, real.length))
  .map(entity);
/** Queries to warm up with: a Neo4j that has just started takes twice as long until its code is compiled. */
const others = questions(1000);
const PART = 20_000;

async function measure(name, graph) {
  await prepareLayout(graph, ontology);
  const load = await timed(async () => {
    for (let at = 0; at < everything.length; at += PART) {
      await record(graph, ontology, { entities: everything.slice(at, at + PART), relations: [] });
    }
  });
  const asks = asking(graph, ontology);
  const ask = async (text) => (await asks(QUERY, { text })).search;
  const first = await timed(() => ask('university'));
  console.log(
    `\n${name}: ${everything.length} entities, ${real.length} of them of ROR; loaded in ${(load.time / 1000).toFixed(1)} s; first search ${ms(first.time)}; RSS ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
  );
  const before = [];
  for (const { text } of others) before.push((await timed(() => ask(text))).time);
  const answers = [];
  const times = [];
  const used = process.cpuUsage();
  for (const question of asked) {
    const { time, result } = await timed(() => ask(question.text));
    times.push(time);
    answers.push(result);
  }
  const { user, system } = process.cpuUsage(used);
  const cpu = `${ms((user + system) / 1000 / asked.length)} of this process's CPU time each`;
  const hit = (i) => answers[i].edges.some(({ node }) => node.id === asked[i].id);
  const share = (of) => (of.filter(hit).length / of.length).toFixed(3);
  const all = asked.map((_, i) => i);
  console.log(
    `recall@10 ${share(all)} over ${asked.length} questions: ${share(all.filter((i) => i % 2 === 0))} as written, ${share(all.filter((i) => i % 2 === 1))} with a slip`,
  );
  console.log(
    `p50 ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}, p99 ${ms(quantile(times, 0.99))}, longest ${ms(Math.max(...times))}; ${cpu}; the ${others.length} before, the first of all: p50 ${ms(quantile(before, 0.5))}, p95 ${ms(quantile(before, 0.95))}`,
  );
  for (const text of ['university', 'research institute', 'nat', 'unversity', 'KAIST', '대학교']) {
    const runs = [];
    for (let run = 0; run < 20; run += 1) runs.push((await timed(() => ask(text))).time);
    console.log(`  ${JSON.stringify(text)}: p50 ${ms(quantile(runs, 0.5))}`);
  }
  if (flags.misses) {
    for (const i of all.filter((i) => !hit(i))) {
      console.log(
        `  missed ${asked[i].id}: ${JSON.stringify(asked[i].text)} for ${JSON.stringify(asked[i].name)}; got ${answers[i].totalCount}: ${answers[i].edges.slice(0, 2).map(({ matched }) => `${matched.kind} ${matched.name}`)}`,
      );
    }
    for (const i of all.filter((i) => times[i] > 15))
      console.log(`  slow ${ms(times[i])}: ${JSON.stringify(asked[i].text)}`);
  }
  return answers.map(({ totalCount, edges }) =>
    JSON.stringify([totalCount, edges.map(({ score, node }) => [score, node.id])]),
  );
}

await measureBoth(flags.engine, measure);
process.exit(0);
