import { badInput, quoted } from '../../errors.ts';
import type { Step } from '../../graph/query/query.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { type Ontology, type RelationField, relationBase } from '../../ontology/ontology.ts';
import { constant } from '../schema/builder.ts';

/** Arguments as GraphQL has checked them: of the right types, but not yet of sense. */
export type ArgumentValues = Readonly<Record<string, any>>;

/** What a list is a list of: the type of its entities, and the relation types that lead to them; none at the root. */
export interface ListTarget {
  readonly type: string;
  readonly step: Step | null;
}

export const nested = (path: string, key: string | number) =>
  typeof key === 'number' ? `${path}[${key}]` : `${path}.${key}`;

export const stepOf = (field: RelationField): Step => ({
  types: [field.relation.type],
  direction: field.direction,
  target: field.target,
});

/** The names of the entity types that `types` names; empty for all. */
export function typesOf(ontology: Ontology, given: readonly string[] | null | undefined): readonly string[] {
  if (given?.length === 0) throw badInput('"types" expects at least one type; got none. Leave it out for all.');
  return ontology.entities.map(({ name }) => name).filter((name) => given?.includes(constant(name)));
}

/** Reads arguments, and tells a mistake by its place in them. */
export class ArgumentReader {
  readonly ontology: Ontology;

  constructor(ontology: Ontology) {
    this.ontology = ontology;
  }

  /** The keys that an object gives; null is no condition, and more likely a variable that was forgotten. */
  entries(path: string, given: ArgumentValues, what: string): [string, any][] {
    const entries = Object.entries(given).filter(([, value]) => value !== undefined);
    for (const [key, value] of entries) {
      if (value === null) {
        throw badInput(
          `"${nested(path, key)}" expects ${what}; got null. Leave it out, or ask for what is missing with isNull: true.`,
        );
      }
    }
    return entries;
  }

  standard<T>(path: string, text: string, read: (text: string) => T): T {
    try {
      return read(text);
    } catch (error) {
      throw badInput(`"${path}": ${(error as Error).message}; got ${quoted(text)}.`);
    }
  }

  /** The one key that an object gives. */
  only(path: string, given: ArgumentValues): [string, any] {
    const entries = this.entries(path, given, 'a direction');
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
