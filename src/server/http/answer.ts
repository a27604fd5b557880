import type { ObservedOperation } from '../observe/operation.ts';
import { Content } from './content.ts';

/** An answer of the API, as it is sent and cached. */
export interface Answer {
  readonly status: number;
  readonly content: Content;
  /** Whether a client may keep it and ask again with its ETag. */
  readonly isTagged: boolean;
  /** The operation that it answers, for the log. */
  readonly operation?: ObservedOperation | undefined;
}

/**
 * Makes an answer of Yoga's response. A GET that depends on the graph alone may be kept, but has to be asked for again
 * each time, as anybody may write meanwhile; the ETag then saves the bytes. Nothing else is kept.
 */
export async function answerOf(result: Response, method: string, isWhole: boolean): Promise<Answer> {
  const body = Buffer.from(await result.arrayBuffer());
  // Yoga's own headers keep their capitals.
  const named = [...result.headers].map(([name, value]) => [name.toLowerCase(), value] as const);
  const { 'content-type': type = '', 'content-length': _, vary, ...headers } = Object.fromEntries(named);
  const isTagged = method === 'GET' && isWhole;
  const own = {
    'cache-control': isTagged ? 'no-cache' : 'no-store',
    ...headers,
    vary: vary ? `${vary}, accept` : 'accept',
  };
  return { status: result.status, content: new Content(body, type, own, 'page'), isTagged };
}
