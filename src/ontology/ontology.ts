import { checkOntology } from './check.ts';
import { ANY, type EntityDeclaration, type Field, type RelationDeclaration } from './declaration.ts';
import { entities } from './entities.ts';
import { relations } from './relations.ts';

export type Direction = 'OUT' | 'IN';

/** One relation type as seen from one entity type: a field that leads to entities of the type `target`. */
export interface RelationField {
  readonly name: string;
  readonly relation: RelationDeclaration;
  readonly direction: Direction;
  /** The entity type at the far end, or `Entity` for any. */
  readonly target: string;
}

/** The checked model and the look-ups that the other rooms need. */
export interface Ontology {
  readonly entities: readonly EntityDeclaration[];
  readonly relations: readonly RelationDeclaration[];
  entity(name: string): EntityDeclaration | undefined;
  relation(type: string): RelationDeclaration | undefined;
  /** The entity type that an id belongs to, by its prefix. */
  typeOfId(id: string): EntityDeclaration | undefined;
  relationFields(entity: string): readonly RelationField[];
  /** The fields that say since when an entity of a type, or of any, is there: the first that is stated. */
  beginnings(entity: string): readonly string[];
}

/** The prefix of the ids of an entity type. */
export const idPrefix = (entity: string) => entity.toLowerCase();

/** The rest of an id after its prefix. Lower case, so that two ids never differ by case alone. */
const NAME = '[a-z0-9][a-z0-9._~-]{0,199}';
const SLUG = new RegExp(`^${NAME}$`);

/** What every id of an entity type matches, as a regular expression of ECMAScript. */
export const idPattern = (entity: string) => `^${idPrefix(entity)}:${NAME}$`;

/** Relation ids name both ends, so that an engine without an index on relations finds one by its end. */
export const relationId = (from: string, type: string, to: string, key?: string) =>
  [from, type, to, ...(key ? [key] : [])].join('/');

function fieldsSeenFrom(entity: string, declarations: readonly RelationDeclaration[]): RelationField[] {
  const fields: RelationField[] = [];
  for (const relation of declarations) {
    for (const direction of ['OUT', 'IN'] as const) {
      const near = direction === 'OUT' ? 'from' : 'to';
      const far = direction === 'OUT' ? 'to' : 'from';
      const own = relation.ends.filter((end) => end[near] === entity);
      // An end declared for the type itself takes the place of the one declared for any type.
      const seen = own.length > 0 ? own : relation.ends.filter((end) => end[near] === ANY);
      for (const end of seen) {
        const name = direction === 'OUT' ? end.field : end.inverse;
        const twin = fields.find((f) => f.name === name && f.relation === relation && f.direction === direction);
        if (!twin) fields.push({ name, relation, direction, target: end[far] });
        else if (twin.target !== end[far]) fields[fields.indexOf(twin)] = { ...twin, target: ANY };
      }
    }
  }
  return fields;
}

/**
 * Builds the model from its declarations, or from a copy of them with more in it.
 * Throws InvalidOntology with a sentence when a declaration is wrong.
 */
export function createOntology(
  entityDeclarations: readonly EntityDeclaration[] = entities,
  relationDeclarations: readonly RelationDeclaration[] = relations,
): Ontology {
  const fields = new Map(entityDeclarations.map((e) => [e.name, fieldsSeenFrom(e.name, relationDeclarations)]));
  checkOntology(entityDeclarations, relationDeclarations, fields);
  const byName = new Map(entityDeclarations.map((e) => [e.name, e]));
  const byPrefix = new Map(entityDeclarations.map((e) => [idPrefix(e.name), e]));
  const byType = new Map(relationDeclarations.map((r) => [r.type, r]));
  // For any type, those that name several come first: theirs is an order of preference.
  const all = entityDeclarations.map((e) => e.begins ?? []).sort((a, b) => b.length - a.length);
  const beginnings = new Map([
    ...entityDeclarations.map((e) => [e.name, e.begins ?? []] as const),
    [ANY, [...new Set(all.flat())]] as const,
  ]);
  return {
    entities: entityDeclarations,
    relations: relationDeclarations,
    entity: (name) => byName.get(name),
    relation: (type) => byType.get(type),
    typeOfId: (id) => {
      const colon = id.indexOf(':');
      return SLUG.test(id.slice(colon + 1)) ? byPrefix.get(id.slice(0, colon)) : undefined;
    },
    relationFields: (entity) => fields.get(entity) ?? [],
    beginnings: (entity) => beginnings.get(entity) ?? [],
  };
}

/** The properties that every relation has, beside those that its type declares. */
export const relationBase = {
  note: { kind: 'text', description: 'What else the source says of it, such as the outcome of a discussion.' },
} as const satisfies Record<string, Field>;

export { ANY };
