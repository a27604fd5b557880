import { constantCase } from '../../constant-case.ts';
import type { Fields } from '../../ontology/declaration.ts';
import { nameKinds, nameOrigins, ranks } from '../../ontology/facts.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { groupKeys } from '../arguments/group-by.ts';
import { sumDescriptions } from '../arguments/sums.ts';
import type { Builder } from './builder.ts';

type Descriptions = Readonly<Record<string, string>>;

const descriptionsOf = (described: ReadonlyMap<string, { readonly description: string }>): Descriptions =>
  Object.fromEntries([...described].map(([name, { description }]) => [name, description]));

const described = (values: Descriptions) =>
  Object.fromEntries(Object.entries(values).map(([value, description]) => [value, { description }]));

/** The fields that lead to related entities, by name. */
function relationFieldDescriptions(ontology: Ontology): Descriptions {
  const all: Record<string, string> = {};
  for (const { name: type } of ontology.entities) {
    for (const { name, relation } of ontology.relationFields(type)) all[constantCase(name)] ??= relation.description;
  }
  return all;
}

/** The enums that several parts of the schema use. Values follow from the ontology. */
export function createEnums(builder: Builder, ontology: Ontology) {
  const make = (name: string, description: string, values: Descriptions) =>
    builder.enumType(name, { description, values: described(values) });
  const declared = new Map<string, ReturnType<typeof make>>();
  const fields = [...ontology.entities.map((e) => e.fields), ...ontology.relations.map((r) => r.properties)];
  for (const field of fields.flatMap((of): Fields[string][] => Object.values(of))) {
    if (field.kind === 'enum' && !declared.has(field.name)) {
      declared.set(field.name, make(field.name, field.description, field.values));
    }
  }
  const entityFields = ontology.entities.flatMap((e) => Object.entries<Fields[string]>(e.fields));
  const groupBy = new Map(
    [ANY, ...ontology.entities.map(({ name }) => name)].map((type) => [
      type,
      make(`${type}Group`, 'What a list can be grouped by.', descriptionsOf(groupKeys(ontology, type))),
    ]),
  );
  const named = (enums: ReadonlyMap<string, ReturnType<typeof make>>, name: string) => {
    const known = enums.get(name);
    if (!known) throw new Error(`no enum ${name}`);
    return known;
  };
  return {
    /** An enum that a field declares, by its name. */
    declared: (name: string) => named(declared, name),
    /** What lists of an entity type, or of any, can be grouped by. */
    groupBy: (type: string) => named(groupBy, type),
    entityType: make(
      'EntityType',
      'The types of entities.',
      Object.fromEntries(ontology.entities.map((e) => [constantCase(e.name), e.description])),
    ),
    relationType: make(
      'RelationType',
      'The types of relations.',
      Object.fromEntries(ontology.relations.map((r) => [r.type, r.description])),
    ),
    direction: make('Direction', 'In which direction a relation is followed.', {
      OUT: 'From the entity: it is the subject, as in "Lee Jong-Ho attended the council".',
      IN: 'To the entity: it is the object.',
      BOTH: 'In either direction.',
    }),
    rank: make('Rank', 'How a relation or a claim ranks among others on the same matter.', ranks),
    nameKind: make('NameKind', 'The kind of a name.', nameKinds),
    nameOrigin: make('NameOrigin', 'Who gives a name.', nameOrigins),
    claimField: make(
      'ClaimField',
      'The own fields of entities, for which sources can claim several values.',
      Object.fromEntries(entityFields.map(([name, field]) => [constantCase(name), field.description])),
    ),
    sortDirection: make('Order', 'The direction of an order. Missing values come last in both.', {
      ASC: 'Smallest first.',
      DESC: 'Largest first.',
    }),
    sumField: make('SumField', 'A money field that can be added up, by currency.', sumDescriptions(ontology)),
    relationField: make(
      'RelationField',
      'The fields that lead to related entities.',
      relationFieldDescriptions(ontology),
    ),
  };
}

/** The enums of the schema. */
export type Enums = ReturnType<typeof createEnums>;
