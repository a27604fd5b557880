import { afterAll, expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { checkFacts } from '../src/ingest/facts/check.ts';
import { readDataFile } from '../src/ingest/schema/data-file.ts';
import type { RelationDeclaration } from '../src/ontology/declaration.ts';
import { entities } from '../src/ontology/entities.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { isLessPrecise, parsePeriod } from '../src/ontology/period.ts';
import { relations } from '../src/ontology/relations.ts';
import { fillEmpty } from '../src/recording/fill-empty.ts';
import { PATIENCE } from './support/patience.ts';
import { bundled, serverOver } from './support/served.ts';

const mentored: RelationDeclaration = {
  type: 'MENTORED',
  description: 'An institution guided another one.',
  reading: 'guided',
  inverseReading: 'was guided by',
  lasting: 'state',
  ends: [{ from: 'Institution', to: 'Institution', field: 'guided', inverse: 'guides' }],
  properties: {
    subject: { kind: 'text', description: 'In what.' },
    amounts: { kind: 'money', description: 'For how much.' },
  },
};

/** Without the documented example, so that these tests pass after somebody pastes it. */
const others = relations.filter(({ type }) => type !== mentored.type);

test('a relation type added in one place is checked, stored and queried with its own properties', async () => {
  const ontology = createOntology(entities, [...others, mentored]);
  const data = `
entente: 1
entities:
  - { id: document:d, names: [{ text: Doc, language: en }], sources: [{ document: document:d }] }
  - { id: institution:a, names: [{ text: A, language: en }], sources: [{ document: document:d }] }
  - { id: institution:b, names: [{ text: B, language: en }], sources: [{ document: document:d }] }
relations:
  - { type: MENTORED, from: institution:a, to: institution:b, subject: chips, amounts: [{ amount: 5, currency: EUR }], sources: [{ document: document:d, paragraphs: [2] }] }
`;
  const { facts, problems } = checkFacts([readDataFile('new.yaml', data)], ontology);
  expect(problems).toEqual([]);
  const graph = openEmbedded(null, PATIENCE);
  afterAll(() => graph.close());
  await prepareLayout(graph, ontology);
  await fillEmpty(graph, ontology, facts, new Date(0));
  const ask = serverOver(graph, ontology);
  const answer = await ask(`{ institution(id: "institution:b") { guides { edges {
    type reading subject amounts { amount currency } sources { locator document { id } } node { name } } } } }`);
  expect(answer).toEqual({
    data: {
      institution: {
        guides: {
          edges: [
            {
              type: 'MENTORED',
              reading: 'was guided by',
              subject: 'chips',
              amounts: [{ amount: 5, currency: 'EUR' }],
              sources: [{ locator: 'paragraph 2', document: { id: 'document:d' } }],
              node: { name: 'A' },
            },
          ],
        },
      },
    },
  });
});

const broken: [string, readonly unknown[], string][] = [
  [
    'an unknown end',
    [{ ...mentored, ends: [{ from: 'Ministry', to: 'Event', field: 'x', inverse: 'y' }] }],
    'relation type "MENTORED", end "from": expected one of Minister, Institution',
  ],
  [
    'a field name that is taken',
    [{ ...mentored, ends: [{ from: 'Institution', to: 'Area', field: 'events', inverse: 'guides' }] }],
    'field "events" on Institution: expected a name that nothing else on the type has',
  ],
  ['a second declaration', [mentored, mentored], 'relation type "MENTORED": expected each relation type once'],
  ['no reading', [{ ...mentored, reading: '' }], 'expected a text for "reading", got none'],
  [
    'a property that every relation has',
    [{ ...mentored, properties: { note: { kind: 'text', description: 'x' } } }],
    'field "note": expected a name other than',
  ],
  [
    'a property that another relation type declares with another kind',
    [{ ...mentored, properties: { amounts: { kind: 'text', description: 'For how much.' } } }],
    'relation type "MENTORED", field "amounts": expected money, as in PARTICIPATES_IN, got text',
  ],
  [
    'a property that is a key of facts',
    [{ ...mentored, properties: { key: { kind: 'text', description: 'x' } } }],
    'field "key": expected a name other than',
  ],
  [
    'a hierarchy between two types',
    [
      {
        ...mentored,
        isHierarchy: true,
        ends: [{ from: 'Institution', to: 'Area', field: 'guided', inverse: 'guides' }],
      },
    ],
    'relation type "MENTORED": expected a hierarchy to join entities of one type, got Institution and Area',
  ],
  [
    'an unknown part between two sides',
    [{ ...mentored, between: 'mentors' }],
    'relation type "MENTORED": expected "between" to be "takesPart", "actsFor" or "isAbout", got "mentors"',
  ],
  [
    'a part between two sides with ends of any type',
    [
      {
        ...mentored,
        between: 'takesPart',
        ends: [{ from: 'Institution', to: 'Entity', field: 'guided', inverse: 'guides' }],
      },
    ],
    'relation type "MENTORED": expected ends of one type each, as it joins sides ("between"), got Institution and Entity',
  ],
];

test.each(broken)('a wrong ontology stops the start: %s', (_what, more, sentence) => {
  expect(() => createOntology(entities, [...others, ...(more as RelationDeclaration[])])).toThrow(sentence);
});

test('the API describes its own model', async () => {
  const { ask } = await bundled();
  const { data } = await ask(
    '{ ontology { entityTypes { name } relationTypes { type isHierarchy ends { from to field inverse } } } }',
  );
  expect(data.ontology.entityTypes.map((e: { name: string }) => e.name)).toEqual(entities.map((e) => e.name));
  expect(data.ontology.relationTypes).toEqual(
    relations.map(({ type, isHierarchy = false, ends }) => ({ type, isHierarchy, ends })),
  );
});

test.each([
  ['2023-21', '2023-03-01', '2023-06-21'],
  ['2023-22', '2023-06-01', '2023-09-23'],
  ['2023-24', '2023-01-01', '2024-03-21'],
  ['9999-28', '9999-01-01', '9999-12-31'],
  ['2023-29', '2023-09-01', '2023-12-22'],
  ['2023-32', '2023-06-01', '2023-09-23'],
  ['2023-33', '2023-01-01', '2023-03-31'],
  ['2023-37', '2023-01-01', '2023-04-30'],
  ['2023-38', '2023-05-01', '2023-08-31'],
  ['2023-39', '2023-09-01', '2023-12-31'],
  ['2023-41', '2023-07-01', '2023-12-31'],
])('a season, a quarter or a third of a year spans the days that it can mean: %s', (edtf, start, end) => {
  expect(parsePeriod(edtf)).toEqual({ edtf, start, end });
});

test.each([
  ['Y10000'],
  ['Y27000000003'],
  ['Y31E9'],
  ['Y1E999999999'],
  ['Y-17E7'],
  ['Y12E10S2'],
  ['Y99999999999999999999999999999999'],
  ['-0044'],
  ['-0500/2024'],
  ['[-0001..2024]'],
  ['-1XXX'],
  ['{..-0003}'],
])('years are 0000 to 9999 however they are written: %s', (edtf) => {
  expect(() => parsePeriod(edtf)).toThrow(/^expected a date in the years 0000 to 9999$/);
});

test.each([['2024/Y27000000003'], ['Y31E9/..'], ['[2020,Y31E9]'], ['[2020..Y31E9]'], ['{..Y12E4}']])(
  'a far year within a span or a set is refused: %s',
  (edtf) => {
    expect(() => parsePeriod(edtf)).toThrow(/^expected a date in/);
  },
);

test.each([
  ['Y13E2', '1300-01-01', '1300-12-31'],
  ['0000', '0000-01-01', '0000-12-31'],
  ['9999-12', '9999-12-01', '9999-12-31'],
  ['[0001..9999]', '0001-01-01', '9999-12-31'],
  ['XXXX', '0000-01-01', '9999-12-31'],
  ['../2031', null, '2031-12-31'],
  ['/', null, null],
  ['[2031..]', '2031-01-01', null],
])('the first and the last years are accepted, and open ends: %s', (edtf, start, end) => {
  expect(parsePeriod(edtf)).toEqual({ edtf, start, end });
});

test('a date has at most 200 characters', () => {
  const years = (count: number) => `[${Array.from({ length: count }, (_, i) => 1900 + i).join(',')}]`;
  expect(parsePeriod(years(39))).toMatchObject({ start: '1900-01-01', end: '1938-12-31' });
  for (const text of [years(41), '2'.repeat(100_000), `[${'2020,'.repeat(50_000)}2020]`]) {
    expect(() => parsePeriod(text)).toThrow('expected a date of at most 200 characters');
  }
});

test.each([
  '2023-02-29',
  '1900-02-29',
  '2023-02-~29',
  '2023-02-29/2023-03-02',
  '2023-02-28/2023-02-29',
  '[2023-02-29,2024]',
])('a day that does not exist is refused: %s', (edtf) => {
  const year = edtf.startsWith('1900') ? 1900 : 2023;
  expect(() => parsePeriod(edtf)).toThrow(`expected a day that exists: ${year} has no 29 February`);
});

test.each([
  ['2024', '2024-03', true],
  ['2024', '2024-03-25/2024-03-26', true],
  ['2022/2024', '2022-05/2024-03', true],
  // An interval is not a less precise date.
  ['2022-05/2024', '2024', false],
  ['2022/2025', '2023/2024', false],
  ['2024', '2024~', false],
  ['2024-03', '2024', false],
])('%s is less precise than %s: %s', (coarse, fine, isLess) => {
  expect(isLessPrecise(parsePeriod(coarse), parsePeriod(fine))).toBe(isLess);
});

test.each(['2024-02-29', '2000-02-29', '2024-02-29/2024-03-02', '2023-02-28'])(
  'an existing leap day is accepted: %s',
  (edtf) => {
    expect(parsePeriod(edtf).edtf).toBe(edtf);
  },
);

test.each([
  ['[2020..2022]', '2020-01-01', '2022-12-31'],
  ['[2020,2022]', '2020-01-01', '2022-12-31'],
  ['{2018,2019..2020}', '2018-01-01', '2020-12-31'],
  ['[..2022]', null, '2022-12-31'],
  ['[2020..]', '2020-01-01', null],
])('the bounds of a set span all its dates: %s', (edtf, start, end) => {
  expect(parsePeriod(edtf)).toEqual({ edtf, start, end });
});
