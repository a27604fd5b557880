import type { Field, Fields } from '../../ontology/declaration.ts';
import type { FieldValue } from '../../ontology/facts.ts';
import { type Location, valueAt } from '../schema/data-file.ts';
import { currency, fieldValue, forFields, language } from '../schema/field-values.ts';
import {
  boolean,
  defaultsTo,
  definition,
  isMapping,
  labelled,
  list,
  type ObjectOf,
  object,
  objectWithFields,
  optional,
  record,
  type Schema,
  text,
  transform,
  union,
} from '../schema/schema.ts';

/** How a mapping file says what a field is read from. */

/** A column of the table, as a mapping names it. */
export class Column {
  readonly name: string;
  /** What is read from it. */
  readonly meaning: string;
  constructor(name: string, meaning: string) {
    this.name = name;
    this.meaning = meaning;
  }
}

/** All columns that a part of a mapping names, in order. */
export function columnsIn(part: unknown): readonly Column[] {
  if (part instanceof Column) return [part];
  if (typeof part !== 'object' || part === null) return [];
  return (part instanceof Map ? [...part.values()] : Object.values(part)).flatMap(columnsIn);
}

/** The name of a column; `meaning` says what is read from it. */
export const column = (meaning: string): Schema<Column> =>
  definition(
    'column',
    labelled(
      `the name of a column for ${meaning}`,
      transform(text('The name of a column, as the header has it.'), (name) => new Column(name, meaning)),
    ),
  );
/** A column with a description of its own. */
export const columnFor = (meaning: string, description: string): Schema<Column> => {
  const of = column(meaning);
  return { ...of, json: (definitions) => ({ ...of.json(definitions), description }) };
};
/** A list of names of columns. */
export const columns = (meaning: string, description: string) => labelled(meaning, list(column(meaning), description));

/** Defaults that a mapping declares for all of its parts. */
export interface Defaults {
  readonly language?: string | undefined;
  readonly currency?: string | undefined;
}

/** Whether the mapping at a location has a key. */
export const has = (at: Location, key: string): boolean => {
  const value = valueAt(at);
  return isMapping(value) && Object.hasOwn(value, key);
};

/** A currency: a code, or the column that holds it. */
const currencyOf = (field: string): Schema<string | Column> => {
  const name = `the currency of ${field}`;
  const code: Schema<string | Column> = labelled(name, currency());
  const inColumn: Schema<string | Column> = transform(
    object({ name, description: 'The column with the currency.' }, { column: column(name) }),
    ({ column }) => column,
  );
  return definition(
    'currency',
    union([code, inColumn], (value) => (isMapping(value) ? inColumn : code), 'ISO 4217, or the column with it.'),
  );
};

/** The country of a place, which is read like any other country. */
const COUNTRY: Field = { kind: 'country', description: 'ISO 3166-1 alpha-2.' };
const PLACE = ['name', 'city', 'country', 'latitude', 'longitude'] as const;

/** How each row states a field. */
export type FieldMapping =
  | { readonly from: 'mapping'; readonly value: FieldValue }
  /** At least one of the two columns is there. */
  | {
      readonly from: 'span';
      readonly start: Column | undefined;
      readonly end: Column | undefined;
      readonly open: boolean;
    }
  | {
      readonly from: 'place';
      readonly parts: Readonly<Record<Exclude<(typeof PLACE)[number], 'country'>, Column | undefined>>;
      readonly country: FieldMapping | undefined;
    }
  | {
      readonly from: 'column';
      readonly column: Column;
      /** Values by cells that do not contain the value itself. */
      readonly values: ReadonlyMap<string, FieldValue>;
      readonly currency: string | Column | undefined;
      /** BCP 47: the language in which cells name countries. */
      readonly namesIn: string | undefined;
      readonly field: Field;
    };

const ofCountry = () => ({
  namesIn: optional(language('BCP 47: the language of country names in cells; codes are read as well.')),
});
const ofMoney = (name: string) => ({ currency: optional(currencyOf(name)) });
const ofPeriod = (name: string) => ({
  from: optional(column(`the beginning of ${name}`)),
  to: optional(column(`the end of ${name}`)),
  open: defaultsTo(
    boolean(
      'Whether an empty end means that the period is open; without it, that the end is unknown. If only "from" or "to" is given, the same for the other side.',
    ),
    false,
  ),
});
const ofPlace = (name: string, defaults: Defaults) => ({
  name: optional(column(`name of ${name}`)),
  city: optional(column(`city of ${name}`)),
  country: optional(fieldMapping('country', COUNTRY, defaults)),
  latitude: optional(column(`latitude of ${name}`)),
  longitude: optional(column(`longitude of ${name}`)),
});
type OfKinds = ReturnType<typeof ofCountry> &
  ReturnType<typeof ofMoney> &
  ReturnType<typeof ofPeriod> &
  ReturnType<typeof ofPlace>;

/** The keys that a field has by its kind, beside `column` and `value`. */
function propertiesOfKind(name: string, { kind }: Field, defaults: Defaults): Partial<OfKinds> {
  if (kind === 'country') return ofCountry();
  if (kind === 'money') return ofMoney(name);
  if (kind === 'period') return ofPeriod(name);
  return kind === 'place' ? ofPlace(name, defaults) : {};
}

/** The mapping of a field: a column, several columns, or one value for all rows. */
function fieldMapping(name: string, field: Field, defaults: Defaults): Schema<FieldMapping> {
  const { kind, description } = field;
  const value = labelled(name, fieldValue(field));
  const common = {
    column: optional(column(name)),
    value: optional(value),
    values: optional(
      record(value, {
        expected: `values of ${name} as a mapping of what cells hold to what it means`,
        key: labelled('what a cell holds', text()),
        description: 'Values by cells that do not contain the value itself.',
      }),
    ),
  };
  // The keys of other kinds are optional, so their types do no harm.
  const properties = { ...common, ...propertiesOfKind(name, field, defaults) } as typeof common & OfKinds;
  const whole: Schema<Partial<ObjectOf<typeof properties>>> = object({ name, description }, properties);
  const short: typeof whole = transform(column(name), (only) => ({ column: only }));
  return transform(
    union([short, whole], (written) => (isMapping(written) ? whole : short), description),
    (read, at, check): FieldMapping | undefined => {
      if (has(at, 'value')) return read.value === undefined ? undefined : { from: 'mapping', value: read.value };
      if (kind === 'period' && (has(at, 'from') || has(at, 'to'))) {
        const { from: start, to: end, open = false } = read;
        return start || end ? { from: 'span', start, end, open } : undefined;
      }
      if (kind === 'place' && PLACE.some((part) => has(at, part))) {
        const { country, name, city, latitude, longitude } = read;
        const parts = { name, city, latitude, longitude };
        return { from: 'place', parts, country };
      }
      if (isMapping(valueAt(at)) && !has(at, 'column'))
        return check.report(at, `${name} with "column" or "value"`, 'neither');
      const { column, values = new Map(), currency = defaults.currency, namesIn } = read;
      if (kind === 'money' && currency === undefined && !has(at, 'currency'))
        return check.report(
          at,
          `a currency of ${name}, such as currency: EUR or currency: { column: Currency }`,
          'none',
        );
      return column && { from: 'column', column, values, currency, namesIn, field };
    },
  );
}

/** How each row states some fields, by name. */
export const fieldMappings = (fields: Fields, name: string, description: string, defaults: Defaults) =>
  transform(
    objectWithFields(
      { name, description },
      {},
      forFields(fields, (field, own) => fieldMapping(own, field, defaults)),
    ),
    (read) => read.fields,
  );
