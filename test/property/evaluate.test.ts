import { describe, expect, test } from 'vitest';
import type { EntityFact, Facts, Money, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology, type RelationField, relationId } from '../../src/ontology/ontology.ts';
import { parsePeriod } from '../../src/ontology/period.ts';
import { World } from './evaluate.ts';
import { added, compareTexts, daysOf, type Given, meetsMoney, meetsPeriod, meetsText } from './values.ts';

/** Engines are compared with the evaluator; these examples were worked out by hand from the specification. */

const ontology = createOntology();
const sources = [{ document: 'document:d', locator: null, stated: null }];

const entity = (id: string, name: string, stated: Record<string, unknown> = {}): EntityFact => ({
  id,
  type: ontology.typeOfId(id)?.name ?? '',
  names: [{ text: name, language: 'en', kind: 'OFFICIAL' }],
  summary: null,
  sameAs: [],
  sources,
  claims: Object.fromEntries(
    Object.entries(stated).map(([field, value]) => [field, [{ value: value as any, rank: 'NORMAL', sources }]]),
  ),
});
const relation = (from: string, type: string, to: string, more: Partial<RelationFact> = {}): RelationFact => ({
  id: relationId(from, type, to),
  type,
  from,
  to,
  values: {},
  rank: 'NORMAL',
  sources,
  ...more,
});
const eur = (amount: number, approximate = false): Money[] => [{ amount, currency: 'EUR', approximate }];

const facts: Facts = {
  entities: [
    entity('institution:a', 'Zeta', { country: 'KR' }),
    entity('institution:b', 'alpha'),
    entity('institution:c', 'Beta', { country: 'DE' }),
    entity('project:p', 'P', { period: parsePeriod('2022'), budget: eur(0.1) }),
    entity('project:q', 'Q', { period: parsePeriod('2024-05'), budget: eur(0.2, true) }),
    entity('agreement:open', 'Open', { signed: parsePeriod('../2020'), period: parsePeriod('2023') }),
  ],
  relations: [
    relation('institution:a', 'PARTICIPATES_IN', 'project:p', { values: { role: 'lead', amounts: eur(3) } }),
    relation('institution:b', 'PARTICIPATES_IN', 'project:p', { rank: 'PREFERRED', values: { amounts: eur(1) } }),
    relation('institution:c', 'PARTICIPATES_IN', 'project:p', { rank: 'DEPRECATED' }),
    relation('institution:a', 'PARTICIPATES_IN', 'project:q'),
    relation('institution:a', 'SUBUNIT_OF', 'institution:b', { values: { period: parsePeriod('2019/2021') } }),
    relation('institution:c', 'SUCCEEDED_BY', 'institution:b', { values: { period: parsePeriod('2019') } }),
  ],
};
const world = new World(facts, ontology);
const field = (type: string, name: string) => world.step(type, name) as RelationField;
const ids = (rows: readonly { entity: EntityFact }[]) => rows.map((row) => row.entity.id);
const found = (type: string, where: Given) => ids(world.all(type).filter((row) => world.meets(row, where, type)));

test.each([
  ['2023-05-03', ['2023-05-03', '2023-05-03', '2023-05-03', '2023-05-03']],
  ['2022-11', ['2022-11-01', '2022-11-30', '2022-11-01', '2022-11-30']],
  ['2024-41', ['2024-07-01', '2024-12-31', '2024-07-01', '2024-12-31']],
  ['2023~', ['2023-01-01', '2023-12-31', '2023-01-01', '2023-12-31']],
  ['2022/2023-02', ['2022-01-01', '2022-12-31', '2023-02-01', '2023-02-28']],
  ['2022-05/..', ['2022-05-01', '2022-05-31', '9999-12-31', '9999-12-31']],
  ['../2022', ['0000-01-01', '0000-01-01', '2022-01-01', '2022-12-31']],
  ['2022/', ['2022-01-01', '2022-12-31', '2022-01-01', '9999-12-31']],
  ['/2022', ['0000-01-01', '2022-12-31', '2022-01-01', '2022-12-31']],
])('the four bounds of %s', (text, [s0, s1, e0, e1]) => {
  expect(daysOf(text)).toEqual({ s0, s1, e0, e1 });
});

test.each<[string | null, Given, boolean]>([
  // November 2022 means one day in it, which can be before, on or after the 15th.
  ['2022-11', { before: '2022-11-15' }, true],
  ['2022-11', { during: '2022-11-15' }, true],
  ['2022-11', { after: '2022-11-15' }, true],
  // A span that ends in 2024 does not lie within 2023, although it has days there.
  ['2022/2024', { during: '2023' }, false],
  ['2022/2024', { overlaps: '2023' }, true],
  ['2022-01-01/..', { before: '2030' }, false],
  ['2022-01-01/', { before: '2030' }, true],
  [null, { overlaps: '2023' }, false],
  [null, { isNull: true }, true],
])('%s can be %o: %s', (stated, asked, can) => {
  expect(meetsPeriod(stated, asked)).toBe(can);
});

test('texts compare in NFC, without case unless matchCase, and are ordered by code points', () => {
  expect(meetsText('E\u0301CLAIR', { eq: 'éclair' })).toBe(true);
  expect(meetsText('ÉCLAIR', { eq: 'éclair', matchCase: true })).toBe(false);
  expect(['\u{1f600}', '\uff5e', 'a', 'B'].sort(compareTexts)).toEqual(['B', 'a', '\uff5e', '\u{1f600}']);
});

test('money is compared by currency, and summed without errors of floats', () => {
  expect(meetsMoney(eur(5), { currency: 'KRW', gte: 1 })).toBe(false);
  expect(meetsMoney(eur(5), { currency: 'KRW', isNull: true })).toBe(true);
  expect(added([...eur(0.1), ...eur(0.2, true)])).toEqual([{ amount: 0.3, currency: 'EUR', approximate: true }]);
});

describe('filters', () => {
  test('a comparison with a missing value is false, and its negation true', () => {
    expect(found('Institution', { country: { eq: 'kr' } })).toEqual(['institution:a']);
    expect(found('Institution', { not: { country: { eq: 'KR' } } })).toEqual(['institution:b', 'institution:c']);
  });

  test('every is true of an empty list; deprecated relations count only if a filter asks for ranks', () => {
    const lead = { relation: { role: { eq: 'lead' } } };
    expect(found('Institution', { projects: { every: lead } })).toEqual(['institution:c']);
    expect(found('Institution', { projects: { some: {} } })).toEqual(['institution:a', 'institution:b']);
    expect(found('Institution', { projects: { some: { relation: { rank: { eq: 'DEPRECATED' } } } } })).toEqual([
      'institution:c',
    ]);
    expect(found('Institution', { projects: { count: { eq: 1 }, where: { period: { during: '2022' } } } })).toEqual([
      'institution:a',
      'institution:b',
    ]);
  });
});

test('orders: preferred relations first, missing values last in both directions', () => {
  const rows = world.far('project:p', field('Project', 'participants'), null);
  expect(ids(world.ordered(rows, null, 'Institution'))).toEqual(['institution:b', 'institution:a']);
  for (const [direction, order] of [
    ['ASC', 'cab'],
    ['DESC', 'acb'],
  ] as const) {
    expect(ids(world.ordered(world.all('Institution'), [{ country: direction }], 'Institution'))).toEqual(
      Array.from(order, (letter) => `institution:${letter}`),
    );
  }
  const byPaid = [{ projects: { sum: { of: 'AMOUNTS', currency: 'EUR' } } }];
  expect(ids(world.ordered(world.all('Institution'), byPaid, 'Institution'))).toEqual(
    ['a', 'b', 'c'].map((letter) => `institution:${letter}`),
  );
});

test('groups by far entity: largest first, rows without one last', () => {
  const projects = field('Institution', 'projects');
  const keys = world
    .groups(world.all('Institution'), ({ entity: { id } }) => world.far(id, projects, null).map((row) => row.entity.id))
    .map(({ key, rows }) => [key, rows.length]);
  expect(keys).toEqual([
    ['project:p', 2],
    ['project:q', 1],
    [null, 1],
  ]);
});

test('as of a day: later beginnings and ended states are left out, occurrences stay, and an open start has begun', () => {
  const then = new World(facts, ontology, '2022');
  expect(ids(then.all('Project'))).toEqual(['project:p']);
  expect(then.far('institution:a', field('Institution', 'projects'), null)).toHaveLength(1);
  expect(then.far('institution:a', field('Institution', 'parent'), null)).toEqual([]);
  expect(then.far('institution:c', field('Institution', 'successors'), null)).toHaveLength(1);
  const [agreement] = new World(facts, ontology, '2021').all('Agreement');
  expect(agreement && then.isCertain(agreement)).toBe(true);
});
