import { Neo4jGraphQL } from '@neo4j/graphql';
import { execute, parse, validate } from 'graphql';
import { COUNTRY, SIZES } from './questions.js';

/**
 * @neo4j/graphql over the rows that Entente writes: the label of an entity type is the one that Entente matches by
 * and has its indexes on, the columns of money are the parallel lists that they are stored as. The schema holds what
 * the two questions need and nothing else.
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

/** Lists, not connections, where no property of a relationship is asked for: those take them fewer steps. */
const THREE_LEVEL = `{
  institutions(limit: ${SIZES.institutions}, sort: [{ name: ASC }]) { id name
    projectsConnection(first: ${SIZES.projects}, sort: [{ node: { name: ASC } }]) { edges {
      properties { role amountsAmounts amountsCurrencies }
      node { id name areas(limit: ${SIZES.areas}, sort: [{ name: ASC }]) { id name } }
    } }
  }
}`;

/** An order by a count has to be a field with Cypher of its own: they cannot sort by an aggregate. */
const DEEP_FILTER = `{
  institutionsConnection(
    where: { projects: { some: { participants: { some: { country: { eq: "${COUNTRY}" } } } } } }
    sort: [{ projectCount: DESC }, { name: ASC }]
    first: ${SIZES.institutions}
  ) { totalCount edges { node { id name projectCount } } }
}`;

/** Their answers in the form of Entente's, to compare them; no part of what is measured. */
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
 * Their side: `threeLevel` and `deepFilter` give the data of an answer. Documents are parsed and validated once, here:
 * a call is graphql's `execute` alone, with a context of its own, as a server makes one for each request.
 */
export async function createRival(driver, { database = null } = {}) {
  const neoSchema = new Neo4jGraphQL({ typeDefs: TYPES, features: { excludeDeprecatedFields: DEPRECATED } });
  const schema = await neoSchema.getSchema();
  // They take the database "neo4j" where none is named, which saves them asking for the user's own one.
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
