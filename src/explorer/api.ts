import { ClientError, GraphQLClient } from 'graphql-request';
import type { TypedDocumentString } from './documents.ts';

/** Why an answer did not come, so far as a reader can do something about it. */
export type Reason = 'gone' | 'timeout' | 'limit' | 'input' | 'internal';

export class Problem extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

const REASONS: Readonly<Record<string, Reason>> = {
  TIMEOUT: 'timeout',
  UNAVAILABLE: 'gone',
  LIMIT_EXCEEDED: 'limit',
  BAD_USER_INPUT: 'input',
};

/** Longer than the server takes: a network that swallows everything must not leave a reader waiting. */
const PATIENCE = 30_000;

function answered(error: unknown): Problem {
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

/** What failed, whatever it is. */
export const problemOf = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('internal', String(error), error);

/** A part of the page that comes from the server when it is used. */
export const loaded = <Part>(part: Promise<Part>): Promise<Part> =>
  part.catch((error) => {
    throw new Problem('gone', '', error);
  });

export const isAborted = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

/** Asks the API. Throws a Problem, or what the signal was aborted with. */
export type Ask = <Result, Variables extends object>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

export function askAt(url: string): Ask {
  const client = new GraphQLClient(url, { excludeOperationName: true });
  return async <Result>(document: object, variables: object, signal?: AbortSignal) => {
    const late = AbortSignal.timeout(PATIENCE);
    try {
      return await client.request<Result>({
        document: String(document),
        variables,
        signal: signal ? AbortSignal.any([signal, late]) : late,
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw answered(error);
    }
  };
}
