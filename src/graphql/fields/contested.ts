import { idPrefix } from '../../ontology/ontology.ts';
import { entityTypesOf } from '../arguments/argument-reader.ts';
import { ClaimReader } from '../planning/claims.ts';
import type { Connection, Edge } from '../planning/connection.ts';
import { loadContested } from '../planning/load.ts';
import { implementConnection, totalCount } from '../schema/connection-types.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';

/** Adds `contested`: entities that sources disagree on. */
export function addContested(parts: SchemaParts): void {
  const { ontology, builder, enums, entity, claimedField, contestedConnection: connection } = parts;
  const claims = new ClaimReader(ontology);
  implementConnection<Edge, Connection>(parts, {
    connection,
    edge: builder.objectRef<Edge>('ContestedEdge'),
    description: 'A page of entities that sources disagree on.',
    fields: (t) => ({ totalCount: totalCount(t) }),
    edgeDescription: 'An entity with the fields that sources disagree on.',
    edgeFields: (t) => ({
      node: t.field({ type: entity, nullable: false, description: 'The entity in this row.', resolve: (e) => e.node }),
      fields: t.field({
        type: [claimedField],
        nullable: false,
        description: 'The fields for which sources claim several values.',
        resolve: (edge, _args, context, info) => claims.contested(edge.node, context, info),
      }),
    }),
  });
  builder.queryField('contested', (t) =>
    t.field({
      type: connection,
      description:
        'Entities for which sources claim different values of a field. Dates of different precision that agree are no conflict; deprecated claims do not count.',
      args: {
        types: t.arg({ type: [enums.entityType], description: 'Only entities of these types.' }),
        ...pageArguments(t),
      },
      resolve: (_root, args, context, info) => {
        const types = entityTypesOf(ontology, args.types);
        const names = types.length > 0 ? types : ontology.entities.map(({ name }) => name);
        const prefixes = names.map((name) => `${idPrefix(name)}:`);
        return loadContested(ontology, { kind: 'prefix', prefixes }, args, context, info);
      },
    }),
  );
}
