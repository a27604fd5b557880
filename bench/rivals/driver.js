import neo4j from 'neo4j-driver';

/** How many callers ask at the same time in a measurement of throughput; each of them has its connection. */
export const CLIENTS = 16;

/**
 * Where Neo4j is, by the environment: NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE, as for the server.
 * Null where there is none.
 */
export function neo4jSettings(env = process.env) {
  const uri = env.NEO4J_URI?.trim();
  if (!uri) return null;
  return {
    uri,
    username: env.NEO4J_USERNAME || 'neo4j',
    password: env.NEO4J_PASSWORD || null,
    database: env.NEO4J_DATABASE || null,
  };
}

/** The bare driver. Integers are left as the driver gives them, which costs it least; see `numbers` for the other way. */
export function openDriver({ uri, username, password }, { numbers = false } = {}) {
  return neo4j.driver(uri, password === null ? undefined : neo4j.auth.basic(username, password), {
    maxConnectionPoolSize: 100,
    // Integers as numbers: nothing to convert where they are known to be small, as in the bench.
    disableLosslessIntegers: numbers,
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    telemetryDisabled: true,
    userAgent: 'entente-bench',
  });
}
