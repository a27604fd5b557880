import { GraphQLError } from 'graphql';

/** What went wrong, for programs: stands in `extensions.code` of every error that a client sees. */
export type ErrorCode = 'BAD_USER_INPUT' | 'BAD_CURSOR' | 'LIMIT_EXCEEDED' | 'TIMEOUT' | 'UNAVAILABLE' | 'INTERNAL';

/**
 * An error that its reader can mend. The message says what was expected, what was got and what to do,
 * and is shown as it stands; every other error is masked at the edge of the server.
 */
export class EntenteError extends GraphQLError {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; status?: number } = {}) {
    super(message, {
      extensions: { code, ...(options.status ? { http: { status: options.status } } : {}) },
      ...(options.cause instanceof Error ? { originalError: options.cause } : {}),
    });
    this.name = 'EntenteError';
    this.code = code;
  }
}

/** The operator must mend something first, such as a password; trying again alone will not help. */
export class Misconfigured extends EntenteError {
  constructor(message: string, cause?: unknown) {
    super('UNAVAILABLE', message, { cause });
    this.name = 'Misconfigured';
  }
}

export const badInput = (message: string) => new EntenteError('BAD_USER_INPUT', message);
export const badCursor = (message: string) => new EntenteError('BAD_CURSOR', message);
/** A call of the graph took longer than it may; `ms` is what was allowed. */
export const late = (ms: number, cause?: unknown) =>
  new EntenteError(
    'TIMEOUT',
    `The graph did not answer within ${ms} ms, which is what is allowed. Ask for fewer rows or fewer levels, narrow the filter, or try again.`,
    { cause },
  );
export const isLate = (error: unknown): boolean => error instanceof EntenteError && error.code === 'TIMEOUT';
export const unavailable = (message: string, cause?: unknown) => new EntenteError('UNAVAILABLE', message, { cause });

/** A text from outside cut to a length that fits into a sentence, in quotes. */
export function quoted(text: unknown, length = 60): string {
  const value = typeof text === 'string' ? text : (JSON.stringify(text) ?? String(text));
  return `"${value.length > length ? `${value.slice(0, length)}…` : value}"`;
}
