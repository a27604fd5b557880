import { checkOntology } from './check.ts';
import { ANY, type EntityDeclaration, type Field, type RelationDeclaration } from './declaration.ts';
import { entities } from './entities.ts';
import { relations } from './relations.ts';

/** Along a relation from its start to its end, or against it. */
export type Direction = 'OUT' | 'IN';

/** A relation type from the perspective of an entity type: a field that leads to entities of the type `target`. */
export interface RelationField {
  readonly name: string;
  readonly relation: RelationDeclaration;
  readonly direction: Direction;
  /** The entity type at the far end, or `Entity` for any. */
  readonly target: string;
}

/** A checked model with its look-ups. */
export interface Ontology {
  readonly entities: readonly EntityDeclaration[];
  readonly relations: readonly RelationDeclaration[];
  entity(name: string): EntityDeclaration | undefined;
  relation(type: string): RelationDeclaration | undefined;
  /** The entity type of an id, by its prefix; undefined if the id is malformed or the type unknown. */
  typeOfId(id: string): EntityDeclaration | undefined;
  /** The fields of an entity type that lead to related entities. */
  relationFields(entity: string): readonly RelationField[];
  /** The relation types that connect entities: all except those that say where something is stated. */
  readonly connecting: readonly string[];
  /** The relation types whose `to` begins no earlier than their `from`. */
  readonly bounding: readonly string[];
  /** Whether such a relation can lead to entities of a type, or of any. */
  isBounded(entity: string): boolean;
  /** The period fields that say when an entity of a type, or of any, came into being; the first with a value counts. */
  beginnings(entity: string): readonly string[];
  /** The fields by whose values entities of a type, or of any, are only planned, each with these values. */
  plans(entity: string): ReadonlyMap<string, readonly string[]>;
  /** The relation types that date the existence of the entity at one of their ends. */
  presupposing(end: 'from' | 'to'): readonly string[];
  /** The entity types of people: those that hold posts. */
  readonly people: readonly string[];
  /** The relation types by which an entity of a type is a part of another one of the type. */
  hierarchies(entity: string): readonly string[];
}

/** The prefix of the ids of an entity type. */
export const idPrefix = (entity: string) => entity.toLowerCase();

/** The part of an id after the colon. Lower case, so that ids never differ by case alone. */
const NAME = '[a-z0-9][a-z0-9._~-]{0,199}';
const SLUG = new RegExp(`^${NAME}$`);

/** A regular expression (ECMAScript) that the ids of an entity type match. */
export const idPattern = (entity: string) => `^${idPrefix(entity)}:${NAME}$`;

/** The id of a relation. It names both ends, so that an engine without an index on relations finds it from an end. */
export const relationId = (from: string, type: string, to: string, key?: string) =>
  [from, type, to, ...(key ? [key] : [])].join('/');

function fieldsSeenFrom(entity: string, declarations: readonly RelationDeclaration[]): RelationField[] {
  const fields: RelationField[] = [];
  for (const relation of declarations) {
    for (const direction of ['OUT', 'IN'] as const) {
      const near = direction === 'OUT' ? 'from' : 'to';
      const far = direction === 'OUT' ? 'to' : 'from';
      const own = relation.ends.filter((end) => end[near] === entity);
      // An end for the type itself replaces the one for any type.
      const visible = own.length > 0 ? own : relation.ends.filter((end) => end[near] === ANY);
      for (const end of visible) {
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
 * Creates an ontology: Entente's own, or one with other `entities` and `relations`.
 *
 * @throws InvalidOntology if a declaration is wrong; the message says what was expected and what was got.
 *
 * @example
 * const ontology = createOntology(entities, [
 *   ...relations,
 *   {
 *     type: 'MENTORED',
 *     description: 'An institution guided another one.',
 *     reading: 'guided',
 *     inverseReading: 'was guided by',
 *     lasting: 'state',
 *     ends: [{ from: 'Institution', to: 'Institution', field: 'guided', inverse: 'guides' }],
 *     properties: { subject: text('In what.') },
 *   },
 * ]);
 * ontology.relation('MENTORED')?.reading; // 'guided'
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
  // For any type, begin with the types that list several fields, as their lists are orders of preference.
  const all = entityDeclarations.map((e) => e.begins ?? []).sort((a, b) => b.length - a.length);
  const beginnings = new Map([
    ...entityDeclarations.map((e) => [e.name, e.begins ?? []] as const),
    [ANY, [...new Set(all.flat())]] as const,
  ]);
  const joined = relationDeclarations.filter(({ isHierarchy }) => isHierarchy);
  const hierarchies = new Map(
    entityDeclarations.map(({ name }) => [
      name,
      joined.filter(({ ends }) => ends.some(({ to }) => to === name)).map(({ type }) => type),
    ]),
  );
  const plans = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const { name, fields } of entityDeclarations) {
    const named = Object.entries(fields).flatMap(([field, of]) =>
      of.kind === 'enum' && of.plans ? [[field, of.plans] as const] : [],
    );
    plans.set(name, new Map(named));
  }
  plans.set(ANY, new Map([...plans.values()].flatMap((some) => [...some])));
  const presupposing = (end: 'from' | 'to') =>
    relationDeclarations.filter(({ presupposes }) => presupposes?.includes(end)).map(({ type }) => type);
  const presupposed = { from: presupposing('from'), to: presupposing('to') };
  const bounding = relationDeclarations.filter(({ boundsBeginning }) => boundsBeginning);
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
    bounding: bounding.map(({ type }) => type),
    isBounded: (entity) =>
      bounding.some(({ ends }) => entity === ANY || ends.some(({ to }) => to === ANY || to === entity)),
    connecting: relationDeclarations.filter(({ isProvenance }) => !isProvenance).map(({ type }) => type),
    beginnings: (entity) => beginnings.get(entity) ?? [],
    plans: (entity) => plans.get(entity) ?? new Map(),
    presupposing: (end) => presupposed[end],
    people: [
      ...new Set(relationDeclarations.flatMap(({ isPost, ends }) => (isPost ? ends.map(({ from }) => from) : []))),
    ],
    hierarchies: (entity) => hierarchies.get(entity) ?? [],
  };
}

/** The property that every relation has in addition to those of its type. */
export const relationBase = {
  note: { kind: 'text', description: 'What else the source says about it, such as the outcome of a discussion.' },
} as const satisfies Record<string, Field>;

export { ANY };

/** The type of the entities that sources are. */
export const DOCUMENT = 'Document';
/** The kind of the documents that are no evidence of their own, and so no sources where these are counted. */
export const NOTES = 'NOTES';
