import {
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Tokens of a selection: an operation has a limit of 4,000. */
const MOST_TOKENS = 3000;

/** Selects every field of a type that requires no argument, `depth` levels deep. */
function fieldsOf(schema: GraphQLSchema, type: string, depth: number): string[] {
  const declared = schema.getType(type);
  if (!isObjectType(declared) && !isInterfaceType(declared)) return [];
  return Object.values(declared.getFields()).flatMap((field) => {
    const target = getNamedType(field.type);
    if (field.args.some(isRequiredArgument)) return [];
    if (!isCompositeType(target)) return [field.name];
    const below = depth > 0 ? fieldsOf(schema, target.name, depth - 1) : [];
    return below.length > 0 ? [`${field.name} { ${below.join(' ')} }`] : [];
  });
}

/** Selections that have every field of a type together; none if there is none. */
export function everyField(schema: GraphQLSchema, type: string, depth: number): readonly string[] {
  const selections: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const field of fieldsOf(schema, type, depth)) {
    const tokens = field.split(' ').length;
    if (size + tokens > MOST_TOKENS) selections.push([]);
    size = size + tokens > MOST_TOKENS ? tokens : size + tokens;
    selections.at(-1)?.push(field);
  }
  return selections.map((fields) => `{ ${fields.join(' ')} }`);
}
