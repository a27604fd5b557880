import {
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Selects every field of a type that requires no argument, `depth` levels deep; empty if there is none. */
export function everyField(schema: GraphQLSchema, type: string, depth: number): string {
  const declared = schema.getType(type);
  if (!isObjectType(declared) && !isInterfaceType(declared)) return '';
  const parts = Object.values(declared.getFields()).flatMap((field) => {
    const target = getNamedType(field.type);
    if (field.args.some(isRequiredArgument)) return [];
    if (!isCompositeType(target)) return [field.name];
    const below = depth > 0 ? everyField(schema, target.name, depth - 1) : '';
    return below ? [`${field.name} ${below}`] : [];
  });
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : '';
}
