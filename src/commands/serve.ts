import { fileURLToPath } from 'node:url';
import type { Graph } from '../graph/port/graph.ts';
import { prepared } from '../graph/port/prepared-graph.ts';
import { prepareLayout } from '../graph/storage/layout.ts';
import { createContext } from '../graphql/planning/context.ts';
import { createSchema } from '../graphql/schema/schema.ts';
import { loadWhenEmpty } from '../ingest/facts/bundled.ts';
import { type Commands, serveLocally } from '../local/server.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { openDatabase } from '../open-database.ts';
import { packageRoot } from '../package-root.ts';
import { progressBar } from '../progress-bar.ts';
import type { Progress } from '../recording/fill-empty.ts';
import { loadExplorer } from '../server/http/explorer-files.ts';
import { createLogger } from '../server/http/logger.ts';
import { startServer } from '../server/http/server.ts';
import { closeOnSignals } from '../server/http/signals.ts';
import { createServerYoga, type ServerYoga } from '../server/http/yoga.ts';
import type { Pages } from '../server/pages/pages.ts';
import type { ServeSettings } from '../settings.ts';
import { TopologyCache } from '../traverse/topology-cache.ts';
import { backupCommand, clearCopies } from './backup.ts';

const folder = (path: string) => fileURLToPath(new URL(path, packageRoot));

/** Milliseconds that an import waits for those who ask, at each of its statements: so it goes on however many they are. */
const TURN = 50;

/** Milliseconds in which what is searched is read. */
const INDEXING = 600_000;

/** A bar in a terminal; nothing in a pipe, where the closing line of the log says it. */
async function withProgress<T>(work: (progress: Progress) => Promise<T>): Promise<T> {
  const bar = progressBar('Loading the bundled data |{bar}| {value} of {total} facts');
  try {
    return await work((done, all) => bar?.show(done, all));
  } finally {
    bar?.end();
  }
}

/** What is asked of this process as it has the database; loaded when it is asked for, so that the server starts sooner. */
function commandsOf(graph: Graph, ontology: Ontology, folder: string, turn: () => Promise<void>): Commands {
  let importing: Promise<Commands[string]> | undefined;
  return {
    async import(request, call) {
      importing ??= import('./import.ts').then(({ importCommand }) => importCommand(graph, ontology, turn));
      return (await importing)(request, call);
    },
    async export(request, call) {
      const { exportCommand } = await import('./export.ts');
      return exportCommand(graph, ontology)(request, call);
    },
    backup(request, call) {
      return backupCommand(graph, folder)(request, call);
    },
  };
}

/** What makes pages is loaded when the first one is asked for, so that the server starts sooner. */
export async function makePages(
  yoga: ServerYoga,
  ontology: Ontology,
  { timeout, base }: Pick<ServeSettings, 'timeout' | 'base'>,
): Promise<Pages> {
  const [{ createPages }, { BASE, factsAsJsonld }] = await Promise.all([
    import('../server/pages/handler.ts'),
    import('../export/rdf.ts'),
  ]);
  return createPages({ yoga, timeout, describe: (facts) => factsAsJsonld(facts, ontology, { base: base ?? BASE }) });
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
        opened.read((unit) => unit.findByTokens({ strategies: [], limit: 1 }), { deadline: INDEXING }).catch(() => {});
        if (written > 0) logger.info({ facts: written, engine: opened.name }, 'the bundled data is loaded');
      },
      report(reason) {
        if (reason) logger.warn({ engine: opened.name, err: reason.originalError }, reason.message);
        else logger.info({ engine: opened.name }, 'the database is there');
      },
    });
    const topology = graph.capabilities.topologyCache.supported
      ? new TopologyCache(graph, ontology, { report: (sentence) => logger.info({ engine: graph.name }, sentence) })
      : null;
    topology?.watch();
    const yoga = createServerYoga({
      schema: createSchema(ontology),
      makeContext: ({ signal, trace }) => createContext(graph, ontology, signal, trace, topology),
      logger,
      timeout: settings.timeout,
      cors: settings.cors,
      explain: settings.explain,
    });
    const explorer = await loadExplorer({
      explorerFolder: folder('dist/explorer'),
      examplesFolder: folder('schema/examples'),
    });
    let making: Promise<Pages> | undefined;
    const pages = () => {
      making ??= makePages(yoga, ontology, settings);
      return making;
    };
    const { host, port, keptAnswers } = settings;
    const server = await startServer({ yoga, graph, logger, explorer, pages, host, port, keptAnswers });
    if (!settings.neo4j) await clearCopies(settings.data);
    // One process owns an embedded database, so what else has to do with it on this machine asks this one.
    const turn = () => server.quiet(TURN);
    const commands = commandsOf(graph, ontology, settings.data, turn);
    const local = settings.neo4j ? null : await serveLocally(settings.data, commands);
    closeOnSignals(async () => {
      topology?.close();
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
