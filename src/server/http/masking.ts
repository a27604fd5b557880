import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { GraphQLHTTPExtensions, Plugin } from 'graphql-yoga';
import { EntenteError, type ErrorCode } from '../../errors.ts';
import { withHint } from './hints.ts';

/** The HTTP status of each code; with `spec`, only clients that accept application/graphql-response+json get it. */
export const RESPONSES = {
  BAD_USER_INPUT: { status: 400, spec: true },
  BAD_CURSOR: { status: 400, spec: true },
  LIMIT_EXCEEDED: { status: 400 },
  RATE_LIMITED: { status: 429 },
  TIMEOUT: { status: 504 },
  UNAVAILABLE: { status: 503 },
  INTERNAL: { status: 500 },
} as const satisfies Readonly<Record<ErrorCode, GraphQLHTTPExtensions>>;
/** The codes by which clients of persisted operations decide what to send next. */
const PERSISTED = /^PERSISTED_QUERY_/;
const MASKED_MESSAGE = 'Something went wrong on the server; its log has the details. Try again, or tell its operator.';
/** Yoga's code for a request that is longer than `bodyLimit`. */
const TOO_LARGE = 'REQUEST_ENTITY_TOO_LARGE';
const TOO_LONG = 'The request is longer than is allowed. Split it into several.';
/** A syntax error quotes a token, and a token can be as long as the request. */
const MAX_MESSAGE_LENGTH = 600;

/** Receives the errors that clients see masked. */
export interface ErrorLogger {
  error(details: object, message: string): void;
}

/** Creates Yoga's `maskError`: it shows the errors that the client can fix, and logs and hides all others. */
export function createMaskError(logger: ErrorLogger) {
  return (error: unknown): GraphQLError => {
    if (isForUsers(error)) return error;
    const located = error instanceof GraphQLError ? error : undefined;
    logger.error({ err: located?.originalError ?? error, path: located?.path }, 'a request failed');
    return new GraphQLError(MASKED_MESSAGE, {
      nodes: located?.nodes ?? null,
      path: located?.path ?? null,
      extensions: { code: 'INTERNAL' },
    });
  };
}

function isForUsers(error: unknown): error is GraphQLError {
  for (let current = error; current instanceof GraphQLError; current = current.originalError) {
    if (current instanceof EntenteError || !current.originalError) return true;
  }
  return false;
}

/** Gives every error one of our codes, including the errors of GraphQL and Yoga for a bad request. */
export function useErrorCodes(schema: GraphQLSchema): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if (Array.isArray(result) || !('errors' in result) || !result.errors?.length) return;
      const hasData = 'data' in result;
      setResult({ ...result, errors: result.errors.map((error) => withCode(error, hasData, schema)) });
    },
  };
}

function withCode(error: GraphQLError, hasData: boolean, schema: GraphQLSchema): GraphQLError {
  const { code: originalCode, http: originalHttp, originalError, ...rest } = error.extensions;
  if (originalCode === TOO_LARGE)
    return new GraphQLError(TOO_LONG, { extensions: { code: 'LIMIT_EXCEEDED', http: { status: 413 } } });
  if (typeof originalCode === 'string' && PERSISTED.test(originalCode)) return error;
  const isOurs = typeof originalCode === 'string' && Object.hasOwn(RESPONSES, originalCode);
  const code = isOurs ? (originalCode as ErrorCode) : 'BAD_USER_INPUT';
  // Set by Yoga when JSON.parse failed. Such a body isn't a GraphQL request and must not be answered with 200.
  const http = originalError ? { status: 400 } : (originalHttp ?? (hasData ? undefined : RESPONSES[code]));
  const message = isOurs ? error.message : withHint(error.message, schema);
  return new GraphQLError(shortened(message), {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions: { ...(isOurs ? rest : {}), code, ...(http ? { http } : {}) },
  });
}

function shortened(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}
