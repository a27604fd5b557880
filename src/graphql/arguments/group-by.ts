import { constantCase } from '../../constant-case.ts';
import type { GroupKey, GroupValue } from '../../graph/query/query.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { stepOf } from './argument-reader.ts';

/** A key by which a list can be grouped, as the schema describes it. */
export interface DescribedKey {
  readonly description: string;
  readonly key: GroupKey;
  /** The property that the relation which leads to the list must declare; absent for keys of entities. */
  readonly property?: string;
}

type DescribedKeys = ReadonlyMap<string, DescribedKey>;

/** The values of declared fields, by their names in the schema: what they read and how to describe it. */
function* valuesOf(fields: Fields, side: 'node' | 'relation'): Generator<[string, GroupValue, string]> {
  for (const [name, field] of Object.entries<Field>(fields)) {
    const own = constantCase(name);
    const column = (column: string): GroupValue => ({ kind: 'column', side, column });
    if (field.kind === 'period') {
      yield [`${own}_YEAR`, { kind: 'year', side, field: name }, `The first possible year of ${name}.`];
    } else if (field.kind === 'place') {
      yield [`${own}_COUNTRY`, column(`${name}Country`), 'The country of the place.'];
      yield [`${own}_CITY`, column(`${name}City`), 'The city of the place.'];
    } else if (field.kind !== 'money') yield [own, column(name), field.description];
  }
}

const PERIOD: GroupValue = { kind: 'year', side: 'relation', field: 'period' };
const RANK: GroupValue = { kind: 'column', side: 'relation', column: 'rank' };
const ROLE: GroupValue = { kind: 'column', side: 'relation', column: 'role' };

/** The values of the entities of a type: their own and, one for each, the entities that relations lead to. */
function* valuesOfEntity(ontology: Ontology, type: string): Generator<[string, GroupValue, string]> {
  yield* valuesOf(ontology.entity(type)?.fields ?? {}, 'node');
  for (const field of ontology.relationFields(type)) {
    const description = `The entity at the other end, one group for each. ${field.relation.description}`;
    yield [constantCase(field.name), { kind: 'related', step: stepOf(field) }, description];
  }
}

function keysOfType(ontology: Ontology, type: string): DescribedKeys {
  const keys = new Map<string, DescribedKey>();
  for (const [name, value, description] of valuesOfEntity(ontology, type)) {
    keys.set(name, { description, key: { through: null, value } });
  }
  const ofRelation = (name: string, value: GroupValue, description: string, property?: string) =>
    keys.set(name, { description, key: { through: null, value }, ...(property ? { property } : {}) });
  const certain = 'Whether it certainly held on the date of @asOf: true or false. An error without a date.';
  keys.set('CERTAIN', { description: certain, key: { through: null, value: { kind: 'certain', path: 'by' } } });
  ofRelation('RELATION_TYPE', { kind: 'type' }, 'The type of the relation that leads to the entity.', 'type');
  ofRelation('RELATION_RANK', RANK, 'The rank of that relation.', 'rank');
  ofRelation('RELATION_ROLE', ROLE, 'The role in that relation.', 'role');
  ofRelation('RELATION_YEAR', PERIOD, 'The first possible year of that relation.', 'period');
  for (const field of ontology.relationFields(type)) {
    const through = stepOf(field);
    const path = (name: string, value: GroupValue, description: string) => {
      const full = `${constantCase(field.name)}_${name}`;
      // The type's own keys win.
      if (!keys.has(full)) keys.set(full, { description, key: { through, value } });
    };
    for (const [name, value] of valuesOfEntity(ontology, field.target)) {
      path(name, value, `${name} of \`${field.name}\`, one group for each.`);
    }
    for (const [name, value] of valuesOf(field.relation.properties, 'relation')) {
      const short = name === 'PERIOD_YEAR' ? 'YEAR' : name;
      path(`RELATION_${short}`, value, `${short} of the relation to \`${field.name}\`, one group for each.`);
    }
    path('RELATION_RANK', RANK, `RANK of the relation to \`${field.name}\`, one group for each.`);
  }
  return keys;
}

const known = new WeakMap<Ontology, Map<string, DescribedKeys>>();

/**
 * What entities of a type, or of any, can be grouped by, by its name in the schema: own fields, the entities that
 * relations lead to, and the fields and relations of these (`PARTICIPANTS_COUNTRY`). All follow from the ontology.
 */
export function groupKeys(ontology: Ontology, type: string): DescribedKeys {
  const types = known.get(ontology) ?? new Map<string, DescribedKeys>();
  known.set(ontology, types);
  const keys = types.get(type) ?? keysOfType(ontology, type);
  types.set(type, keys);
  return keys;
}
