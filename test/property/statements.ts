import fc from 'fast-check';
import type { Claim, EntityFact, FieldValue, Place, RelationFact, Source } from '../../src/ontology/facts.ts';
import { relationId } from '../../src/ontology/ontology.ts';
import { parsePeriod } from '../../src/ontology/period.ts';
import { one } from './facts.ts';

/** Objects with the prototype that JSON.parse gives them. */
const object = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(parts, { noNullPrototype: true });

/** Random statements by few documents about few entities, so that they repeat, complete and contradict each other. */

export const DOCUMENTS = ['document:b', 'document:a', 'document:c'] as const;
const LOCATORS = [null, 'paragraph 2', 'paragraph 10', 'row 1'] as const;

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const rank = one(['NORMAL', 'NORMAL', 'NORMAL', 'PREFERRED', 'DEPRECATED'] as const);

/** Sources that cite some documents; `quotes` are the texts they may quote. */
const sourcesIn = (documents: readonly string[], quotes: readonly (string | null)[]): fc.Arbitrary<Source[]> =>
  fc.uniqueArray(
    object({ document: one(documents), locator: one(LOCATORS), stated: one(quotes), at: one(SPOKEN_OF) }).map(
      ({ at, ...source }): Source => (at === null ? source : { ...source, at }),
    ),
    { selector: ({ document, locator }) => `${document} ${locator}`, minLength: 1, maxLength: 3 },
  );

/** Dates that passages speak of. */
const SPOKEN_OF = [null, null, null, '2023-05', '2024-01-15'] as const;

const name = object({
  text: one(['Alpha', 'alpha', 'Beta', '반도체', '\u{1f600}']),
  language: one(['en', 'ko', 'und', 'zxx']),
  kind: one(['OFFICIAL', 'SHORT', 'ACRONYM', 'ALIAS'] as const),
});

const nowhere: Place = { name: null, city: null, country: null, latitude: null, longitude: null };

/** Values, some less precise than others. */
const VALUES: Readonly<Record<string, fc.Arbitrary<FieldValue>>> = {
  kind: one(['COUNCIL', 'SUMMIT']),
  ordinal: one([1, 2]),
  period: one(['2023', '2023-05', '2023-06', '2023-06-30', '2023-41', '2024']).map(parsePeriod),
  place: one([
    { country: 'KR' },
    { city: 'Seoul', country: 'KR' },
    { name: 'Seoul', country: 'KR' },
    { name: 'Seoul', city: 'Seoul', country: 'KR' },
    { name: 'Hall', city: 'Seoul', country: 'KR' },
  ]).map((place) => ({ ...nowhere, ...place })),
};
/** Quoted texts; some read as values, as a less precise statement does. */
const QUOTES = [null, null, null, '2023', 'Seoul, KR', 'in spring'];

const claims = (sources: readonly Source[], documents: readonly string[]): fc.Arbitrary<EntityFact['claims']> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(VALUES).map(([field, value]) => {
          const own: fc.Arbitrary<Claim[]> = value.map((stated) => [{ value: stated, rank: 'NORMAL', sources }]);
          const claim: fc.Arbitrary<Claim> = object({ value, rank, sources: sourcesIn(documents, QUOTES) });
          return [field, maybe(fc.oneof(own, fc.array(claim, { minLength: 1, maxLength: 3 })))];
        }),
      ),
    )
    .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, some]) => some !== null)) as any);

/** A statement about an event that may cite `documents`. */
export const eventBy = (documents: readonly string[]): fc.Arbitrary<EntityFact> =>
  fc
    .record({
      id: one(['event:one', 'event:two']),
      names: fc.array(name, { minLength: 1, maxLength: 3 }),
      summary: maybe(one(['First.', 'Second.', 'Third.'])),
      sameAs: fc.uniqueArray(one(['https://example.org/a', 'https://example.org/b', 'urn:x']), { maxLength: 2 }),
      sources: sourcesIn(documents, [null]),
    })
    .chain((own) => claims(own.sources, documents).map((stated) => ({ ...own, type: 'Event', claims: stated })));

/** A statement about when a document was published. */
export const documentBy = (documents: readonly string[]): fc.Arbitrary<EntityFact> =>
  fc
    .record({
      id: one(DOCUMENTS),
      names: fc.array(name, { minLength: 1, maxLength: 1 }),
      sources: sourcesIn(documents, [null]),
      published: VALUES.period as fc.Arbitrary<FieldValue>,
      rank,
    })
    .map(({ published, rank, ...own }) => ({
      ...own,
      type: 'Document',
      summary: null,
      sameAs: [],
      claims: { published: [{ value: published, rank, sources: own.sources }] },
    }));

const TYPES = {
  FOLLOWS: ['event:two', 'event:one'],
  SUBUNIT_OF: ['institution:two', 'institution:one'],
} as const;

/** A statement that an event follows another, or that an institution is a part of another. */
export const relationBy = (documents: readonly string[]): fc.Arbitrary<RelationFact> =>
  fc
    .record({
      type: one(['FOLLOWS', 'SUBUNIT_OF'] as const),
      rank,
      values: fc.record({ note: maybe(one(['x', 'y'])), period: maybe(VALUES.period as fc.Arbitrary<FieldValue>) }),
      sources: sourcesIn(documents, [null, null, 'in other words']),
    })
    .map(({ values, ...stated }) => {
      const [from, to] = TYPES[stated.type];
      const held = Object.entries(values).filter(
        ([name, value]) => value !== null && (name !== 'period' || stated.type === 'SUBUNIT_OF'),
      );
      return {
        id: relationId(from, stated.type, to),
        from,
        to,
        ...stated,
        values: Object.fromEntries(held) as RelationFact['values'],
      };
    });

const named = (id: string, type: string, document: string): EntityFact => ({
  id,
  type,
  names: [{ text: id, language: 'en', kind: 'OFFICIAL' }],
  summary: null,
  sameAs: [],
  sources: [{ document, locator: null, stated: null }],
  claims: {},
});

/** The entities that other facts need: cited documents, and ends of relations. */
export const base: readonly EntityFact[] = [
  ...DOCUMENTS.map((id, i) => {
    const fact = named(id, 'Document', id);
    const published = parsePeriod(['2023-06-30', '2022', '2024-02'][i] ?? '');
    return { ...fact, claims: { published: [{ value: published, rank: 'NORMAL' as const, sources: fact.sources }] } };
  }),
  ...['institution:one', 'institution:two'].map((id) => named(id, 'Institution', 'document:a')),
];
