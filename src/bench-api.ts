/** The parts of Entente that benchmarks and fault tests use. The build bundles everything, so they import it from here. */

export { openEmbedded } from './engines/embedded/embedded.ts';
export { openNeo4j } from './engines/neo4j/neo4j.ts';
export { CypherBuilder } from './graph/cypher/cypher-builder.ts';
export { delegateGraph, delegateUnit } from './graph/port/delegate.ts';
export { NOW } from './graph/query/query.ts';
export { prepareLayout } from './graph/storage/layout.ts';
export { createContext } from './graphql/planning/context.ts';
export { createSchema } from './graphql/schema/schema.ts';
export { loadWhenEmpty, packedFacts, readBundled } from './ingest/facts/bundled.ts';
export { h2020Participations } from './ingest/formats/h2020-participations.ts';
export { loadFiles, SILENT } from './ingest/run/load-files.ts';
export { createOntology, relationId } from './ontology/ontology.ts';
export { fillEmpty } from './recording/fill-empty.ts';
export { record } from './recording/record.ts';
export { createLogger } from './server/http/logger.ts';
export { startServer } from './server/http/server.ts';
export { createServerYoga } from './server/http/yoga.ts';
export { TopologyCache } from './traverse/topology-cache.ts';
