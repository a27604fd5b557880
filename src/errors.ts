import { GraphQLError } from 'graphql';

/** What went wrong, for programs: `extensions.code` of every error that a client sees. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'BAD_CURSOR'
  | 'LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/**
 * An error whose reader can fix it. The message says what was expected, what was got and what to do. Clients see it
 * unchanged; the server masks every other error.
 *
 * @example
 * try {
 *   await entente.importFile('partners.csv', { format: 'csv' });
 * } catch (error) {
 *   if (!(error instanceof EntenteError) || error.code !== 'BAD_USER_INPUT') throw error;
 *   console.error(error.message); // expected "mapping" with the format csv …
 * }
 */
export class EntenteError extends GraphQLError {
  readonly code: ErrorCode;
  /** `status` is the HTTP status of the response, if it isn't that of the code; `retryAfter` is in seconds. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; status?: number; retryAfter?: number } = {},
  ) {
    const { status, retryAfter } = options;
    const headers = retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } };
    super(message, {
      extensions: { code, ...(status ? { http: { status, ...headers } } : {}) },
      ...(options.cause instanceof Error ? { originalError: options.cause } : {}),
    });
    this.name = 'EntenteError';
    this.code = code;
  }
}

/** The operator has to fix something first, such as a password; trying again doesn't help. */
export class Misconfigured extends EntenteError {
  constructor(message: string, cause?: unknown) {
    super('UNAVAILABLE', message, { cause });
    this.name = 'Misconfigured';
  }
}

/** The database lets its user read, but not write, or not create what Entente needs there. */
export class NotAllowed extends Misconfigured {
  /** The names of the constraints and indexes that are missing. */
  readonly missing: readonly string[];
  constructor(message: string, { missing = [], cause }: { missing?: readonly string[]; cause?: unknown } = {}) {
    super(message, cause);
    this.name = 'NotAllowed';
    this.missing = missing;
  }
}

/** Input that its author can correct. */
export const badInput = (message: string) => new EntenteError('BAD_USER_INPUT', message);
/** No request of GraphQL: the answer has status 400 even for clients that expect 200. */
export const badRequest = (message: string) => new EntenteError('BAD_USER_INPUT', message, { status: 400 });
/** Whether an error is about input that its author can correct. */
export const isBadInput = (error: unknown): error is EntenteError =>
  error instanceof EntenteError && error.code === 'BAD_USER_INPUT';
/** Whether an error is about a limit that its author can keep to. */
export const isTooMuch = (error: unknown): error is EntenteError =>
  error instanceof EntenteError && error.code === 'LIMIT_EXCEEDED';
/** A cursor that belongs to another list, or to none. */
export const badCursor = (message: string) => new EntenteError('BAD_CURSOR', message);
/** A call of the graph took longer than `ms` milliseconds, the limit. */
export const timeoutError = (ms: number, cause?: unknown, writes = false) =>
  new EntenteError(
    'TIMEOUT',
    writes
      ? `The graph did not take a write within ${ms} ms, which is the limit. It may have kept it or not: writing the same again changes nothing. Look at what else the database and its disk are doing, then try again.`
      : `The graph did not answer within ${ms} ms, which is the limit. Ask for fewer rows or fewer levels, narrow the filter, or try again.`,
    { cause },
  );
/** Whether a call of the graph timed out. */
export const isTimeout = (error: unknown): boolean => error instanceof EntenteError && error.code === 'TIMEOUT';
/** The database can't be reached, or is busy. */
export const unavailable = (message: string, cause?: unknown) => new EntenteError('UNAVAILABLE', message, { cause });

/** A value from a user in quotes, cut to `length` characters, for a message. */
export function quoted(value: unknown, length = 60): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${text.length > length ? `${text.slice(0, length)}…` : text}"`;
}
