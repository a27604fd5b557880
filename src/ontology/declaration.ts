/** The types in which the model is declared. Constraints, schema, file checks and docs derive from such declarations. */

/**
 * The kind of a field's value, which decides how it is written, checked and stored: `uri` is absolute, `language` BCP 47,
 * `country` ISO 3166-1 alpha-2 or EU, `duration` ISO 8601, `period` EDTF, and currencies in `money` ISO 4217.
 */
export type FieldKind =
  | { readonly kind: 'text' | 'uri' | 'language' | 'country' | 'duration' | 'integer' | 'period' | 'money' | 'place' }
  /** `values`: each constant with its description. */
  | {
      readonly kind: 'enum';
      readonly name: string;
      readonly values: Readonly<Record<string, string>>;
      /** Values by which an entity is only planned: a document that states one attests a plan, and not the entity. */
      readonly plans?: readonly string[];
    };

/** How `entente map` recognises a field in a table. It compares with headers in lower case. */
export interface FieldInTables {
  readonly header?: RegExp;
  /** For an enum: the values that a row may have if no column states one, likeliest first. */
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
  /** A topic: it names the rows if most rows have a different one. If a header also fits another type, that type wins. */
  readonly isTopic?: true;
  /** A row with a date and participants describes an entity of this type even if no column names it, so the id contains the date. */
  readonly isImplied?: true;
  /** A date in a row with such an entity is hardly ever its beginning, but that of what the row is about. */
  readonly isRarelyDated?: true;
}

/**
 * A type of entity. Its ids begin with its name in lower case, as in `area:semiconductors`.
 *
 * @example
 * const treaty: EntityDeclaration = {
 *   name: 'Treaty',
 *   plural: 'treaties',
 *   description: 'A treaty between states.',
 *   fields: { signed: period('When it was signed.') },
 *   begins: ['signed'],
 * };
 */
export interface EntityDeclaration {
  readonly name: string;
  /** The root field that lists all entities of the type. */
  readonly plural: string;
  readonly description: string;
  readonly fields: Fields;
  /** Period fields that say when it came into being; the first one with a value counts. Omit it if there is no such field. */
  readonly begins?: readonly string[];
  readonly inTables?: EntityInTables;
}

/** A pair of entity types that a relation type joins, with the field on each end that leads to the other. */
export interface RelationEnd {
  readonly from: string;
  readonly to: string;
  /** The field on the entity at `from`. */
  readonly field: string;
  /** The field on the entity at `to`. */
  readonly inverse: string;
}

/**
 * A type of relation between two entities, with properties in addition to those that every relation has.
 *
 * @example
 * const mentored: RelationDeclaration = {
 *   type: 'MENTORED',
 *   description: 'An institution guided another one.',
 *   reading: 'guided',
 *   inverseReading: 'was guided by',
 *   lasting: 'state',
 *   ends: [{ from: 'Institution', to: 'Institution', field: 'guided', inverse: 'guides' }],
 *   properties: { subject: text('In what.') },
 * };
 */
export interface RelationDeclaration {
  readonly type: string;
  readonly description: string;
  /** How it reads from → to, as in "Lee Jong-Ho *attended* the council". */
  readonly reading: string;
  /** How it reads to → from, as in "the council *was attended by* Lee Jong-Ho". */
  readonly inverseReading: string;
  /** A state holds until it ends, like an office; an occurrence remains true once it happened, like a meeting. */
  readonly lasting: 'state' | 'occurrence';
  /** A state that does not end by itself, such as what an agreement covers: certain from when a source first states it. */
  readonly isTimeless?: true;
  /** Of an occurrence without a date of its own: the end whose date it takes, as a visit takes that of its event. */
  readonly occursWith?: 'from' | 'to';
  /**
   * The ends that must exist for it to hold, such as whoever attends an event: they existed by the day on which, by its
   * date, it held.
   */
  readonly presupposes?: readonly ('from' | 'to')[];
  readonly ends: readonly RelationEnd[];
  readonly properties: Fields;
  /** If several relation types join the same two types, a table with both types means this one; by default, the first. */
  readonly isUsual?: true;
  /** A hierarchy: each end joins a type with itself, and the entity at `from` is a part of the one at `to`. */
  readonly isHierarchy?: true;
  /**
   * What it tells about two sides: who takes part in what, who acts for which body, or what a thing is about. `from` takes
   * part, acts for `to`, or is about `to`.
   */
  readonly between?: 'takesPart' | 'actsFor' | 'isAbout';
  /**
   * It says where something is stated, and not what is so: two entities in one document are not connected by it. Paths,
   * neighborhoods and related entities follow it only if they are asked to.
   */
  readonly isProvenance?: true;
  /** A person (`from`) holds a post in a body (`to`): paths by way of several posts of one person are one path. */
  readonly isPost?: true;
  /** The entity at `to` begins no earlier than the one at `from`, as what an event announces. */
  readonly boundsBeginning?: true;
}

/** Stands for every entity type, as an end of a relation and wherever an entity type is expected. */
export const ANY = 'Entity';

const hinted = (inTables: FieldInTables | undefined) => (inTables ? { inTables } : {});
/** A text field. */
export const text = (description: string, inTables?: FieldInTables): Field => ({
  kind: 'text',
  description,
  ...hinted(inTables),
});
/** A date or a span of time in EDTF (ISO 8601-2). */
export const period = (description: string): Field => ({ kind: 'period', description });
/** Amounts of money, one for each currency (ISO 4217). */
export const money = (description: string, inTables?: FieldInTables): Field => ({
  kind: 'money',
  description,
  ...hinted(inTables),
});
/** A geographic place. */
export const place = (description: string): Field => ({ kind: 'place', description });
/** A country of ISO 3166-1, or EU. */
export const country = (description: string): Field => ({ kind: 'country', description });
/** A length of time in ISO 8601. */
export const duration = (description: string): Field => ({ kind: 'duration', description });
/** A whole number. */
export const integer = (description: string): Field => ({ kind: 'integer', description });
/** One of several constants. `name` is the name of the enum; `values` maps each constant to its description. */
export const oneOf = (
  name: string,
  description: string,
  values: Readonly<Record<string, string>>,
  { plans, ...inTables }: FieldInTables & { readonly plans?: readonly string[] } = {},
): Field => ({
  kind: 'enum',
  name,
  values,
  description,
  ...(plans && { plans }),
  ...(Object.keys(inTables).length > 0 && { inTables }),
});
