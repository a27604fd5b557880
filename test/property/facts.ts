import fc from 'fast-check';
import type { Claim, EntityFact, Facts, FieldValue, Money, Place, RelationFact } from '../../src/ontology/facts.ts';
import { ANY, type Ontology, relationBase, relationId } from '../../src/ontology/ontology.ts';
import { type Period, parsePeriod } from '../../src/ontology/period.ts';
import { settledEntity } from '../../src/recording/entity-records.ts';
import * as pool from './pools.ts';

/** Random facts that the ontology allows: all types and ends, values of each kind, many of them missing. */

export const one = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });

/** Facts hold bounds as well as EDTF. The parser of src computes them, as on import; the evaluator parses EDTF itself. */
const period: fc.Arbitrary<Period> = one(pool.DATES).map(parsePeriod);

const money: fc.Arbitrary<Money[]> = fc.uniqueArray(
  fc.record({ amount: one(pool.AMOUNTS), currency: one(pool.CURRENCIES), approximate: fc.boolean() }),
  { selector: ({ currency }) => currency, minLength: 1, maxLength: 2 },
);

/** A place without any value counts as missing. */
const place: fc.Arbitrary<Place> = fc
  .record({
    name: maybe(one(pool.PLACES)),
    city: maybe(one(pool.CITIES)),
    country: maybe(one(pool.COUNTRIES)),
    latitude: maybe(one(pool.DEGREES)),
    longitude: maybe(one(pool.DEGREES)),
  })
  .filter((parts) => Object.values(parts).some((part) => part !== null));

function randomValue(field: { kind: string; values?: object }): fc.Arbitrary<FieldValue> {
  switch (field.kind) {
    case 'enum':
      return one(Object.keys(field.values ?? {}).slice(0, 3));
    case 'period':
      return period;
    case 'money':
      return money;
    case 'place':
      return place;
    case 'country':
      return one(pool.COUNTRIES);
    case 'integer':
      return one(pool.NUMBERS);
    case 'duration':
      return one(pool.DURATIONS);
    case 'language':
      return one(pool.LANGUAGES);
    case 'uri':
      return one(pool.URIS);
    default:
      return one(pool.TEXTS);
  }
}

const values = (fields: object): fc.Arbitrary<Record<string, FieldValue>> =>
  fc
    .record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, maybe(randomValue(field))])))
    .map((stated) => Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null)) as any);

/** Documents and locators, from which MENTIONS derives. */
const sourcesIn = (documents: readonly string[]) =>
  fc.uniqueArray(
    fc
      .record({
        document: one(documents),
        locator: maybe(one(pool.LOCATORS)),
        stated: fc.constant(null),
        at: fc.option(one(pool.DATES), { nil: null, freq: 1 }),
      })
      .map(({ at, ...source }) => (at === null ? source : { ...source, at })),
    { selector: ({ document, locator }) => `${document} ${locator}`, minLength: 1, maxLength: 2 },
  );

const name = fc.record({
  text: one(pool.NAMES),
  language: one(pool.LANGUAGES),
  kind: one(['OFFICIAL', 'SHORT', 'ACRONYM', 'ALIAS'] as const),
});

function entity(ontology: Ontology, id: string, type: string, documents: readonly string[]): fc.Arbitrary<EntityFact> {
  const fields = ontology.entity(type)?.fields ?? {};
  return fc
    .record({
      names: fc.array(name, { minLength: 1, maxLength: 3 }),
      summary: maybe(one(pool.TEXTS)),
      sameAs: fc.uniqueArray(one(pool.URIS), { maxLength: 2 }),
      sources: sourcesIn(documents),
      shown: values(fields),
      // A claim that contradicts the shown value; it must not appear in any list.
      others: values(fields),
      elsewhere: sourcesIn(documents),
    })
    .map(({ shown, others, elsewhere, ...own }) => {
      const claims = Object.entries(shown).map(([field, value]): [string, Claim[]] => {
        const other = others[field];
        const first = { value, rank: other === undefined ? 'NORMAL' : 'PREFERRED', sources: own.sources } as const;
        return [field, other === undefined ? [first] : [first, { value: other, rank: 'NORMAL', sources: elsewhere }]];
      });
      const fact = { id, type, ...own, claims: Object.fromEntries(claims) };
      // As a file is read: what only says less than another claim supports it.
      return { ...fact, claims: settledEntity(fact, fields).claims };
    });
}

function relation(
  ontology: Ontology,
  ids: ReadonlyMap<string, readonly string[]>,
  documents: readonly string[],
): fc.Arbitrary<RelationFact> {
  // MENTIONS, which leads to any type, derives from sources.
  const ends = ontology.relations.flatMap(({ type, properties, ends }) =>
    ends
      .filter(({ from, to }) => ![from, to].includes(ANY) && ids.get(from)?.length && ids.get(to)?.length)
      .filter(() => type !== 'MENTIONS')
      .map(({ from, to }) => ({ type, properties: { ...relationBase, ...properties }, from, to })),
  );
  return one(ends).chain(({ type, properties, from, to }) =>
    fc
      .record({
        from: one(ids.get(from) ?? []),
        to: one(ids.get(to) ?? []),
        // Two relations of a type between the same entities, such as an office held twice.
        key: fc.option(fc.constant('again'), { nil: undefined, freq: 5 }),
        rank: one(['NORMAL', 'NORMAL', 'NORMAL', 'PREFERRED', 'DEPRECATED'] as const),
        values: values(properties),
        sources: sourcesIn(documents),
      })
      .map(({ key, ...stated }) => ({ id: relationId(stated.from, type, stated.to, key), type, ...stated })),
  );
}

export function factsOf(ontology: Ontology): fc.Arbitrary<Facts> {
  const counts = fc.tuple(...ontology.entities.map(() => fc.integer({ min: 2, max: pool.EACH })));
  return counts.chain((sizes) => {
    const ids = new Map(ontology.entities.map(({ name }, i) => [name, pool.idsOf(name).slice(0, sizes[i])]));
    const documents = ids.get('Document') ?? [];
    const entities = [...ids].flatMap(([type, own]) => own.map((id) => entity(ontology, id, type, documents)));
    return fc
      .tuple(
        fc.tuple(...entities),
        fc.uniqueArray(relation(ontology, ids, documents), {
          selector: ({ id }) => id,
          minLength: 30,
          maxLength: 90,
        }),
      )
      .map(([entities, relations]) => ({ entities, relations: relations.filter(({ from, to }) => from !== to) }));
  });
}
