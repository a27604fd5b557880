import { fileURLToPath } from 'node:url';
import cliProgress from 'cli-progress';
import { backupRoute, clearCopies } from './backup.ts';
import { openDatabase } from './database.ts';
import { prepareLayout } from './graph/layout.ts';
import { prepared } from './graph/prepared.ts';
import { createContext } from './graphql/context.ts';
import { createSchema } from './graphql/schema.ts';
import { loadWhenEmpty } from './ingest/load.ts';
import type { Progress } from './ingest/write.ts';
import type { Ontology } from './ontology/ontology.ts';
import { loadExplorer } from './server/explorer.ts';
import { startServer } from './server/http.ts';
import { type LocalServer, startLocal } from './server/local.ts';
import { createLogger } from './server/logger.ts';
import { closeOnSignals } from './server/signals.ts';
import { createServerYoga } from './server/yoga.ts';
import type { ServeSettings } from './settings.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Milliseconds in which what is searched is read. */
const INDEXING = 600_000;

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

/** Runs the server until a signal stops it. */
export async function serve(settings: ServeSettings, ontology: Ontology): Promise<void> {
  const logger = createLogger();
  const opened = await openDatabase(settings, settings.timeout);
  let graph = opened;
  try {
    // A database that may hold what is not ours gets the bundled data only when asked.
    const sample = settings.sample || !opened.capabilities.sharedDatabase.supported;
    graph = await prepared(opened, {
      async prepare() {
        await opened.ready();
        await prepareLayout(opened, ontology);
        const written = sample ? await withProgress((progress) => loadWhenEmpty(opened, ontology, progress)) : 0;
        // The first to search need not wait until all is read.
        opened.read((unit) => unit.found({ wanted: [], limit: 1 }), { deadline: INDEXING }).catch(() => {});
        if (written > 0) logger.info({ facts: written, engine: opened.name }, 'the bundled data is loaded');
      },
      report(reason) {
        if (reason) logger.warn({ engine: opened.name, err: reason.originalError }, reason.message);
        else logger.info({ engine: opened.name }, 'the database is there');
      },
    });
    const yoga = createServerYoga({
      schema: createSchema(ontology),
      makeContext: ({ signal, trace }) => createContext(graph, ontology, signal, trace),
      logger,
      timeout: settings.timeout,
      cors: settings.cors,
      explain: settings.explain,
    });
    const explorer = await loadExplorer({
      explorerFolder: folder('explorer'),
      examplesFolder: folder('../schema/examples'),
    });
    /** Without a place for its socket the server does all else. */
    async function commands(data: string): Promise<LocalServer | null> {
      await clearCopies(data);
      try {
        return await startLocal(data, { 'POST /backup': backupRoute(graph, data) }, logger);
      } catch (err) {
        logger.warn({ err }, 'commands such as backup can not reach this server: stop it before you use them');
        return null;
      }
    }
    const { host, port, keptAnswers } = settings;
    const server = await startServer({ yoga, graph, logger, explorer, host, port, keptAnswers });
    const local = settings.neo4j ? null : await commands(settings.data);
    closeOnSignals(async () => {
      await local?.close();
      await server.close();
    }, logger);
    logger.info(
      { engine: graph.name },
      `Entente answers: open ${server.url} in a browser, or ask ${server.url}/graphql`,
    );
  } catch (error) {
    await graph.close();
    throw error;
  }
}
