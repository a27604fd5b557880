import type { Logger } from 'pino';
import { EntenteError } from '../../errors.ts';
import type { Graph } from '../../graph/port/graph.ts';

/** The response of /ready. */
export interface Readiness {
  /** `read-only`: it answers, and refuses writes for the reason. */
  readonly status: 'ok' | 'read-only' | 'unavailable';
  readonly reason?: string;
}

async function answering(graph: Graph): Promise<Readiness> {
  await graph.ready();
  const reason = (await graph.refusal?.()) ?? null;
  return reason === null ? { status: 'ok' } : { status: 'read-only', reason };
}

const running = new WeakMap<Graph, Promise<Readiness>>();

/**
 * Whether the graph responds within `patience` milliseconds. Never rejects. Probes have no limits for clients, so those
 * that come during a check share its answer: however many there are, the database is asked once at a time.
 */
export function readiness(graph: Graph, logger: Logger, patience = 2000): Promise<Readiness> {
  const known = running.get(graph);
  if (known) return known;
  const check = checked(graph, logger, patience).finally(() => running.delete(graph));
  running.set(graph, check);
  return check;
}

async function checked(graph: Graph, logger: Logger, patience: number): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    const answer = { status: 'unavailable', reason: `The graph did not respond within ${patience} ms.` } as const;
    timer = setTimeout(() => resolve(answer), patience);
  });
  try {
    return await Promise.race([answering(graph), late]);
  } catch (err) {
    logger.warn({ err }, 'the graph is not ready');
    // The engine's own message may name hosts and users.
    const reason = err instanceof EntenteError ? err.message : 'The graph does not respond; the log says why.';
    return { status: 'unavailable', reason };
  } finally {
    clearTimeout(timer);
  }
}
