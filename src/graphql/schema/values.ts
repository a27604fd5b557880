import { decodeField } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import type { FieldValue, Money, Name, Place, Source } from '../../ontology/facts.ts';
import type { Period } from '../../ontology/period.ts';
import type { Builder, Enums } from './builder.ts';

/** A value that a source gives for a field, as read from the graph. */
export interface ClaimRow {
  readonly field: string;
  readonly value: FieldValue | null;
  readonly rank: string;
  readonly sources: readonly Source[];
  readonly recordedAt: string;
  readonly retractedAt: string | null;
}

/** The types of values: what fields hold that is not an entity. */
export function createValues(builder: Builder, enums: Enums) {
  builder.scalarType('Day', {
    description: 'A day of the Gregorian calendar, ISO 8601: 2024-03-26.',
    serialize: (value) => String(value),
  });
  builder.scalarType('DateTime', {
    description: 'A moment in UTC, ISO 8601: 2024-03-26T09:30:00.000Z.',
    serialize: (value) => String(value),
  });
  const period = builder.objectRef<Period>('Period').implement({
    description: 'A date or a span of time, as precisely as stated and no more.',
    fields: (t) => ({
      edtf: t.exposeString('edtf', {
        nullable: false,
        description:
          'As stated, in EDTF (ISO 8601-2): 2022-11 is November 2022, 2024-41 the second half of 2024, [..2024-12-31] some day up to the end of 2024.',
      }),
      start: t.field({
        type: 'Day',
        description: 'The first day that it can mean; null where it is open or unknown.',
        resolve: (p) => p.start,
      }),
      end: t.field({
        type: 'Day',
        description: 'The last day that it can mean; null where it is open or unknown.',
        resolve: (p) => p.end,
      }),
    }),
  });
  const money = builder.objectRef<Money>('Money').implement({
    description: 'A sum of money in the currency in which a source states it; never converted.',
    fields: (t) => ({
      amount: t.exposeFloat('amount', {
        nullable: false,
        description: 'In whole units of the currency: 12000000 is twelve million.',
      }),
      currency: t.exposeString('currency', { nullable: false, description: 'The currency, ISO 4217: EUR, KRW.' }),
      approximate: t.exposeBoolean('approximate', {
        nullable: false,
        description: 'Whether the source says that it is about this much.',
      }),
    }),
  });
  const place = builder.objectRef<Place>('Place').implement({
    description: 'A place, as closely as stated.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'A building or a site.' }),
      city: t.exposeString('city', { description: 'The city.' }),
      country: t.exposeString('country', { description: 'The country, ISO 3166-1 alpha-2: BE, KR.' }),
      latitude: t.exposeFloat('latitude', { description: 'Degrees north (WGS 84).' }),
      longitude: t.exposeFloat('longitude', { description: 'Degrees east (WGS 84).' }),
    }),
  });
  const name = builder.objectRef<Name>('Name').implement({
    description: 'A name with its language.',
    fields: (t) => ({
      text: t.exposeString('text', { nullable: false, description: 'The name.' }),
      language: t.exposeString('language', { nullable: false, description: 'Its language, a BCP 47 tag: en, ko.' }),
      kind: t.field({
        type: enums.nameKind,
        nullable: false,
        description: 'What kind of name it is.',
        resolve: (n) => n.kind,
      }),
    }),
  });

  /** A GraphQL field for a declared field; `rowOf` gives the row that holds it. */
  function declared<T>(t: any, fieldName: string, field: Field, rowOf: (parent: T) => Row) {
    const resolve = (parent: T) => decodeField(rowOf(parent), fieldName, field.kind) as never;
    const { description } = field;
    switch (field.kind) {
      case 'period':
        return t.field({ type: period, description, resolve });
      case 'money':
        return t.field({ type: [money], nullable: false, description, resolve });
      case 'place':
        return t.field({ type: place, description, resolve });
      case 'enum':
        return t.field({ type: enums.of(field.name), description, resolve });
      case 'integer':
        return t.int({ description, resolve });
      default:
        return t.string({ description, resolve });
    }
  }

  return {
    period,
    money,
    place,
    name,
    declaredFields: <T>(t: any, fields: Fields, rowOf: (parent: T) => Row) =>
      Object.fromEntries(
        Object.entries(fields).map(([fieldName, field]) => [fieldName, declared(t, fieldName, field, rowOf)]),
      ),
  };
}
