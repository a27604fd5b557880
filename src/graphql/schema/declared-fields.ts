import { decode } from '../../graph/encoding/values.ts';
import type { Row, Value } from '../../graph/port/graph.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { FieldBuilder } from './builder.ts';
import type { SchemaParts } from './parts.ts';

/** A text column, or null. */
export const textOrNull = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);

function declaredField<Parent>(
  { enums, period, money, place }: SchemaParts,
  t: FieldBuilder<Parent>,
  name: string,
  field: Field,
  rowOf: (parent: Parent) => Row,
) {
  const { description } = field;
  const text = (parent: Parent) => {
    const value = decode.scalar(rowOf(parent), name);
    return value === null ? null : String(value);
  };
  switch (field.kind) {
    case 'period':
      return t.field({ type: period, description, resolve: (parent) => decode.period(rowOf(parent), name) });
    case 'money':
      return t.field({
        type: [money],
        nullable: false,
        description,
        resolve: (parent) => decode.money(rowOf(parent), name),
      });
    case 'place':
      return t.field({ type: place, description, resolve: (parent) => decode.place(rowOf(parent), name) });
    case 'enum':
      return t.field({ type: enums.declared(field.name), description, resolve: text });
    case 'integer':
      return t.int({ description, resolve: (parent) => decode.scalar(rowOf(parent), name) as number | null });
    default:
      return t.string({ description, resolve: text });
  }
}

/** The GraphQL fields of the fields that an entity type or a relation type declares. `rowOf` gives the row to read. */
export const declaredFields = <Parent>(
  parts: SchemaParts,
  t: FieldBuilder<Parent>,
  fields: Fields,
  rowOf: (parent: Parent) => Row,
) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, declaredField(parts, t, name, field, rowOf)]),
  );

/** The properties of all relation types together. One that several types describe differently has all descriptions. */
export function propertiesOfAnyType({ relations }: Ontology): Fields {
  const properties = new Map<string, Field>();
  const meanings = new Map<string, Map<string, string[]>>();
  for (const { type, properties: own } of relations) {
    for (const [name, field] of Object.entries<Field>(own)) {
      properties.set(name, field);
      const meaning = meanings.get(name) ?? new Map<string, string[]>();
      meaning.set(field.description, [...(meaning.get(field.description) ?? []), type]);
      meanings.set(name, meaning);
    }
  }
  const describe = (name: string, field: Field): string => {
    const meaning = [...(meanings.get(name) ?? [])];
    if (meaning.length <= 1) return field.description;
    return meaning.map(([description, types]) => `${types.join(', ')}: ${description}`).join(' ');
  };
  return Object.fromEntries(
    [...properties].map(([name, field]) => [name, { ...field, description: describe(name, field) }]),
  );
}
