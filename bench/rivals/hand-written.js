import neo4j from 'neo4j-driver';
import { COUNTRY, SIZES } from './questions.js';

/**
 * Hand-written Cypher for the two queries and this layout only: one statement each, with Entente's labels and indexes.
 * Rows are lists instead of maps, so that keys are not sent a thousand times. Neo4j reads institutions in the order of
 * their index only if the statement requires both of its properties.
 */
const THREE_LEVEL = `
MATCH (i:EntenteInstitution) WHERE i.name IS NOT NULL AND i.id IS NOT NULL
WITH i ORDER BY i.name, i.id LIMIT $institutions
CALL (i) {
  MATCH (i)-[r:ENTENTE_PARTICIPATES_IN]->(p:EntenteProject)
  WITH r, p ORDER BY p.name, p.id LIMIT $projects
  CALL (p) {
    MATCH (p)-[:ENTENTE_IN_AREA]->(a:EntenteArea)
    WITH a ORDER BY a.name, a.id LIMIT $areas
    RETURN collect([a.id, a.name]) AS areas
  }
  RETURN collect([r.role, r.amountsAmounts, r.amountsCurrencies, p.id, p.name, areas]) AS projects
}
RETURN i.id AS id, i.name AS name, projects`;

/**
 * Finds the country's projects once, and stops at an institution's first match. Relationships of this type always lead
 * to a project, so counting them doesn't read their ends.
 */
const DEEP_FILTER = `
MATCH (:EntenteInstitution {country: $country})-[:ENTENTE_PARTICIPATES_IN]->(p:EntenteProject)
WITH collect(DISTINCT p) AS theirs
MATCH (i:EntenteInstitution) WHERE EXISTS { (i)-[:ENTENTE_PARTICIPATES_IN]->(p) WHERE p IN theirs }
WITH i, COUNT { (i)-[:ENTENTE_PARTICIPATES_IN]->() } AS number ORDER BY number DESC, i.name, i.id
WITH collect([i, number]) AS found
RETURN size(found) AS total, [f IN found[..$institutions] | [(f[0]).id, (f[0]).name, f[1]]] AS nodes`;

const threeLevelAnswer = (records) => ({
  institutions: {
    nodes: records.map((record) => ({
      id: record.get(0),
      name: record.get(1),
      projects: {
        edges: record.get(2).map(([role, amounts, currencies, id, name, areas]) => ({
          role,
          amounts: amounts.map((amount, i) => ({ amount, currency: currencies[i] })),
          node: { id, name, areas: { nodes: areas.map(([id, name]) => ({ id, name })) } },
        })),
      },
    })),
  },
});

const deepFilterAnswer = ([record]) => ({
  institutions: {
    totalCount: record.get(0),
    nodes: record.get(1).map(([id, name, totalCount]) => ({ id, name, projects: { totalCount } })),
  },
});

/** The driver's two ways to read: `session` calls executeRead in a new session, `driver` calls executeQuery. */
const ways = {
  async session(driver, database, text, parameters) {
    const session = driver.session({ database, defaultAccessMode: neo4j.session.READ });
    try {
      return (await session.executeRead((transaction) => transaction.run(text, parameters))).records;
    } finally {
      await session.close();
    }
  },
  async driver(driver, database, text, parameters) {
    return (await driver.executeQuery(text, parameters, { database, routing: neo4j.routing.READ })).records;
  },
};

/**
 * `threeLevel` and `deepFilter` return exactly the data of Entente's response. The driver must return integers as numbers:
 * `openDriver(settings, { numbers: true })`.
 */
export function createHandWritten(driver, { database = null, way = 'session' } = {}) {
  const sizes = Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [name, neo4j.int(size)]));
  const read = (text, parameters) => ways[way](driver, database ?? undefined, text, parameters);
  return {
    threeLevel: async () => threeLevelAnswer(await read(THREE_LEVEL, sizes)),
    deepFilter: async () => deepFilterAnswer(await read(DEEP_FILTER, { country: COUNTRY, ...sizes })),
  };
}
