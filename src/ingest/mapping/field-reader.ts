import type { FieldValue, Place } from '../../ontology/facts.ts';
import { countryByName } from '../formats/countries.ts';
import type { Notation, Row } from '../formats/row.ts';
import { Column, type FieldMapping } from './field-mapping.ts';

/** Returns what a row states, or undefined; then the row has a problem or no value. */
export type Reader<T> = (row: Row) => T | undefined;

/** Makes the reader of a mapped field; `notation` says how to read ambiguous dates and numbers. */
export function fieldReader(mapping: FieldMapping, notation: Notation): Reader<FieldValue> {
  switch (mapping.from) {
    case 'mapping':
      return () => mapping.value;
    case 'span': {
      const { start, end, open } = mapping;
      return (row) => row.span(start?.name, end?.name, { order: notation.order, open });
    }
    case 'place':
      return placeReader(mapping, notation);
    case 'column':
      return columnReader(mapping, notation);
  }
}

function placeReader(
  { parts, country: mapped }: FieldMapping & { from: 'place' },
  notation: Notation,
): Reader<FieldValue> {
  const country = mapped && fieldReader(mapped, notation);
  return (row) => {
    const text = (column: Column | undefined) => (column && row.text(column.name)) ?? null;
    const number = (column: Column | undefined) => (column && row.number(column.name, notation.decimals)) ?? null;
    const place: Place = {
      country: (country?.(row) as string | undefined) ?? null,
      name: text(parts.name),
      city: text(parts.city),
      latitude: number(parts.latitude),
      longitude: number(parts.longitude),
    };
    return Object.values(place).some((part) => part !== null) ? place : undefined;
  };
}

function columnReader(
  { column: { name: column }, values, currency, namesIn, field }: FieldMapping & { from: 'column' },
  notation: Notation,
): Reader<FieldValue> {
  const countries = namesIn === undefined ? undefined : countryByName(namesIn);
  const currencyOf = (row: Row) =>
    currency instanceof Column ? row.required(currency.name, 'a currency of ISO 4217') : currency;
  return (row) => {
    const text = row.text(column);
    // NA means "no value", except for a country if the file means Namibia.
    if (text === undefined)
      return field.kind === 'country' ? (values.get(row.literal(column) ?? '') ?? row.country(column)) : undefined;
    const country = values.has(text) ? undefined : countries?.get(text.toLowerCase());
    if (country !== undefined) {
      row.note(`${column}: name of a country converted to its code of ISO 3166-1`);
      return country;
    }
    const code = field.kind === 'money' ? currencyOf(row) : undefined;
    if (field.kind === 'money' && code === undefined) return undefined;
    return values.get(text) ?? row.field(column, field, { ...notation, currency: code });
  };
}
