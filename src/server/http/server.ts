import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Graph } from '../../graph/port/graph.ts';
import type { ClientLimits } from '../limits/clients.ts';
import type { Turns } from '../limits/turns.ts';
import type { Metrics } from '../observe/metrics.ts';
import { Observer } from '../observe/observer.ts';
import type { RequestRecord } from '../observe/request-record.ts';
import { isPage, type Pages, prefersPage } from '../pages/pages.ts';
import { Admission, incomingLimits, LOCAL } from './admission.ts';
import { AnswerCache } from './answer-cache.ts';
import { answerCors } from './cors.ts';
import type { Explorer } from './explorer-files.ts';
import { answerGraphQL } from './graphql.ts';
import { createHostCheck } from './hosts.ts';
import { proxiesOf, type TrustedProxies } from './proxies.ts';
import { locate, type PublicAddress, redirectToRoot } from './public-address.ts';
import { readiness } from './readiness.ts';
import { errorBody, refuse, sendJson, sendText, setSecurityHeaders, signalOnClose } from './responses.ts';
import type { ServerYoga } from './yoga.ts';

/** What a server needs. */
export interface ServerOptions {
  readonly yoga: ServerYoga;
  readonly graph: Graph;
  readonly logger: Logger;
  readonly host: string;
  /** Names of this server besides localhost and `host`, in lower case. */
  readonly hostNames?: readonly string[];
  /** 0 takes any free port. */
  readonly port: number;
  readonly explorer?: Explorer;
  /** Called at the first request for a page. */
  readonly pages?: () => Promise<Pages>;
  /** Megabytes of responses to cache until the graph changes; 0 by default. */
  readonly answerCacheMegabytes?: number;
  /** The origins whose pages may read what the server answers (CORS); none by default. */
  readonly cors?: readonly string[];
  /** What a client may send; no limits by default. */
  readonly clientLimits?: ClientLimits;
  /** Whose X-Forwarded-… headers count; nobody's by default. */
  readonly trustedProxies?: TrustedProxies;
  /** Milliseconds that a request may take; 10,000 by default. */
  readonly timeout?: number;
  /** The path at which clients see the server; empty, as by default, if X-Forwarded-Prefix of a trusted proxy decides. */
  readonly basePath?: string;
  /** Told of each request; by default the log alone is. */
  readonly observer?: Observer;
  /** What /metrics answers with. There is no such path without it. */
  readonly metrics?: MetricsOptions | undefined;
}

/** The metrics of a server, and whether other machines may read them. */
export interface MetricsOptions {
  readonly metrics: Metrics;
  readonly isPublic: boolean;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Resolves when no request is in flight, or after `patience` milliseconds. For work that can wait. */
  whenIdle(patience: number): Promise<void>;
  /** Forgets the responses in the answer cache. */
  forgetAnswers(): void;
  close(): Promise<void>;
}

/** Container runtimes allow ten seconds for a stop. This leaves two for closing Yoga and the graph. */
const CLOSE_TIMEOUT_MS = 8000;

/**
 * Starts an HTTP server for the API, the explorer, the pages and the probes /health and /ready.
 * Rejects with a sentence if the port is in use.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { yoga, graph, host, logger, basePath = '', cors = [] } = options;
  const cache = new AnswerCache(graph, options.answerCacheMegabytes ?? 0);
  options.metrics?.metrics.add('cache', {
    name: 'entente_cache_bytes',
    help: 'Bytes that caches hold.',
    values: () => ({ answers: cache.bytes }),
  });
  const server = createServer(incomingLimits);
  const proxies = proxiesOf(options.trustedProxies ?? null);
  const admission = new Admission(options.clientLimits ?? { rate: 0, atOnce: 0 }, proxies);
  admission.watch(server, options.timeout ?? 10_000);
  const misdirected = createHostCheck(host, options.hostNames ?? [], proxies);
  const observer = options.observer ?? new Observer({ logger });
  const open = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  let closing: Promise<void> | undefined;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Node's own answer has neither a sentence nor the headers that answers have.
  server.on('checkExpectation', (request, response) => {
    setSecurityHeaders(response);
    const message = 'The header Expect may only be 100-continue. Leave it out.';
    refuse(request, response, { status: 417, code: 'BAD_USER_INPUT', message });
  });
  server.on('request', (request, response) => {
    setSecurityHeaders(response);
    open.add(response);
    if (closing) response.shouldKeepAlive = false;
    const at = locate(request, basePath, proxies);
    const path = pathOf(request);
    response.once('close', () => {
      open.delete(response);
      if (open.size === 0) for (const done of waiting) done();
    });
    const record = observer.begin(request, response, path);
    const misdirection = misdirected(request);
    if (misdirection) return refuse(request, response, misdirection);
    if (answerCors(cors, request, response)) return;
    const client = admission.enter(request, response, path);
    if (client === null) return;
    record.client = client;
    const asked = { ...options, cors, cache, at, path, client, turns: admission.turns, record };
    observer
      .within(record, request, path, () => answer(asked, request, response))
      .catch((err: unknown) => {
        if (response.destroyed) return;
        logger.error({ err }, 'a request failed');
        if (response.headersSent) response.destroy();
        else
          sendJson(
            response,
            500,
            errorBody('INTERNAL', 'Something went wrong on the server; its log has the details.'),
          );
      });
  });
  const port = await listen(server, host, options.port);
  return {
    port,
    url: `http://${urlHost(host)}:${port}${basePath}`,
    forgetAnswers: () => cache.clear(),
    whenIdle: (patience) =>
      open.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            const done = () => {
              clearTimeout(timer);
              waiting.delete(done);
              resolve();
            };
            const timer = setTimeout(done, patience);
            waiting.add(done);
          }),
    close: () => {
      // Otherwise the connection of a request in flight would stay open after its response and delay the close.
      for (const response of open) response.shouldKeepAlive = false;
      closing ??= stop(server, idleSockets(sockets, open)).then(async () => {
        await yoga.dispose();
        await graph.close();
      });
      return closing;
    },
  };
}

interface RequestOptions extends ServerOptions {
  readonly cors: readonly string[];
  readonly cache: AnswerCache;
  readonly turns: Turns;
  /** Who sent the request, as the limits count. */
  readonly client: string;
  readonly at: PublicAddress;
  /** Below the root, without the query string. */
  readonly path: string;
  /** What is told of the request. */
  readonly record: RequestRecord;
}

async function answer(options: RequestOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { path, explorer, pages, turns, client, at, metrics } = options;
  if (path === '/graphql') return answerGraphQL(options, request, response);
  if (path === '' && at.root !== '') return redirectToRoot(response, at, request.url ?? '');
  const measured = path === '/metrics' && metrics && (metrics.isPublic || client === LOCAL) ? metrics.metrics : null;
  const file = explorer?.get(path, at.root);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const exists = file !== undefined || (pages && isPage(path)) || path === '/health' || path === '/ready' || measured;
  if (!exists) {
    if (pages && isRead && prefersPage(request)) return (await pages()).missing(request, response, at);
    return refuse(request, response, { status: 404, code: 'BAD_USER_INPUT', message: nothingHere(at) });
  }
  if (!isRead) {
    response.setHeader('allow', 'GET, HEAD');
    const message = `${path} is read-only: use GET.`;
    return refuse(request, response, { status: 405, code: 'BAD_USER_INPUT', message });
  }
  if (file) return file.send(request, response);
  if (pages && isPage(path)) {
    await turns.take(client);
    return (await pages()).answer(request, response, at, { client, signal: signalOnClose(response) });
  }
  if (measured) return sendText(response, 200, measured.type, await measured.text());
  if (path === '/health') return sendJson(response, 200, { status: 'ok' });
  const state = await readiness(options.graph, options.logger);
  return sendJson(response, state.status === 'unavailable' ? 503 : 200, state);
}

const nothingHere = ({ root }: PublicAddress) =>
  `There is nothing here: the API is at ${root}/graphql and its explorer at ${root}/.`;

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `Port ${port} on ${host} is in use. Stop the program that uses it, or set PORT or --port.`;
      reject(error.code === 'EADDRINUSE' ? new Error(inUse, { cause: error }) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** Node doesn't count a connection as idle before its first request, and browsers open such connections in advance. */
function idleSockets(sockets: ReadonlySet<Socket>, open: ReadonlySet<ServerResponse>): readonly Socket[] {
  const used = new Set([...open].map(({ socket }) => socket));
  return [...sockets].filter((socket) => !used.has(socket));
}

/** Lets the requests in flight finish, and closes their connections after CLOSE_TIMEOUT_MS. */
function stop(server: Server, idle: readonly Socket[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    for (const socket of idle) socket.destroy();
  });
}
