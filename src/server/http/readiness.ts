import type { Logger } from 'pino';
import { EntenteError } from '../../errors.ts';
import type { Graph } from '../../graph/port/graph.ts';

/** The response of /ready. */
export interface Readiness {
  readonly status: 'ok' | 'unavailable';
  readonly reason?: string;
}

/** Whether the graph responds within `patience` milliseconds. Never rejects. */
export async function readiness(graph: Graph, logger: Logger, patience = 2000): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    const answer = { status: 'unavailable', reason: `The graph did not respond within ${patience} ms.` } as const;
    timer = setTimeout(() => resolve(answer), patience);
  });
  try {
    return await Promise.race([graph.ready().then((): Readiness => ({ status: 'ok' })), late]);
  } catch (err) {
    logger.warn({ err }, 'the graph is not ready');
    // The engine's own message may name hosts and users.
    const reason = err instanceof EntenteError ? err.message : 'The graph does not respond; the log says why.';
    return { status: 'unavailable', reason };
  } finally {
    clearTimeout(timer);
  }
}
