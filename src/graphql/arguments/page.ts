import { badInput } from '../../errors.ts';
import type { PageRange } from '../../graph/query/query.ts';
import { type CursorOrigin, decodeCursor } from '../../loaders/cursor.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../page-size.ts';

/** The arguments of a list that is read in pages (Relay's cursor connections). */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The arguments of a list of entities. */
export interface ListArguments extends PageArguments {
  readonly where?: Readonly<Record<string, unknown>> | null | undefined;
  readonly orderBy?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

/** The number of rows that `first` or `last` asks for; 0 for the totals alone. Throws BAD_USER_INPUT beyond LARGEST_PAGE. */
export function pageSize(argument: string, value: number | null | undefined): number {
  const size = value ?? DEFAULT_PAGE;
  if (size >= 0 && size <= LARGEST_PAGE) return size;
  if (size < 0) {
    throw badInput(
      `"${argument}" expects a number from 0 to ${LARGEST_PAGE}; got ${size}. Leave it out for ${DEFAULT_PAGE}.`,
    );
  }
  throw badInput(
    `"${argument}" expects a number from 0 to ${LARGEST_PAGE}; got ${size}. Ask for fewer and go on with ${argument === 'last' ? '"before" and the "startCursor"' : '"after" and the "endCursor"'} of the page.`,
  );
}

/** Reads the arguments of a page. Throws BAD_USER_INPUT or BAD_CURSOR. */
export function pageRange(origin: CursorOrigin, args: PageArguments): PageRange {
  const { first, last } = args;
  if (typeof first === 'number' && typeof last === 'number') {
    throw badInput('A page takes "first" (from the start) or "last" (from the end); got both. Leave one of them out.');
  }
  const backward = typeof last === 'number';
  const size = backward ? pageSize('last', last) : pageSize('first', first);
  const position = (name: 'after' | 'before') => {
    const cursor = args[name];
    return typeof cursor === 'string' ? decodeCursor(origin, name, cursor) : null;
  };
  return { limit: size + 1, after: position('after'), before: position('before'), backward };
}
