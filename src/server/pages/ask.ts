import { EntenteError, type ErrorCode } from '../../errors.ts';
import type { ServerYoga } from '../http/yoga.ts';

/** Asks the API, under the same limits and the same deadline as everybody. Throws the first error of an answer. */
export type Ask = <T>(query: string, variables: Readonly<Record<string, unknown>>, signal?: AbortSignal) => Promise<T>;

interface Answered<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: ErrorCode } }[];
}

export const askThrough =
  (yoga: ServerYoga): Ask =>
  async <T>(query: string, variables: Readonly<Record<string, unknown>>, signal?: AbortSignal) => {
    const asked: RequestInit = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
      ...(signal ? { signal } : {}),
    };
    // Seventeen lists of relations of any type take 0.9 s to compile, and then 9 ms in place of 16.
    const response = await fetched(() => yoga.fetch('http://localhost/graphql', asked, { isWalked: true }), signal);
    const { data, errors }: Answered<T> = await response.json();
    const [error] = errors ?? [];
    // A page says all of it, or why not.
    if (error) throw new EntenteError(error.extensions.code, error.message);
    return data as T;
  };

async function fetched(ask: () => Response | Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await ask();
  } catch (cause) {
    throw signal?.aborted ? new EntenteError('TIMEOUT', 'The page was not ready in time.', { cause }) : cause;
  }
}
