import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import { badInput, quoted } from '../../errors.ts';
import { decode } from '../../graph/encoding/values.ts';
import type { Row, Value } from '../../graph/port/graph.ts';
import { checkLanguage } from '../../ontology/codes.ts';
import type { EntityDeclaration, Fields } from '../../ontology/declaration.ts';
import { displayName } from '../../ontology/display-name.ts';
import type { Source } from '../../ontology/facts.ts';
import { ANY, idPrefix, type Ontology, type RelationField, relationBase } from '../../ontology/ontology.ts';
import { stepOf, typesOf } from '../arguments/argument-reader.ts';
import { asOf } from '../arguments/as-of.ts';
import { createInputs } from '../arguments/inputs.ts';
import { isCertain } from '../fields/certainty.ts';
import { createClaims } from '../fields/claims.ts';
import { addNeighborhood } from '../fields/neighborhood.ts';
import { addOntologyQuery } from '../fields/ontology.ts';
import { createPaths } from '../fields/paths.ts';
import { addRelated } from '../fields/related.ts';
import { createSearch } from '../fields/search.ts';
import { createTimeline } from '../fields/timeline.ts';
import {
  type Connection,
  contestedConnection,
  type Edge,
  type Group,
  listConnection,
  loadEntity,
  loadReferred,
  relationConnection,
} from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { createBuilder, createEnums } from './builder.ts';
import { createListNames } from './list-names.ts';
import { createStatement } from './statement.ts';
import { createValues } from './values.ts';

const text = (value: Value | undefined) => (typeof value === 'string' ? value : null);

/** The GraphQL schema of an ontology: each type, field, argument and description follows from its declarations. */
export function createSchema(ontology: Ontology): GraphQLSchema {
  const typeOf = (id: string) => ontology.typeOfId(id)?.name ?? ANY;
  const builder = createBuilder(typeOf);
  const enums = createEnums(builder, ontology);
  const values = createValues(builder, enums);
  const inputs = createInputs(builder, enums, ontology);
  const node = builder.nodeInterfaceRef();
  /** What every list takes. */
  const listArguments = (t: any, type: string) => ({
    where: t.arg({ type: inputs.where(type), description: 'Only those that meet this.' }),
    orderBy: t.arg({
      type: inputs.order(type),
      description:
        'In which order, the first key first. By name where left out, and over a relation preferred statements before the others.',
    }),
    ...t.arg.connectionArgs(),
  });

  function checkId(id: string, type: string, argument = 'id'): string {
    const known = ontology.typeOfId(id)?.name;
    if (known && (type === ANY || known === type)) return id;
    const example =
      type === ANY
        ? `a type and a name, such as minister:lee-jong-ho; types are ${ontology.entities.map((e) => idPrefix(e.name)).join(', ')}`
        : `"${idPrefix(type)}:" and a name in lower case, such as ${idPrefix(type)}:a-name`;
    throw badInput(`"${argument}" expects ${example}; got ${quoted(id)}. Take ids from earlier answers.`);
  }
  function language(tag: string | null | undefined): string | undefined {
    if (tag === null || tag === undefined) return undefined;
    try {
      return checkLanguage(tag);
    } catch (error) {
      throw badInput(`"language" ${(error as Error).message.replace('expected', 'expects')}; got ${quoted(tag)}.`);
    }
  }

  const entityInterface = builder.interfaceRef<Row>(ANY);
  const entityRefs = new Map(ontology.entities.map((e) => [e.name, builder.objectRef<Row>(e.name)]));
  const refOf = (type: string): any => (type === ANY ? entityInterface : entityRefs.get(type));

  const source = builder.objectRef<Source>('Source').implement({
    description: 'Who says so: a place in a document.',
    fields: (t) => ({
      document: t.field({
        type: refOf('Document'),
        nullable: true,
        description: 'The document.',
        resolve: (s, _args, context, info) => loadReferred(ontology, s.document, 'Document', context, info) as never,
      }),
      locator: t.exposeString('locator', {
        description: 'Where in the document, such as "paragraph 4"; null means the whole of it.',
      }),
      stated: t.exposeString('stated', {
        description:
          'What this document says, where that is not the value to the letter: 2022-11 for 28 November 2022, or "today".',
      }),
    }),
  });

  const certain = (t: any) =>
    t.boolean({
      nullable: false,
      description:
        'Whether it was so at the time that is asked about (@asOf), by all that its dates can mean; false where they only allow it. True where no time is asked about.',
      resolve: (e: Edge, _args: unknown, context: Context, info: any) =>
        isCertain(ontology, e, context.at(info).timeTravel),
    });
  const relationInterface = builder.interfaceRef<Edge>('Relation').implement({
    description: 'A statement that joins two entities, with its own properties and sources.',
    resolveType: () => 'RelationEdge',
    fields: (t) => ({
      id: t.string({
        nullable: false,
        description: 'A stable id of the statement; it names both ends and may be cited.',
        resolve: (e) => String(e.relation?.row.id),
      }),
      type: t.field({
        type: enums.relationType,
        nullable: false,
        description: 'What kind of relation it is.',
        resolve: (e) => e.relation?.type as never,
      }),
      reading: t.string({
        nullable: false,
        description: 'How it reads from the entity in the query to the one in this row: "was attended by".',
        resolve: (e) => {
          const declaration = ontology.relation(e.relation?.type ?? '');
          return (e.relation?.direction === 'OUT' ? declaration?.reading : declaration?.inverseReading) ?? '';
        },
      }),
      direction: t.field({
        type: enums.direction,
        nullable: false,
        description:
          'OUT where the entity in the query is at the beginning of the relation, IN where it is at its end.',
        resolve: (e) => e.relation?.direction as never,
      }),
      from: t.field({
        type: entityInterface,
        description: 'Where the relation begins.',
        resolve: (e, _args, context, info) => loadReferred(ontology, e.relation?.from ?? '', ANY, context, info),
      }),
      to: t.field({
        type: entityInterface,
        description: 'Where it ends.',
        resolve: (e, _args, context, info) => loadReferred(ontology, e.relation?.to ?? '', ANY, context, info),
      }),
      note: t.string({ description: relationBase.note.description, resolve: (e) => text(e.relation?.row.note) }),
      rank: t.field({
        type: enums.rank,
        nullable: false,
        description: 'How it stands beside other statements.',
        resolve: (e) => e.relation?.row.rank as never,
      }),
      certain: certain(t),
      sources: t.field({
        type: [source],
        nullable: false,
        description: 'Who says so.',
        resolve: (e) => decode.sources(e.relation?.row ?? {}),
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When it was put into this graph.',
        resolve: (e) => e.relation?.row.recordedAt as never,
      }),
      retractedAt: t.field({
        type: 'DateTime',
        description:
          'When it was taken back; null while it stands. Only an operation that asks what was known shows such.',
        resolve: (e) => (e.relation?.row.retractedAt ?? null) as never,
      }),
    }),
  });

  const sumArgument = (t: any) => ({
    of: t.arg({ type: inputs.sumField, required: true, description: 'What is added up.' }),
  });
  const sums =
    'By currency, in the order of their codes; never converted. Approximate where an addend is. Each entity, or each relation, counts once.';
  const group = builder.objectRef<Group>('Group').implement({
    description: 'Those of a list that have something in common.',
    fields: (t: any) => ({
      key: t.string({
        description: 'What they have in common: a value, a year, or the id of an entity; null for those without.',
        resolve: (g: Group) => g.key,
      }),
      entity: t.field({
        type: entityInterface,
        description: 'The entity that they have in common, where they are grouped by a relation.',
        resolve: (g: Group, _args: unknown, context: Context, info: any) =>
          g.isEntity && g.key !== null ? loadReferred(ontology, g.key, ANY, context, info) : null,
      }),
      count: t.int({ nullable: false, description: 'How many they are.', resolve: (g: Group) => g.count }),
      sum: t.field({
        type: [values.money],
        nullable: false,
        description: `What they have in all. ${sums}`,
        args: sumArgument(t),
        resolve: (g: Group, args: any) => g.sum(args.of),
      }),
    }),
  });

  const rowOfEdge = (edge: Edge): Row => edge.relation?.row ?? {};
  const edgeFields = (properties: Fields) => (t: any) => values.declaredFields(t, properties, rowOfEdge);
  const totalCount = (t: any) =>
    t.int({
      nullable: false,
      description: 'How many rows the whole list has.',
      resolve: (c: Connection) => c.totalCount,
    });

  /** A connection type with its edge type; over a relation the edge carries it. */
  function connectionType(name: string, target: string, about: string, properties: Fields | null, more = ''): any {
    return (builder as any).connectionObject(
      {
        name: `${name}Connection`,
        type: refOf(target),
        description: `A page of ${about}. ${more}`.trim(),
        fields: (t: any) => ({
          nodes: t.field({
            type: [refOf(target)],
            nullable: false,
            description: 'The entities of the page, without their edges.',
            resolve: (c: Connection) => c.nodes,
          }),
          totalCount: totalCount(t),
          sum: t.field({
            type: [values.money],
            nullable: false,
            description: `What the whole list has in all. ${sums}`,
            args: sumArgument(t),
            resolve: (c: Connection, args: any) => c.sum(args.of),
          }),
          groups: t.field({
            type: [group],
            nullable: false,
            description: 'The whole list by what its members have in common; the largest groups first, then by key.',
            args: {
              by: t.arg({ type: inputs.grouping(target), required: true, description: 'What they are grouped by.' }),
              orderBy: t.arg({ type: inputs.groupOrder, description: 'In which order.' }),
              first: t.arg.int({ description: 'How many groups, 1 to 500; 20 where left out.' }),
            },
            resolve: (c: Connection, _args: unknown, _context: Context, info: any) => c.groups(String(info.path.key)),
          }),
        }),
      },
      {
        name: `${name}Edge`,
        description: properties
          ? `One of the ${about}, with the relation that leads to it. ${more}`.trim()
          : `One of ${about}.`,
        ...(properties
          ? { interfaces: [relationInterface], fields: edgeFields(properties) }
          : { fields: (t: any) => ({ certain: certain(t) }) }),
      },
    );
  }

  const relationConnections = new Map<string, any>();
  const typeNames = createListNames(ontology);
  /** One connection type for each relation type and end, whichever field leads there. */
  function relationConnectionType(field: RelationField): any {
    const name = typeNames.of(field);
    const known = relationConnections.get(name);
    if (known) return known;
    const { relation, direction, target } = field;
    const plural = target === ANY ? 'entities' : ontology.entity(target)?.plural;
    const about = `${plural} at the ${direction === 'OUT' ? 'end' : 'beginning'} of ${relation.type}`;
    const made = connectionType(name, target, about, relation.properties, relation.description);
    relationConnections.set(name, made);
    return made;
  }
  const anyProperties = Object.assign({}, ...ontology.relations.map((r) => r.properties)) as Fields;
  const genericProperties: Fields = {
    ...anyProperties,
    ...(anyProperties.role ? { role: { kind: 'text', description: 'In which role.' } } : {}),
    ...(anyProperties.period ? { period: { kind: 'period', description: 'When it holds.' } } : {}),
    ...(anyProperties.amounts
      ? {
          amounts: {
            kind: 'money',
            description: 'What is paid or got, one amount for each currency that a source states.',
          },
        }
      : {}),
  };
  const generic = connectionType('Relation', ANY, 'entities over relations of any type', genericProperties);
  const statement = createStatement(builder, ontology, relationInterface, edgeFields(genericProperties));

  const { claim, claimsOf, claimedField } = createClaims(ontology, builder, { enums, values, source });
  const deprecatedToo = (t: any) =>
    t.arg.boolean({
      defaultValue: false,
      description: 'Also those that are known to be wrong or outdated, last.',
    });
  const mostFields = Math.max(...ontology.entities.map(({ fields }) => Object.keys(fields).length));
  entityInterface.implement({
    description:
      'Anything that the graph tells of: a person, a body, a topic, a project, an event, an agreement or a document.',
    interfaces: [node],
    resolveType: (row) => typeOf(String(row.id)),
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'A readable, stable id, such as minister:lee-jong-ho. It may be cited.',
        resolve: (row) => String(row.id),
      }),
      name: t.string({
        description:
          'Its name: in the language asked for, else in English, else the first that is known. `label` says in which language it is. Null only where the language is malformed.',
        args: { language: t.arg.string({ description: 'A BCP 47 tag, such as ko. English where it is left out.' }) },
        resolve: (row, args) =>
          args.language ? displayName(decode.names(row), language(args.language)).text : text(row.name),
      }),
      label: t.field({
        type: values.name,
        description:
          'The name that `name` gives, with its language and kind: so a reader sees when it is not in the language asked for.',
        args: { language: t.arg.string({ description: 'A BCP 47 tag, such as ko. English where it is left out.' }) },
        resolve: (row, args) => displayName(decode.names(row), language(args.language)),
      }),
      names: t.field({
        type: [values.name],
        nullable: false,
        description: 'All its names.',
        resolve: (row) => decode.names(row),
      }),
      summary: t.string({ description: 'What it is, in a sentence or two.', resolve: (row) => text(row.summary) }),
      sameAs: t.stringList({
        nullable: false,
        description: 'The same thing elsewhere, as URIs (ROR, Wikidata, CORDIS).',
        resolve: (row) => (Array.isArray(row.sameAs) ? row.sameAs.map(String) : []),
      }),
      sources: t.field({
        type: [source],
        nullable: false,
        description: 'Who tells of it, and where.',
        resolve: (row) => decode.sources(row),
      }),
      claims: t.field({
        type: [claim],
        description:
          'Every value that sources give for one of its own fields, the one that the field itself shows first.',
        args: {
          field: t.arg({ type: enums.claimField, required: true, description: 'Which field.' }),
          deprecated: deprecatedToo(t),
        },
        resolve: (row, args, context, info) =>
          claimsOf(row, String(args.field), args.deprecated === true, context, info),
      }),
      fields: t.field({
        type: [claimedField.type],
        description:
          'Its own fields that have a value, whatever its type, in the order of the ontology, each with every value that sources give for it.',
        args: { deprecated: deprecatedToo(t) },
        extensions: { size: mostFields },
        resolve: (row, args, context, info) => claimedField.of(row, args.deprecated === true, context, info),
      }),
      relations: t.field({
        type: generic,
        description: 'Everything that it is related to, by any relation.',
        args: {
          types: t.arg({ type: [enums.relationType], description: 'Only these kinds of relations.' }),
          direction: t.arg({
            type: enums.direction,
            defaultValue: 'BOTH',
            description: 'Which way the relations are followed.',
          }),
          ...listArguments(t, ANY),
        },
        resolve: (row: Row, args: any, context: Context, info: any) =>
          relationConnection(
            ontology,
            row,
            { type: ANY, step: { types: args.types ?? [], direction: args.direction ?? 'BOTH', target: ANY } },
            args,
            context,
            info,
          ) as never,
      } as never),
    }),
  });

  for (const declaration of ontology.entities) implementEntity(declaration);
  function implementEntity({ name, description, fields }: EntityDeclaration) {
    builder.objectType(refOf(name), {
      description,
      interfaces: [node, entityInterface] as never,
      fields: (t: any) => ({
        ...values.declaredFields<Row>(t, fields, (row) => row),
        ...Object.fromEntries(
          ontology.relationFields(name).map((field) => [
            field.name,
            t.field({
              type: relationConnectionType(field),
              description: `${field.relation.description} Here: what this ${field.direction === 'OUT' ? field.relation.reading : field.relation.inverseReading}.`,
              args: listArguments(t, field.target),
              resolve: (row: Row, args: any, context: Context, info: any) =>
                relationConnection(ontology, row, { type: field.target, step: stepOf(field) }, args, context, info),
            }),
          ]),
        ),
      }),
    } as never);
  }

  const contestedConnectionType = (builder as any).connectionObject(
    {
      name: 'ContestedConnection',
      type: entityInterface,
      description: 'A page of entities that sources disagree on.',
      fields: (t: any) => ({ totalCount: totalCount(t) }),
    },
    {
      name: 'ContestedEdge',
      description: 'An entity with what sources disagree on.',
      fields: (t: any) => ({
        fields: t.field({
          type: [claimedField.type],
          nullable: false,
          description: 'The fields for which several values are claimed.',
          resolve: (edge: Edge, _args: unknown, context: Context, info: any) =>
            claimedField.contested(edge.node, context, info),
        }),
      }),
    },
  );

  const searchField = createSearch(ontology, builder, { enums, values, entity: entityInterface });

  const timeline = createTimeline(ontology, builder, { enums, values, entity: entityInterface, totalCount });
  const paths = createPaths(ontology, builder, { enums, entity: entityInterface, relation: statement, checkId });
  builder.queryType({
    description:
      'Who agreed what with whom, on what, when, for how much, and who says so. A field here that fails is null, with its error in "errors", and the fields beside it are answered.',
    fields: (t: any) => {
      const idArgument = (description: string) => ({ id: t.arg.id({ required: true, description }) });
      const roots: Record<string, any> = {
        node: t.field({
          type: node,
          description: 'Anything by its id; null when there is nothing by that id.',
          args: idArgument('Its id.'),
          resolve: (_root: unknown, args: any, context: Context, info: any) =>
            loadEntity(ontology, checkId(args.id, ANY), ANY, context, info),
        }),
        nodes: t.field({
          type: [node],
          nullable: { list: true, items: true },
          description: 'Several by their ids, in that order; null in the place of each that is not there.',
          args: { ids: t.arg.idList({ required: true, description: 'Their ids, 500 at most.' }) },
          resolve: (_root: unknown, args: any, context: Context, info: any) => {
            if (args.ids.length > 500)
              throw badInput(`"ids" expects at most 500 ids; got ${args.ids.length}. Ask in several requests.`);
            return args.ids.map(async (id: string) => loadEntity(ontology, checkId(id, ANY), ANY, context, info));
          },
        }),
      };
      roots.paths = paths(t);
      roots.contested = t.field({
        type: contestedConnectionType,
        description:
          'What sources disagree on: entities of which they claim different values for one field. Dates of different precision that agree are no conflict; deprecated claims do not count.',
        args: {
          types: t.arg({ type: [enums.entityType], description: 'Only entities of these types.' }),
          ...t.arg.connectionArgs(),
        },
        resolve: (_root: unknown, args: any, context: Context, info: any) => {
          const asked = typesOf(ontology, args.types);
          const names = asked.length > 0 ? asked : ontology.entities.map(({ name }) => name);
          const prefixes = names.map((name) => `${idPrefix(name)}:`);
          return contestedConnection(ontology, prefixes, args, context, info);
        },
      });
      roots.search = searchField(t);
      roots.timeline = timeline(t);
      for (const { name, plural } of ontology.entities) {
        roots[idPrefix(name)] = t.field({
          type: refOf(name),
          description: `One ${name.toLowerCase()} by its id; null when there is none by that id.`,
          args: idArgument(`Its id: ${idPrefix(name)}: and its name.`),
          resolve: (_root: unknown, args: any, context: Context, info: any) =>
            loadEntity(ontology, checkId(args.id, name), name, context, info),
        });
        roots[plural] = t.field({
          type: connectionType(name, name, plural, null),
          description: `All ${plural}: filtered, ordered, counted, added up and grouped.`,
          args: listArguments(t, name),
          resolve: (_root: unknown, args: any, context: Context, info: any) =>
            listConnection(ontology, name, args, context, info),
        });
      }
      return roots;
    },
  } as never);
  addOntologyQuery(builder, enums, ontology);
  const parts = { enums, entityInterface, statement, checkId };
  addNeighborhood(builder, ontology, parts);
  addRelated(builder, ontology, parts);

  return builder.toSchema({ directives: [...specifiedDirectives, asOf] });
}
