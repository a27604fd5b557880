import { Neo4jGraphQL } from '@neo4j/graphql';
import { execute, parse, validate } from 'graphql';
import { COUNTRY, SIZES } from './questions.js';

/**
 * @neo4j/graphql on Entente's rows. It uses the same labels and indexes as Entente, and reads money as the parallel lists
 * in which Entente stores it. The schema contains only what the two queries need.
 */
const TYPES = `
  type Institution @node(labels: ["EntenteInstitution"]) {
    id: ID!
    name: String!
    country: String
    projects: [Project!]! @relationship(type: "ENTENTE_PARTICIPATES_IN", direction: OUT, properties: "Participation")
    projectCount: Int!
      @cypher(
        statement: "RETURN COUNT { (this)-[:ENTENTE_PARTICIPATES_IN]->(:EntenteProject) } AS number"
        columnName: "number"
      )
  }
  type Project @node(labels: ["EntenteProject"]) {
    id: ID!
    name: String!
    participants: [Institution!]! @relationship(type: "ENTENTE_PARTICIPATES_IN", direction: IN, properties: "Participation")
    areas: [Area!]! @relationship(type: "ENTENTE_IN_AREA", direction: OUT)
  }
  type Area @node(labels: ["EntenteArea"]) {
    id: ID!
    name: String!
  }
  type Participation @relationshipProperties {
    role: String
    amountsAmounts: [Float!]
    amountsCurrencies: [String!]
  }
  extend schema @query(read: true, aggregate: false) @mutation(operations: []) @subscription(events: [])
`;

/** Left out of the schema, to keep it small. */
const DEPRECATED = {
  mutationOperations: true,
  aggregationFilters: true,
  aggregationFiltersOutsideConnection: true,
  relationshipFilters: true,
  attributeFilters: true,
};

/** Uses lists instead of connections if a query reads no relationship properties, because lists are cheaper here. */
const THREE_LEVEL = `{
  institutions(limit: ${SIZES.institutions}, sort: [{ name: ASC }]) { id name
    projectsConnection(first: ${SIZES.projects}, sort: [{ node: { name: ASC } }]) { edges {
      properties { role amountsAmounts amountsCurrencies }
      node { id name areas(limit: ${SIZES.areas}, sort: [{ name: ASC }]) { id name } }
    } }
  }
}`;

/** Ordering by a count needs a field with its own Cypher: @neo4j/graphql can't sort by an aggregate. */
const DEEP_FILTER = `{
  institutionsConnection(
    where: { projects: { some: { participants: { some: { country: { eq: "${COUNTRY}" } } } } } }
    sort: [{ projectCount: DESC }, { name: ASC }]
    first: ${SIZES.institutions}
  ) { totalCount edges { node { id name projectCount } } }
}`;

/** Converts results to Entente's form for comparison; not part of the measurement. */
export const asEntente = {
  threeLevel: ({ institutions }) => ({
    institutions: {
      nodes: institutions.map(({ id, name, projectsConnection }) => ({
        id,
        name,
        projects: {
          edges: projectsConnection.edges.map(({ properties, node: { areas, ...node } }) => ({
            role: properties.role,
            amounts: properties.amountsAmounts.map((amount, i) => ({
              amount,
              currency: properties.amountsCurrencies[i],
            })),
            node: { ...node, areas: { nodes: areas } },
          })),
        },
      })),
    },
  }),
  deepFilter: ({ institutionsConnection: { totalCount, edges } }) => ({
    institutions: {
      totalCount,
      nodes: edges.map(({ node: { projectCount, ...node } }) => ({ ...node, projects: { totalCount: projectCount } })),
    },
  }),
};

/**
 * The @neo4j/graphql side: `threeLevel` and `deepFilter` return the data of a response. Documents are parsed and validated
 * once, here, so a call is only graphql's `execute` with a new context, which a server makes for each request.
 */
export async function createRival(driver, { database = null } = {}) {
  const neoSchema = new Neo4jGraphQL({ typeDefs: TYPES, features: { excludeDeprecatedFields: DEPRECATED } });
  const schema = await neoSchema.getSchema();
  // Without a name, @neo4j/graphql uses the database "neo4j", which saves a query for the user's home database.
  const sessionConfig = database === null ? {} : { sessionConfig: { database } };
  const asking = (question) => {
    const document = parse(question);
    const errors = validate(schema, document);
    if (errors.length > 0) throw new AggregateError(errors, `@neo4j/graphql refuses a question: ${errors[0].message}`);
    return async () => {
      const answer = await execute({
        schema,
        document,
        contextValue: { executionContext: driver, ...sessionConfig },
      });
      if (answer.errors) throw answer.errors[0];
      return answer.data;
    };
  };
  return { schema, threeLevel: asking(THREE_LEVEL), deepFilter: asking(DEEP_FILTER) };
}
