import fc from 'fast-check';
import type { EntityFact, Facts, Money, RelationFact } from '../../src/ontology/facts.ts';
import { type Ontology, relationId } from '../../src/ontology/ontology.ts';
import { parsePeriod } from '../../src/ontology/period.ts';

/** Random facts, and random questions about them that make sense: both follow from the ontology. */

type Given = Record<string, any>;

const NAMES = [
  'Alpha',
  'alpha',
  'Éclair',
  'E\u0301clair',
  'zeta',
  '반도체',
  '양자',
  '\u{1f600}',
  '\uff5e',
  'a b',
  'ALPHA 2',
  "o'neil`",
];
const DATES = [
  '2022',
  '2022-11',
  '2022-11-15',
  '2023-41',
  '2023~',
  '2022/2023',
  '2022-05/..',
  '../2023',
  '2023/',
  '/2022-06',
  '2024-02-29',
];
const COUNTRIES = ['KR', 'DE', 'FR'];
const ROLES = ['coordinator', 'Partner', 'partner'];
const AMOUNTS = [1, 2.5, 10, 0.1, 0.2];
const CURRENCIES = ['EUR', 'KRW'];
const SOURCES = [{ document: 'document:d', locator: null, stated: null }];
/** Small, so that relations and equal values are frequent. */
const EACH = 4;

const one = <T>(values: readonly T[]) => fc.constantFrom(...values);
const money = fc
  .subarray(CURRENCIES, { minLength: 1 })
  .chain((currencies) =>
    fc.tuple(
      ...currencies.map((currency) =>
        fc.record({ amount: one(AMOUNTS), currency: fc.constant(currency), approximate: fc.boolean() }),
      ),
    ),
  ) as fc.Arbitrary<Money[]>;

function randomValue(field: any): fc.Arbitrary<any> {
  switch (field.kind) {
    case 'enum':
      return one(Object.keys(field.values).slice(0, 3));
    case 'period':
      return one(DATES).map(parsePeriod);
    case 'money':
      return money;
    case 'country':
      return one(COUNTRIES);
    case 'integer':
      return fc.integer({ min: 1, max: 3 });
    case 'duration':
      return one(['P1Y', 'P2Y']);
    case 'place':
      return fc.record({
        name: one([null, 'Hall']),
        city: one(['Seoul', 'seoul', 'Brussels']),
        country: one([null, ...COUNTRIES]),
        latitude: fc.constant(null),
        longitude: fc.constant(null),
      });
    case 'language':
      return one(['en', 'ko']);
    case 'uri':
      return fc.constant('https://example.org/');
    default:
      return one([...ROLES, ...NAMES.slice(0, 3)]);
  }
}

export function factsOf(ontology: Ontology): fc.Arbitrary<Facts> {
  const entity = (type: string, i: number): fc.Arbitrary<EntityFact> =>
    fc
      .record({
        name: one(NAMES),
        korean: fc.option(one(['반도체', '양자']), { nil: null }),
        fields: fc.record(
          Object.fromEntries(
            Object.entries(ontology.entity(type)?.fields ?? {}).map(([name, field]) => [
              name,
              fc.option(randomValue(field), { nil: null }),
            ]),
          ),
        ),
      })
      .map(({ name, korean, fields }) => ({
        id: `${type.toLowerCase()}:${i}`,
        type,
        names: [
          { text: name, language: 'en', kind: 'OFFICIAL' as const },
          ...(korean ? [{ text: korean, language: 'ko', kind: 'OFFICIAL' as const }] : []),
        ],
        summary: null,
        sameAs: [],
        sources: SOURCES,
        claims: Object.fromEntries(
          Object.entries(fields).flatMap(([field, value]) =>
            value === null ? [] : [[field, [{ value, rank: 'NORMAL' as const, sources: SOURCES }]]],
          ),
        ) as any,
      }));
  const ends = ontology.relations.flatMap(({ type, properties, ends }) =>
    ends.filter((end) => end.to !== 'Entity' && end.from !== 'Document').map((end) => ({ type, properties, ...end })),
  );
  const relation = one(ends).chain(
    ({ type, properties, from, to }): fc.Arbitrary<RelationFact> =>
      fc
        .record({
          from: fc.nat(EACH - 1).map((i) => `${from.toLowerCase()}:${i}`),
          to: fc.nat(EACH - 1).map((i) => `${to.toLowerCase()}:${i}`),
          rank: one(['NORMAL', 'NORMAL', 'NORMAL', 'PREFERRED', 'DEPRECATED'] as const),
          values: fc.record(
            Object.fromEntries(
              Object.entries(properties).map(([name, field]) => [
                name,
                fc.option(randomValue(field), { nil: undefined }),
              ]),
            ),
          ),
        })
        .map(({ values, ...rest }) => ({
          ...rest,
          id: relationId(rest.from, type, rest.to),
          type,
          values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as any,
          sources: SOURCES,
        })),
  );
  const document: EntityFact = {
    id: 'document:d',
    type: 'Document',
    names: [{ text: 'Doc', language: 'en', kind: 'OFFICIAL' }],
    summary: null,
    sameAs: [],
    sources: SOURCES,
    claims: {},
  };
  const types = ontology.entities.map(({ name }) => name).filter((name) => name !== 'Document');
  return fc
    .tuple(
      fc.tuple(...types.flatMap((type) => Array.from({ length: EACH }, (_, i) => entity(type, i)))),
      fc.array(relation, { minLength: 20, maxLength: 60 }),
    )
    .map(([entities, relations]) => ({
      entities: [document, ...entities],
      relations: [...new Map(relations.map((one) => [one.id, one])).values()],
    }));
}

const comparison = (values: readonly any[]) =>
  fc.oneof(
    one(values).map((eq) => ({ eq })),
    fc.subarray([...values], { minLength: 1 }).map((some) => ({ in: some })),
    one(values).map((gt) => ({ gt })),
    one(values).map((lte) => ({ lte })),
    fc.boolean().map((isNull) => ({ isNull })),
  );

const texts = (values: readonly string[]) =>
  fc
    .tuple(
      fc.oneof(
        comparison(values).filter((one) => !('isNull' in one)),
        one(values).map((text) => ({ contains: text.slice(0, 2) })),
        one(values).map((text) => ({ startsWith: Array.from(text)[0] })),
      ),
      fc.boolean(),
    )
    .map(([given, matchCase]): Given => (matchCase ? { ...given, matchCase } : given));

function filterOf(field: any): fc.Arbitrary<Given> {
  switch (field.kind) {
    case 'enum':
      return comparison(Object.keys(field.values).slice(0, 3)).filter((one) => !('gt' in one || 'lte' in one));
    case 'period':
      return fc.oneof(
        ...['during', 'before', 'after', 'overlaps'].map((key) =>
          one(DATES.slice(0, 6)).map((date) => ({ [key]: date })),
        ),
        fc.boolean().map((isNull) => ({ isNull })),
      );
    case 'money':
      return fc
        .record({
          currency: one(CURRENCIES),
          more: fc.oneof(
            one(AMOUNTS).map((gte) => ({ gte })),
            one(AMOUNTS).map((lt) => ({ lt })),
            fc.boolean().map((isNull) => ({ isNull })),
          ),
        })
        .map(({ currency, more }) => ({ currency, ...more }));
    case 'country':
      return comparison(COUNTRIES);
    case 'integer':
      return comparison([1, 2, 3]);
    case 'place':
      return fc.oneof(
        texts(['Seoul', 'Brussels']).map(({ matchCase: _, ...city }) => ({ city })),
        comparison(COUNTRIES).map((country) => ({ country })),
      );
    case 'duration':
      return comparison(['P1Y', 'P2Y']);
    default:
      return texts(ROLES);
  }
}

const FILTERED = new Set(['enum', 'period', 'money', 'country', 'integer', 'place', 'text']);

/** A condition on a type's entities; `properties` are those of the relation that leads to them. */
export function whereOf(
  ontology: Ontology,
  type: string,
  properties: Given | null,
  depth: number,
): fc.Arbitrary<Given> {
  const fields = Object.entries(ontology.entity(type)?.fields ?? {}).filter(([, field]) => FILTERED.has(field.kind));
  const leaves = [
    texts(NAMES).map((name) => ({ name })),
    fc
      .tuple(
        texts(['반도체', 'Alpha']).filter((given) => !('gt' in given || 'lte' in given)),
        fc.boolean(),
      )
      .map(([given, korean]) => ({ names: { ...given, ...(korean ? { language: 'ko' } : {}) } })),
    fc
      .subarray(
        Array.from({ length: EACH }, (_, i) => `${type.toLowerCase()}:${i}`),
        { minLength: 1 },
      )
      .map((ids) => ({ id: { in: ids } })),
    ...fields.map(([name, field]) => filterOf(field).map((given) => ({ [name]: given }))),
    ...(properties
      ? [
          comparison(['NORMAL', 'PREFERRED', 'DEPRECATED'])
            .filter((given) => 'in' in given)
            .map((rank) => ({ relation: { rank } })),
          ...Object.entries(properties).map(([name, field]) =>
            filterOf(field).map((given) => ({ relation: { [name]: given } })),
          ),
        ]
      : []),
  ];
  if (depth === 0) return fc.oneof(...leaves);
  const below = () => whereOf(ontology, type, properties, depth - 1);
  const steps = ontology
    .relationFields(type)
    .filter(({ target, relation }) => target !== 'Entity' && relation.type !== 'MENTIONS');
  const related = one(steps).chain(({ name, target, relation }) => {
    const far = () => whereOf(ontology, target, relation.properties, depth - 1);
    return fc
      .oneof(
        ...(['some', 'none', 'every'] as const).map((quantifier) =>
          fc.oneof(far(), fc.constant({})).map((given) => ({ [quantifier]: given })),
        ),
        fc.nat(2).map((gte) => ({ count: { gte } })),
        fc.tuple(fc.nat(2), far()).map(([eq, where]) => ({ count: { eq }, where })),
      )
      .map((given) => ({ [name]: given }));
  });
  return fc.oneof(
    ...leaves,
    { arbitrary: related, weight: 6 },
    fc.tuple(below(), below()).map((and) => ({ and })),
    fc.tuple(below(), below()).map((or) => ({ or })),
    below().map((not) => ({ not })),
  );
}

/** Keys of an order that are told apart by the evaluator: a list of one to three. */
export function orderOf(ontology: Ontology, type: string, properties: Given | null): fc.Arbitrary<Given[]> {
  const direction = one(['ASC', 'DESC']);
  const keyOf = (field: any): fc.Arbitrary<any> =>
    field.kind === 'money' ? fc.record({ currency: one(CURRENCIES), direction }) : direction;
  const simple = (entries: [string, any][]) =>
    entries.filter(([, { kind }]) => ['enum', 'country', 'integer', 'money', 'text'].includes(kind));
  const steps = ontology.relationFields(type).filter(({ relation }) => relation.type !== 'MENTIONS');
  const paid = steps.filter(({ relation }) => relation.properties.amounts);
  const keys = [
    direction.map((name) => ({ name })),
    direction.map((id) => ({ id })),
    ...simple(Object.entries(ontology.entity(type)?.fields ?? {})).map(([name, field]) =>
      keyOf(field).map((order) => ({ [name]: order })),
    ),
    ...steps.map(({ name }) => direction.map((count) => ({ [name]: { count } }))),
    ...paid.map(({ name }) =>
      fc
        .record({ of: fc.constant('AMOUNTS'), currency: one(CURRENCIES), direction })
        .map((sum) => ({ [name]: { sum } })),
    ),
    ...(properties
      ? simple(Object.entries(properties)).map(([name, field]) =>
          keyOf(field).map((order) => ({ relation: { [name]: order } })),
        )
      : []),
  ];
  return fc.array(fc.oneof(...keys), { minLength: 1, maxLength: 3 });
}
