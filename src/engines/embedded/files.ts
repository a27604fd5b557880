import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The database file in a folder. */
export const databaseFile = (folder: string) => join(folder, 'graph.grafeo');

/** The folder of the engine's log, which holds what is not in the database file yet. */
export const logFolder = (folder: string) => `${databaseFile(folder)}.wal`;

/** The database file of a closed database as a text that differs if anyone wrote to it; null if it is not closed. */
export function closedFile(folder: string): string | null {
  if (existsSync(logFolder(folder))) return null;
  const { size, mtimeMs } = statSync(databaseFile(folder));
  return `${size} ${mtimeMs}`;
}
