import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { makePages } from '../../src/commands/serve.ts';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { loadExplorer } from '../../src/server/http/explorer-files.ts';
import type { ServerOptions } from '../../src/server/http/server.ts';
import { createServerYoga } from '../../src/server/http/yoga.ts';
import { PATIENCE } from '../support/patience.ts';
import { silent, startForTest } from './fixture.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Loads the bundled data, and returns a function that starts servers with everything that `entente serve` offers. */
export async function wholeServers() {
  const ontology = createOntology();
  const graph = openEmbedded(null, PATIENCE);
  afterAll(() => graph.close());
  await prepareLayout(graph, ontology);
  await loadWhenEmpty(graph, ontology);
  const yoga = createServerYoga({
    schema: createSchema(ontology),
    makeContext: ({ signal, trace }) => createContext(graph, ontology, signal, trace),
    logger: silent,
    timeout: PATIENCE,
  });
  const explorer = await loadExplorer({
    explorerFolder: folder('dist/explorer'),
    examplesFolder: folder('schema/examples'),
  });
  const pages = await makePages(yoga, ontology, { timeout: PATIENCE, base: null });
  // A server closes its Yoga and its graph, and others go on with these.
  const kept = {
    yoga: Object.assign(Object.create(yoga), { dispose: async () => {}, fetch: yoga.fetch }),
    graph: Object.assign(Object.create(graph), { close: async () => {} }),
  };
  return (options: Partial<ServerOptions>) => startForTest({ ...kept, explorer, pages: async () => pages, ...options });
}
