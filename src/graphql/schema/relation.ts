import { decode } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import { ANY, relationBase } from '../../ontology/ontology.ts';
import { existed, rowIsCertain, wasCertain } from '../planning/certainty.ts';
import type { Edge, RelationRow } from '../planning/connection.ts';
import { loadReferred } from '../planning/load.ts';
import { declaredFields, propertiesOfAnyType, textOrNull } from './declared-fields.ts';
import type { SchemaParts } from './parts.ts';

/** The description of `retractedAt`, of relations and of claims. */
export const retractedAt =
  'When it was retracted; null while it stands. Only operations that ask what was known (@asOf) show what was retracted.';

/** The relation of a parent. It was read because its fields are selected. */
function relationOf({ relation }: Pick<Edge, 'relation'>): RelationRow {
  if (!relation) throw new Error('a field of a relation was selected, and the relation was not read');
  return relation;
}

/** The columns of the relation that an edge carries. */
export const rowOfRelation = (edge: Pick<Edge, 'relation'>): Row => edge.relation?.row ?? {};

/** Adds the interface of relations, and the type of relations outside lists. */
export function addRelation(parts: SchemaParts): void {
  const { ontology, enums, relation, standaloneRelation, source, entity } = parts;
  relation.implement({
    description: 'A relation between two entities, with its own properties and sources.',
    resolveType: () => 'RelationEdge',
    fields: (t) => ({
      id: t.string({
        nullable: false,
        description: 'A stable id of the relation; it names both ends and can be cited.',
        resolve: (e) => String(relationOf(e).row.id),
      }),
      type: t.field({
        type: enums.relationType,
        nullable: false,
        description: 'The type of the relation.',
        resolve: (e) => relationOf(e).type,
      }),
      reading: t.string({
        nullable: false,
        description: 'How it reads from the entity in the query to the one in this row: "was attended by".',
        resolve: (e) => {
          const { type, direction } = relationOf(e);
          const declaration = ontology.relation(type);
          return (direction === 'OUT' ? declaration?.reading : declaration?.inverseReading) ?? '';
        },
      }),
      direction: t.field({
        type: enums.direction,
        nullable: false,
        description: 'OUT if the relation begins at the entity in the query, IN if it ends there.',
        resolve: (e) => relationOf(e).direction,
      }),
      from: t.field({
        type: entity,
        description: 'Where the relation begins.',
        resolve: (e, _args, context, info) => loadReferred(ontology, relationOf(e).from, ANY, context, info),
      }),
      to: t.field({
        type: entity,
        description: 'Where it ends.',
        resolve: (e, _args, context, info) => loadReferred(ontology, relationOf(e).to, ANY, context, info),
      }),
      note: t.string({ description: relationBase.note.description, resolve: (e) => textOrNull(rowOfRelation(e).note) }),
      rank: t.field({
        type: enums.rank,
        nullable: false,
        description: 'How it ranks among other relations on the same matter.',
        resolve: (e) => String(rowOfRelation(e).rank),
      }),
      certain: t.boolean({
        nullable: false,
        description:
          'Whether it certainly held, and both its ends existed, at the time that is asked about (@asOf), whichever days their dates mean; false if dates and sources merely allow it. True if no time is asked about.',
        // Edges carry the entity; a standalone relation has a resolver of its own.
        resolve: (e, _args, context, info) => rowIsCertain(e as Edge, context.reader(info)),
      }),
      sources: t.field({
        type: [source],
        nullable: false,
        description: 'The documents that state it.',
        resolve: (e) => decode.sources(rowOfRelation(e)),
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When it was recorded in this graph.',
        resolve: (e) => textOrNull(rowOfRelation(e).recordedAt),
      }),
      retractedAt: t.field({
        type: 'DateTime',
        description: retractedAt,
        resolve: (e) => textOrNull(rowOfRelation(e).retractedAt),
      }),
    }),
  });

  standaloneRelation.implement({
    description: 'A relation outside a list: its ends are `from` and `to`.',
    interfaces: [relation],
    fields: (t) => ({
      ...declaredFields(parts, t, propertiesOfAnyType(ontology), rowOfRelation),
      certain: t.boolean({
        nullable: false,
        description:
          'Whether it certainly held, and both its ends existed, at the time that is asked about (@asOf), whichever days their dates mean; false if dates and sources merely allow it. True if no time is asked about.',
        resolve: ({ relation }, _args, context, info) => {
          const reader = context.reader(info);
          return wasCertain(relation.row, reader.timeTravel) && existed([relation.from, relation.to], reader);
        },
      }),
    }),
  });
}
