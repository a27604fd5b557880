import { EntenteError, Misconfigured } from '../../errors.ts';
import { delegateGraph } from './delegate.ts';
import type { Graph } from './graph.ts';

/** Milliseconds between attempts; the last value repeats. */
const PAUSES = [500, 1000, 2000, 3000];

/** How to prepare a database, and where to report failures. */
export interface Preparation {
  /** Creates what the database needs; idempotent. */
  prepare(): Promise<void>;
  /** Receives each new reason why the database is not prepared, and null once it is. */
  report(reason: EntenteError | null): void;
}

/** Whether the error can pass by itself: the database is unreachable or busy, and no setting is wrong. */
const isTransient = (error: unknown): error is EntenteError =>
  error instanceof EntenteError && !(error instanceof Misconfigured);

/**
 * Prepares a graph before its first use. If the database can't be reached, the graph is returned all the same: its
 * calls fail with the reason, and preparation is retried until it succeeds or the graph is closed.
 *
 * @throws any error that a retry can't fix, such as Misconfigured.
 */
export async function prepared(graph: Graph, { prepare, report }: Preparation): Promise<Graph> {
  let reason: unknown = null;
  let reported = '';
  let timer: NodeJS.Timeout | undefined;
  let attempting: Promise<boolean> = Promise.resolve(false);
  let closed = false;

  /** True once prepared. */
  async function attempt(): Promise<boolean> {
    try {
      await prepare();
      reason = null;
      return true;
    } catch (error) {
      reason = error;
      return false;
    }
  }
  function retry(attempts: number): void {
    timer = setTimeout(
      async () => {
        attempting = attempt();
        const done = await attempting;
        if (closed) return;
        reportReason();
        if (!done) retry(attempts + 1);
      },
      PAUSES[Math.min(attempts, PAUSES.length - 1)],
    );
  }
  function reportReason(): void {
    const known = reason instanceof EntenteError ? reason : null;
    const text = known?.message ?? '';
    if (text !== reported) report(known);
    reported = text;
  }

  if (await attempt()) return graph;
  if (!isTransient(reason)) throw reason;
  reportReason();
  retry(0);
  const whenPrepared = <T>(work: () => Promise<T>) => (reason === null ? work() : Promise.reject(reason));
  return delegateGraph(graph, {
    read: (work, options) => whenPrepared(() => graph.read(work, options)),
    readWithState: (statement, options) => whenPrepared(() => graph.readWithState(statement, options)),
    write: (work, options) => whenPrepared(() => graph.write(work, options)),
    define: (definitions) => whenPrepared(() => graph.define(definitions)),
    ready: () => whenPrepared(() => graph.ready()),
    async close() {
      closed = true;
      clearTimeout(timer);
      await graph.close();
      await attempting;
    },
  });
}
