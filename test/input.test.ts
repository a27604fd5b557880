import { expect, test } from 'vitest';
import { constantCase } from '../src/constant-case.ts';
import { entityTypes } from './support/entity-types.ts';
import { bundled } from './support/served.ts';

const { ask } = await bundled();
const failing = async (field: string, variables = {}, declare = '') => {
  const { data, errors } = await ask(
    `${declare} { bad: ${field} good: area(id: "area:semiconductors") { id } }`,
    variables,
  );
  // An error in one field leaves the others answered.
  expect(data?.good).toEqual({ id: 'area:semiconductors' });
  return errors?.map((e) => [e.extensions.code, e.message] as const) ?? [];
};

test.each([
  ['events(where: { period: { during: "Y29000000001" } }) { totalCount }', '"where.period.during"'],
  ['events(where: { period: { before: "Y29E8" } }) { totalCount }', '"where.period.before"'],
  ['events(where: { not: { period: { overlaps: "Y-29E8" } } }) { totalCount }', '"where.not.period.overlaps"'],
  ['timeline(from: "Y29E8") { totalCount }', '"from"'],
  ['timeline(to: "-0044") { totalCount }', '"to"'],
])('years are 0000 to 9999: %s', async (field, path) => {
  const [error, ...others] = await failing(field);
  expect(others).toEqual([]);
  expect(error).toEqual([
    'BAD_USER_INPUT',
    expect.stringContaining(`${path}: expected a date in the years 0000 to 9999; got`),
  ]);
});

test('@asOf refuses far years and endless text', async () => {
  for (const [date, expected] of [
    ['Y29E8', 'expected a date in the years 0000 to 9999'],
    ['2'.repeat(300), 'expected a date of at most 200 characters'],
    ['2'.repeat(10_000), 'expected at most 1000 characters'],
  ] as const) {
    const { errors } = await ask('query ($date: String) @asOf(date: $date) { events { totalCount } }', { date });
    expect(errors).toMatchObject([
      { message: expect.stringContaining(`"date" of @asOf: ${expected}; got`), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(errors?.[0]?.message.length).toBeLessThan(400);
  }
});

test('an unknown id is null', async () => {
  expect(await ask('{ minister(id: "minister:nobody") { name } node(id: "event:none") { id } }')).toEqual({
    data: { minister: null, node: null },
  });
});

test.each([
  ['minister(id: "MSIT") { name }', 'BAD_USER_INPUT', '"id" expects "minister:"'],
  ['node(id: "x:y") { id }', 'BAD_USER_INPUT', '"id" expects a type and a name'],
  ['ministers(first: 501) { nodes { id } }', 'BAD_USER_INPUT', '"first" expects a number from 0 to 500; got 501'],
  ['ministers(last: -1) { nodes { id } }', 'BAD_USER_INPUT', '"last" expects a number from 0 to 500; got -1'],
  ['ministers(first: 1, last: 1) { nodes { id } }', 'BAD_USER_INPUT', 'got both'],
  ['ministers(after: "???") { nodes { id } }', 'BAD_CURSOR', '"after" expects a cursor'],
  ['search(text: " ") { totalCount }', 'BAD_USER_INPUT', '"text" expects what to look for; got " ".'],
  ['search(text: "a", after: "???") { totalCount }', 'BAD_CURSOR', '"after" expects a cursor'],
  [
    'paths(from: ["minister:nobody"], to: ["area:semiconductors"]) { outcome }',
    'BAD_USER_INPUT',
    '"from" expects ids of entities that are in the graph; got "minister:nobody"',
  ],
  [
    'neighborhood(of: ["area:semiconductors"], depth: 7) { entities { id } }',
    'BAD_USER_INPUT',
    '"depth" expects a number from 0 to 6; got 7',
  ],
  ['related(to: "MSIT") { totalCount }', 'BAD_USER_INPUT', '"to" expects'],
  ['timeline(from: "May 2023") { totalCount }', 'BAD_USER_INPUT', 'got "May 2023"'],
  [
    'area(id: "area:semiconductors") { name(language: "no such") }',
    'BAD_USER_INPUT',
    '"language" expects a language tag',
  ],
] as const)('%s', async (field, code, sentence) => {
  const [error, ...others] = await failing(field);
  expect(others).toEqual([]);
  expect(error?.[0]).toBe(code);
  expect(error?.[1]).toContain(sentence);
});

test.each([
  [
    '{ paths(from: ["a"], to: ["b"]) { banana } }',
    'Cannot query field "banana" on type "Paths". There are: outcome, paths, searched, visited.',
  ],
  [
    '{ projects(where: { budget: { currency: "EUR", amount: 5 } }) { totalCount } }',
    'Field "amount" is not defined by type "MoneyFilter". There are: currency, eq, gt, gte, isNull, lt, lte.',
  ],
  [
    '{ projects(banana: 1) { totalCount } }',
    'Unknown argument "banana" on field "Query.projects". There are: after, before, first, last, orderBy, where.',
  ],
  [
    '{ projects { totalCount(banana: 1) } }',
    'Unknown argument "banana" on field "ProjectConnection.totalCount". It takes none.',
  ],
  [
    '{ search(text: "a", types: [BANANA]) { totalCount } }',
    `Value "BANANA" does not exist in "EntityType" enum. There are: ${entityTypes.map(constantCase).sort().join(', ')}.`,
  ],
  [
    '{ project(id: "project:a") { nam } }',
    'Cannot query field "nam" on type "Project". Did you mean "name" or "names"?',
  ],
])('an unknown name is reported with the known ones: %s', async (query, message) => {
  expect((await ask(query)).errors?.map((error) => error.message)).toEqual([message]);
});

test('an unknown name in a variable is reported with the known ones', async () => {
  const query = 'query ($where: ProjectWhere) { projects(where: $where) { totalCount } }';
  const { errors } = await ask(query, { where: { budget: { currency: 'EUR', amount: 5 } } });
  expect(errors?.[0]?.message).toContain('is not defined by type "MoneyFilter". There are: currency, eq, gt,');
});

test('a cursor of another list is refused', async () => {
  const { data } = await ask('{ areas(first: 1) { pageInfo { endCursor } } }');
  const { errors } = await ask('query ($c: String) { events(after: $c) { nodes { id } } }', {
    c: data.areas.pageInfo.endCursor,
  });
  expect(errors?.[0]?.extensions.code).toBe('BAD_CURSOR');
  expect(errors?.[0]?.message).toContain('a cursor of the list events; got one of the list areas');
});

test.each(['a\0b', '\ud800', '😀', '\u202eabc', '`) MATCH (n) DETACH DELETE n //', '"\\u0060'])(
  'any text can be in an id: %j',
  async (id) => {
    const { data, errors } = await ask('query ($id: ID!) { minister(id: $id) { name } ministers { totalCount } }', {
      id,
    });
    expect(data).toEqual({ minister: null, ministers: { totalCount: 6 } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  },
);

test('a name in an unknown language falls back to English and says so', async () => {
  const { data } = await ask(
    '{ area(id: "area:semiconductors") { fr: name(language: "fr") label(language: "fr") { text language } ko: name(language: "ko-KR") } }',
  );
  expect(data.area).toEqual({ fr: 'Semiconductors', label: { text: 'Semiconductors', language: 'en' }, ko: '반도체' });
});
