import { constantCase } from '../../constant-case.ts';
import { badInput, quoted } from '../../errors.ts';
import type { Step } from '../../graph/query/query.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { ANY, idPrefix, type Ontology, type RelationField, relationBase } from '../../ontology/ontology.ts';

/**
 * Arguments whose types GraphQL has checked, but not their meaning.
 * `any`: their shapes follow from the ontology, which is data, so TypeScript can't know them.
 */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type ArgumentValues = Readonly<Record<string, any>>;

/** What a list is a list of: the type of its entities, and the step that leads to them; null for a root list. */
export interface ListTarget {
  readonly type: string;
  readonly step: Step | null;
  /** Whether the list is empty whatever the graph holds, as with `relations(types: [])`. */
  readonly isNone?: boolean;
}

/** The path of a value in an argument, as in error messages: `where.or[1].name`. */
export const pathTo = (path: string, key: string | number) =>
  typeof key === 'number' ? `${path}[${key}]` : `${path}.${key}`;

/** "an agreement" */
export const withArticle = (type: string) => `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type.toLowerCase()}`;

/** The step that a relation field takes. */
export const stepOf = (field: RelationField): Step => ({
  types: [field.relation.type],
  direction: field.direction,
  target: field.target,
});

/** The names of the entity types in an argument `types`; empty for all. Throws BAD_USER_INPUT for an empty list. */
export function entityTypesOf(ontology: Ontology, types: readonly string[] | null | undefined): readonly string[] {
  if (types?.length === 0) throw badInput('"types" expects at least one type; got none. Leave it out for all.');
  return ontology.entities.map(({ name }) => name).filter((name) => types?.includes(constantCase(name)));
}

/**
 * The relation types in an argument `relations`, in order; by default those that connect entities. Throws BAD_USER_INPUT
 * for an empty list.
 */
export function relationTypesOf(ontology: Ontology, types: readonly string[] | null | undefined): readonly string[] {
  if (types?.length === 0) {
    throw badInput(
      '"relations" expects at least one type; got none. Leave it out for all except those from documents to what they mention.',
    );
  }
  return [...new Set(types ?? ontology.connecting)].sort();
}

/** The entity types that have a hierarchy, as messages name them. */
export const typesWithHierarchy = ({ entities, hierarchies }: Ontology): string =>
  entities.flatMap(({ name }) => (hierarchies(name).length > 0 ? [constantCase(name)] : [])).join(', ');

/** The description of an argument `relations`. */
export const aboutRelations = (ontology: Ontology, more = ''): string => {
  const aside = ontology.relations.filter(({ isProvenance }) => isProvenance).map(({ type }) => type);
  const left =
    aside.length > 0
      ? ` By default of all types except ${aside.join(', ')}: what one document mentions is not connected by it. Name ${aside.length > 1 ? 'them' : 'it'} to follow ${aside.length > 1 ? 'them' : 'it'}.`
      : '';
  return `Only over relations of these types${more}.${left}`;
};

/** Checks an id, of a type or of any (`Entity`). Throws BAD_USER_INPUT for a malformed one. */
export function checkId(ontology: Ontology, id: string, type: string, argument = 'id'): string {
  const known = ontology.typeOfId(id)?.name;
  if (known && (type === ANY || known === type)) return id;
  const example =
    type === ANY
      ? `a type and a name, such as minister:lee-jong-ho; types are ${ontology.entities.map((e) => idPrefix(e.name)).join(', ')}`
      : `"${idPrefix(type)}:" and a name in lower case, such as ${idPrefix(type)}:a-name`;
  throw badInput(`"${argument}" expects ${example}; got ${quoted(id)}. Take ids from earlier answers.`);
}

/** Characters of a date, a code or a language. */
const LONGEST_STANDARD = 1000;

/**
 * Reads a text of a standard (EDTF, ISO 4217, BCP 47) by a check of the ontology. The checks throw plain Errors that say
 * what the standard expects; `sentence` makes a BAD_USER_INPUT of it. Any other error is a bug, and passes.
 */
export function readStandard<T>(text: string, read: (text: string) => T, sentence: (expected: string) => string): T {
  if (text.length > LONGEST_STANDARD) throw badInput(sentence(`expected at most ${LONGEST_STANDARD} characters`));
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Error && error.constructor === Error) throw badInput(sentence(error.message));
    throw error;
  }
}

/** Reads arguments. An error names the path of the value in them. */
export class ArgumentReader {
  readonly ontology: Ontology;

  constructor(ontology: Ontology) {
    this.ontology = ontology;
  }

  /** The keys of an object with their values. Null is refused: most likely a variable was forgotten. */
  // biome-ignore lint/suspicious/noExplicitAny: the values of ArgumentValues.
  entries(path: string, object: ArgumentValues, expected: string): [string, any][] {
    const entries = Object.entries(object).filter(([, value]) => value !== undefined);
    for (const [key, value] of entries) {
      if (value === null) {
        throw badInput(
          `"${pathTo(path, key)}" expects ${expected}; got null. Leave it out, or ask for what is missing with isNull: true.`,
        );
      }
    }
    return entries;
  }

  standard<T>(path: string, text: string, read: (text: string) => T): T {
    return readStandard(text, read, (expected) => `"${path}": ${expected}; got ${quoted(text)}.`);
  }

  /** The only key of an object, with its value. */
  // biome-ignore lint/suspicious/noExplicitAny: the values of ArgumentValues.
  only(path: string, object: ArgumentValues): [string, any] {
    const entries = this.entries(path, object, 'a direction');
    const [first] = entries;
    if (first && entries.length === 1) return first;
    throw badInput(
      `"${path}" expects one key, as the order of several would be lost; got ${entries.length === 0 ? 'none' : entries.map(([key]) => key).join(', ')}. Give one object for each: [{ a: ASC }, { b: DESC }].`,
    );
  }

  /** A property that the relations of a step declare. */
  property(path: string, step: Step, name: string): Field {
    const declared = this.ontology.relations.filter(({ type }) => step.types.length === 0 || step.types.includes(type));
    for (const { properties } of declared) {
      const field = ({ ...relationBase, ...properties } as Fields)[name];
      if (field) return field;
    }
    const all = [...new Set(declared.flatMap((d) => Object.keys({ ...relationBase, ...d.properties })))];
    throw badInput(
      `"${path}": relations of type ${declared.map(({ type }) => type).join(', ')} have no ${name}; they have ${['id', 'type', 'rank', ...all].join(', ')}.`,
    );
  }
}
