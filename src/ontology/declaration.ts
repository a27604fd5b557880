/** The words in which the model is declared. Everything else in the project derives from declarations in these words. */

/** What kind of value a field holds; how each is written, checked and stored follows from it. */
export type FieldKind =
  | { readonly kind: 'text' | 'uri' | 'language' | 'country' | 'duration' | 'integer' | 'period' | 'money' | 'place' }
  | { readonly kind: 'enum'; readonly name: string; readonly values: Readonly<Record<string, string>> };

/** How `entente map` recognises a field in a table. It compares with headers in lower case. */
export interface FieldInTables {
  readonly header?: RegExp;
  /** Of an enum: what rows mean where no column says it, the likeliest value first. */
  readonly values?: readonly string[];
}

export type Field = FieldKind & { readonly description: string; readonly inTables?: FieldInTables };
export type Fields = Readonly<Record<string, Field>>;

/**
 * How `entente map` recognises entities of a type in a table. It compares with headers in lower case.
 *
 * @example
 * inTables: { header: /patent|\binvention\b/ }
 */
export interface EntityInTables {
  readonly header: RegExp;
  /** A topic: it names the row where most rows have one of their own; another type whose header fits too comes first. */
  readonly isTopic?: true;
  /** A row with a date and participants is one of these, though no column names it; so its date is a part of its id. */
  readonly isImplied?: true;
}

/** A kind of thing in the graph. The prefix of its ids is its name in lower case. */
export interface EntityDeclaration {
  readonly name: string;
  /** The root field that lists all of them. */
  readonly plural: string;
  readonly description: string;
  readonly fields: Fields;
  /** The fields that say since when it is there, the first that is stated; none for what has no beginning. */
  readonly begins?: readonly string[];
  readonly inTables?: EntityInTables;
}

/** One pair of entity types that a relation type joins, and the field by which each end reaches the other. */
export interface RelationEnd {
  readonly from: string;
  readonly to: string;
  /** The field on the entity at `from`. */
  readonly field: string;
  /** The field on the entity at `to`. */
  readonly inverse: string;
}

/** A kind of statement that joins two entities, with its own properties beside those that every relation has. */
export interface RelationDeclaration {
  readonly type: string;
  readonly description: string;
  /** Read from → to, as in "Lee Jong-Ho *attended* the council". */
  readonly reading: string;
  /** Read to → from, as in "the council *was attended by* Lee Jong-Ho". */
  readonly inverseReading: string;
  /** A state holds until it ends (an office); an occurrence, once it was, stays so (a meeting). */
  readonly lasting: 'state' | 'occurrence';
  readonly ends: readonly RelationEnd[];
  readonly properties: Fields;
  /** Of several relation types between the same two types: what a table means that names both. The first one if none has it. */
  readonly isUsual?: true;
}

/** Stands for every entity type in a relation's end. */
export const ANY = 'Entity';

const hinted = (inTables: FieldInTables | undefined) => (inTables ? { inTables } : {});
export const text = (description: string, inTables?: FieldInTables): Field => ({
  kind: 'text',
  description,
  ...hinted(inTables),
});
export const period = (description: string): Field => ({ kind: 'period', description });
export const money = (description: string, inTables?: FieldInTables): Field => ({
  kind: 'money',
  description,
  ...hinted(inTables),
});
export const place = (description: string): Field => ({ kind: 'place', description });
export const country = (description: string): Field => ({ kind: 'country', description });
export const integer = (description: string): Field => ({ kind: 'integer', description });
export const oneOf = (
  name: string,
  description: string,
  values: Readonly<Record<string, string>>,
  inTables?: FieldInTables,
): Field => ({ kind: 'enum', name, values, description, ...hinted(inTables) });
