import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createApi } from '../create-api.ts';
import { NotAllowed } from '../errors.ts';
import type { Graph } from '../graph/port/graph.ts';
import { prepared } from '../graph/port/prepared-graph.ts';
import { prepareToRead } from '../graph/storage/layout.ts';
import { loadWhenEmpty } from '../ingest/facts/bundled.ts';
import { type Commands, serveLocally } from '../local/server.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { openDatabase } from '../open-database.ts';
import { packageRoot } from '../package-root.ts';
import { progressBar } from '../progress-bar.ts';
import { clockSentence, newestRecorded } from '../recording/clock.ts';
import { loadExplorer } from '../server/http/explorer-files.ts';
import { createLogger } from '../server/http/logger.ts';
import { startServer } from '../server/http/server.ts';
import { closeOnSignals } from '../server/http/signals.ts';
import type { ServerYoga } from '../server/http/yoga.ts';
import { Lane } from '../server/limits/lane.ts';
import type { Pages } from '../server/pages/pages.ts';
import type { ServeSettings } from '../settings.ts';
import { backupCommand, removeAbandonedCopies } from './backup.ts';
import { observe } from './observe.ts';
import type { ImportHost } from './served-units.ts';
import { loadTrusted, trustedDocuments } from './trusted-operations.ts';

/** Milliseconds that each statement of an import waits for requests in flight. The limit lets an import continue under load. */
const IMPORT_PATIENCE = 50;

/** Milliseconds that reading the search index may take. */
const INDEX_TIMEOUT = 600_000;

const packageFolder = (path: string) => fileURLToPath(new URL(path, packageRoot));

/** Runs the server until a signal stops it. */
export async function serve(settings: ServeSettings, ontology: Ontology): Promise<void> {
  const { neo4j, data, timeout, cors, explain, host, port, answerCacheMegabytes } = settings;
  const { basePath, hostNames, trustedProxies, clientLimits, heavy } = settings;
  const logger = createLogger();
  const observation = await observe(settings, logger);
  const opened = await openDatabase(settings, timeout, (sentence) => logger.warn(sentence));
  let graph = opened;
  let forget = () => {};
  try {
    graph = await prepareGraph(opened, ontology, settings, logger);
    const engine = graph.name;
    const onTopology = (sentence: string) => logger.info({ engine }, sentence);
    // A request that waits longer than half of its time would not be answered in the rest.
    const lane = new Lane({ ...heavy, patience: timeout / 2 });
    observation.watchLane(lane);
    const explorer = await loadExplorer({
      explorerFolder: packageFolder('dist/explorer'),
      examplesFolder: packageFolder('schema/examples'),
    });
    const trusted = await trustedDocuments(settings.trusted, explorer);
    const api = createApi(observation.observed(graph), ontology, {
      logger,
      timeout,
      explain,
      onTopology,
      lane,
      trusted,
    });
    const { yoga } = api;
    const pages = once(() => makePages(yoga, ontology, settings));
    await loadTrusted(trusted, settings.trusted, { schema: api.schema, logger, onChange: () => forget() });
    const server = await startServer({
      yoga,
      graph,
      logger,
      explorer,
      pages,
      host,
      hostNames,
      port,
      answerCacheMegabytes,
      cors,
      clientLimits,
      trustedProxies,
      timeout,
      basePath,
      observer: observation.observer,
      metrics: observation.metrics,
    });
    forget = server.forgetAnswers;
    if (!neo4j) await removeAbandonedCopies(data);
    const imports = { turn: () => server.whenIdle(IMPORT_PATIENCE), begin: observation.beginImport };
    const commands = commandsOf(graph, ontology, data, imports);
    // One process owns an embedded database, so other commands on this machine ask this process.
    const local = neo4j ? null : await serveLocally(data, commands);
    closeOnSignals(async () => {
      api.close();
      await local?.close();
      await server.close();
      await observation.close();
    }, logger);
    logger.info(
      { engine },
      `Entente is ready: open ${server.url}${basePath && '/'} in a browser, or send queries to ${server.url}/graphql`,
    );
  } catch (error) {
    await graph.close();
    throw error;
  }
}

/** Prepares the database, now or as soon as it can be reached, and loads the bundled data into an empty one. */
function prepareGraph(opened: Graph, ontology: Ontology, { sample }: ServeSettings, logger: Logger): Promise<Graph> {
  const engine = opened.name;
  // A database that others may use gets the bundled data only on request.
  const withBundledData = sample || !opened.capabilities.sharedDatabase.supported;
  return prepared(opened, {
    async prepare() {
      await opened.ready();
      const refused = await prepareToRead(opened, ontology);
      if (refused) logger.warn({ engine, missing: refused.missing }, refused.message);
      const clock = clockSentence(await opened.read(newestRecorded, { deadline: INDEX_TIMEOUT }));
      if (clock) logger.warn({ engine }, clock);
      const facts = withBundledData && !refused ? await loadBundledData(opened, ontology, logger) : 0;
      // Reads the search index now, so that the first search doesn't wait for it.
      opened
        .read((unit) => unit.findByTokens({ strategies: [], limit: 1 }), { deadline: INDEX_TIMEOUT })
        .catch(() => {});
      if (facts > 0) logger.info({ facts, engine }, 'the bundled data is loaded');
    },
    report(reason) {
      if (reason) logger.warn({ engine, err: reason.originalError }, reason.message);
      else logger.info({ engine }, 'the database is available');
    },
  });
}

async function loadBundledData(graph: Graph, ontology: Ontology, logger: Logger): Promise<number> {
  const bar = progressBar('Loading the bundled data |{bar}| {value} of {total} facts');
  try {
    return await loadWhenEmpty(graph, ontology, (done, all) => bar?.show(done, all));
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    logger.warn({ engine: graph.name }, `The bundled data is not loaded. ${error.message}`);
    return 0;
  } finally {
    bar?.end();
  }
}

/** The commands that this process runs for others. Their code is loaded on demand, so that the server starts sooner. */
function commandsOf(graph: Graph, ontology: Ontology, folder: string, imports: ImportHost): Commands {
  const importCommand = once(async () => (await import('./served-units.ts')).importCommand(graph, imports));
  return {
    import: async (sender, call) => (await importCommand())(sender, call),
    export: async (request, call) => (await import('./export.ts')).exportCommand(graph, ontology)(request, call),
    backup: (request, call) => backupCommand(graph, folder)(request, call),
  };
}

/** The entity pages. Their code is loaded with the first page, so that the server starts sooner. */
export async function makePages(
  yoga: ServerYoga,
  ontology: Ontology,
  { timeout, base }: Pick<ServeSettings, 'timeout' | 'base'>,
): Promise<Pages> {
  const [{ createPages }, { DEFAULT_BASE, factsAsJsonld }] = await Promise.all([
    import('../server/pages/handler.ts'),
    import('../export/rdf.ts'),
  ]);
  const options = { base: base ?? DEFAULT_BASE };
  return createPages({ yoga, timeout, describe: (facts) => factsAsJsonld(facts, ontology, options) });
}

/** A function that does its work at the first call, and returns the same promise from then on. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
