import { type Neo4jOptions, openNeo4j } from '../../src/engines/neo4j/neo4j.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { PATIENCE } from '../support/patience.ts';
import type { ProvidedNeo4j } from './setup.ts';

/** A graph on a server that the tests share; by default it waits as long as a slow machine needs. */
export const opened = (
  { uri, username, password, database }: ProvidedNeo4j,
  options: Partial<Neo4jOptions> = {},
): Graph =>
  openNeo4j({
    uri,
    username,
    password,
    database: database ?? null,
    deadline: PATIENCE,
    poolSize: 50,
    acquisitionTimeout: PATIENCE,
    ...options,
  });

/** The same with an emptied database; constraints stay. */
export async function emptied(server: ProvidedNeo4j, options: Partial<Neo4jOptions> = {}): Promise<Graph> {
  const graph = opened(server, options);
  // Deleting a large graph in one transaction fills the heap of a small server, which then only collects garbage.
  for (const text of [
    'MATCH ()-[r]->() WITH r LIMIT 20000 DELETE r RETURN count(*) AS number',
    'MATCH (n) WITH n LIMIT 20000 DELETE n RETURN count(*) AS number',
  ]) {
    for (let number = 1; number > 0; ) {
      const [row] = await graph.write((unit) => unit.run({ text, parameters: {} }));
      number = Number(row?.number);
    }
  }
  return graph;
}
