import { ANY, type EntityDeclaration, type Fields, type RelationDeclaration } from './declaration.ts';

/** A declaration of the ontology is wrong. The message names it and says what was expected and what was got. */
export class InvalidOntology extends Error {
  override name = 'InvalidOntology';
}

const TYPE_NAME = /^[A-Z][A-Za-z0-9]*$/;
const FIELD_NAME = /^[a-z][A-Za-z0-9]*$/;
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
/** Names of fields and filters that every entity has; a declaration may not use them. */
const ENTITY_FIELDS = [
  'id',
  'name',
  'names',
  'label',
  'summary',
  'sameAs',
  'sources',
  'relations',
  'claims',
  'fields',
  'certain',
  'relation',
  'selfOrBelow',
  'selfOrAbove',
  'contested',
  'and',
  'or',
  'not',
];
/** Keys of an entity in a file of facts that are no fields of the API; a field may not be called so either. */
const FACT_KEYS = ['type', 'statedBy', 'statedClaims'];
/** Names of fields that every relation or its edge has; a declaration may not use them. */
const EDGE_FIELDS = [
  'id',
  'key',
  'type',
  'reading',
  'from',
  'to',
  'note',
  'rank',
  'sources',
  'statedBy',
  'mentions',
  'recordedAt',
  'retractedAt',
  'certain',
  'contested',
  'node',
  'cursor',
];

function expect(ok: boolean, where: string, expected: string, got: string): asserts ok {
  if (!ok) throw new InvalidOntology(`The ontology is wrong at ${where}: expected ${expected}, got ${got}.`);
}

const shown = (value: unknown) => JSON.stringify(value) ?? String(value);

function checkFields(where: string, fields: Fields, taken: readonly string[], enums: Map<string, unknown>) {
  for (const [name, field] of Object.entries(fields)) {
    const at = `${where}, field ${shown(name)}`;
    expect(FIELD_NAME.test(name), at, 'a name like "startDate"', shown(name));
    expect(!taken.includes(name), at, `a name other than those that all have (${taken.join(', ')})`, shown(name));
    expect(Boolean(field.description?.trim()), at, 'a description', 'none');
    if (field.kind !== 'enum') continue;
    expect(TYPE_NAME.test(field.name), at, 'an enum name like "EventKind"', shown(field.name));
    const same = enums.get(field.name);
    expect(
      !same || same === field.values,
      at,
      `one declaration of the enum ${field.name}`,
      'another one with other values',
    );
    enums.set(field.name, field.values);
    expect(Object.keys(field.values).length > 0, at, 'at least one value', 'none');
    for (const [value, description] of Object.entries(field.values)) {
      expect(CONSTANT.test(value), at, 'values like "JOINT_STATEMENT"', shown(value));
      expect(Boolean(description?.trim()), at, `a description of the value ${value}`, 'none');
    }
    const unknown = field.plans?.find((value) => !Object.hasOwn(field.values, value));
    expect(unknown === undefined, at, `"plans" to be some of ${Object.keys(field.values).join(', ')}`, shown(unknown));
  }
}

/** Checks declarations. Throws InvalidOntology at the first error. */
export function checkOntology(
  entities: readonly EntityDeclaration[],
  relations: readonly RelationDeclaration[],
  relationFields: ReadonlyMap<string, readonly { name: string; relation: { type: string }; direction: string }[]>,
): void {
  const names = new Set<string>();
  const plurals = new Set<string>();
  const enums = new Map<string, unknown>();
  for (const entity of entities) {
    const where = `entity type ${shown(entity.name)}`;
    expect(TYPE_NAME.test(entity.name) && entity.name !== ANY, where, 'a name like "Minister"', shown(entity.name));
    expect(!names.has(entity.name), where, 'each entity type once', 'a second declaration of it');
    const alike = [...names].find((name) => name.toLowerCase() === entity.name.toLowerCase());
    expect(alike === undefined, where, 'a name of its own in lower case, as ids have it', `that of ${shown(alike)}`);
    names.add(entity.name);
    expect(FIELD_NAME.test(entity.plural), where, 'a plural like "ministers"', shown(entity.plural));
    expect(
      !plurals.has(entity.plural),
      where,
      'a plural of its own',
      `${shown(entity.plural)}, which another type has`,
    );
    plurals.add(entity.plural);
    expect(Boolean(entity.description?.trim()), where, 'a description', 'none');
    checkFields(where, entity.fields, [...ENTITY_FIELDS, ...FACT_KEYS], enums);
  }
  const types = new Set<string>();
  const kinds = new Map<string, { kind: string; type: string }>();
  for (const relation of relations) {
    const where = `relation type ${shown(relation.type)}`;
    expect(CONSTANT.test(relation.type), where, 'a type like "HOLDS_OFFICE"', shown(relation.type));
    expect(!types.has(relation.type), where, 'each relation type once', 'a second declaration of it');
    types.add(relation.type);
    for (const key of ['description', 'reading', 'inverseReading'] as const) {
      expect(Boolean(relation[key]?.trim()), where, `a text for ${shown(key)}`, 'none');
    }
    expect(
      ['state', 'occurrence'].includes(relation.lasting),
      where,
      '"lasting" to be "state" or "occurrence"',
      shown(relation.lasting),
    );
    const { occursWith, lasting } = relation;
    expect(
      occursWith === undefined || (['from', 'to'].includes(occursWith) && lasting === 'occurrence'),
      where,
      '"occursWith" to be "from" or "to", of an occurrence',
      `${shown(occursWith)} of ${lasting === 'state' ? 'a state' : 'an occurrence'}`,
    );
    const { isTimeless, presupposes } = relation;
    expect(!isTimeless || lasting === 'state', where, '"isTimeless" of a state only', 'it of an occurrence');
    const isDated = occursWith !== undefined || relation.properties.period?.kind === 'period';
    expect(
      presupposes === undefined ||
        (isDated && presupposes.every((end) => ['from', 'to'].includes(end)) && presupposes.length > 0),
      where,
      '"presupposes" to name "from", "to" or both, of a relation with a "period" or "occursWith"',
      `${shown(presupposes)} of one ${isDated ? 'with' : 'without'} a date`,
    );
    expect(relation.ends.length > 0, where, 'at least one pair of ends', 'none');
    const { between } = relation;
    const ways = [undefined, 'takesPart', 'actsFor', 'isAbout'];
    expect(ways.includes(between), where, '"between" to be "takesPart", "actsFor" or "isAbout"', shown(between));
    for (const end of relation.ends) {
      if (between) {
        const joins = ![end.from, end.to].includes(ANY);
        expect(joins, where, 'ends of one type each, as it joins sides ("between")', `${end.from} and ${end.to}`);
      }
      if (relation.isHierarchy) {
        const { from, to } = end;
        const within = from === to && from !== ANY;
        expect(within, where, 'a hierarchy to join entities of one type', `${from} and ${to}`);
      }
      for (const side of ['from', 'to'] as const) {
        const known = end[side] === ANY || names.has(end[side]);
        expect(known, `${where}, end ${shown(side)}`, `one of ${[...names, ANY].join(', ')}`, shown(end[side]));
      }
      for (const side of ['field', 'inverse'] as const) {
        expect(FIELD_NAME.test(end[side]), `${where}, ${shown(side)}`, 'a name like "officeHolders"', shown(end[side]));
      }
    }
    for (const { from } of relation.boundsBeginning ? relation.ends : []) {
      const begins = entities.some(({ name, begins }) => name === from && begins !== undefined && begins.length > 0);
      expect(begins, `${where}, "boundsBeginning"`, 'a beginning of a type that has "begins"', shown(from));
    }
    checkFields(where, relation.properties, EDGE_FIELDS, enums);
    // A list of relations of any type has each property once.
    for (const [name, field] of Object.entries(relation.properties)) {
      const kind = field.kind === 'enum' ? `enum ${field.name}` : field.kind;
      const first = kinds.get(name) ?? { kind, type: relation.type };
      expect(first.kind === kind, `${where}, field ${shown(name)}`, `${first.kind}, as in ${first.type}`, kind);
      kinds.set(name, first);
    }
  }
  for (const entity of entities) {
    const seen = new Map<string, string>(Object.keys(entity.fields).map((name) => [name, 'an own field of the type']));
    for (const name of ENTITY_FIELDS) seen.set(name, 'a field that every entity has');
    for (const field of relationFields.get(entity.name) ?? []) {
      const other = seen.get(field.name);
      const where = `relation type ${shown(field.relation.type)}, field ${shown(field.name)} on ${entity.name}`;
      expect(!other, where, 'a name that nothing else on the type has', `one that is already ${other}`);
      seen.set(field.name, `a field of ${field.relation.type}`);
    }
  }
}
