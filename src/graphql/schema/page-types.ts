import { ANY } from '../../ontology/ontology.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';
import type { FieldBuilder } from './builder.ts';
import type { SchemaParts } from './parts.ts';

/** The arguments of a list that is read in pages (Relay's cursor connections). */
export const pageArguments = <Parent>(t: Pick<FieldBuilder<Parent>, 'arg'>) => ({
  first: t.arg.int({
    description: `The number of rows from the start, 0 to ${LARGEST_PAGE}; ${DEFAULT_PAGE} if neither first nor last is given.`,
  }),
  after: t.arg.string({ description: 'Only rows after this cursor.' }),
  last: t.arg.int({ description: `The number of rows from the end, 0 to ${LARGEST_PAGE}.` }),
  before: t.arg.string({ description: 'Only rows before this cursor.' }),
});

/** Adds what Relay expects of every schema: the interface of objects with an id, and PageInfo. */
export function addPageTypes({ ontology, node, pageInfo }: SchemaParts): void {
  node.implement({
    description: 'An object that can be fetched again by its id.',
    resolveType: (row) => ontology.typeOfId(String(row.id))?.name ?? ANY,
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'A readable, stable id, such as minister:lee-jong-ho. It can be cited.',
        resolve: (row) => String(row.id),
      }),
    }),
  });
  pageInfo.implement({
    description: 'The position of a page in its list, and the cursors of the neighbouring pages.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        nullable: false,
        description: 'Whether the list has rows after this page.',
      }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        nullable: false,
        description: 'Whether the list has rows before this page.',
      }),
      startCursor: t.exposeString('startCursor', {
        description: 'The cursor of the first row: pass it as "before" to get the previous page.',
      }),
      endCursor: t.exposeString('endCursor', {
        description: 'The cursor of the last row: pass it as "after" to get the next page.',
      }),
    }),
  });
}
