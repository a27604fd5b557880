import type { Logger } from 'pino';
import { pino } from 'pino';
import type { Graph } from '../graph/port/graph.ts';
import { interceptStatements } from '../graph/port/trace.ts';
import type { MetricsOptions } from '../server/http/server.ts';
import type { Lane } from '../server/limits/lane.ts';
import type { RunningImport } from '../server/observe/import-metrics.ts';
import { Metrics } from '../server/observe/metrics.ts';
import { Observer } from '../server/observe/observer.ts';
import { type ServeSettings, version } from '../settings.ts';

/** What a server tells of itself: its log, the log of slow operations, metrics and traces. */
export interface Observation {
  readonly observer: Observer;
  /** What /metrics answers with, if it is to answer. */
  readonly metrics: MetricsOptions | undefined;
  /** The same graph, whose statements are counted and traced. */
  observed(graph: Graph): Graph;
  /** Begins to count an import; undefined if nothing is counted. */
  beginImport(): RunningImport | undefined;
  /** Shows what waits for its turn. */
  watchLane(lane: Lane): void;
  /** Sends what is still to be sent. */
  close(): Promise<void>;
}

/** Prepares what the settings ask for. The code for traces is loaded only if a collector is named. */
export async function observe(settings: ServeSettings, logger: Logger): Promise<Observation> {
  const { slow, slowLog } = settings;
  const metrics = settings.metrics === 'none' ? undefined : new Metrics();
  const hasCollector = process.env.OTEL_EXPORTER_OTLP_ENDPOINT || process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const tracing = hasCollector ? new (await import('../server/observe/tracing.ts')).Tracing(version, logger) : null;
  const slowLogger = slowLog === null ? logger : pino({ base: null }, pino.destination({ dest: slowLog, mode: 0o600 }));
  return {
    observer: new Observer({ logger, metrics, tracing, ...(slow > 0 ? { slow, slowLog: slowLogger } : {}) }),
    metrics: metrics && { metrics, isPublic: settings.metrics === 'all' },
    observed: (graph) =>
      interceptStatements(graph, async (statement, next) => {
        const start = performance.now();
        const rows = await (tracing
          ? tracing.statement(graph.name, statement.text, () => next(statement))
          : next(statement));
        metrics?.statement(performance.now() - start, rows.length);
        return rows;
      }),
    beginImport: () => metrics?.imports.begin(),
    watchLane: (lane) =>
      metrics?.add('state', {
        name: 'entente_heavy_requests',
        help: 'Heavy queries that run, and that wait.',
        values: () => ({ ...lane.load }),
      }),
    close: async () => tracing?.close(),
  };
}
