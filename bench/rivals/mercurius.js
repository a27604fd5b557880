import Fastify from 'fastify';
import mercurius from 'mercurius';

/**
 * Mercurius with its JIT, alone in its process, with a list in memory: the rows that Entente returns for LIST
 * (questions.js). It responds to the same query with the same bytes. Started by `startRival`.
 */
const SCHEMA = `
  type Query { projects(first: Int): ProjectConnection! }
  type ProjectConnection { nodes: [Project!]! }
  type Project {
    id: ID!
    name: String
    summary: String
    status: ProjectStatus
    duration: String
    sameAs: [String!]!
    period: Period
    budget: [Money!]!
    names: [Name!]!
    label: Name
  }
  enum ProjectStatus { PLANNED ACTIVE COMPLETED CANCELLED }
  type Period { edtf: String! }
  type Money { amount: Float! currency: String! }
  type Name { text: String! language: String! }
`;

process.once('message', async ({ rows }) => {
  const server = Fastify();
  const resolvers = { Query: { projects: (_root, { first }) => ({ nodes: rows.slice(0, first) }) } };
  server.register(mercurius, { schema: SCHEMA, resolvers, jit: 1, path: '/graphql' });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  process.send({ url: `${url}/graphql` });
});
process.on('disconnect', () => process.exit());
