import fc from 'fast-check';
import { expect } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import type { EntityFact, Facts, FieldValue, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology, relationId } from '../../src/ontology/ontology.ts';
import { parsePeriod } from '../../src/ontology/period.ts';
import { mentions } from '../../src/recording/mentions.ts';
import { type Key, type Row, World } from './evaluate.ts';
import { one } from './facts.ts';
import { constant } from './questions.ts';
import type { Given } from './values.ts';
import { checkWorlds } from './worlds.ts';

/** `within` and `rollUp` over random hierarchies, with cycles and several parents, against a search of all relations. */

const ontology = createOntology();

const SIZES = { Document: 3, Area: 7, Institution: 6, Event: 5, Project: 6 } as const;
type Type = keyof typeof SIZES;
const idsOf = (type: Type) => Array.from({ length: SIZES[type] }, (_, i) => `${type.toLowerCase()}:${i}`);
const cited = one(idsOf('Document')).map((document) => [{ document, locator: null, stated: null }]);

/** The relations of random facts: mostly those of hierarchies. */
const ENDS: readonly { type: string; from: Type; to: Type; weight: number }[] = [
  { type: 'NARROWER_THAN', from: 'Area', to: 'Area', weight: 6 },
  { type: 'SUBUNIT_OF', from: 'Institution', to: 'Institution', weight: 5 },
  { type: 'PART_OF_EVENT', from: 'Event', to: 'Event', weight: 3 },
  { type: 'IN_AREA', from: 'Project', to: 'Area', weight: 4 },
  { type: 'WORKS_ON', from: 'Institution', to: 'Area', weight: 3 },
  { type: 'DISCUSSED', from: 'Event', to: 'Area', weight: 3 },
  { type: 'PARTICIPATES_IN', from: 'Institution', to: 'Project', weight: 4 },
];

const period = (values: readonly string[]) => one(values).map((edtf): FieldValue => parsePeriod(edtf));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const stated = (values: Readonly<Record<string, FieldValue | null>>) =>
  Object.entries(values).filter((entry): entry is [string, FieldValue] => entry[1] !== null);

const entity = (type: Type, id: string): fc.Arbitrary<EntityFact> =>
  fc
    .record({
      period: type === 'Event' || type === 'Project' ? maybe(period(['2020', '2022-05', '2024'])) : fc.constant(null),
      published: type === 'Document' ? maybe(period(['2019', '2021-06-01', '2023'])) : fc.constant(null),
      sources: cited,
      budget:
        type === 'Project'
          ? maybe(one([1, 2, 4]).map((amount): FieldValue => [{ amount, currency: 'EUR', approximate: false }]))
          : fc.constant(null),
    })
    .map(({ sources, ...values }) => ({
      id,
      type,
      names: [{ text: id, language: 'en', kind: 'OFFICIAL' }],
      summary: null,
      sameAs: [],
      sources,
      claims: Object.fromEntries(
        stated(values).map(([field, value]) => [field, [{ value, rank: 'NORMAL' as const, sources }]]),
      ),
    }));

const relation: fc.Arbitrary<RelationFact> = fc
  .oneof(...ENDS.map(({ weight, ...ends }) => ({ weight, arbitrary: fc.constant(ends) })))
  .chain(({ type, from, to }) =>
    fc
      .record({
        from: one(idsOf(from)),
        to: one(idsOf(to)),
        rank: one(['NORMAL', 'NORMAL', 'NORMAL', 'NORMAL', 'DEPRECATED'] as const),
        sources: cited,
        period: type === 'SUBUNIT_OF' ? maybe(period(['../2021', '2022/..', '2020/2023'])) : fc.constant(null),
      })
      .map(({ period, ...ends }) => ({
        id: relationId(ends.from, type, ends.to),
        type,
        ...ends,
        values: Object.fromEntries(stated({ period })),
      })),
  );

const factsWithHierarchies: fc.Arbitrary<Facts> = fc
  .tuple(
    fc.tuple(...(Object.keys(SIZES) as Type[]).flatMap((type) => idsOf(type).map((id) => entity(type, id)))),
    fc.uniqueArray(relation, { selector: ({ id }) => id, minLength: 20, maxLength: 70 }),
  )
  .map(([entities, relations]) => ({ entities, relations: relations.filter(({ from, to }) => from !== to) }));

/** Lists, with the fields by which they can be filtered and grouped that lead to a type with a hierarchy. */
const LISTS: readonly { type: Type; plural: string; fields: readonly (readonly [field: string, far: Type])[] }[] = [
  {
    type: 'Project',
    plural: 'projects',
    fields: [
      ['areas', 'Area'],
      ['participants', 'Institution'],
    ],
  },
  {
    type: 'Institution',
    plural: 'institutions',
    fields: [
      ['areas', 'Area'],
      ['parent', 'Institution'],
      ['subunits', 'Institution'],
    ],
  },
  {
    type: 'Event',
    plural: 'events',
    fields: [
      ['areas', 'Area'],
      ['partOf', 'Event'],
    ],
  },
  {
    type: 'Area',
    plural: 'areas',
    fields: [
      ['broader', 'Area'],
      ['institutions', 'Institution'],
    ],
  },
];

const within = (type: Type): fc.Arbitrary<Given> => {
  const ids = idsOf(type);
  return fc.oneof(
    one(ids).map((id) => ({ id: { within: id } })),
    fc.uniqueArray(one(ids), { minLength: 1, maxLength: 3 }).map((some) => ({ id: { withinAny: some } })),
    fc
      .tuple(one(ids), fc.uniqueArray(one(ids), { minLength: 1, maxLength: 4 }))
      .map(([id, some]) => ({ id: { within: id, in: some } })),
  );
};

interface Question {
  readonly list: (typeof LISTS)[number];
  readonly where: Given;
  readonly by: readonly [field: string, far: Type];
  /** Which related entities count. */
  readonly only: Given | null;
  readonly date: string | null;
  /** Only what was certain then. */
  readonly isSure: boolean;
}

const question: fc.Arbitrary<Question> = one(LISTS).chain((list) => {
  const related = one(list.fields).chain(([field, far]) =>
    fc
      .oneof(
        ...['some', 'none', 'every'].map((quantifier) =>
          within(far).map((filter): Given => ({ [quantifier]: filter })),
        ),
        fc
          .tuple(within(far), one([0, 1, 2]), one(['eq', 'gte', 'lte']))
          .map(([where, value, operator]): Given => ({ count: { [operator]: value }, where })),
      )
      .map((given): Given => ({ [field]: given })),
  );
  const isInHierarchy = list.type !== 'Project';
  const around = fc.oneof(
    related.map((selfOrBelow): Given => ({ selfOrBelow })),
    related.map((selfOrAbove): Given => ({ selfOrAbove })),
  );
  const leaf = isInHierarchy ? fc.oneof({ weight: 3, arbitrary: related }, within(list.type), around) : related;
  const where = fc.oneof(
    { weight: 4, arbitrary: leaf },
    leaf.map((not): Given => ({ not })),
    fc.tuple(leaf, leaf).map(([one, other]): Given => ({ or: [one, other] })),
    fc.tuple(leaf, leaf).map((and): Given => ({ and })),
  );
  return one(list.fields).chain((by) =>
    fc.record({
      list: fc.constant(list),
      where,
      by: fc.constant(by),
      only: fc.option(within(by[1]), { nil: null, freq: 3 }),
      date: fc.option(one(['2019', '2021-12-31', '2022-05', '2025']), { nil: null, freq: 2 }),
      isSure: fc.boolean(),
    }),
  );
});

function expectedOf(world: World, { list, where, by: [field], only }: Question) {
  const { type } = list;
  const step = world.step(type, field);
  if (!step) throw new Error(`${type} has no ${field}`);
  const far = ({ entity }: Row) =>
    world.far(entity.id, step, null).filter((row) => only === null || world.meets(row, only, step.target));
  const groups = (rows: readonly Row[]) => {
    // Who may have one is not among those that certainly have none.
    const hasPossible = ({ entity }: Row) => world.negated.far(entity.id, step, null).length > 0;
    const counted = rows.filter((row) => far(row).length > 0 || (only === null && !hasPossible(row)));
    const keysOf = (row: Row): Key[] => far(row).flatMap(({ entity }) => [...world.around(entity.id, 'UP')]);
    return world.groups(counted, keysOf).map(({ key, rows: members }) => ({
      key,
      count: members.length,
      ...(type === 'Project' ? { sum: world.sum(members, 'BUDGET') } : {}),
    }));
  };
  const all = world.all(type);
  const rows = all.filter((row) => world.meets(row, where, type));
  return {
    filtered: {
      totalCount: rows.length,
      nodes: rows.map(({ entity }) => ({ id: entity.id })).sort((a, b) => (a.id < b.id ? -1 : 1)),
      groups: groups(rows),
    },
    whole: { groupCount: groups(all).length, groups: groups(all) },
  };
}

function queryOf({ list, by: [field, far], only, date, isSure }: Question) {
  const sum = list.type === 'Project' ? 'sum(of: BUDGET) { amount currency approximate }' : '';
  const args = `by: ${constant(field)}, rollUp: true${only ? `, where: { ${field}: $only }` : ''}`;
  const groups = `groups(${args}, first: 100) { key count ${sum} }`;
  return `query ($where: ${list.type}Where${only ? `, $only: ${far}Where` : ''}) ${date ? `@asOf(date: "${date}"${isSure ? ', certainty: CERTAIN' : ''})` : ''} {
    filtered: ${list.plural}(where: $where, orderBy: [{ id: ASC }], first: 100) { totalCount nodes { id } ${groups} }
    whole: ${list.plural} { groupCount(${args}) ${groups} } }`;
}

/** Random hierarchies, with several queries of each. */
export function checkHierarchies(
  engine: string,
  open: () => Graph | Promise<Graph>,
  sets: number,
  questions: number,
): void {
  checkWorlds(
    `hierarchies match the evaluator: ${engine}, facts $i`,
    { open, sets, questions },
    {
      facts: factsWithHierarchies,
      seed: 20261130,
      title: 'filters within an entity and rolled-up groups',
      questionOf: () => question,
      async check(server, facts, asked) {
        const all: Facts = { ...facts, relations: [...facts.relations, ...mentions(facts)] };
        const { data, errors } = await server(queryOf(asked), { where: asked.where, only: asked.only });
        expect(errors).toBeUndefined();
        expect(data).toEqual(expectedOf(new World(all, ontology, asked.date, asked.isSure), asked));
      },
    },
  );
}
