import SchemaBuilder from '@pothos/core';
import type { Context } from '../planning/context.ts';

interface SchemaTypes {
  Context: Context;
  Scalars: {
    Day: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
  };
}

/**
 * A Pothos builder without its Relay plugin: Relay's few types are in page-types.ts. The plugin searches the arguments of
 * every field for global ids, which takes a fifth of the first build, and ids need no decoding here.
 */
export const createBuilder = () => new SchemaBuilder<SchemaTypes>({});

/** The Pothos builder of the schema. */
export type Builder = ReturnType<typeof createBuilder>;

/** The types of this schema for Pothos: the first type parameter of its refs and field builders. */
export type Types = Builder['$inferSchemaTypes'];

/** The `t` of an object type's fields. */
export type FieldBuilder<Parent> = PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>;
/** A ref of an object type, which can be used before the type is implemented. */
export type ObjectRef<Shape> = PothosSchemaTypes.ImplementableObjectRef<Types, Shape>;
