import { openNeo4j } from '../dist/bench-api.js';
import { availability, startNeo4j } from '../test/neo4j/server.js';

/** Calls `work` for each Neo4j that can be started here, with its name, a graph on it, and how to connect to it. */
export async function onNeo4j(versions, work, memory = '2g') {
  for (const { name, version } of versions) {
    const { available, reason } = await availability(version);
    if (!available) {
      console.log(`\nNot measured: ${name} (${reason})`);
      continue;
    }
    const { uri, username, password, stop } = await startNeo4j({ version, java: [`-Xmx${memory}`] });
    const graph = openNeo4j({
      uri,
      username,
      password,
      database: null,
      deadline: 600_000,
      poolSize: 10,
      acquisitionTimeout: 60_000,
    });
    try {
      await work(name, graph, { uri, username, password });
    } finally {
      await graph.close();
      await stop();
    }
  }
}
