import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/** For an unknown name GraphQL suggests similar ones. Where there are none, these hints list the names that exist. */

/** In characters of listed names. */
const MAX_LENGTH = 320;

const fieldsOf = (schema: GraphQLSchema, name = '') => {
  const type = schema.getType(name);
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : null;
};

const argumentsOf = (schema: GraphQLSchema, name = '', field = '') => {
  const type = schema.getType(name);
  const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
  return definition?.args.map((argument) => argument.name) ?? null;
};

const valuesOf = (schema: GraphQLSchema, name = '') => {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : null;
};

/** GraphQL's messages, and how to find the valid names from the names that they quote. */
const HINTS: readonly (readonly [RegExp, (schema: GraphQLSchema, ...names: string[]) => readonly string[] | null])[] = [
  [/Cannot query field "\w+" on type "(\w+)"\.$/, fieldsOf],
  [/Field "\w+" is not defined by type "(\w+)"\.$/, fieldsOf],
  [/Unknown argument "\w+" on field "(\w+)\.(\w+)"\.$/, argumentsOf],
  [/Value "\w+" does not exist in "(\w+)" enum\.$/, valuesOf],
];

function joinNames(names: readonly string[]): string {
  let text = '';
  for (const [i, name] of names.entries()) {
    if (text.length + name.length > MAX_LENGTH) return `${text} and ${names.length - i} more`;
    text += i === 0 ? name : `, ${name}`;
  }
  return text;
}

/** Adds the valid names to a message of GraphQL's validation if the message doesn't suggest any. */
export function withHint(message: string, schema: GraphQLSchema): string {
  for (const [saying, namesOf] of HINTS) {
    const quoted = saying.exec(message);
    if (!quoted) continue;
    const names = namesOf(schema, ...quoted.slice(1));
    if (names) return names.length > 0 ? `${message} There are: ${joinNames(names)}.` : `${message} It takes none.`;
  }
  return message;
}
