import { InvalidOntology } from './check.ts';
import type { EntityDeclaration, Fields, RelationDeclaration, RelationEnd } from './declaration.ts';
import { createOntology, type Ontology } from './ontology.ts';

/** What an ontology gets in addition to its own declarations. */
export interface OntologyExtension {
  /** New entity types. */
  readonly entities?: readonly EntityDeclaration[];
  /** New relation types. */
  readonly relations?: readonly RelationDeclaration[];
  /** New fields of entity types, by the name of the type, such as `Project`. */
  readonly fields?: Readonly<Record<string, Fields>>;
  /** New properties of relation types, by the relation type, such as `FUNDS`. */
  readonly properties?: Readonly<Record<string, Fields>>;
  /** New pairs of entity types that a relation type joins, by the relation type. */
  readonly ends?: Readonly<Record<string, readonly RelationEnd[]>>;
}

/**
 * Adds entity types, relation types, fields and properties to an ontology: the bundled one if none is given. The
 * ontology that is extended stays as it is. Types and fields without a translation are shown by their English names.
 *
 * @throws InvalidOntology if a declaration is wrong, or names a type that the ontology doesn't have
 * @example
 * const ontology = extendOntology({
 *   relations: [
 *     {
 *       type: 'ADVISES',
 *       description: 'An institution advises another one.',
 *       reading: 'advises',
 *       inverseReading: 'is advised by',
 *       lasting: 'state',
 *       ends: [{ from: 'Institution', to: 'Institution', field: 'advises', inverse: 'advisers' }],
 *       properties: { topic: text('What the advice is about.') },
 *     },
 *   ],
 *   fields: { Project: { acronym: text('The short name of the project.') } },
 * });
 */
export function extendOntology(extension: OntologyExtension, base: Ontology = createOntology()): Ontology {
  checkParts(extension);
  const { entities = [], relations = [], fields = {}, properties = {}, ends = {} } = extension;
  const entityTypes = base.entities.map(({ name }) => name);
  const relationTypes = base.relations.map(({ type }) => type);
  expectKnown('fields', Object.keys(fields), entityTypes);
  expectKnown('properties', Object.keys(properties), relationTypes);
  expectKnown('ends', Object.keys(ends), relationTypes);
  return createOntology(
    [
      ...base.entities.map((entity) => ({
        ...entity,
        fields: merged(entity.name, entity.fields, fields[entity.name]),
      })),
      ...entities,
    ],
    [
      ...base.relations.map((relation) => ({
        ...relation,
        ends: [...relation.ends, ...(ends[relation.type] ?? [])],
        properties: merged(relation.type, relation.properties, properties[relation.type]),
      })),
      ...relations,
    ],
  );
}

const PARTS = { entities: true, relations: true, fields: false, properties: false, ends: false } as const;

/** Checks the extension itself: a program without types passes anything. */
function checkParts(extension: unknown): void {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const wrong = (at: string, expected: string, got: string) =>
    new InvalidOntology(`The extension of the ontology is wrong${at}: expected ${expected}, got ${got}.`);
  if (!isObject(extension)) throw wrong('', 'an object', extension === null ? 'null' : `a ${typeof extension}`);
  expectKnown('the top', Object.keys(extension as object), Object.keys(PARTS));
  for (const [part, isList] of Object.entries(PARTS)) {
    const value = (extension as Readonly<Record<string, unknown>>)[part];
    if (value === undefined || (isList ? Array.isArray(value) : isObject(value))) continue;
    throw wrong(` at ${part}`, isList ? 'a list' : 'an object', JSON.stringify(value) ?? typeof value);
  }
}

function expectKnown(part: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InvalidOntology(
    `The extension of the ontology is wrong at ${part}: expected one of ${known.join(', ')}, got "${unknown}".`,
  );
}

function merged(type: string, own: Fields, added: Fields = {}): Fields {
  const taken = Object.keys(added).find((name) => Object.hasOwn(own, name));
  if (taken === undefined) return { ...own, ...added };
  throw new InvalidOntology(
    `The extension of the ontology is wrong at ${type}: expected new names, got "${taken}", which ${type} has already.`,
  );
}
