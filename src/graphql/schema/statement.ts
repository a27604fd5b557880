import type { GraphQLResolveInfo } from 'graphql';
import { columns } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { isCertain } from '../fields/certainty.ts';
import { RelationRow } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { byName, collectedBelow, relationColumns } from '../planning/selection.ts';
import type { Builder } from './builder.ts';

/** A relation by itself, in no list, as seen from one of its ends. */
export interface Statement {
  readonly relation: RelationRow;
}

export const statementOf = (row: Row, from: string): Statement => ({ relation: new RelationRow(row, from) });

/** What is read of relations for the selections below some fields. */
export function statementColumns(
  ontology: Ontology,
  types: readonly string[],
  nodes: Parameters<typeof collectedBelow>[1],
  info: GraphQLResolveInfo,
): readonly string[] {
  const selected = byName(collectedBelow(info, nodes));
  const dated = selected.has('certain') ? columns('period', 'period') : [];
  return [...new Set([...relationColumns(ontology, types, selected), ...dated])].sort();
}

/** The type of such relations: `fields` gives the properties that a relation of some type has. */
export function createStatement(
  builder: Builder,
  ontology: Ontology,
  relationInterface: unknown,
  fields: (t: any) => Record<string, unknown>,
): any {
  const dates = ontology.beginnings(ANY).flatMap((field) => columns(field, 'period'));
  const dated = { kind: 'entities', node: { columns: ['id', ...dates].sort(), children: {} } } as const;
  return builder.objectRef<Statement>('RelationStatement').implement({
    description: 'A relation by itself, in no list: its ends are `from` and `to`.',
    interfaces: [relationInterface] as never,
    fields: ((t: any) => ({
      ...fields(t),
      certain: t.boolean({
        nullable: false,
        description:
          'Whether it and both its ends were there at the time that is asked about (@asOf), by all that their dates can mean; false where they only allow it. True where no time is asked about.',
        resolve: async ({ relation }: Statement, _args: unknown, context: Context, info: GraphQLResolveInfo) => {
          const { timeTravel, loader } = context.at(info);
          if (timeTravel.asOf === null) return true;
          const ends = await Promise.all([relation.from, relation.to].map((id) => loader.load(dated, id)));
          return ends.every((end) => {
            const node = end?.page?.[0]?.node;
            return node !== undefined && isCertain(ontology, { node, relation }, timeTravel);
          });
        },
      }),
    })) as never,
  });
}
