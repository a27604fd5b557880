import { checkCountry, checkCurrency, checkDuration, checkLanguage } from '../../ontology/codes.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { type FieldValue, type Money, nameKinds, type Place } from '../../ontology/facts.ts';
import { ANY, idPattern, type Ontology } from '../../ontology/ontology.ts';
import { type Period, parsePeriod } from '../../ontology/period.ts';
import { checkUri } from '../../ontology/uris.ts';
import {
  boolean,
  choice,
  defaultsTo,
  definition,
  integer,
  labelled,
  list,
  number,
  object,
  optional,
  type Schema,
  standard,
  text,
  transform,
} from './schema.ts';

/** The schemas of field values, by the kind of the field. */

const CURRENCY = { type: 'string', pattern: '^[A-Z]{3}$' };
const COUNTRY = { type: 'string', pattern: '^[A-Z]{2}$' };

/** ISO 4217. */
export const currency = (description?: string): Schema<string> => standard(checkCurrency, description, CURRENCY);
/** BCP 47. */
export const language = (description?: string): Schema<string> => standard(checkLanguage, description);
/** RFC 3986. */
export const uri = (description?: string): Schema<string> =>
  standard(checkUri, description, { type: 'string', format: 'uri' });

const period = definition(
  'period',
  standard(parsePeriod, 'A date in EDTF: 2024-03-26, 2022-11, 2024-41, 2024-03-25/2024-03-26.', {
    type: ['string', 'integer'],
  }),
);

/** A date in EDTF. */
export const edtfDate = (description: string): Schema<Period> => described(period, description);

const money: Schema<Money> = definition(
  'money',
  object(
    { name: (label) => `an amount of ${label}`, description: 'An amount as the source states it.' },
    {
      amount: number('In whole units.'),
      currency: currency('ISO 4217.'),
      approximate: defaultsTo(boolean('Whether the source states it as approximate.'), false),
    },
  ),
);

const place: Schema<Place> = definition(
  'place',
  transform(
    object(
      { description: 'A place, as precisely as the source states it.' },
      {
        name: optional(text('A building or site.')),
        city: optional(text('The city.')),
        country: optional(standard(checkCountry, 'ISO 3166-1 alpha-2.')),
        latitude: optional(number('Degrees north.')),
        longitude: optional(number('Degrees east.')),
      },
    ),
    ({ name = null, city = null, country = null, latitude = null, longitude = null }) => ({
      name,
      city,
      country,
      latitude,
      longitude,
    }),
  ),
);

/** A schema with another description. */
const described = <T>(of: Schema<T>, description: string): Schema<T> => ({
  ...of,
  json: (definitions) => ({ ...of.json(definitions), description }),
});

/** The schema of a field's value. */
export function fieldValue(field: Field): Schema<FieldValue> {
  const { description } = field;
  switch (field.kind) {
    case 'text':
      return text(description);
    case 'integer':
      return integer(description);
    case 'enum':
      return choice(field.values, description);
    case 'period':
      return described(period, description);
    case 'money':
      return list(money, description);
    case 'place':
      return described(place, description);
    case 'country':
      return standard(checkCountry, description, COUNTRY);
    case 'language':
      return language(description);
    case 'duration':
      return standard(checkDuration, description);
    case 'uri':
      return uri(description);
  }
}

/** Makes a schema for each field, by name. */
export const forFields = <T>(
  fields: Fields,
  make: (field: Field, name: string) => Schema<T>,
): Readonly<Record<string, Schema<T>>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, make(field, name)]));

/** The kind of a name; OFFICIAL if it is missing. */
export const nameKind = defaultsTo(choice(nameKinds, 'What kind of name it is.'), 'OFFICIAL');

/** The id of an entity of some types, or of any. */
export function idOf(ontology: Ontology, types: readonly string[]): Schema<string> {
  const all = ontology.entities.map(({ name }) => name);
  const fitting = [...new Set(types.includes(ANY) ? all : types)];
  const pattern = fitting.map(idPattern).join('|');
  return labelled(
    'an id',
    transform(text(undefined, { type: 'string', pattern }), (id, at, check) =>
      fitting.includes(ontology.typeOfId(id)?.name ?? '')
        ? id
        : check.report(at, `an id of ${fitting.join(' or ')}, such as ${fitting[0]?.toLowerCase()}:a-name`),
    ),
  );
}
