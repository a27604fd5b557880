import { ClientError, GraphQLClient } from 'graphql-request';
import type { TypedDocumentString } from './documents.ts';

/** Why a request failed, as far as the user can do something about it. */
export type ProblemReason = 'gone' | 'timeout' | 'limit' | 'input' | 'internal';

/** A failed request: the reason, and the server’s message in English if it has one for users. */
export class Problem extends Error {
  readonly reason: ProblemReason;

  constructor(reason: ProblemReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

const REASONS: Readonly<Record<string, ProblemReason>> = {
  TIMEOUT: 'timeout',
  UNAVAILABLE: 'gone',
  LIMIT_EXCEEDED: 'limit',
  RATE_LIMITED: 'limit',
  BAD_USER_INPUT: 'input',
};

/** Longer than the server's own deadline, for networks that drop packets without an error. */
const TIMEOUT_MS = 30_000;

function problemFrom(error: unknown): Problem {
  if (error instanceof ClientError) {
    const [first] = error.response.errors ?? [];
    const code = String(first?.extensions?.code ?? '');
    const status = error.response.status;
    const reason =
      REASONS[code] ?? (status === 502 || status === 503 ? 'gone' : status === 504 ? 'timeout' : 'internal');
    return new Problem(reason, first?.message ?? '', error);
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return new Problem('timeout', '', error);
  return new Problem('gone', '', error);
}

/** Any error as a Problem. */
export const problemOf = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('internal', String(error), error);

/** Loads a part of the page on demand. Throws a Problem if the server can't be reached. */
export const loadPart = <Part>(part: Promise<Part>): Promise<Part> =>
  part.catch((error) => {
    throw new Problem('gone', '', error);
  });

/** Whether an error comes from an aborted signal. */
export const isAborted = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

/** Sends a query to the API. Throws a Problem, or the signal's reason if it was aborted. */
export type RequestFunction = <Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

/** A client for the API at an address. */
export function createClient(url: string): RequestFunction {
  const client = new GraphQLClient(url, { excludeOperationName: true });
  return async <Result>(document: object, variables: object, signal?: AbortSignal) => {
    const late = AbortSignal.timeout(TIMEOUT_MS);
    try {
      return await client.request<Result>({
        document: String(document),
        variables,
        signal: signal ? AbortSignal.any([signal, late]) : late,
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw problemFrom(error);
    }
  };
}
