import { badCursor } from '../errors.ts';
import type { Position } from '../graph/compose.ts';

/** Changes whenever a cursor of an earlier version would no longer mean the same place. */
const VERSION = 1;

/** A place in an ordered list, opaque to clients: the order's keys at a row, and the list that it is a place in. */
export const encodeCursor = (list: string, position: Position): string =>
  Buffer.from(JSON.stringify([VERSION, list, ...position])).toString('base64url');

/** Throws BAD_CURSOR for a text that is no cursor of this list. */
export function decodeCursor(list: string, argument: string, cursor: string): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {}
  const valid =
    Array.isArray(parts) &&
    parts.length === 5 &&
    parts[0] === VERSION &&
    parts.slice(1).every((p) => typeof p === 'string');
  if (!valid) {
    throw badCursor(
      `"${argument}" expects a cursor that an earlier answer gave in "cursor", "startCursor" or "endCursor"; got something else. Take it from there unchanged, or leave it out to start anew.`,
    );
  }
  const [, origin, name, id, relation] = parts as [number, string, string, string, string];
  if (origin !== list) {
    throw badCursor(
      `"${argument}" expects a cursor of the list ${list}; got one of the list ${origin}. Use each cursor on the field that gave it.`,
    );
  }
  return [name, id, relation];
}
