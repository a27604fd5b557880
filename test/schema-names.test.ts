import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../src/graphql/schema/schema.ts';
import type { EntityDeclaration, Field, Fields, RelationDeclaration } from '../src/ontology/declaration.ts';
import { entities } from '../src/ontology/entities.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { relations } from '../src/ontology/relations.ts';

const before = createSchema(createOntology());
const all: readonly RelationDeclaration[] = relations;

/** The changes that break clients: a type, field, argument or value is gone, or has another type. */
async function breaking(moreEntities: readonly EntityDeclaration[], changed: readonly RelationDeclaration[]) {
  const after = createSchema(createOntology([...entities, ...moreEntities], changed));
  const changes = await diff(before, after);
  return {
    count: changes.length,
    breaking: changes.filter((c) => c.criticality.level === CriticalityLevel.Breaking).map((c) => c.message),
    after,
  };
}

const withProperties = (type: string, properties: Fields) =>
  all.map((r) => (r.type === type ? { ...r, properties: { ...r.properties, ...properties } } : r));

const share: Fields = { share: { kind: 'integer', description: 'Which part of the costs it pays, in per cent.' } };

const relation = (type: string, from: string, to: string, field: string, inverse: string): RelationDeclaration => ({
  type,
  description: `A ${from} and a ${to} are joined.`,
  reading: 'is joined with',
  inverseReading: 'is joined with',
  lasting: 'state',
  ends: [{ from, to, field, inverse }],
  properties: { ...share, role: { kind: 'text', description: 'In which role.' } },
});

const programme: EntityDeclaration = {
  name: 'Programme',
  plural: 'programmes',
  description: 'A funding programme.',
  fields: { budget: { kind: 'money', description: 'What it has to spend.' } },
};

const additions: [string, readonly EntityDeclaration[], readonly RelationDeclaration[]][] = [
  ['a property to a relation type that has some', [], withProperties('FUNDS', share)],
  ['a first property to a relation type', [], withProperties('SIGNED', share)],
  ['a property to a relation type with several ends', [], withProperties('ANNOUNCED', share)],
  [
    'a property that gives two relation types the same properties',
    [],
    withProperties('FUNDS', { role: relations.find(({ type }) => type === 'HOLDS_OFFICE')?.properties.role as Field }),
  ],
  [
    'a property of each kind to every relation type',
    [],
    all.map((r) => ({
      ...r,
      properties: {
        ...r.properties,
        addedText: { kind: 'text', description: 'A text.' },
        addedMoney: { kind: 'money', description: 'An amount.' },
        addedPlace: { kind: 'place', description: 'A place.' },
        addedPeriod: { kind: 'period', description: 'A time.' },
        addedNumber: { kind: 'integer', description: 'A number.' },
        addedCountry: { kind: 'country', description: 'A country.' },
      },
    })),
  ],
  [
    'a second relation type between two entity types',
    [],
    [...all, relation('ADVISES', 'Institution', 'Project', 'advised', 'advisers')],
  ],
  [
    'a relation type declared before the others',
    [],
    [relation('ADVISES', 'Institution', 'Project', 'advised', 'advisers'), ...all],
  ],
  [
    'a relation type from an entity type to itself',
    [],
    [...all, relation('MERGED_WITH', 'Project', 'Project', 'mergedWith', 'mergedFrom')],
  ],
  [
    'relation types whose names are prefixes of another or have one as a prefix',
    [],
    [
      ...all,
      relation('FUNDS_PART_OF', 'Institution', 'Project', 'partlyFunded', 'partFunders'),
      relation('PART', 'Event', 'Event', 'partIn', 'partsIn'),
    ],
  ],
  ['an entity type', [programme], all],
  [
    'an entity type with relations to others and to itself',
    [programme],
    [
      ...all,
      relation('PAYS_FOR', 'Programme', 'Project', 'paysFor', 'programmes'),
      relation('PART_OF_PROGRAMME', 'Programme', 'Programme', 'partOf', 'parts'),
    ],
  ],
];

test.each(additions)('adding %s renames and removes nothing', async (_what, moreEntities, changed) => {
  const result = await breaking(moreEntities, changed);
  expect(result.breaking).toEqual([]);
  expect(result.count).toBeGreaterThan(0);
});

test('the comparison notices a removed type', async () => {
  const result = await breaking(
    [],
    all.filter(({ type }) => type !== 'FUNDS'),
  );
  expect(result.breaking).toContain("Type 'FundsProjectConnection' was removed");
  expect(result.breaking).toContain("Type 'InstitutionFundsEdge' was removed");
});

test('each relation type has a connection and an edge type at each end', () => {
  const field = (type: string, name: string) => {
    const found = before.getType(type);
    return String(isObjectType(found) && found.getFields()[name]?.type);
  };
  expect(field('Institution', 'funded')).toBe('FundsProjectConnection');
  expect(field('Project', 'funders')).toBe('InstitutionFundsConnection');
  expect(field('Institution', 'parent')).toBe('SubunitOfInstitutionConnection');
  expect(field('Institution', 'subunits')).toBe('InstitutionSubunitOfConnection');
  expect(field('FundsProjectConnection', 'edges')).toBe('[FundsProjectEdge!]!');
  expect(field('Document', 'mentions')).toBe('MentionsEntityConnection');
});

test('two lists with one name are refused', () => {
  const more: EntityDeclaration = { ...programme, name: 'ProjectArea', plural: 'projectAreas' };
  const colliding = [
    relation('JOINS', 'Institution', 'ProjectArea', 'joined', 'joiners'),
    relation('JOINS_PROJECT', 'Institution', 'Area', 'joinedAreas', 'areaJoiners'),
  ];
  expect(() => createSchema(createOntology([...entities, more], [...all, ...colliding]))).toThrow(
    'The ontology is wrong at relation type "JOINS_PROJECT": expected names of its own for its lists, got JoinsProjectAreaConnection for JOINS_PROJECT to Area, which is the name for JOINS to ProjectArea. Rename one of the two.',
  );
});
