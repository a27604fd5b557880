import { createHash } from 'node:crypto';
import { badCursor } from '../errors.ts';
import type { Position } from '../graph/query/query.ts';

/** Changes whenever a cursor of an earlier version would no longer mean the same position. */
const VERSION = 2;

/** Characters of a cursor: it holds the values of at most eight keys of an order. */
const LONGEST = 100_000;

/** What a cursor belongs to: a list with one order, filter and time. */
export interface CursorOrigin {
  readonly list: string;
  /** A hash that distinguishes orders, filters and times of a list. */
  readonly scope: string;
  /** The number of keys of the order. */
  readonly keys: number;
  /** The arguments that must be the same for each page, for the error message. */
  readonly constant?: string;
}

/** A short hash of whatever a cursor depends on. */
export const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);

/** A cursor, opaque to clients: the order's keys at a row, and what the cursor belongs to. */
export const encodeCursor = ({ list, scope }: Omit<CursorOrigin, 'keys' | 'constant'>, position: Position): string =>
  Buffer.from(JSON.stringify([VERSION, list, scope, ...position])).toString('base64url');

/** The scope that a cursor was made with; undefined if the text is not a cursor. */
export function scopeOf(cursor: string): string | undefined {
  try {
    return String(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))[2]);
  } catch {
    return undefined;
  }
}

const isKey = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/**
 * Decodes a cursor. `argument` names it in error messages.
 *
 * @throws BAD_CURSOR if the text is not a cursor of this list with this scope.
 */
export function decodeCursor(
  { list, scope, keys, constant = 'the where, the orderBy and the time' }: CursorOrigin,
  argument: string,
  cursor: string,
): Position {
  let parts: unknown;
  if (cursor.length > LONGEST) {
    throw badCursor(
      `"${argument}" expects a cursor of at most ${LONGEST} characters; got ${cursor.length}. Take it from an earlier answer unchanged, or leave it out to start anew.`,
    );
  }
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {}
  const valid = Array.isArray(parts) && parts.length > 3 && parts[0] === VERSION && parts.slice(1).every(isKey);
  if (!valid) {
    throw badCursor(
      `"${argument}" expects a cursor that an earlier answer gave in "cursor", "startCursor" or "endCursor"; got something else. Take it from there unchanged, or leave it out to start anew.`,
    );
  }
  const [, origin, within, ...position] = parts as [number, string, string, ...(string | number | boolean | null)[]];
  if (origin !== list) {
    throw badCursor(
      `"${argument}" expects a cursor of the list ${list}; got one of the list ${origin}. Use each cursor on the field that gave it.`,
    );
  }
  if (within !== scope || position.length !== keys) {
    throw badCursor(
      `"${argument}" expects a cursor of ${list} with ${constant} of this query; got one of the same list with others. Keep them while paging, or leave the cursor out to start anew.`,
    );
  }
  return position;
}
