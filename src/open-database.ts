import { existsSync } from 'node:fs';
import { fileIn, openEmbedded } from './engines/embedded/embedded.ts';
import type { Graph } from './graph/port/graph.ts';
import type { DatabaseSettings } from './settings.ts';

/** Opens the database that the settings name; `timeout` is how many milliseconds a request may take. */
export async function openDatabase({ neo4j, data }: DatabaseSettings, timeout: number): Promise<Graph> {
  if (!neo4j) return openEmbedded(data, timeout);
  // Its driver is loaded where it is used alone: without it the server starts sooner.
  const { openNeo4j } = await import('./engines/neo4j/neo4j.ts');
  // The engine knows whether Neo4j is slow or away, so it speaks before the request as a whole is given up.
  return openNeo4j({ ...neo4j, deadline: Math.ceil(timeout * 0.95) });
}

/** What to say where a folder holds no embedded database, for those who would only find a new one there; else null. */
export const lackOfDatabase = (folder: string): string | null =>
  existsSync(fileIn(folder)) ? null : `There is no database in ${folder}. Name its folder with ENTENTE_DATA or --data.`;
