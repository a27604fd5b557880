import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import type { Row } from '../../graph/port/graph.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';
import type { Context } from '../planning/context.ts';

interface SchemaTypes {
  Context: Context;
  Scalars: {
    Day: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
  };
}

/** A Pothos builder with Relay's node interface and page arguments. Global ids are the readable ids as they are. */
export function createBuilder(ontology: Ontology) {
  return new SchemaBuilder<SchemaTypes>({
    plugins: [RelayPlugin],
    relay: {
      encodeGlobalID: (_type, id) => String(id),
      decodeGlobalID: (id) => ({ typename: '', id }),
      nodeQueryOptions: false,
      nodesQueryOptions: false,
      nodeTypeOptions: {
        description: 'An object that can be fetched again by its id.',
        resolveType: (row) => ontology.typeOfId(String((row as Row).id))?.name ?? ANY,
      },
      idFieldOptions: { description: 'A readable, stable id, such as minister:lee-jong-ho. It can be cited.' },
      pageInfoTypeOptions: { description: 'Where a page stands in its list, and the cursors to go on with.' },
      hasNextPageFieldOptions: { description: 'Whether the list has rows after this page.' },
      hasPreviousPageFieldOptions: { description: 'Whether the list has rows before this page.' },
      startCursorFieldOptions: { description: 'The cursor of the first row: pass it as "before" to go back.' },
      endCursorFieldOptions: { description: 'The cursor of the last row: pass it as "after" to go on.' },
      firstArgOptions: {
        description: `The number of rows from the start, 1 to ${LARGEST_PAGE}; ${DEFAULT_PAGE} if neither first nor last is given.`,
      },
      afterArgOptions: { description: 'Only rows after this cursor.' },
      lastArgOptions: { description: `The number of rows from the end, 1 to ${LARGEST_PAGE}.` },
      beforeArgOptions: { description: 'Only rows before this cursor.' },
    },
  });
}

/** The Pothos builder of the schema. */
export type Builder = ReturnType<typeof createBuilder>;

/** What Pothos knows of this schema's types; its generic refs and field builders take it first. */
export type Types = Builder['$inferSchemaTypes'];

/** The `t` of an object type's fields. */
export type FieldBuilder<Parent> = PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>;
/** A ref of an object type, which can be used before the type is implemented. */
export type ObjectRef<Shape> = PothosSchemaTypes.ImplementableObjectRef<Types, Shape>;
