import { fileURLToPath } from 'node:url';
import cliProgress from 'cli-progress';
import { openEmbedded } from './engines/embedded.ts';
import { definitions } from './graph/constraints.ts';
import type { Graph } from './graph/graph.ts';
import { createContext } from './graphql/context.ts';
import { createSchema } from './graphql/schema.ts';
import { loadWhenEmpty } from './ingest/load.ts';
import type { Progress } from './ingest/write.ts';
import type { Ontology } from './ontology/ontology.ts';
import { loadExplorer } from './server/explorer.ts';
import { startServer } from './server/http.ts';
import { createLogger } from './server/logger.ts';
import { closeOnSignals } from './server/signals.ts';
import { createServerYoga } from './server/yoga.ts';
import type { ServeSettings } from './settings.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A bar in a terminal; nothing in a pipe, where the closing line of the log says it. */
async function withProgress<T>(work: (progress: Progress) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work(() => {});
  const format = 'Loading the bundled data |{bar}| {value} of {total} facts';
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true });
  try {
    return await work((done, all) => {
      if (!bar.isActive) bar.start(all, 0);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}

/** Makes what the database must keep, and fills it where it is empty. */
async function prepare(graph: Graph, ontology: Ontology): Promise<number> {
  await graph.define(definitions(ontology, graph.capabilities));
  return withProgress((progress) => loadWhenEmpty(graph, ontology, progress));
}

/** Runs the server until a signal stops it. */
export async function serve(settings: ServeSettings, ontology: Ontology): Promise<void> {
  const logger = createLogger();
  const graph = openEmbedded(settings.data);
  try {
    const written = await prepare(graph, ontology);
    if (written > 0) logger.info({ facts: written, folder: settings.data }, 'the bundled data is loaded');
    const yoga = createServerYoga({
      schema: createSchema(ontology),
      makeContext: ({ signal }) => createContext(graph, ontology, signal),
      logger,
      timeout: settings.timeout,
      cors: settings.cors,
    });
    const explorer = await loadExplorer({
      explorerFolder: folder('explorer'),
      examplesFolder: folder('../schema/examples'),
    });
    const { host, port } = settings;
    const server = await startServer({ yoga, graph, logger, explorer, host, port });
    closeOnSignals(server.close, logger);
    logger.info(
      { engine: graph.name },
      `Entente answers: open ${server.url} in a browser, or ask ${server.url}/graphql`,
    );
  } catch (error) {
    await graph.close();
    throw error;
  }
}
