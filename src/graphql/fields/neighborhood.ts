import type { GraphQLResolveInfo } from 'graphql';
import { badInput } from '../../errors.ts';
import type { Row } from '../../graph/port/graph.ts';
import { encodeCursor } from '../../loaders/cursor.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import { HUB } from '../../traverse/hub.ts';
import { neighborhood, type Picture, type Truncation } from '../../traverse/neighborhood.ts';
import { typesOf } from '../arguments/argument-reader.ts';
import { loadReferred } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import type { Builder, Enums } from '../schema/builder.ts';
import { statementColumns, statementOf } from '../schema/statement.ts';
import { pictureScope } from './neighborhood-pages.ts';

/** How many steps away from where a picture begins. */
const DEEPEST = 6;

export interface TraverseParts {
  readonly enums: Enums;
  readonly entityInterface: any;
  /** The type of a relation by itself. */
  readonly statement: any;
  readonly checkId: (id: string, type: string, argument?: string) => string;
}

interface Drawn extends Picture {
  readonly types: readonly string[];
}

/** The relation types that an argument names; empty for all. */
export function relationsOf(given: readonly string[] | null | undefined): readonly string[] {
  if (given?.length === 0) throw badInput('"relations" expects at least one type; got none. Leave it out for all.');
  return [...new Set(given ?? [])].sort();
}

export function addNeighborhood(
  builder: Builder,
  ontology: Ontology,
  { enums, entityInterface, statement, checkId }: TraverseParts,
): void {
  const entityOf = (id: string, context: Context, info: GraphQLResolveInfo) =>
    loadReferred(ontology, id, ANY, context, info);
  const reason = builder.enumType('TruncatedReason', {
    description: 'Why relations of an entity are not in a picture.',
    values: {
      LIMIT: { description: 'The picture has as many entities as "limit" allows.' },
      RELATIONS: { description: 'The picture has five relations for each entity that "limit" allows, and no more.' },
      HUB: {
        description: `The entity has more than ${HUB} relations, so that nearly everything is near it; it is shown and not gone through. Begin at it ("of") to see what is around it.`,
      },
    },
  });
  const truncated = builder.objectRef<{ cut: Truncation; types: readonly string[] }>('Truncated').implement({
    description: 'An entity of a picture with relations of one type that the picture leaves out.',
    fields: (t: any) => ({
      entity: t.field({
        type: entityInterface,
        description: 'The entity that was cut.',
        resolve: ({ cut }: { cut: Truncation }, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
          entityOf(cut.entity, context, info),
      }),
      relationType: t.field({
        type: enums.relationType,
        nullable: false,
        description: 'Which of its relations.',
        resolve: ({ cut }: { cut: Truncation }) => cut.relationType,
      }),
      omitted: t.int({
        nullable: false,
        description: 'How many of them are left out.',
        resolve: ({ cut }: { cut: Truncation }) => cut.omitted,
      }),
      reason: t.field({
        type: reason,
        nullable: false,
        description: 'Why.',
        resolve: ({ cut }: { cut: Truncation }) => cut.reason,
      }),
      after: t.string({
        description:
          'Where to go on: `relations(types: [relationType], after: …)` of the entity, without where and orderBy, begins with the first that is left out, in the order of the picture (preferred, then by the number of sources, then by ids) and with its entity types. What the picture shows further down comes again there. Null where the list is to be begun at its start.',
        resolve: (
          { cut, types }: { cut: Truncation; types: readonly string[] },
          _args: unknown,
          context: Context,
          info: GraphQLResolveInfo,
        ) => {
          if (cut.after === null) return null;
          const list = `${ontology.typeOfId(cut.entity)?.name}.relations`;
          return encodeCursor({ list, scope: pictureScope(types, context.at(info).timeTravel) }, [...cut.after]);
        },
      }),
    }),
  } as never);
  const type = builder.objectRef<Drawn>('Neighborhood').implement({
    description: 'What is around some entities: a picture of entities and the relations among them.',
    fields: (t: any) => ({
      entities: t.field({
        type: [entityInterface],
        nullable: false,
        description: 'Those that the picture begins at, then those one step away, then two, each once.',
        resolve: async ({ entities }: Drawn, _args: unknown, context: Context, info: GraphQLResolveInfo) => {
          const rows = await Promise.all(entities.map((id) => entityOf(id, context, info)));
          return rows.filter((row): row is Row => row !== null);
        },
      }),
      relations: t.field({
        type: [statement],
        nullable: false,
        description:
          'The relations among these entities, each once, five for each entity that "limit" allows at the most: those that hold the picture together first, then preferred ones, then those with more sources. They read from their beginning to their end.',
        extensions: { size: 5 },
        resolve: ({ relations }: Drawn) => relations.map((row) => statementOf(row, String(row.from))),
      }),
      truncated: t.field({
        type: [truncated],
        nullable: false,
        description:
          'Where the picture was cut: for each entity that was gone through, or was too large for that, what is left out of its relations, by type. Empty where all that is within "depth" is shown.',
        extensions: { size: 5 },
        resolve: ({ truncated, types }: Drawn) => truncated.map((cut) => ({ cut, types })),
      }),
    }),
  } as never);

  builder.queryField('neighborhood', ((t: any) =>
    t.field({
      type,
      description: `What is around one or several entities, as a picture of at most "limit" entities. Where there are more, those come first that tie most of the picture together, then those over preferred relations and relations with more sources, then each relation type in turn. An entity with more than ${HUB} relations is gone through only where the picture begins at it. With depth 0 it is the entities of "of" and the relations among them. Ids of what is not there are passed over.`,
      args: {
        of: t.arg.idList({ required: true, description: 'Where the picture begins: ids, all of which are shown.' }),
        depth: t.arg.int({
          required: true,
          defaultValue: 1,
          description: `How many steps away, 0 to ${DEEPEST}; 0 for no others than those in "of".`,
        }),
        relations: t.arg({ type: [enums.relationType], description: 'Only over these kinds of relations.' }),
        types: t.arg({
          type: [enums.entityType],
          description: 'Only to entities of these types; those that the picture begins at may be of any.',
        }),
        limit: t.arg.int({
          required: true,
          defaultValue: 100,
          description: `How many entities at the most, 1 to ${LARGEST_PAGE}.`,
        }),
      },
      resolve: async (_root: unknown, args: any, context: Context, info: GraphQLResolveInfo): Promise<Drawn> => {
        const of = args.of.map((id: string) => checkId(id, ANY, 'of'));
        const { depth, limit } = args;
        if (of.length === 0) throw badInput('"of" expects at least one id; got none.');
        if (depth < 0 || depth > DEEPEST) {
          throw badInput(
            `"depth" expects a number from 0 to ${DEEPEST}; got ${depth}. Begin a second picture further out.`,
          );
        }
        if (limit < 1 || limit > LARGEST_PAGE) {
          throw badInput(
            `"limit" expects a number from 1 to ${LARGEST_PAGE}; got ${limit}. Ask for fewer and go on with the cursors in "truncated".`,
          );
        }
        if (new Set(of).size > limit) {
          throw badInput(
            `"limit" expects at least the number of ids in "of", which are all shown; got ${limit} for ${new Set(of).size}. Raise it, or name fewer ids.`,
          );
        }
        const relations = relationsOf(args.relations);
        const types = typesOf(ontology, args.types);
        const selected = byName(collectedBelow(info, info.fieldNodes));
        const { timeTravel, read } = context.at(info);
        const picture = await read((unit) =>
          neighborhood(unit, ontology, timeTravel, {
            of,
            depth,
            limit,
            relations,
            types,
            columns: statementColumns(ontology, relations, selected.get('relations') ?? [], info),
            wantsRelations: selected.has('relations'),
            wantsTruncated: selected.has('truncated'),
          }),
        );
        return { ...picture, types };
      },
    })) as never);
}
