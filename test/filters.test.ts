import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

const { ask } = await bundled();

/** Each error names the path of the value, what was expected and what was got. */
test.each([
  [
    'projects(where: { status: { in: [] } })',
    '"where.status.in" expects at least one value; got none, which nothing meets.',
  ],
  ['projects(where: { status: {} })', '"where.status" expects at least one condition; got {}.'],
  ['projects(where: { and: [] })', '"where.and" expects at least one condition; got none'],
  ['projects(where: { or: [] })', '"where.or" expects at least one condition; got none'],
  [
    'projects(where: { status: null })',
    '"where.status" expects a condition; got null. Leave it out, or ask for what is missing with isNull: true.',
  ],
  ['projects(where: { name: { contains: "" } })', '"where.name.contains" expects a text; got an empty one'],
  [
    'projects(where: { name: { isNull: true, eq: "x" } })',
    `"where.name" can't be met: what is missing (isNull: true) meets no other condition.`,
  ],
  [
    'projects(where: { name: { gt: "b", lt: "a" } })',
    `"where.name" can't be met: nothing is after "b" and before "a".`,
  ],
  [
    'projects(where: { name: { eq: "A", in: ["b", "c"] } })',
    `"where.name" can't be met: eq asks for "a", and another condition excludes it.`,
  ],
  [
    'events(where: { ordinal: { gte: 3, lte: 2 } })',
    `"where.ordinal" can't be met: nothing is after "3" and before "2".`,
  ],
  [
    'events(where: { period: { during: "May 2023" } })',
    '"where.period.during": expected a date in EDTF, such as 2024-03-26',
  ],
  [
    'events(where: { period: { before: "2020", after: "2022" } })',
    `"where.period" can't be met: nothing lies before 2020 and after 2022.`,
  ],
  [
    'events(where: { period: { during: "2024", before: "2023" } })',
    `"where.period" can't be met: nothing lies before 2023 and during 2024.`,
  ],
  [
    'projects(where: { budget: { currency: "EURO", gt: 1 } })',
    '"where.budget.currency": expected a currency code of ISO 4217, such as EUR or KRW; got "EURO".',
  ],
  ['projects(where: { budget: { currency: "EUR", gt: 2, lt: 1 } })', `"where.budget" can't be met`],
  [
    'institutions(where: { country: { eq: "UK" } })',
    '"where.country.eq": expected a country code of ISO 3166-1, such as KR or GB, or EU; got "UK".',
  ],
  [
    'institutions(where: { names: { eq: "x", language: "no such" } })',
    '"where.names.language": expected a language tag of BCP 47',
  ],
  [
    'institutions(where: { id: { eq: "area:semiconductors" } })',
    '"where.id" expects "institution:" and a name; got "area:semiconductors".',
  ],
  ['institutions(where: { projects: {} })', '"where.projects" expects some, none, every or count; got none of them.'],
  [
    'institutions(where: { projects: { count: { lt: 0 } } })',
    `"where.projects.count" can't be met: a count is never below 0.`,
  ],
  [
    'institutions(where: { projects: { where: {} } })',
    '"where.projects.where" says which of them are counted, and "count" is not given.',
  ],
  [
    'institutions(where: { relation: { role: { eq: "x" } } })',
    '"where.relation" is a condition on the relation that leads to an entity, and no relation leads to this list.',
  ],
  [
    'events(where: { areas: { some: { relation: { role: { eq: "x" } } } } })',
    '"where.areas.some.relation.role": relations of type DISCUSSED have no role; they have id, type, rank, note.',
  ],
  ['projects(orderBy: [])', '"orderBy" expects at least one key; got none.'],
  [
    'projects(orderBy: [{ name: ASC, id: ASC }])',
    '"orderBy[0]" expects one key, as the order of several would be lost; got id, name.',
  ],
  ['projects(orderBy: [{}])', '"orderBy[0]" expects one key, as the order of several would be lost; got none.'],
  ['projects(orderBy: [{ budget: { currency: "XXQ" } }])', '"orderBy[0].budget.currency": expected a currency code'],
  [
    'projects(orderBy: [{ relation: { role: ASC } }])',
    '"orderBy[0].relation" orders by the relation that leads to an entity',
  ],
  [
    'projects(orderBy: [{ areas: { sum: { of: BUDGET, currency: "EUR" } } }])',
    '"orderBy[0].areas.sum" expects money of an area or of the relation IN_AREA; got BUDGET',
  ],
] as const)('%s', async (field, sentence) => {
  const { data, errors } = await ask(`{ bad: ${field} { totalCount nodes { id } } good: areas { totalCount } }`);
  expect(data).toEqual({ bad: null, good: { totalCount: 36 } });
  expect(errors?.map((e) => [e.extensions.code, e.path])).toEqual([['BAD_USER_INPUT', ['bad']]]);
  expect(errors?.[0]?.message).toContain(sentence);
});

test('a filter that is nested too deep or has too many conditions is refused', async () => {
  const deep = (levels: number): object => (levels === 0 ? { name: { eq: 'x' } } : { not: deep(levels - 1) });
  const query = 'query ($where: ProjectWhere) { projects(where: $where) { totalCount } }';
  const messageOf = async (where: object) => (await ask(query, { where })).errors?.[0]?.message;
  expect(await messageOf(deep(8))).toMatch(/ is nested 9 levels deep; at most 8 are allowed\. /);
  expect(await messageOf(deep(7))).toBeUndefined();
  expect(await messageOf({ or: Array.from({ length: 60 }, () => ({ name: { eq: 'x' } })) })).toMatch(
    /expects at most 60 conditions in all; got more/,
  );
  const many = /expects at most 60 conditions in all; got more/;
  expect(await messageOf({ or: Array.from({ length: 59 }, () => ({})) })).toBeUndefined();
  expect(await messageOf({ or: Array.from({ length: 60 }, () => ({})) })).toMatch(many);
  expect(await messageOf({ not: { areas: { none: { and: Array.from({ length: 60 }, () => ({})) } } } })).toMatch(many);
  const every = { areas: { some: { relation: { rank: { eq: 'NORMAL' }, note: { contains: 'x' } } } } };
  expect(await messageOf({ or: Array.from({ length: 12 }, () => every) })).toBeUndefined();
  expect(await messageOf({ or: Array.from({ length: 15 }, () => every) })).toMatch(many);
  expect(await messageOf({ name: { eq: 'x'.repeat(10_000) } })).toBeUndefined();
  expect(await messageOf({ name: { in: ['x', 'x'.repeat(10_001)] } })).toMatch(
    /^"where.name.in\[1\]" expects at most 10000 characters; got 10001\. /,
  );
  expect(await messageOf({ name: { in: Array.from({ length: 501 }, (_, i) => `${i}`) } })).toMatch(
    /expects at most 500 values; got 501/,
  );
});

test.each([
  ['projects(where: { budget: { currency: "EUR", lt: 1e999 } })', 'where.budget.lt'],
  ['projects(where: { budget: { currency: "EUR", gt: -1e999 } })', 'where.budget.gt'],
  ['events(where: { place: { latitude: { in: [1, 1e400] } } })', 'where.place.latitude.in'],
])('a number that is infinite is refused: %s', async (field, path) => {
  const { errors } = await ask(`{ ${field} { totalCount } }`);
  expect(errors?.[0]?.message).toBe(
    `"${path}" expects a number of at most 1.8e308; got a larger one. Leave the condition out to have no bound.`,
  );
});

test('a date, a code or a cursor that is too long is refused', async () => {
  const messageOf = async (field: string) => (await ask(`{ ${field} { totalCount } }`)).errors?.[0]?.message;
  const long = (length: number) => 'k'.repeat(length);
  expect(await messageOf(`institutions(where: { country: { eq: "${long(1001)}" } })`)).toBe(
    `"where.country.eq": expected at most 1000 characters; got "${'K'.repeat(60)}…".`,
  );
  expect(await messageOf(`projects(where: { period: { during: "${long(201)}" } })`)).toContain(
    'expected a date of at most 200 characters',
  );
  const { errors } = await ask('query ($after: String) { projects(after: $after) { totalCount } }', {
    after: long(100_001),
  });
  expect(errors?.[0]).toMatchObject({
    extensions: { code: 'BAD_CURSOR' },
    message: expect.stringMatching(/^"after" expects a cursor of at most 100000 characters; got 100001\./),
  });
});

test('an error below a list is reported at its field, and the rest is answered', async () => {
  const { data, errors } = await ask(
    '{ event(id: "event:rok-eu-digital-partnership-council-2") { name areas(where: { name: { contains: "" } }) { totalCount } ministers { totalCount } } }',
  );
  expect(data.event).toEqual({
    name: 'Second ROK-EU Digital Partnership Council',
    areas: null,
    ministers: { totalCount: 1 },
  });
  expect(errors?.map((e) => [e.extensions.code, e.path])).toEqual([['BAD_USER_INPUT', ['event', 'areas']]]);
});

test('an unknown sum or group is an error at its own field', async () => {
  const { data, errors } = await ask(
    '{ areas { totalCount sum(of: BUDGET) { amount } } institutions { groups(by: RELATION_ROLE) { key } } projects { groups(by: STATUS, first: -1) { key } } }',
  );
  expect(data).toEqual({
    areas: { totalCount: expect.any(Number), sum: null },
    institutions: { groups: null },
    projects: { groups: null },
  });
  expect(data.areas.totalCount).toBeGreaterThan(10);
  expect(errors?.map((e) => e.message)).toEqual([
    '"of" expects money of an area or of its relations; got BUDGET, which has no amounts there. Use PROJECTS_BUDGET.',
    '"by" expects what the entities have, as no relation leads to this list; got RELATION_ROLE.',
    expect.stringContaining('"first" expects a number from 0 to 500; got -1'),
  ]);
});

test('a cursor is valid only for its own list, order, filter and time', async () => {
  const { data } = await ask(
    '{ areas(first: 1) { pageInfo { endCursor } } events(first: 1) { pageInfo { endCursor } } }',
  );
  const own = data.areas.pageInfo.endCursor;
  const told = async (query: string) =>
    (await ask(query)).errors?.map((e) => [e.extensions.code, e.message.slice(0, 60)]);
  const other = '"after" expects a cursor of areas with the where, the orderBy an';
  expect(await told(`{ areas(after: "${own}") { totalCount } }`)).toBeUndefined();
  for (const query of [
    `{ areas(after: "${own}", orderBy: [{ name: DESC }]) { totalCount } }`,
    `{ areas(after: "${own}", where: { name: { contains: "a" } }) { totalCount } }`,
    `query @asOf(date: "2023") { areas(after: "${own}") { totalCount } }`,
  ]) {
    expect(await told(query)).toEqual([['BAD_CURSOR', other.slice(0, 60)]]);
  }
  expect(await told(`{ areas(after: "${data.events.pageInfo.endCursor}") { totalCount } }`)).toEqual([
    ['BAD_CURSOR', '"after" expects a cursor of the list areas; got one of the l'],
  ]);
});

test('the conditions and dates of all filters of an operation have a bound', async () => {
  const fields = (count: number, where: string) =>
    `{ ${Array.from({ length: count }, (_, i) => `e${i}: events(first: 0, where: ${where}) { totalCount }`).join(' ')} }`;
  const messageOf = async (query: string) => (await ask(query)).errors?.[0]?.message;
  const dates = '{ period: { before: "2024", after: "2020" } }';
  expect(await messageOf(fields(50, dates))).toBeUndefined();
  const many = `{ or: [${`${dates} `.repeat(20)}] }`;
  expect(await messageOf(fields(2, many))).toBeUndefined();
  expect(await messageOf(fields(3, many))).toMatch(
    /^The arguments of the query have 10956 values .* at most 10000 are allowed/,
  );
  const empty = `{ or: [${'{} '.repeat(50)}] }`;
  expect(await messageOf(fields(19, empty))).toBeUndefined();
  expect(await messageOf(fields(20, empty))).toMatch(/^The arguments of the query have 10240 values /);
});
