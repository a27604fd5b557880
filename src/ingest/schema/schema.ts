import { Alias, type DataFile, type Location, type Problem, valueAt } from './data-file.ts';
import { didYouMean } from './nearest.ts';

/**
 * One declaration of a file format, from which its check, its JSON Schema and its TypeScript type follow.
 *
 * @example
 * const person = object({ name: 'a person', description: 'Somebody.' }, {
 *   name: text('The full name.'),
 *   born: optional(integer('The year.')),
 * });
 * type Person = TypeOf<typeof person>; // { readonly name: string; readonly born?: number }
 * const check = new Check(file);
 * const value = person.read(file.content, rootOf(file, 'a person'), check); // undefined if a required property is missing or wrong
 * jsonSchema('People', person); // JSON Schema, draft 2020-12
 */
export interface Schema<T> {
  /** Returns the JSON Schema of the value, and adds the definitions that it refers to. */
  json(definitions: Definitions): JsonSchema;
  /** Returns the checked value, or reports problems and returns undefined. */
  read(value: unknown, at: Location, check: Check): T | undefined;
  /** The check continues with this if the value is missing or wrong, so that one mistake does not hide others. */
  readonly fallback?: T;
  readonly mayBeMissing?: boolean;
}
/** A JSON Schema (draft 2020-12). */
export type JsonSchema = Record<string, unknown>;
/** `$defs` by name. */
export type Definitions = Map<string, JsonSchema>;
/** A schema of a property that may be missing. */
export interface OptionalSchema<T> extends Schema<T> {
  readonly isOptional: true;
}
/** The TypeScript type of the values that a schema accepts. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** The check of one file. It collects all problems with their lines. */
export class Check {
  readonly problems: Problem[] = [];
  readonly data: DataFile;
  readonly #offsets = new Map<Problem, number>();
  constructor(data: DataFile) {
    this.data = data;
    // Not spread: a file can have more problems than a call can have arguments.
    for (const problem of data.problems) this.problems.push(problem);
  }

  report(at: Location, expected: string, got = shown(valueAt(at))): undefined {
    const offset = this.data.offsetOf(at);
    const problem = { file: this.data.file, line: this.data.lineAt(offset), expected, got };
    this.#offsets.set(problem, offset);
    this.problems.push(problem);
    return undefined;
  }

  /** The problems in the order of the file. */
  inOrder(): readonly Problem[] {
    const offset = (problem: Problem) => this.#offsets.get(problem) ?? 0;
    return this.problems.toSorted((a, b) => offset(a) - offset(b));
  }
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Alias) return 'an alias';
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  const text = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Whether a value is a mapping of keys to values, as YAML calls an object. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Alias);

const schema = <T>(json: Schema<T>['json'], read: Schema<T>['read'], fallback?: T): Schema<T> => ({
  json,
  read,
  ...(fallback !== undefined && { fallback }),
});

const described = (json: JsonSchema, description: string | undefined): JsonSchema =>
  description === undefined ? json : { ...json, description };

/** A text, which is trimmed. A number, such as a year, is accepted as written. */
export const text = (description?: string, json: JsonSchema = { type: 'string' }): Schema<string> =>
  schema(
    () => described(json, description),
    (value, at, check) => {
      const written = typeof value === 'number' ? (check.data.sourceOf(at) ?? String(value)) : value;
      if (typeof written !== 'string' || written.trim() === '') return check.report(at, `${at.label} as text`);
      if (written.includes('\0') || !written.isWellFormed())
        return check.report(at, `${at.label} without NUL or lone surrogates`);
      return written.trim();
    },
  );

/** A text that a standard defines. `parse` throws an Error that says what was expected. */
export const standard = <T>(
  parse: (text: string) => T,
  description?: string,
  json: JsonSchema = { type: 'string' },
): Schema<T> =>
  transform(text(description, json), (written, at, check) => {
    try {
      return parse(written);
    } catch (error) {
      return check.report(at, `${at.label}: ${(error as Error).message}`);
    }
  });

/** A number that JavaScript can represent exactly. */
export const number = (description?: string): Schema<number> =>
  schema(
    () => described({ type: 'number' }, description),
    (value, at, check) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return check.report(at, `${at.label} as a number`);
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        const largest = `${at.label} as a number of at most ${Number.MAX_SAFE_INTEGER}, as larger ones are rounded`;
        return check.report(at, largest, check.data.sourceOf(at) ?? shown(value));
      }
      return value;
    },
  );

/** A whole number, of at least `minimum`; `expected` is the message. */
export const integer = (
  description?: string,
  { minimum, expected }: { minimum?: number; expected?: string } = {},
): Schema<number> =>
  withJson(
    described({ type: 'integer', ...(minimum !== undefined && { minimum }) }, description),
    transform(number(), (value, at, check) =>
      Number.isSafeInteger(value) && value >= (minimum ?? value)
        ? value
        : check.report(at, expected ?? `${at.label} as a whole number`),
    ),
  );

/** `true` or `false`. */
export const boolean = (description?: string): Schema<boolean> =>
  schema(
    () => described({ type: 'boolean' }, description),
    (value, at, check) => (typeof value === 'boolean' ? value : check.report(at, `${at.label} to be true or false`)),
  );

/** One of several names: a list of them, or an object with the description of each. */
export const choice = <const V extends string>(
  names: readonly V[] | Readonly<Record<V, string>>,
  description?: string,
): Schema<V> => {
  const all = Array.isArray(names) ? (names as readonly V[]) : (Object.keys(names) as V[]);
  const json = Array.isArray(names)
    ? { enum: names }
    : { oneOf: Object.entries(names).map(([name, about]) => ({ const: name, description: about })) };
  return schema(
    () => described(json, description),
    (value, at, check) => {
      const name = typeof value === 'object' ? '' : String(value);
      if ((all as readonly string[]).includes(name)) return name as V;
      return check.report(at, `${at.label} to be one of ${all.join(', ')}${didYouMean(name, all)}`);
    },
  );
};

/** A fixed value; `expected` is the message. */
export const constant = <V extends string | number>(value: V, expected: string, description?: string): Schema<V> =>
  schema(
    () => described({ const: value }, description),
    (given, at, check) => (given === value ? value : check.report(at, expected)),
    value,
  );

/** A property that the check ignores, such as the address of a JSON Schema. */
export const unchecked = (description: string): OptionalSchema<undefined> =>
  optional(
    schema(
      () => ({ type: 'string', description }),
      () => undefined,
    ),
  );

/** A list. Wrong items are reported and left out. Items have the label of the list. */
export const list = <T>(item: Schema<T>, description?: string): Schema<readonly T[]> =>
  schema(
    (definitions) => described({ type: 'array', items: item.json(definitions) }, description),
    (value, at, check) => {
      if (!Array.isArray(value)) return check.report(at, `${at.label} as a list`);
      return value.flatMap((each, key) => item.read(each, { holder: value, key, label: at.label }, check) ?? []);
    },
    [] as readonly T[],
  );

/** A mapping with any keys; each value is labelled by its key. Wrong entries are reported and left out. */
export const record = <T>(
  value: Schema<T>,
  { expected, key = text(), description }: { expected: string; key?: Schema<string>; description?: string },
): Schema<ReadonlyMap<string, T>> =>
  schema(
    (definitions) => {
      const names = key.json(definitions);
      const isAny = Object.keys(names).join() === 'type';
      return described(
        {
          type: 'object',
          ...(!isAny && { propertyNames: names }),
          additionalProperties: value.json(definitions),
        },
        description,
      );
    },
    (given, at, check) => {
      if (!isMapping(given)) return check.report(at, expected);
      const entries = new Map<string, T>();
      for (const [name, each] of Object.entries(given)) {
        const known = key.read(name, { holder: given, key: name, label: at.label, isKey: true }, check);
        const read = value.read(each, { holder: given, key: name, label: name }, check);
        if (known !== undefined && read !== undefined) entries.set(known, read);
      }
      return entries;
    },
  );

type Properties = Readonly<Record<string, Schema<unknown>>>;
type RequiredOf<P> = { readonly [K in keyof P as P[K] extends OptionalSchema<unknown> ? never : K]: TypeOf<P[K]> };
type OptionalOf<P> = {
  readonly [K in keyof P as P[K] extends OptionalSchema<unknown> ? K : never]?: TypeOf<P[K]> | undefined;
};
export type ObjectOf<P> = { readonly [K in keyof (RequiredOf<P> & OptionalOf<P>)]: (RequiredOf<P> & OptionalOf<P>)[K] };

/** The name of an object in messages, which may depend on its label and its content, and its description. */
interface About {
  readonly name?: string | ((label: string, value: Readonly<Record<string, unknown>>) => string);
  readonly description?: string | undefined;
}

/** Reads the properties in the order of the declaration; returns undefined if a required one is missing or wrong. */
function objectReader(about: About, properties: Properties, fields: Properties) {
  const entries = [
    ...Object.entries(properties).map(([key, property]) => ({ key, property, isField: false })),
    ...Object.entries(fields).map(([key, property]) => ({ key, property, isField: true })),
  ];
  const keys = entries.map(({ key }) => key);
  const known = new Set(keys);
  const required = entries.flatMap(({ key, property }) => (property.mayBeMissing ? [] : [key]));
  const { name } = about;
  return (value: unknown, at: Location, check: Check): Record<string, unknown> | undefined => {
    const called = () =>
      typeof name === 'function' ? name(at.label, isMapping(value) ? value : {}) : (name ?? at.label);
    if (!isMapping(value)) return check.report(at, `${called()} as a mapping with ${keys.join(', ')}`);
    for (const key of Object.keys(value))
      if (!known.has(key))
        check.report(
          { holder: value, key, label: key, isKey: true },
          `one of ${keys.join(', ')} in ${called()}${didYouMean(key, keys)}`,
          JSON.stringify(key),
        );
    for (const key of required) if (!Object.hasOwn(value, key)) check.report(at, `${called()} with "${key}"`, 'none');
    const result: Record<string, unknown> = {};
    const ownFields: Record<string, unknown> = {};
    let isWhole = true;
    for (const { key, property, isField } of entries) {
      const read = Object.hasOwn(value, key)
        ? property.read(value[key], { holder: value, key, label: key, siblings: result }, check)
        : undefined;
      const kept = read === undefined ? property.fallback : read;
      if (kept !== undefined) (isField ? ownFields : result)[key] = kept;
      else if (!property.mayBeMissing) isWhole = false;
    }
    if (!isWhole) return undefined;
    if (fields !== NO_FIELDS) result.fields = ownFields;
    return result;
  };
}
const NO_FIELDS: Properties = {};

const objectJson = ({ description }: About, properties: Properties, definitions: Definitions): JsonSchema => ({
  type: 'object',
  ...described({}, description),
  properties: Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [key, property.json(definitions)]),
  ),
  required: Object.keys(properties).filter((key) => !properties[key]?.mayBeMissing),
  additionalProperties: false,
});

/** An object with these properties and no others. Its properties are labelled by their keys. */
export const object = <P extends Properties>(about: About, properties: P): Schema<ObjectOf<P>> =>
  schema(
    (definitions) => objectJson(about, properties, definitions),
    objectReader(about, properties, NO_FIELDS) as Schema<ObjectOf<P>>['read'],
  );

/** An object with these properties and, beside them, fields of the ontology, which become `fields` of the result. */
export const objectWithFields = <P extends Properties, F>(
  about: About,
  properties: P,
  fields: Readonly<Record<string, Schema<F>>>,
): Schema<ObjectOf<P> & { readonly fields: Readonly<Record<string, F>> }> => {
  type Read = ObjectOf<P> & { readonly fields: Readonly<Record<string, F>> };
  const optionalFields = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, optional(field)]));
  return schema(
    (definitions) => objectJson(about, { ...properties, ...optionalFields }, definitions),
    objectReader(about, properties, optionalFields) as Schema<Read>['read'],
  );
};

/** A property that may be missing. If it is missing or wrong, the result is without it. */
export const optional = <T>({ json, read }: Schema<T>): OptionalSchema<T> => ({
  json,
  read,
  mayBeMissing: true,
  isOptional: true,
});

/** A property with a default value. */
export const defaultsTo = <T>(of: Schema<T>, fallback: NoInfer<T>): Schema<T> => ({
  ...of,
  mayBeMissing: true,
  fallback,
});

/** Adds a check or a conversion to a schema. `make` returns the value, or reports a problem and returns undefined. */
export const transform = <T, U>(
  of: Schema<T>,
  make: (value: T, at: Location, check: Check) => U | undefined,
  fallback?: U,
): Schema<U> =>
  schema(
    of.json,
    (value, at, check) => {
      const read = of.read(value, at, check);
      return read === undefined ? undefined : make(read, at, check);
    },
    fallback,
  );

/** One of several schemas. `pick` chooses it by the value, so only its problems are reported. */
export const union = <T>(
  options: readonly Schema<T>[],
  pick: (value: unknown) => Schema<T>,
  description?: string,
): Schema<T> =>
  schema(
    (definitions) => described({ anyOf: options.map((option) => option.json(definitions)) }, description),
    (value, at, check) => pick(value).read(value, at, check),
  );

/** One of several objects, chosen by the value of one key. */
export const variant = <T, K>(
  name: string | ((label: string) => string),
  key: string,
  { of, pick, options }: { of: Schema<K>; pick: (value: K) => Schema<T> | undefined; options: readonly Schema<T>[] },
): Schema<T> =>
  schema(
    (definitions) => ({ anyOf: options.map((option) => option.json(definitions)) }),
    (value, at, check) => {
      const isThere = isMapping(value) && Object.hasOwn(value, key);
      if (!isThere)
        return check.report(
          at,
          `${typeof name === 'string' ? name : name(at.label)} with "${key}"`,
          isMapping(value) ? 'none' : shown(value),
        );
      // If the key is wrong, this reports it, and no schema is chosen.
      const known = of.read(value[key], { holder: value, key, label: key }, check);
      return known === undefined ? undefined : pick(known)?.read(value, at, check);
    },
  );

/** A schema that depends on earlier properties. `narrow` makes the schema for the check; without one, nothing is checked. */
export const depends = <T, Siblings extends object>(
  of: Schema<T>,
  narrow: (siblings: Partial<Siblings>, at: Location) => Schema<T> | undefined,
): Schema<T> => ({
  ...of,
  read: (value, at, check) => narrow((at.siblings ?? {}) as Partial<Siblings>, at)?.read(value, at, check),
});

/** A schema with another label in messages than the key. */
export const labelled = <T>(label: string, of: Schema<T>): Schema<T> => ({
  ...of,
  read: (value, at, check) => of.read(value, { ...at, label }, check),
});

/** A schema with another JSON Schema. */
export const withJson = <T>(json: JsonSchema, of: Schema<T>): Schema<T> => ({ ...of, json: () => json });

/** A schema that is written once in the JSON Schema, in `$defs`, and referred to with `description`. */
export const definition = <T>(name: string, of: Schema<T>, description?: string): Schema<T> => ({
  ...of,
  json(definitions) {
    if (!definitions.has(name)) {
      definitions.set(name, {});
      definitions.set(name, of.json(definitions));
    }
    return described({ $ref: `#/$defs/${name}` }, description);
  },
});

/** The JSON Schema (draft 2020-12) of a file, for editors. The check is stricter, and decides. */
export function jsonSchema(title: string, of: Schema<unknown>): JsonSchema {
  const definitions: Definitions = new Map();
  const root = of.json(definitions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...root,
    $defs: Object.fromEntries(definitions),
  };
}
