import type { FieldMap } from '@pothos/core';
import type { PageInfo } from '../planning/connection.ts';
import { inTurns } from '../planning/in-turns.ts';
import type { FieldBuilder, ObjectRef } from './builder.ts';
import type { SchemaParts } from './parts.ts';

interface EdgeShape {
  readonly cursor: string;
}

interface PageShape<Edge extends EdgeShape> {
  readonly edges: readonly Edge[];
  readonly pageInfo: PageInfo;
}

interface ConnectionTypes<Page, Edge> {
  readonly connection: ObjectRef<Page>;
  readonly edge: ObjectRef<Edge>;
  readonly description: string;
  /** The fields of the connection besides `edges` and `pageInfo`. */
  readonly fields: (t: FieldBuilder<Page>) => FieldMap;
  readonly edgeDescription: string;
  /** The fields of the edge besides `cursor`; `node` is one of them. */
  readonly edgeFields: (t: FieldBuilder<Edge>) => FieldMap;
}

/** Implements the two types of a list that is read in pages (Relay's cursor connections). */
export function implementConnection<Edge extends EdgeShape, Page extends PageShape<Edge>>(
  { builder, pageInfo }: SchemaParts,
  { connection, edge, description, fields, edgeDescription, edgeFields }: ConnectionTypes<Page, Edge>,
): void {
  builder.objectType(edge, {
    description: edgeDescription,
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'The position of this row in the list, for "after" and "before".',
        resolve: (row) => row.cursor,
      }),
      ...edgeFields(t),
    }),
  });
  builder.objectType(connection, {
    description,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        description: 'The rows of the page.',
        resolve: (page, _args, context, info) => inTurns(page.edges, context.reader(info).work),
      }),
      pageInfo: t.field({
        type: pageInfo,
        nullable: false,
        description: 'The position of this page in the list.',
        resolve: (page) => page.pageInfo,
      }),
      ...fields(t),
    }),
  });
}

/** The field that counts the rows of the whole list that certainly held on the day of the operation. */
export const certainCount = <Page extends { readonly certainCount: number | Promise<number> }>(t: FieldBuilder<Page>) =>
  t.int({
    nullable: false,
    description:
      'How many rows the same list has with certainty: CERTAIN; all if no time is asked about. A condition on related entities must certainly be met, so there can be fewer than edges with certain: true.',
    resolve: (page) => page.certainCount,
  });

/** The field that counts the rows of the whole list. */
export const totalCount = <Page extends { readonly totalCount: number }>(t: FieldBuilder<Page>) =>
  t.int({
    nullable: false,
    description: 'The number of rows in the whole list.',
    resolve: (page) => page.totalCount,
  });
