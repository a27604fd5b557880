import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** GraphQL tells of a name that is not there which it might have been; where none is near, these tell which there are. */

/** Letters of the names that are told. */
const LONGEST = 320;

const fieldsOf = (schema: GraphQLSchema, name = '') => {
  const type = schema.getType(name);
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : null;
};

const argumentsOf = (schema: GraphQLSchema, name = '', field = '') => {
  const type = schema.getType(name);
  const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
  return found?.args.map((argument) => argument.name) ?? null;
};

const valuesOf = (schema: GraphQLSchema, name = '') => {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : null;
};

/** What GraphQL says, and the names that there are, by the names that it quotes. */
const SAYINGS: readonly (readonly [RegExp, (schema: GraphQLSchema, ...names: string[]) => readonly string[] | null])[] =
  [
    [/Cannot query field "\w+" on type "(\w+)"\.$/, fieldsOf],
    [/Field "\w+" is not defined by type "(\w+)"\.$/, fieldsOf],
    [/Unknown argument "\w+" on field "(\w+)\.(\w+)"\.$/, argumentsOf],
    [/Value "\w+" does not exist in "(\w+)" enum\.$/, valuesOf],
  ];

function listed(names: readonly string[]): string {
  let text = '';
  for (const [i, name] of names.entries()) {
    if (text.length + name.length > LONGEST) return `${text} and ${names.length - i} more`;
    text += i === 0 ? name : `, ${name}`;
  }
  return text;
}

/** A message of GraphQL's validation with what would have been right, where it does not say so itself. */
export function hinted(message: string, schema: GraphQLSchema): string {
  for (const [saying, namesOf] of SAYINGS) {
    const quoted = saying.exec(message);
    if (!quoted) continue;
    const names = namesOf(schema, ...quoted.slice(1));
    if (names) return names.length > 0 ? `${message} There are: ${listed(names)}.` : `${message} It takes none.`;
  }
  return message;
}
