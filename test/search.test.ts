import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../src/graphql/schema/schema.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { estimateRows } from '../src/server/limits/rows.ts';
import { bundled } from './support/served.ts';

const { graph, ask } = await bundled();

const QUERY = `query ($text: String!, $types: [EntityType!], $first: Int, $after: String) {
  search(text: $text, types: $types, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    edges { score cursor matched { name kind highlights { start end } } node { id } }
  }
}`;
interface Row {
  readonly score: number;
  readonly matched: { name: string; kind: string; highlights: { start: number; end: number }[] };
  readonly node: { id: string };
}

async function found(text: string, variables: Record<string, unknown> = {}): Promise<Row[]> {
  const { data, errors } = await ask(QUERY, { text, ...variables });
  expect(errors).toBeUndefined();
  return data.search.edges;
}
/** The best match: its kind, its id, and the matching parts of its name. */
async function best(text: string) {
  const [row] = await found(text);
  if (!row) return null;
  const { name, kind, highlights } = row.matched;
  return [kind, row.node.id, highlights.map(({ start, end }) => name.slice(start, end)).join('|')];
}

test.each([
  ['반도체', 'EXACT', 'area:semiconductors', '반도체'],
  ['이종호', 'EXACT', 'minister:lee-jong-ho', '이종호'],
  ['과기정통부', 'EXACT', 'institution:msit', '과기정통부'],
  ['MSIT', 'EXACT', 'institution:msit', 'MSIT'],
  ['msit', 'EXACT', 'institution:msit', 'MSIT'],
  ['Lee Jong Ho', 'EXACT', 'minister:lee-jong-ho', 'Lee Jong-Ho'],
  ['Lee Jong-Ho', 'EXACT', 'minister:lee-jong-ho', 'Lee Jong-Ho'],
  ['LEE Jong-ho', 'EXACT', 'minister:lee-jong-ho', 'Lee Jong-Ho'],
  ['leejongho', 'EXACT', 'minister:lee-jong-ho', 'Lee Jong-Ho'],
  ['5G/6G', 'EXACT', 'area:beyond-5g-6g', '5G/6G'],
  ['반도체의', 'EXACT', 'area:semiconductors', '반도체'],
  ['반도체를', 'EXACT', 'area:semiconductors', '반도체'],
  ['이종호가', 'EXACT', 'minister:lee-jong-ho', '이종호'],
  ['과기정통부로서', 'EXACT', 'institution:msit', '과기정통부'],
  ['반도체들의', 'EXACT', 'area:semiconductors', '반도체'],
  // Particles after Latin letters.
  ['EU의', 'EXACT', 'institution:european-union', 'EU'],
  ['AI를', 'EXACT', 'area:artificial-intelligence', 'AI'],
  ['6G의', 'EXACT', 'area:6g', '6G'],
  ['MSIT에서', 'EXACT', 'institution:msit', 'MSIT'],
  ['한-EU의 디지털 파트너십을', 'EXACT', 'agreement:rok-eu-digital-partnership', '한-EU 디지털 파트너십'],
  ['반도체의 한-EU의', 'WORDS', 'project:rok-eu-semiconductor-research', '한|EU|반도체'],
  ['ＭＳＩＴ', 'EXACT', 'institution:msit', 'MSIT'],
  ['semiconductor', 'PREFIX', 'area:semiconductors', 'Semiconductor'],
  ['quant', 'PREFIX', 'area:quantum-technologies', 'Quant'],
  // What a keyboard produces while one types 반도체.
  ['반ㄷ', 'PREFIX', 'area:semiconductors', '반도'],
  ['디지털파트너십', 'WORDS', 'agreement:rok-eu-digital-partnership', '디지털 파트너십'],
  ['디지털 파트너십의', 'WORDS', 'agreement:rok-eu-digital-partnership', '디지털|파트너십'],
  ['partnership digital korea', 'WORDS', 'agreement:rok-eu-digital-partnership', 'Korea|Digital|Partnership'],
  ['Berlaymont', 'WORDS', 'event:rok-eu-digital-partnership-council-2', 'Berlaymont'],
  ['semicondutor', 'FORGIVEN', 'area:semiconductors', 'Semiconductors'],
  ['Berlaymnt', 'FORGIVEN', 'event:rok-eu-digital-partnership-council-2', 'Berlaymont'],
  ['반도채', 'FORGIVEN', 'area:semiconductors', '반도체'],
  ['Européan Comission', 'FORGIVEN', 'institution:european-commission', 'European Commission'],
  ['MSTI', 'FORGIVEN', 'institution:msit', 'MSIT'],
  // A word of eight letters without one of them.
  ['Eurpean', 'FORGIVEN', 'institution:european-union', 'European'],
  ['securty', 'FORGIVEN', 'area:economic-security', 'security'],
  ['platfom', 'FORGIVEN', 'area:online-digital-platforms', 'Platform'],
  ['quantum quantum', 'WORDS', 'area:quantum-technologies', 'Quantum'],
  ['5 G', 'PREFIX', 'area:beyond-5g-6g', '5G'],
])('"%s" finds %s %s', async (text, ...expected) => {
  expect(await best(text)).toEqual(expected);
});

test('accents make no difference, on either side', async () => {
  expect((await best('Séoul Nâtional'))?.slice(1)).toEqual((await best('seoul national'))?.slice(1));
  expect(await best('Europeán Commissiøn')).toEqual([
    'EXACT',
    'institution:european-commission',
    'European Commission',
  ]);
});

test('exact names come first, then prefixes, then matches by words, then matches with typos', async () => {
  const kinds = ['EXACT', 'PREFIX', 'WORDS', 'INSIDE', 'FORGIVEN'];
  for (const text of ['EC', 'quantum', 'Semiconductors', '반도체', 'digital', 'eu']) {
    const rows = await found(text, { first: 500 });
    const order = rows.map(({ score, matched, node }) => [kinds.indexOf(matched.kind), -score, node.id] as const);
    const sorted = [...order].sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1));
    expect(order).toEqual(sorted);
    expect(order.length).toBeGreaterThan(1);
  }
});

test('a text that resembles no name finds nothing', async () => {
  expect((await ask(QUERY, { text: 'zzyzx' })).data.search).toEqual({
    totalCount: 0,
    pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: null },
    edges: [],
  });
});

test('types limit the matches, and pages contain each row once', async () => {
  const all = (await found('digital', { first: 500 })).map(({ node }) => node.id);
  const events = (await found('digital', { types: ['EVENT'], first: 500 })).map(({ node }) => node.id);
  expect(events).toEqual(all.filter((id) => id.startsWith('event:')));
  expect(events.length).toBeGreaterThan(0);
  const walked: string[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await ask(QUERY, { text: 'digital', first: 4, after });
    walked.push(...data.search.edges.map(({ node }: Row) => node.id));
    expect(data.search.totalCount).toBe(all.length);
    if (!data.search.pageInfo.hasNextPage) break;
    after = data.search.pageInfo.endCursor;
  }
  expect(walked).toEqual(all);
  const back: string[] = [];
  for (let before: string | null = null; ; ) {
    const { data } = await ask(
      `query ($before: String) { search(text: "digital", last: 4, before: $before) {
        nodes { id } pageInfo { hasPreviousPage startCursor } } }`,
      { before },
    );
    back.unshift(...data.search.nodes.map(({ id }: { id: string }) => id));
    if (!data.search.pageInfo.hasPreviousPage) break;
    before = data.search.pageInfo.startCursor;
  }
  expect(back).toEqual(all);
});

test('a search is one engine call, and one more reads the entities of its page with all their fields', async () => {
  const calls = async (selection: string) => {
    graph.calls.length = 0;
    expect((await ask(`{ search(text: "MSIT") { ${selection} } }`)).errors).toBeUndefined();
    return graph.calls.length;
  };
  expect(await calls('totalCount edges { score matched { name } node { id } }')).toBe(1);
  expect(await calls('nodes { name ... on Institution { events { nodes { name } } } }')).toBe(3);
  graph.calls.length = 0;
  await ask('{ search(text: "digital") { nodes { name } edges { node { name } } } }');
  expect(graph.calls.length).toBe(2);
  graph.calls.length = 0;
  await ask('{ a: search(text: "digital", first: 1) { nodes { id } } b: search(text: "digital") { totalCount } }');
  expect(graph.calls.length).toBe(1);
});

test.each([
  ['', {}, /^"text" expects what to look for; got ""\.$/],
  ['  \n', {}, /^"text" expects what to look for/],
  ['a'.repeat(1001), {}, /^"text" expects at most 1000 characters; got 1001\./],
  ['a', { first: -1 }, /^"first" expects a number from 0 to 500; got -1/],
  ['a', { types: [] }, /^"types" expects at least one type; got none/],
])('what can not be asked says so: %j %j', async (text, variables, message) => {
  const { errors } = await ask(QUERY, { text, ...variables });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect(errors?.[0]?.message).toMatch(message);
});

test('a cursor is valid for its text and types only', async () => {
  const { data } = await ask(QUERY, { text: 'digital', first: 1 });
  const after = data.search.pageInfo.endCursor;
  for (const other of [{ text: 'quantum' }, { text: 'digital', types: ['EVENT'] }, { text: 'digital', after: 'x' }]) {
    const { errors } = await ask(QUERY, { after, ...other });
    expect(errors?.[0]?.extensions.code).toBe('BAD_CURSOR');
  }
});

test('entities that did not exist on a day, or were not known, are not found', async () => {
  const ids = async (at: string) => {
    const { data } = await ask(`query ${at} { search(text: "Quantum Korea 2024") { nodes { id } } }`);
    return data.search.nodes.map(({ id }: { id: string }) => id);
  };
  expect(await ids('')).toEqual(['event:quantum-korea-2024']);
  expect(await ids('@asOf(date: "2024-12-31")')).toEqual(['event:quantum-korea-2024']);
  expect(await ids('@asOf(date: "2020-01-01")')).toEqual([]);
  expect(await ids('@asOf(known: "1990-01-01")')).toEqual([]);
});

test('the candidates of a search count as rows of the query', () => {
  const rows = (query: string) => estimateRows({ schema: createSchema(createOntology()), document: parse(query) });
  expect(rows('{ search(text: "a", first: 10) { nodes { id } } }')).toBe(600 + 10);
  expect(rows('{ search(text: "a") { nodes { relations(first: 5) { nodes { id } } } } }')).toBe(600 + 20 + 20 * 5);
});
