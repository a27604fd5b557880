import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type RelationField } from '../../ontology/ontology.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';
import { isCertain } from '../planning/certainty.ts';
import type { Connection, Edge } from '../planning/connection.ts';
import { loadReferred } from '../planning/load.ts';
import type { FieldBuilder, ObjectRef } from './builder.ts';
import { implementConnection, totalCount } from './connection-types.ts';
import { declaredFields, propertiesOfAnyType } from './declared-fields.ts';
import { createListNames } from './list-names.ts';
import { pageArguments } from './page-types.ts';
import type { SchemaParts } from './parts.ts';
import { rowOfRelation } from './relation.ts';

const SUM =
  'One amount for each currency, in the order of their codes; never converted. Approximate if an addend is. Each entity, or each relation, counts once.';

/** The arguments of a list of entities of a type, or of any. */
export const listArguments = <Parent>({ inputs }: SchemaParts, t: Pick<FieldBuilder<Parent>, 'arg'>, type: string) => ({
  where: t.arg({ type: inputs.where(type), description: 'Only entities that match this filter.' }),
  orderBy: t.arg({
    type: [inputs.order(type)],
    description:
      'The order, first key first. By default by name and, in lists over relations, preferred relations before others.',
  }),
  ...pageArguments(t),
});

interface List {
  /** The entity type of the rows, or `Entity`. */
  readonly target: string;
  readonly description: string;
  readonly edgeDescription: string;
  /** The properties of the relation that leads to the rows; null for a list of all entities. */
  readonly properties: Fields | null;
  readonly connection: ObjectRef<Connection>;
  readonly edge: ObjectRef<Edge>;
}

/** Implements the types of a list of entities, with sums and groups; over a relation, its edges carry the relation. */
function implementList(parts: SchemaParts, list: List): void {
  const { ontology, enums, inputs, money, group, relation, entityOf } = parts;
  const { target, properties, connection, edge } = list;
  const node = entityOf(target);
  implementConnection<Edge, Connection>(parts, {
    connection,
    edge,
    description: list.description,
    fields: (t) => ({
      nodes: t.field({
        type: [node],
        nullable: false,
        description: 'The entities of the page, without their edges.',
        resolve: (c) => c.nodes,
      }),
      totalCount: totalCount(t),
      sum: t.field({
        type: [money],
        nullable: false,
        description: `The sum over the whole list. ${SUM}`,
        args: { of: t.arg({ type: enums.sumField, required: true, description: 'The field to add up.' }) },
        resolve: (c, { of }) => c.sum(of),
      }),
      groups: t.field({
        type: [group],
        nullable: false,
        description:
          'The whole list in groups that have a value in common; largest groups first by default, then by key.',
        args: {
          by: t.arg({
            type: enums.groupBy(target),
            required: true,
            description: 'The value that groups have in common.',
          }),
          orderBy: t.arg({ type: inputs.groupOrder, description: 'The order of the groups.' }),
          first: t.arg.int({ description: `The number of groups, 1 to ${LARGEST_PAGE}; ${DEFAULT_PAGE} by default.` }),
        },
        resolve: (c, _args, _context, info) => c.groups(String(info.path.key)),
      }),
    }),
    edgeDescription: list.edgeDescription,
    edgeFields: (t) => ({
      node: t.field({ type: node, nullable: false, description: 'The entity in this row.', resolve: (e) => e.node }),
      ...(properties
        ? declaredFields(parts, t, properties, rowOfRelation)
        : {
            certain: t.boolean({
              nullable: false,
              description:
                'Whether it certainly existed at the time that is asked about (@asOf), whichever days its dates mean; false if they merely allow it. True if no time is asked about.',
              resolve: (e, _args, context, info) => isCertain(ontology, e, context.reader(info).timeTravel),
            }),
          }),
    }),
  });
  if (properties) edge.addInterfaces([relation]);
}

/** Adds the type of the list of all entities of a type, and returns it. */
export function addEntityList(parts: SchemaParts, name: string, plural: string): ObjectRef<Connection> {
  const connection = parts.builder.objectRef<Connection>(`${name}Connection`);
  implementList(parts, {
    target: name,
    description: `A page of ${plural}.`,
    edgeDescription: `One of ${plural}.`,
    properties: null,
    connection,
    edge: parts.builder.objectRef<Edge>(`${name}Edge`),
  });
  return connection;
}

/**
 * The types of lists over one relation type: two for each relation type and end, whichever fields lead there. Gives a
 * function from a field to its connection type.
 */
export function createRelationLists(parts: SchemaParts): (field: RelationField) => ObjectRef<Connection> {
  const { ontology, builder } = parts;
  const names = createListNames(ontology);
  const lists = new Map<string, ObjectRef<Connection>>();
  return (field) => {
    const name = names.of(field);
    const known = lists.get(name);
    if (known) return known;
    const { relation, direction, target } = field;
    const connection = builder.objectRef<Connection>(`${name}Connection`);
    lists.set(name, connection);
    const plural = target === ANY ? 'entities' : ontology.entity(target)?.plural;
    const about = `the ${plural} at the ${direction === 'OUT' ? 'end' : 'beginning'} of ${relation.type}`;
    implementList(parts, {
      target,
      description: `A page of ${about}. ${relation.description}`,
      edgeDescription: `One of ${about}, with the relation that leads to it. ${relation.description}`,
      properties: relation.properties,
      connection,
      edge: builder.objectRef<Edge>(`${name}Edge`),
    });
    return connection;
  };
}

/** Adds the types of the list over relations of any type, and of groups. */
export function addLists(parts: SchemaParts): void {
  const { ontology, enums, entity, money, group, relationConnection, relationEdge } = parts;
  implementList(parts, {
    target: ANY,
    description: 'A page of entities over relations of any type.',
    edgeDescription: 'One of the entities over relations of any type, with the relation that leads to it.',
    properties: propertiesOfAnyType(ontology),
    connection: relationConnection,
    edge: relationEdge,
  });
  group.implement({
    description: 'The members of a list that have a value in common.',
    fields: (t) => ({
      key: t.string({
        description: 'What they have in common: a value, a year, or the id of an entity; null for those without one.',
        resolve: (g) => g.key,
      }),
      entity: t.field({
        type: entity,
        description: 'The entity that they have in common, if they are grouped by a relation.',
        resolve: (g, _args, context, info) =>
          g.isEntity && g.key !== null ? loadReferred(ontology, g.key, ANY, context, info) : null,
      }),
      count: t.int({ nullable: false, description: 'The number of members.', resolve: (g) => g.count }),
      sum: t.field({
        type: [money],
        nullable: false,
        description: `The sum over the members. ${SUM}`,
        args: { of: t.arg({ type: enums.sumField, required: true, description: 'The field to add up.' }) },
        resolve: (g, { of }) => g.sum(of),
      }),
    }),
  });
}
