import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Metrics, RequestKind } from './metrics.ts';
import { withoutValues } from './operation.ts';
import type { RequestRecord } from './request-record.ts';
import type { Tracing } from './tracing.ts';

/** Where a server tells what it does. */
export interface ObserverOptions {
  readonly logger: Logger;
  /** Receives the operations that took longer than `slow` milliseconds. */
  readonly slowLog?: Logger;
  readonly slow?: number;
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing | null;
}

/** An id that is safe in a header and in a log. */
const SAFE_ID = /^[\w.:-]{1,64}$/;

const kindOf = (path: string): RequestKind => {
  if (path === '/graphql') return 'graphql';
  if (path === '/health' || path === '/ready' || path === '/metrics') return 'probe';
  if (path.startsWith('/entity/')) return 'page';
  return path === '/' || path.startsWith('/explorer/') || path.startsWith('/pages/') ? 'file' : 'other';
};

/** The header `server-timing` of an answer (https://www.w3.org/TR/server-timing/): milliseconds until it was ready. */
export const timingOf = ({ start, isKept }: RequestRecord): string =>
  `total;dur=${(performance.now() - start).toFixed(1)}${isKept ? ', cache;desc=hit' : ''}`;

/** Tells of each request in the log, the slow log, the metrics and a trace. Nothing tells the values of variables. */
export class Observer {
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** Begins a request, which ends when its response is closed. */
  begin(request: IncomingMessage, response: ServerResponse, path: string): RequestRecord {
    const given = request.headers['x-request-id'];
    const id = typeof given === 'string' && SAFE_ID.test(given) ? given : randomUUID();
    response.setHeader('x-request-id', id);
    const record: RequestRecord = { id, start: performance.now() };
    response.once('close', () => this.#end(record, request, response, path));
    return record;
  }

  /** Does the work of a request within its trace. */
  within<T>(record: RequestRecord, request: IncomingMessage, path: string, work: () => Promise<T>): Promise<T> {
    const { tracing } = this.#options;
    return tracing ? tracing.request(record, request, path, work) : work();
  }

  #end(record: RequestRecord, request: IncomingMessage, response: ServerResponse, path: string): void {
    const { logger, slowLog, slow, metrics } = this.#options;
    const { id, client, operation, codes, isKept } = record;
    const elapsed = performance.now() - record.start;
    const ms = Math.round(elapsed);
    const status = response.statusCode;
    const about = {
      id,
      ...(client === undefined ? {} : { client }),
      ...(operation ? { operation: operation.name, hash: operation.hash, cost: operation.rows } : {}),
      ...(codes?.length ? { codes } : {}),
    };
    logger.info({ method: request.method, path, status, ms, ...about }, 'request');
    const outcome = codes?.[0] ?? (status >= 400 ? String(status) : isKept ? 'kept' : 'ok');
    metrics?.request(kindOf(path), outcome, elapsed);
    if (!operation) return;
    metrics?.operation(operation.name, outcome);
    if (slow === undefined || elapsed <= slow) return;
    const text = operation.document ? { document: withoutValues(operation.document) } : {};
    slowLog?.warn({ ...about, ms, ...text }, 'a slow operation');
  }
}
