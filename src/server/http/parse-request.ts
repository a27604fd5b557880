import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { badRequest, EntenteError, quoted } from '../../errors.ts';
import { parseJson } from '../limits/json.ts';
import { ID_NAMES } from '../persisted/trusted.ts';

/** Characters of the query string of a GET; as much as Node accepts in all headers together. */
const LONGEST_QUERY = 16_384;
/** Characters of the name of an operation. */
const LONGEST_NAME = 200;

/** Reads the parameters of a request within bounds, before anything else looks at them. */
export function useBoundedParameters(): Plugin {
  return {
    onRequestParse({ request, setRequestParser }) {
      if (request.method === 'GET') setRequestParser(({ url }) => readUrl(url));
      if (request.method === 'POST') setRequestParser(async (post) => readBody(await post.text()));
    },
  };
}

function readBody(body: string): GraphQLParams {
  const parameters = parseJson(body, 'The body of the request');
  if (Array.isArray(parameters)) {
    throw badRequest('The body of the request expects one operation as a JSON object; got a list. Send one by one.');
  }
  if (typeof parameters !== 'object' || parameters === null) {
    throw badRequest(
      `The body of the request expects a JSON object such as {"query": "{ projects { totalCount } }"}; got ${quoted(parameters)}.`,
    );
  }
  checkName((parameters as GraphQLParams).operationName);
  return parameters;
}

function readUrl(url: string): GraphQLParams {
  const start = url.indexOf('?');
  const text = start < 0 ? '' : url.slice(start + 1);
  if (text.length > LONGEST_QUERY) {
    throw new EntenteError(
      'LIMIT_EXCEEDED',
      `The address expects a query string of at most ${LONGEST_QUERY} characters; got ${text.length}. Send the query by POST.`,
      { status: 414 },
    );
  }
  const given = new URLSearchParams(text);
  const json = (name: string) => {
    const value = given.get(name);
    return value ? { [name]: parseJson(value, `"${name}" in the address`) } : {};
  };
  const query = given.get('query');
  const operationName = given.get('operationName');
  checkName(operationName);
  return {
    ...(query ? { query } : {}),
    ...(operationName ? { operationName } : {}),
    ...json('variables'),
    ...json('extensions'),
    ...Object.fromEntries(ID_NAMES.flatMap((name) => (given.has(name) ? [[name, given.get(name)]] : []))),
  };
}

function checkName(name: unknown): void {
  if (name === undefined || name === null) return;
  if (typeof name !== 'string') throw badRequest(`"operationName" expects a text; got ${quoted(name)}.`);
  if (name.length <= LONGEST_NAME) return;
  throw badRequest(
    `"operationName" expects at most ${LONGEST_NAME} characters; got ${name.length}. Give the operation a shorter name.`,
  );
}
