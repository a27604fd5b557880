/** The inside of Entente for the programs that measure it or kill it: the build packs the rest, and has no other door to it. */

export { openEmbedded } from './engines/embedded.ts';
export { openNeo4j } from './engines/neo4j.ts';
export { prepareLayout } from './graph/layout.ts';
export { NOW } from './graph/query.ts';
export { Writing } from './graph/text.ts';
export { createContext } from './graphql/context.ts';
export { createSchema } from './graphql/schema.ts';
export { loadWhenEmpty, packedFacts, readBundled } from './ingest/bundled.ts';
export { h2020Participations } from './ingest/formats/h2020-participations.ts';
export { loadFiles } from './ingest/load-files.ts';
export { writeFacts } from './ingest/write.ts';
export { createOntology, relationId } from './ontology/ontology.ts';
export { startServer } from './server/http.ts';
export { createLogger } from './server/logger.ts';
export { createServerYoga } from './server/yoga.ts';
export { KeptTopology } from './traverse/kept-topology.ts';
