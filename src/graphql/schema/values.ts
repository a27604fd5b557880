import type { SchemaParts } from './parts.ts';

/** Adds the types of values: what the fields of entities and relations hold. */
export function addValues({ builder, enums, period, money, place, name, source }: SchemaParts): void {
  builder.scalarType('Day', {
    description: 'A day of the Gregorian calendar, ISO 8601: 2024-03-26.',
    serialize: (value) => String(value),
  });
  builder.scalarType('DateTime', {
    description: 'A timestamp in UTC, ISO 8601: 2024-03-26T09:30:00.000Z.',
    serialize: (value) => String(value),
  });
  period.implement({
    description: 'A date or a span of time, exactly as precisely as stated.',
    fields: (t) => ({
      edtf: t.exposeString('edtf', {
        nullable: false,
        description:
          'As stated, in EDTF (ISO 8601-2): 2022-11 is November 2022, 2024-41 the second half of 2024, [..2024-12-31] some day up to the end of 2024.',
      }),
      start: t.field({
        type: 'Day',
        description: 'The first possible day; null if it is open or unknown.',
        resolve: (p) => p.start,
      }),
      end: t.field({
        type: 'Day',
        description: 'The last possible day; null if it is open or unknown.',
        resolve: (p) => p.end,
      }),
    }),
  });
  money.implement({
    description: 'An amount of money in the currency in which a source states it; never converted.',
    fields: (t) => ({
      amount: t.exposeFloat('amount', {
        nullable: false,
        description: 'In whole units of the currency: 12000000 is twelve million.',
      }),
      currency: t.exposeString('currency', { nullable: false, description: 'The currency, ISO 4217: EUR, KRW.' }),
      approximate: t.exposeBoolean('approximate', {
        nullable: false,
        description: 'Whether the source gives the amount as approximate.',
      }),
    }),
  });
  place.implement({
    description: 'A place, as precisely as sources state it.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'A building or a site.' }),
      city: t.exposeString('city', { description: 'The city.' }),
      country: t.exposeString('country', { description: 'The country, ISO 3166-1 alpha-2: BE, KR.' }),
      latitude: t.exposeFloat('latitude', { description: 'Degrees north (WGS 84).' }),
      longitude: t.exposeFloat('longitude', { description: 'Degrees east (WGS 84).' }),
    }),
  });
  name.implement({
    description: 'A name with its language.',
    fields: (t) => ({
      text: t.exposeString('text', { nullable: false, description: 'The name.' }),
      language: t.exposeString('language', { nullable: false, description: 'Its language, a BCP 47 tag: en, ko.' }),
      kind: t.field({
        type: enums.nameKind,
        nullable: false,
        description: 'The kind of the name.',
        resolve: (n) => n.kind,
      }),
      origin: t.field({
        type: enums.nameOrigin,
        nullable: false,
        description: 'Who gives the name.',
        resolve: (n) => n.origin ?? 'DOCUMENT',
      }),
      sources: t.field({
        type: [source],
        nullable: false,
        description:
          'Where documents give this name. Empty if nobody recorded the place: then only the sources of the entity are known.',
        resolve: (n) => n.sources ?? [],
      }),
    }),
  });
}
