import { EntenteError, Misconfigured } from '../../errors.ts';
import type { Graph } from './graph.ts';

/** Milliseconds between two tries, growing to the last. */
const PAUSES = [500, 1000, 2000, 3000];

export interface Preparation {
  prepare(): Promise<void>;
  /** Each new reason why the database is not prepared, and null once it is. */
  report(reason: EntenteError | null): void;
}

/** Whether time may mend it: the database is away or busy, and nothing is set wrong. */
const passing = (error: unknown): error is EntenteError =>
  error instanceof EntenteError && !(error instanceof Misconfigured);

/**
 * A graph that is prepared before anything is asked of it. Where the database can't be reached, the graph is
 * given all the same: its calls fail with the reason, and preparing is tried again until it succeeds or the graph
 * is closed. Throws what time alone won't mend.
 */
export async function prepared(graph: Graph, { prepare, report }: Preparation): Promise<Graph> {
  let reason: unknown = null;
  let told = '';
  let timer: NodeJS.Timeout | undefined;
  let trying: Promise<boolean> = Promise.resolve(false);
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
  function again(tries: number): void {
    timer = setTimeout(
      async () => {
        trying = attempt();
        const done = await trying;
        if (closed) return;
        tell();
        if (!done) again(tries + 1);
      },
      PAUSES[Math.min(tries, PAUSES.length - 1)],
    );
  }
  function tell(): void {
    const known = reason instanceof EntenteError ? reason : null;
    const text = known?.message ?? '';
    if (text !== told) report(known);
    told = text;
  }

  if (await attempt()) return graph;
  if (!passing(reason)) throw reason;
  tell();
  again(0);
  const whenPrepared = <T>(work: () => Promise<T>) => (reason === null ? work() : Promise.reject(reason));
  return {
    ...graph,
    read: (work, options) => whenPrepared(() => graph.read(work, options)),
    readWithState: (statement, options) => whenPrepared(() => graph.readWithState(statement, options)),
    write: (work, options) => whenPrepared(() => graph.write(work, options)),
    define: (list) => whenPrepared(() => graph.define(list)),
    ready: () => whenPrepared(() => graph.ready()),
    async close() {
      closed = true;
      clearTimeout(timer);
      await graph.close();
      await trying;
    },
  };
}
