import { EntenteError, type ErrorCode } from '../../errors.ts';
import type { ServerYoga } from '../http/yoga.ts';
import type { Asker } from './asker.ts';

/** Sends a query to the API, under the limits and the deadline of any client. Throws the response's first error. */
export type QueryApi = <T>(query: string, variables: Readonly<Record<string, unknown>>, asker?: Asker) => Promise<T>;

interface ApiResponse<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: ErrorCode } }[];
}

/** A QueryApi that calls the API in this process, without HTTP. */
export const queryThrough =
  (yoga: ServerYoga): QueryApi =>
  async <T>(query: string, variables: Readonly<Record<string, unknown>>, asker?: Asker) => {
    const signal = asker?.signal;
    const init: RequestInit = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
      ...(signal ? { signal } : {}),
    };
    // Compiling seventeen lists of relations takes 0.9 s and saves 7 ms of 16.
    const response = await fetchOrTimeout(
      () =>
        yoga.fetch('http://localhost/graphql', init, {
          isInterpreted: true,
          isOwn: true,
          ...(asker ? { client: asker.client } : {}),
        }),
      signal,
    );
    const { data, errors }: ApiResponse<T> = await response.json();
    const [error] = errors ?? [];
    // A page shows everything or the reason why it can't.
    if (error) throw new EntenteError(error.extensions.code, error.message);
    return data as T;
  };

async function fetchOrTimeout(
  ask: () => Response | Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await ask();
  } catch (cause) {
    throw signal?.aborted ? new EntenteError('TIMEOUT', 'The page was not ready in time.', { cause }) : cause;
  }
}
