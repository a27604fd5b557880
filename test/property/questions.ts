import fc from 'fast-check';
import type { Field, Fields } from '../../src/ontology/declaration.ts';
import { type Ontology, type RelationField, relationBase } from '../../src/ontology/ontology.ts';
import { one } from './facts.ts';
import * as pool from './pools.ts';
import { compare, fold, type Given } from './values.ts';

/** Random filters and orders that the ontology allows, except those that are refused as never true. */

const only = (key: string, given: fc.Arbitrary<any>) => given.map((value): Given => ({ [key]: value }));
const stated = only('isNull', fc.boolean());

/** A range between two values that differ in their compared form; otherwise the filter would be refused. */
const between = <T extends string | number>(values: readonly T[], read: (value: T) => T) =>
  fc
    .tuple(one(values), one(values), one(['gt', 'gte']), one(['lt', 'lte']))
    .filter(([a, b]) => read(a) !== read(b))
    .map(([a, b, above, below]): Given => {
      const [low, high] = compare(read(a), read(b)) < 0 ? [a, b] : [b, a];
      return { [above]: low, [below]: high };
    });

const equal = <T>(values: readonly T[]) =>
  fc.oneof(only('eq', one(values)), only('in', fc.uniqueArray(one(values), { minLength: 1, maxLength: 3 })));

const ordered = <T extends string | number>(values: readonly T[], read: (value: T) => T = (value) => value) =>
  fc.oneof(
    equal(values),
    ...['gt', 'gte', 'lt', 'lte'].map((operator) => only(operator, one(values))),
    between(values, read),
    stated,
    one(values).map((gte): Given => ({ gte, isNull: false })),
  );

/** A part of a text, of whole characters. */
const piece = (values: readonly string[]) =>
  fc.tuple(one(values), fc.nat(3), fc.integer({ min: 1, max: 3 })).map(([text, from, size]) => {
    const letters = Array.from(text);
    return letters
      .slice(Math.min(from, letters.length - 1))
      .slice(0, size)
      .join('');
  });

/** Texts in a different case than stored. */
const recased = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, one([(t: string) => t, (t: string) => t.toUpperCase(), fold])).map(([given, change]) => change(given));

const parts = (values: readonly string[]) =>
  fc.oneof(
    only('contains', recased(piece(values))),
    only('startsWith', recased(one(values).map((text) => Array.from(text).slice(0, 2).join('')))),
  );

const cased = (given: fc.Arbitrary<Given>) => given.map((filter): Given => ({ ...filter, matchCase: true }));
const texts = (values: readonly string[]) =>
  fc.oneof(parts(values), equal(values), ordered(values, fold), cased(fc.oneof(parts(values), ordered(values))));

const dates = fc.oneof(
  stated,
  ...['during', 'before', 'after', 'overlaps'].map((key) => only(key, one(pool.DATES))),
  fc.record({ before: one(['2023', '2023-02', '2024']), after: one(['2021', '2022-10', '2022']) }),
  fc.record({ overlaps: one(pool.DATES), isNull: fc.constant(false) }),
) as fc.Arbitrary<Given>;

const money = fc
  .tuple(
    one(pool.CURRENCIES),
    fc.oneof(
      fc.constant({}),
      stated,
      ordered(pool.AMOUNTS).filter((given) => !('in' in given)),
    ),
  )
  .map(([currency, given]): Given => ({ currency, ...given }));

const places = fc.oneof(
  stated,
  only('name', texts(pool.PLACES)),
  only('city', texts(pool.CITIES)),
  only('country', codes()),
  only('latitude', ordered(pool.DEGREES)),
  fc.record({ city: texts(pool.CITIES), longitude: ordered(pool.DEGREES) }),
);

/** Codes may be in lower case. */
function codes() {
  return fc.oneof(ordered(pool.COUNTRIES), only('eq', one(['kr', 'De'])), only('startsWith', one(['k', 'D'])));
}

function filterOf(field: Field): fc.Arbitrary<Given> {
  switch (field.kind) {
    case 'enum':
      return fc.oneof(equal(Object.keys(field.values).slice(0, 4)), stated);
    case 'period':
      return dates;
    case 'money':
      return money;
    case 'place':
      return places;
    case 'country':
      return codes();
    case 'integer':
      return ordered(pool.NUMBERS);
    case 'duration':
      return texts(pool.DURATIONS);
    case 'language':
      return texts(pool.LANGUAGES);
    case 'uri':
      return texts(pool.URIS);
    default:
      return texts([...pool.TEXTS, ...pool.LOCATORS]);
  }
}

/** Dates and money are drawn most often, as they have the most rules. */
const weightedFilter = ([name, field]: [string, Field]) => ({
  weight: field.kind === 'period' ? 4 : field.kind === 'money' ? 2 : 1,
  arbitrary: only(name, filterOf(field)),
});

const language = one(['en', 'ko', 'ko-KR']);
const names = fc.oneof(
  fc.oneof(parts(pool.NAMES), equal(pool.NAMES)),
  cased(fc.oneof(parts(pool.NAMES), equal(pool.NAMES))),
  fc.record({ language }),
  fc.record({ language, kind: one(['OFFICIAL', 'ALIAS']) }),
  // All of them have one name.
  fc.record({ language, contains: one(['a', 'e', '반']) }),
);

/** The list of a query: its type, and the field that leads to it unless it is a root list. */
export interface Listed {
  readonly type: string;
  readonly step: RelationField | null;
}

const propertiesOf = ({ step }: Listed): Fields => ({ ...relationBase, ...step?.relation.properties });

/** `isDated`: the query has a day, so that it may ask what is certain. */
export function whereOf(ontology: Ontology, listed: Listed, depth: number, isDated: boolean): fc.Arbitrary<Given> {
  const { type, step } = listed;
  const own = Object.entries<Field>(ontology.entity(type)?.fields ?? {});
  const ids = type === 'Entity' ? ontology.entities.flatMap(({ name }) => pool.idsOf(name)) : pool.idsOf(type);
  const relation = fc.oneof(
    ...(isDated ? [only('certain', fc.boolean())] : []),
    only('rank', fc.oneof(equal(['PREFERRED', 'NORMAL', 'DEPRECATED']), stated)),
    only(
      'type',
      fc.subarray(
        ontology.relations.map((one) => one.type),
        { minLength: 1 },
      ),
    ),
    ...Object.entries(propertiesOf(listed)).map(weightedFilter),
  );
  const leaves = fc.oneof(
    { weight: 2, arbitrary: only('name', texts(pool.NAMES)) },
    { weight: 2, arbitrary: only('names', names) },
    { weight: isDated ? 2 : 0, arbitrary: only('certain', fc.boolean()) },
    only('id', equal(ids)),
    only('summary', texts(pool.TEXTS)),
    only('sameAs', fc.oneof(texts(pool.URIS), stated)),
    {
      weight: own.length * 2,
      arbitrary: own.length > 0 ? fc.oneof(...own.map(weightedFilter)) : fc.constant({}),
    },
    { weight: step ? 5 : 0, arbitrary: only('relation', relation) },
    // Several keys in one object.
    fc.record({ name: texts(pool.NAMES), id: equal(ids) }),
  );
  if (depth === 0) return leaves;
  const below = whereOf(ontology, listed, depth - 1, isDated);
  const some = fc.array(below, { minLength: 1, maxLength: 3 });
  const steps = ontology.relationFields(type);
  const related = () =>
    one(steps).chain((field) => {
      const far = whereOf(ontology, { type: field.target, step: field }, depth - 1, isDated);
      const filter = fc.oneof({ weight: 4, arbitrary: far }, { weight: 1, arbitrary: fc.constant<Given>({}) });
      const given = fc.oneof(
        ...['some', 'none', 'every'].map((key) => only(key, filter)),
        only('count', counts),
        fc.record({ count: counts, where: far }),
        fc.record({ some: filter, none: far }),
      );
      return only(field.name, given as fc.Arbitrary<Given>);
    });
  const document = whereOf(ontology, { type: 'Document', step: null }, depth - 1, isDated);
  const cited = fc.oneof(
    ...['some', 'none', 'every'].map((key) => only(key, document)),
    only('count', counts),
    fc.record({ count: counts, where: document }),
  ) as fc.Arbitrary<Given>;
  const evidence = fc.oneof(only('sources', cited), only('contested', fc.boolean()));
  return fc.oneof(
    { weight: 4, arbitrary: leaves },
    { weight: 2, arbitrary: evidence },
    { weight: step ? 2 : 0, arbitrary: only('relation', evidence) },
    { weight: steps.length > 0 ? 5 : 0, arbitrary: steps.length > 0 ? related() : leaves },
    only('and', some),
    only('or', some),
    only('not', below),
  );
}

const counts = fc.oneof(
  equal([0, 1, 2]),
  only('gt', one([0, 1])),
  only('gte', one([0, 1, 2])),
  only('lt', one([1, 2])),
  only('lte', one([0, 1])),
  between([0, 1, 2, 3], (n) => n),
);

const direction = one(['ASC', 'DESC']);
/** Without a direction, the largest groups come first. */
const amount = fc.record({ currency: one(pool.CURRENCIES), direction }, { requiredKeys: ['currency'] });

const orderOfField = (field: Field): fc.Arbitrary<any> => {
  if (field.kind === 'money') return amount;
  return field.kind === 'place' ? one(['name', 'city', 'country']).chain((part) => only(part, direction)) : direction;
};

const keysOf = (fields: Fields) => Object.entries(fields).map(([name, field]) => only(name, orderOfField(field)));

export const constant = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();

/** The money fields that a list can sum, by their names in the schema: of its entities and of its relation. */
export const summedIn = (ontology: Ontology, { type, step }: Listed): string[] =>
  [ontology.entity(type)?.fields ?? {}, step?.relation.properties ?? {}].flatMap((fields) =>
    Object.entries<Field>(fields).flatMap(([name, { kind }]) => (kind === 'money' ? [constant(name)] : [])),
  );

export function orderOf(ontology: Ontology, listed: Listed, isDated: boolean): fc.Arbitrary<Given[]> {
  const steps = ontology.relationFields(listed.type).map((field) => {
    const sums = summedIn(ontology, { type: field.target, step: field });
    const sum = fc.tuple(one(sums.length > 0 ? sums : ['']), amount).map(([of, rest]) => ({ of, ...rest }));
    const count = only('count', direction);
    const key = only(field.name, sums.length > 0 ? fc.oneof(count, only('sum', sum)) : count);
    const counted = whereOf(ontology, { type: field.target, step: field }, 0, isDated);
    return fc.oneof(
      key,
      fc.tuple(key, counted).map(([given, where]): Given => ({ ...given, where: { [field.name]: where } })),
    );
  });
  const relation = fc.oneof(only('rank', direction), only('type', direction), ...keysOf(propertiesOf(listed)));
  const keys = [
    only('name', direction),
    only('id', direction),
    ...keysOf(ontology.entity(listed.type)?.fields ?? {}),
    ...(steps.length > 0 ? [fc.oneof(...steps), fc.oneof(...steps)] : []),
    ...(listed.step ? [only('relation', relation), only('relation', relation)] : []),
  ];
  return fc.array(fc.oneof(...keys), { minLength: 1, maxLength: 3 });
}
