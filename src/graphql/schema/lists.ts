import type { FieldMap } from '@pothos/core';
import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type RelationField } from '../../ontology/ontology.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';
import { isCertain } from '../planning/certainty.ts';
import type { Connection, Edge, Group, GroupKeyValue } from '../planning/connection.ts';
import { inTurns } from '../planning/in-turns.ts';
import { loadReferred } from '../planning/load.ts';
import type { FieldBuilder, ObjectRef } from './builder.ts';
import { certainCount, implementConnection, totalCount } from './connection-types.ts';
import { declaredFields, propertiesOfAnyType } from './declared-fields.ts';
import { createListNames } from './list-names.ts';
import { pageArguments } from './page-types.ts';
import type { SchemaParts } from './parts.ts';
import { rowOfRelation } from './relation.ts';

const SUM =
  'One amount for each currency, in the order of their codes; never converted. Approximate if an addend is. Each entity, or each relation, counts once.';

const SHARED = 'A member that has several values, such as two areas, counts in the group of each.';

const ONLY = 'If groups are by a value of related entities, only the relations to those with the value count.';

/** Why a field with arguments is nullable: a mistake in them leaves what stands beside it answered. */
const FAILING = 'Null only if its arguments are wrong.';

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

/** Which related entities count, as an argument of lists of a type that has relations. */
const relatedWhere = <Parent>({ inputs }: SchemaParts, t: Pick<FieldBuilder<Parent>, 'arg'>, type: string) => {
  const related = inputs.relatedWhere(type);
  const description =
    'Only these related entities, and the relations to them, count; entities without any are left out.';
  return related ? { where: t.arg({ type: related, description }) } : {};
};

/** The arguments that say what groups have in common. */
const groupedBy = <Parent>(parts: SchemaParts, t: Pick<FieldBuilder<Parent>, 'arg'>, type: string) => ({
  by: t.arg({
    type: parts.enums.groupBy(type),
    required: true,
    description: 'The value that groups have in common.',
  }),
  andBy: t.arg({
    type: parts.enums.groupBy(type),
    description: 'A second value that they have in common. Values through one field belong to the same related entity.',
  }),
  ...relatedWhere(parts, t, type),
  rollUp: t.arg.boolean({
    description:
      'Whether a member also counts for each entity above its key in a hierarchy, once for each: a project in an area also for the broader areas. With two keys, for each that has a hierarchy.',
  }),
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
  /** Fields besides those that every such list has. */
  readonly more?: {
    readonly fields: (t: FieldBuilder<Connection>) => FieldMap;
    readonly edgeFields: (t: FieldBuilder<Edge>) => FieldMap;
  };
}

/** Implements the types of a list of entities, with sums and groups; over a relation, its edges carry the relation. */
export function implementList(parts: SchemaParts, list: List): void {
  const { enums, inputs, money, group, relation, entityOf } = parts;
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
        resolve: (c, _args, context, info) => inTurns(c.nodes, context.reader(info).work),
      }),
      totalCount: totalCount(t),
      certainCount: certainCount(t),
      sum: t.field({
        type: [money],
        description: `The sum over the whole list. ${SUM} ${FAILING}`,
        args: {
          of: t.arg({ type: enums.sumField, required: true, description: 'The field to add up.' }),
          ...relatedWhere(parts, t, target),
        },
        resolve: (c, { of, where }) => c.sum(of, where ?? null),
      }),
      groups: t.field({
        type: [group],
        description: `The whole list in groups that have a value in common; largest groups first by default, then by key. ${SHARED} ${FAILING}`,
        args: {
          ...groupedBy(parts, t, target),
          orderBy: t.arg({ type: inputs.groupOrder, description: 'The order of the groups.' }),
          first: t.arg.int({ description: `The number of groups, 0 to ${LARGEST_PAGE}; ${DEFAULT_PAGE} by default.` }),
          skip: t.arg.int({ description: 'How many groups to leave out before the first; none by default.' }),
        },
        resolve: (c, _args, _context, info) => c.groups(String(info.path.key)),
      }),
      groupCount: t.int({
        description: `The number of groups, including that of members without a value. ${FAILING}`,
        args: groupedBy(parts, t, target),
        resolve: (c, _args, _context, info) => c.groupCount(String(info.path.key)),
      }),
      sharedCount: t.int({
        description: `How many rows are in more than one group, such as projects with two areas. If any, counts and sums of groups add up to more than those of the list. ${FAILING}`,
        args: groupedBy(parts, t, target),
        resolve: (c, _args, _context, info) => c.groupCount(String(info.path.key)),
      }),
      ...list.more?.fields(t),
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
                'Whether it certainly existed at the time that is asked about (@asOf), whichever days its dates mean; false if dates and sources merely allow it. True if no time is asked about.',
              resolve: (e, _args, context, info) => isCertain(e, context.reader(info).timeTravel),
            }),
          }),
      ...list.more?.edgeFields(t),
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
  const { ontology, enums, money, group, groupKey, relationConnection, relationEdge } = parts;
  implementList(parts, {
    target: ANY,
    description: 'A page of entities over relations of any type.',
    edgeDescription: 'One of the entities over relations of any type, with the relation that leads to it.',
    properties: propertiesOfAnyType(ontology),
    connection: relationConnection,
    edge: relationEdge,
  });
  groupKey.implement({
    description: 'A value that the members of a group have in common.',
    fields: (t) => ({
      by: t.string({
        nullable: false,
        description: 'What it is a value of, as in `groups(by:)`.',
        resolve: (k) => k.by,
      }),
      ...keyFields(parts, t, (k) => k),
    }),
  });
  group.implement({
    description: 'The members of a list that have a value in common, or two.',
    fields: (t) => ({
      ...keyFields(parts, t, (g: Group) => g.keys[0]),
      keys: t.field({
        type: [groupKey],
        nullable: false,
        description: 'All that they have in common: the values of `by` and `andBy`.',
        resolve: (g) => g.keys,
      }),
      count: t.int({ nullable: false, description: 'The number of members.', resolve: (g) => g.count }),
      relationCount: t.int({
        description: `The number of relations that lead on from the members, each counted once. ${ONLY} ${FAILING}`,
        args: {
          of: t.arg({ type: enums.relationField, required: true, description: 'The field whose relations to count.' }),
        },
        resolve: (g, { of }) => g.relationCount(of),
      }),
      sum: t.field({
        type: [money],
        description: `The sum over the members, or over the relations that lead on from them. ${SUM} ${ONLY} ${FAILING}`,
        args: { of: t.arg({ type: enums.sumField, required: true, description: 'The field to add up.' }) },
        resolve: (g, { of }) => g.sum(of),
      }),
    }),
  });
}

/** The fields `key` and `entity` of groups and of their keys. */
const keyFields = <Parent>(
  { ontology, entity }: SchemaParts,
  t: FieldBuilder<Parent>,
  keyOf: (parent: Parent) => GroupKeyValue | undefined,
) => ({
  key: t.string({
    description: 'What they have in common: a value, a year, or the id of an entity; null for those without one.',
    resolve: (parent) => keyOf(parent)?.key,
  }),
  entity: t.field({
    type: entity,
    description: 'The entity that they have in common, if they are grouped by a relation.',
    resolve: (parent, _args, context, info) => {
      const key = keyOf(parent);
      return key?.isEntity && key.key !== null ? loadReferred(ontology, key.key, ANY, context, info) : null;
    },
  }),
});
