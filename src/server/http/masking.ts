import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { GraphQLHTTPExtensions, Plugin } from 'graphql-yoga';
import { EntenteError, type ErrorCode } from '../../errors.ts';
import { hinted } from './hints.ts';

const HTTP: Readonly<Record<ErrorCode, GraphQLHTTPExtensions>> = {
  BAD_USER_INPUT: { status: 400, spec: true },
  BAD_CURSOR: { status: 400, spec: true },
  LIMIT_EXCEEDED: { status: 400 },
  TIMEOUT: { status: 504 },
  UNAVAILABLE: { status: 503 },
  INTERNAL: { status: 500 },
};
const MASK = 'Something went wrong on our side; the log of the server says what. Try again, or tell its operator.';
/** Yoga's code for a request that is longer than `bodyLimit`. */
const TOO_LARGE = 'REQUEST_ENTITY_TOO_LARGE';
const TOO_LONG = 'The request is longer than is allowed. Split it into several.';
/** A syntax error quotes the token that it met, and a token can be as long as the request. */
const LONGEST_MESSAGE = 600;

/** Receives the errors that clients see masked. */
export interface ErrorLogger {
  error(details: object, message: string): void;
}

/** Makes Yoga's `maskError`: shows what a reader can mend, logs and hides the rest. */
export function createMaskError(logger: ErrorLogger) {
  return (error: unknown): GraphQLError => {
    if (isShown(error)) return error;
    const located = error instanceof GraphQLError ? error : undefined;
    logger.error({ err: located?.originalError ?? error, path: located?.path }, 'a request failed');
    return new GraphQLError(MASK, {
      nodes: located?.nodes ?? null,
      path: located?.path ?? null,
      extensions: { code: 'INTERNAL' },
    });
  };
}

function isShown(error: unknown): error is GraphQLError {
  for (let current = error; current instanceof GraphQLError; current = current.originalError) {
    if (current instanceof EntenteError || !current.originalError) return true;
  }
  return false;
}

/** Gives every error one of our codes, also those that GraphQL and Yoga make of a bad request. */
export function useErrorCodes(schema: GraphQLSchema): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if (Array.isArray(result) || !('errors' in result) || !result.errors?.length) return;
      const hasData = 'data' in result;
      setResult({ ...result, errors: result.errors.map((error) => coded(error, hasData, schema)) });
    },
  };
}

function coded(error: GraphQLError, hasData: boolean, schema: GraphQLSchema): GraphQLError {
  const { code: given, http: asked, originalError, ...rest } = error.extensions;
  if (given === TOO_LARGE)
    return new GraphQLError(TOO_LONG, { extensions: { code: 'LIMIT_EXCEEDED', http: { status: 413 } } });
  const known = typeof given === 'string' && Object.hasOwn(HTTP, given);
  const code = known ? (given as ErrorCode) : 'BAD_USER_INPUT';
  // Yoga puts what JSON.parse said here; such a body is no GraphQL request at all and never answers 200.
  const http = originalError ? { status: 400 } : (asked ?? (hasData ? undefined : HTTP[code]));
  const message = known ? error.message : hinted(error.message, schema);
  return new GraphQLError(shortened(message), {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions: { ...(known ? rest : {}), code, ...(http ? { http } : {}) },
  });
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}
