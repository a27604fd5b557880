import { badInput } from '../../errors.ts';
import type { Row } from '../../graph/port/graph.ts';
import { encodeCursor } from '../../loaders/cursor.ts';
import { ANY } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import { HUB } from '../../traverse/hub.ts';
import { neighborhood, type Picture, type Truncation } from '../../traverse/neighborhood.ts';
import { aboutRelations, checkId, entityTypesOf, relationTypesOf } from '../arguments/argument-reader.ts';
import { loadReferred } from '../planning/load.ts';
import { neighborhoodScope } from '../planning/neighborhood-cursor.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import { standaloneColumns, standaloneRelation } from '../planning/standalone-relation.ts';
import type { SchemaParts } from '../schema/parts.ts';

/** Steps away from where a neighborhood begins. */
const DEEPEST = 6;

/** A neighborhood, and the entity types to which it is restricted. */
interface Neighborhood extends Picture {
  readonly types: readonly string[];
}

interface Truncated {
  readonly truncation: Truncation;
  readonly types: readonly string[];
}

/** Adds `neighborhood`: the surroundings of entities. */
export function addNeighborhood(parts: SchemaParts): void {
  const { ontology, builder, enums, entity } = parts;
  const reason = builder.enumType('TruncatedReason', {
    description: 'Why relations of an entity are left out of a neighborhood.',
    values: {
      LIMIT: { description: 'The neighborhood has as many entities as "limit" allows.' },
      RELATIONS: {
        description: 'The neighborhood has five relations for each entity that "limit" allows, the most it may have.',
      },
      HUB: {
        description: `The entity has more than ${HUB} relations, so that nearly everything is near it. It is shown, but the search does not go through it. Name it in "of" to see what is around it.`,
      },
    },
  });
  const truncated = builder.objectRef<Truncated>('Truncated').implement({
    description: 'An entity of a neighborhood with relations of one type that are left out.',
    fields: (t) => ({
      entity: t.field({
        type: entity,
        description: 'The entity.',
        resolve: ({ truncation }, _args, context, info) =>
          loadReferred(ontology, truncation.entity, ANY, context, info),
      }),
      relationType: t.field({
        type: enums.relationType,
        nullable: false,
        description: 'The type of the relations.',
        resolve: ({ truncation }) => truncation.relationType,
      }),
      omitted: t.int({
        nullable: false,
        description: 'The number of relations left out.',
        resolve: ({ truncation }) => truncation.omitted,
      }),
      reason: t.field({
        type: reason,
        nullable: false,
        description: 'Why they are left out.',
        resolve: ({ truncation }) => truncation.reason,
      }),
      after: t.string({
        description:
          'A cursor to go on with: `relations(types: [relationType], after: …)` of the entity, without where and orderBy, begins with the first relation left out, in the order of the neighborhood (preferred, then by the number of sources, then by ids) and restricted to its entity types. Relations that the neighborhood shows further down come again there. Null if the list is to be read from its start.',
        resolve: ({ truncation, types }, _args, context, info) => {
          if (truncation.after === null) return null;
          const list = `${ontology.typeOfId(truncation.entity)?.name}.relations`;
          const scope = neighborhoodScope(types, context.reader(info).timeTravel);
          return encodeCursor({ list, scope }, [...truncation.after]);
        },
      }),
    }),
  });
  const type = builder.objectRef<Neighborhood>('Neighborhood').implement({
    description: 'The entities around some entities, and the relations among them.',
    fields: (t) => ({
      entities: t.field({
        type: [entity],
        nullable: false,
        description: 'The entities in "of", then those one step away, then two, each once.',
        resolve: async ({ entities }, _args, context, info) => {
          const rows = await Promise.all(entities.map((id) => loadReferred(ontology, id, ANY, context, info)));
          return rows.filter((row): row is Row => row !== null);
        },
      }),
      relations: t.field({
        type: [parts.standaloneRelation],
        nullable: false,
        description:
          'The relations among these entities, each once, at most five for each entity that "limit" allows: first those that hold the neighborhood together, then preferred ones, then those with more sources. They read from beginning to end.',
        extensions: { size: 5 },
        resolve: ({ relations }) => relations.map((row) => standaloneRelation(row, String(row.from))),
      }),
      truncated: t.field({
        type: [truncated],
        nullable: false,
        description:
          'Where the neighborhood was cut: for each entity that the search went through, or that was too large for that, the relations left out, by type. Empty if everything within "depth" is shown.',
        extensions: { size: 5 },
        resolve: ({ truncated, types }) => truncated.map((truncation) => ({ truncation, types })),
      }),
    }),
  });

  builder.queryField('neighborhood', (t) =>
    t.field({
      type,
      description: `The surroundings of one or several entities, at most "limit" entities in all. If there are more, entities that connect most of the neighborhood come first, then those over preferred relations and relations with more sources, then each relation type in turn. The search goes through an entity with more than ${HUB} relations only if it is in "of". A document that mentions an entity is not in its surroundings unless "relations" asks for that. With depth 0, these are the entities of "of" and the relations among them. Ids that are not in the graph are skipped.`,
      args: {
        of: t.arg.idList({
          required: true,
          description: 'The ids of the entities to begin at, all of which are shown.',
        }),
        depth: t.arg.int({
          required: true,
          defaultValue: 1,
          description: `The number of steps away, 0 to ${DEEPEST}; with 0, only the entities in "of".`,
        }),
        relations: t.arg({ type: [enums.relationType], description: aboutRelations(ontology) }),
        types: t.arg({
          type: [enums.entityType],
          description: 'Only to entities of these types; those in "of" may be of any.',
        }),
        limit: t.arg.int({
          required: true,
          defaultValue: 100,
          description: `The most entities, 1 to ${LARGEST_PAGE}.`,
        }),
      },
      resolve: async (_root, args, context, info): Promise<Neighborhood> => {
        const of = args.of.map((id) => checkId(ontology, id, ANY, 'of'));
        const { depth, limit } = args;
        if (of.length === 0) throw badInput('"of" expects at least one id; got none.');
        if (depth < 0 || depth > DEEPEST) {
          throw badInput(
            `"depth" expects a number from 0 to ${DEEPEST}; got ${depth}. Begin a second neighborhood further out.`,
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
        const relations = relationTypesOf(ontology, args.relations);
        const types = entityTypesOf(ontology, args.types);
        const selected = byName(collectedBelow(info, info.fieldNodes));
        const { timeTravel, read } = context.reader(info);
        const picture = await read((unit) =>
          neighborhood(unit, ontology, timeTravel, {
            of,
            depth,
            limit,
            relations,
            types,
            columns: standaloneColumns(ontology, relations, selected.get('relations') ?? [], info),
            wantsRelations: selected.has('relations'),
            wantsTruncated: selected.has('truncated'),
          }),
        );
        return { ...picture, types };
      },
    }),
  );
}
