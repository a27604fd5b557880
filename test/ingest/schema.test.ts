import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, expectTypeOf, test } from 'vitest';
import { parse } from 'yaml';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { checkMapping } from '../../src/ingest/mapping/mapping.ts';
import { readDataFile, rootOf } from '../../src/ingest/schema/data-file.ts';
import {
  Check,
  choice,
  defaultsTo,
  integer,
  jsonSchema,
  list,
  object,
  optional,
  record,
  type TypeOf,
  text,
} from '../../src/ingest/schema/schema.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

const ontology = createOntology();

const person = object(
  { name: 'a person', description: 'Somebody.' },
  {
    name: text('The full name.'),
    born: optional(integer('The year.')),
    tags: defaultsTo(list(text()), []),
    rank: defaultsTo(choice(['high', 'low']), 'low'),
    links: optional(record(text(), { expected: 'links as a mapping of names to addresses' })),
  },
);

function read(yaml: string) {
  const file = readDataFile('a.yaml', yaml);
  const check = new Check(file);
  const value = person.read(file.content, rootOf(file, 'a person'), check);
  return { value, problems: check.inOrder().map(({ line, expected, got }) => `${line}: ${expected}; got ${got}`) };
}

test('a type, a check and a JSON Schema follow from one declaration', () => {
  expectTypeOf<TypeOf<typeof person>>().toEqualTypeOf<{
    readonly name: string;
    readonly born?: number | undefined;
    readonly tags: readonly string[];
    readonly rank: 'high' | 'low';
    readonly links?: ReadonlyMap<string, string> | undefined;
  }>();
  expect(read('name: 1.10\nborn: 1980\n').value).toEqual({ name: '1.10', born: 1980, tags: [], rank: 'low' });
  expect(jsonSchema('People', person)).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'People',
    type: 'object',
    description: 'Somebody.',
    properties: {
      name: { type: 'string', description: 'The full name.' },
      born: { type: 'integer', description: 'The year.' },
      tags: { type: 'array', items: { type: 'string' } },
      rank: { enum: ['high', 'low'] },
      links: { type: 'object', additionalProperties: { type: 'string' } },
    },
    required: ['name'],
    additionalProperties: false,
    $defs: {},
  });
});

test('all problems are reported at once, each at the line of its value or key', () => {
  expect(
    read(`tags: [a, [b], &x c, *x]
born:
  1980.5
nam: A
links:
  __proto__: [x]
  toString: y
rank: hig
`).problems,
  ).toEqual([
    '1: a person with "name"; got none',
    '1: tags as text; got a list',
    '1: tags as text; got an alias',
    '3: born as a whole number; got 1980.5',
    '4: one of name, born, tags, rank, links in a person (did you mean name?); got "nam"',
    '6: __proto__ as text; got a list',
    '8: rank to be one of high, low (did you mean high?); got "hig"',
  ]);
  expect(read('- a\n').problems).toEqual(['1: a person as a mapping with name, born, tags, rank, links; got a list']);
});

const validatorOf = (name: string) =>
  new Ajv2020({ strict: false, formats: { uri: true } }).compile(
    JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')),
  );
const acceptsFacts = validatorOf('facts');
const acceptsMapping = validatorOf('mapping');

const document =
  '{ id: document:d, names: [{ text: D, language: en }], sources: [{ document: document:d, paragraphs: [1] }] }';
const institution = (rest: string) =>
  `{ id: institution:a, names: [{ text: A, language: en }], sources: [{ document: document:d }], ${rest} }`;
const facts = (entity: string, relation = '') =>
  `entente: 1\nentities:\n  - ${document}\n  - ${entity}\nrelations: [${relation}]\n`;

test.each([
  [true, facts(institution('kind: MINISTRY, place: { city: Seoul }, sameAs: ["https://a.example/"]'))],
  [true, facts(institution('kind: [{ value: STATE, rank: PREFERRED, sources: [{ document: document:d }] }]'))],
  [
    true,
    facts(
      institution(''),
      '{ type: PUBLISHED, from: institution:a, to: document:d, sources: [{ document: document:d }] }',
    ),
  ],
  [false, facts(institution('kind: MINISTRI'))],
  [false, facts(institution('country: Korea'))],
  [false, facts(institution('colour: red'))],
  [false, facts(institution('place: Seoul'))],
  [false, facts(institution('summary: [a]'))],
  [false, facts(institution('kind: [{ value: STATE }]'))],
  [false, facts(`{ id: institution:${'a'.repeat(201)}, names: [{ text: A, language: en }], sources: [] }`)],
  [
    false,
    facts(
      institution(''),
      '{ type: PUBLISHED, from: document:d, to: institution:a, sources: [{ document: document:d }] }',
    ),
  ],
  [false, facts(institution(''), '{ type: PUBLISHED, from: institution:a, to: document:d }')],
  [false, facts(institution('')).replace('entente: 1', 'entente: 2')],
  [false, facts(institution('')).replace('paragraphs: [1]', 'paragraphs: [0]')],
])('the check and the schema of data files agree (%s): %s', (isRight, yaml) => {
  expect(checkFacts([readDataFile('a.yaml', yaml)], ontology).problems.length === 0).toBe(isRight);
  expect(acceptsFacts(parse(yaml))).toBe(isRight);
});

const mapping = (entity: string, rest = '') => `mapping: 1
source: { id: document:d, title: D, publisher: { id: institution:p, name: P } }
key: [No]
language: en
entities:
  project: { type: Project, id: { scheme: t, columns: [No] }, names: [Name], ${entity} }
${rest}`;

test.each([
  [
    true,
    mapping('fields: { status: { column: State, values: { on: ACTIVE } }, period: { from: A, to: B, open: true } }'),
  ],
  [true, mapping('summary: Notes', 'relations: []\ndates: day first\ncurrency: KRW\n')],
  [false, mapping('fields: { status: { column: State, values: { on: ACTIV } } }')],
  [false, mapping('fields: { period: { start: A } }')],
  [false, mapping('split: { column: No }')],
  [false, mapping('', 'dates: days first\n')],
  [false, mapping('').replace('scheme: t', 'scheme: T T')],
  [false, mapping('').replace('title: D, ', '')],
])('the check and the schema of mapping files agree (%s): %s', (isRight, yaml) => {
  expect(checkMapping(readDataFile('a.yaml', yaml), ontology).problems.length === 0).toBe(isRight);
  expect(acceptsMapping(parse(yaml))).toBe(isRight);
});
