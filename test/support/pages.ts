import { expect } from 'vitest';

type Ask = (query: string, variables: Record<string, unknown>) => Promise<any>;

/** The selection that `walk` needs beside a list's nodes. */
export const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
/** The arguments of a page: declared by an operation and passed to a list. */
export const PAGED = '$first: Int, $after: String, $last: Int, $before: String';
export const PAGES = 'first: $first, after: $after, last: $last, before: $before';

/** Reads all ids of a list, page by page; `listOf` finds the list in an answer. */
export async function walk(ask: Ask, query: string, size: number, listOf: (data: any) => any, forward = true) {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = forward ? { first: size, after: cursor } : { last: size, before: cursor };
    const { nodes, pageInfo } = listOf((await ask(query, page)).data);
    const found = nodes.map(({ id }: { id: string }) => id);
    if (forward) ids.push(...found);
    else ids.unshift(...found);
    if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return ids;
    cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
  }
}

/** Reads all ids of a list forwards and backwards, which must give the same. */
export async function walkBoth(ask: Ask, query: string, size: number, listOf: (data: any) => any) {
  const ways = [true, false].map((forward) => walk(ask, query, size, listOf, forward));
  const [forwards, backwards] = await Promise.all(ways);
  expect(backwards).toEqual(forwards);
  return forwards ?? [];
}
