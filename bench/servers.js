import { openEmbedded, openNeo4j } from '../dist/bench-api.js';
import { availability, startNeo4j, versions } from '../test/neo4j/server.js';

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

/** Measures on the embedded engine and on the oldest Neo4j, or on one of them, and says how many of their answers are equal. */
export async function measureBoth(engine, measure) {
  const given = [];
  if (engine !== 'neo4j') {
    const graph = openEmbedded(null, 600_000);
    given.push(await measure('embedded', graph));
    await graph.close();
  }
  if (engine !== 'embedded') {
    await onNeo4j(versions.slice(0, 1), async (name, graph) => void given.push(await measure(name, graph)));
  }
  if (given.length === 2) {
    const [one, other] = given;
    console.log(
      `\n${one.filter((answer, i) => answer === other[i]).length} of ${one.length} answers are the same on both engines`,
    );
  }
}
