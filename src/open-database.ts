import { existsSync } from 'node:fs';
import { openEmbedded } from './engines/embedded/embedded.ts';
import { databaseFile } from './engines/embedded/files.ts';
import type { Graph } from './graph/port/graph.ts';
import { prepareLayout, prepareToRead } from './graph/storage/layout.ts';
import type { Ontology } from './ontology/ontology.ts';
import type { DatabaseSettings, Neo4jSettings } from './settings.ts';

/** Milliseconds for each statement of a command: no reader waits for it. */
export const COMMAND_TIMEOUT = 600_000;

/** Where the graph is: in Neo4j, in the folder `data`, or in memory if `data` is null. */
export interface Location {
  readonly data: string | null;
  readonly neo4j: Neo4jSettings | null;
  /** Open the folder although acknowledged writes are missing from it. */
  readonly acceptLoss?: boolean;
}

/**
 * Opens the database without preparing it.
 *
 * @param timeout milliseconds that a request may take
 * @param report receives sentences for the operator, such as that the disk is full
 * @throws EntenteError with the code UNAVAILABLE if another process has the folder open
 */
export async function openDatabase(
  { neo4j, data, acceptLoss = false }: Location,
  timeout: number,
  report: (sentence: string) => void = () => {},
): Promise<Graph> {
  if (!neo4j) return openEmbedded(data, timeout, { acceptLoss, report });
  // Loaded on demand: a server on the embedded engine starts sooner without the driver.
  const { openNeo4j } = await import('./engines/neo4j/neo4j.ts');
  // The engine knows whether Neo4j is slow or unreachable, so it times out shortly before the request does.
  return openNeo4j({ ...neo4j, deadline: Math.ceil(timeout * 0.95) });
}

/**
 * Runs the work of a command that only reads: like `withDatabase`, but whatever the database does not let its user create
 * is reported and left out.
 */
export async function withReadDatabase<T>(
  settings: DatabaseSettings,
  ontology: Ontology,
  work: (graph: Graph) => Promise<T>,
): Promise<T> {
  return withOpenDatabase(settings, async (graph) => {
    await graph.ready();
    const refused = await prepareToRead(graph, ontology);
    if (refused) console.error(refused.message);
    return work(graph);
  });
}

/**
 * Runs the work of one command: opens the database, brings its layout up to date, runs `work`, and closes the database
 * whether or not `work` succeeds.
 */
export async function withDatabase<T>(
  settings: DatabaseSettings,
  ontology: Ontology,
  work: (graph: Graph) => Promise<T>,
): Promise<T> {
  return withOpenDatabase(settings, async (graph) => {
    await graph.ready();
    await prepareLayout(graph, ontology);
    return work(graph);
  });
}

/** Like `withDatabase`, but leaves the database exactly as it is: for a backup, which keeps an older layout. */
export async function withOpenDatabase<T>(location: Location, work: (graph: Graph) => Promise<T>): Promise<T> {
  const said = new Set<string>();
  const graph = await openDatabase(location, COMMAND_TIMEOUT, (sentence) => said.add(sentence));
  try {
    return await work(graph);
  } catch (error) {
    // The command says it by itself.
    if (error instanceof Error) said.delete(error.message);
    throw error;
  } finally {
    await graph.close();
    for (const sentence of said) console.error(sentence);
  }
}

/** The error message for a folder without an embedded database, for commands that must not create one; null if there is one. */
export const missingDatabase = (folder: string): string | null =>
  existsSync(databaseFile(folder))
    ? null
    : `There is no database in ${folder}. Name its folder with ENTENTE_DATA or --data.`;
