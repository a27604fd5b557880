import { createHash } from 'node:crypto';
import { badCursor } from '../errors.ts';
import type { Position } from '../graph/query/query.ts';

/** Changes whenever a cursor of an earlier version would no longer mean the same place. */
const VERSION = 2;

/** What a cursor belongs to: a list, and within it one order, filter and time. */
export interface CursorOrigin {
  readonly list: string;
  /** Tells orders, filters and times of a list apart. */
  readonly scope: string;
  /** How many keys the order has. */
  readonly keys: number;
  /** What must be the same on each page. */
  readonly kept?: string;
}

/** Tells what cursors are good for from what they are not. */
export const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);

/** A place in an ordered list, opaque to clients: the order's keys at a row, and what it is a place in. */
export const encodeCursor = ({ list, scope }: Omit<CursorOrigin, 'keys' | 'kept'>, position: Position): string =>
  Buffer.from(JSON.stringify([VERSION, list, scope, ...position])).toString('base64url');

/** What a cursor says that it belongs to; undefined for a text that is none. */
export function scopeOf(cursor: string): string | undefined {
  try {
    return String(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))[2]);
  } catch {
    return undefined;
  }
}

const isKey = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Throws BAD_CURSOR for a text that is no cursor of this list in this order. */
export function decodeCursor(
  { list, scope, keys, kept = 'the where, the orderBy and the time' }: CursorOrigin,
  argument: string,
  cursor: string,
): Position {
  let parts: unknown;
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
      `"${argument}" expects a cursor of ${list} with ${kept} of this query; got one of the same list with others. Keep them while paging, or leave the cursor out to start anew.`,
    );
  }
  return position;
}
