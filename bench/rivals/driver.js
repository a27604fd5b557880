import neo4j from 'neo4j-driver';

/** The number of concurrent clients when throughput is measured; each has a connection of its own. */
export const CLIENTS = 16;

/**
 * The Neo4j connection from NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE, as for the server; null
 * without NEO4J_URI.
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

/** The bare driver. By default it returns its own integers, which is fastest; `numbers` makes it return JavaScript numbers. */
export function openDriver({ uri, username, password }, { numbers = false } = {}) {
  return neo4j.driver(uri, password === null ? undefined : neo4j.auth.basic(username, password), {
    maxConnectionPoolSize: 100,
    // The benchmark's integers are small, so numbers hold them and need no conversion.
    disableLosslessIntegers: numbers,
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    telemetryDisabled: true,
    userAgent: 'entente-bench',
  });
}
