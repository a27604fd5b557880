import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientLimits, Clients } from '../limits/clients.ts';
import { Turns } from '../limits/turns.ts';
import type { Proxies } from './proxies.ts';
import { refuse } from './responses.ts';

/** Programs on this machine share one turn with each other and have no limits. */
export const LOCAL = 'local';
/** Probes are answered whatever their sender has sent before. */
const PROBES = new Set(['/health', '/ready']);

/** Milliseconds between two checks for late connections; Node's 30,000 would let a slow one stay for as long. */
const CHECK_INTERVAL = 2000;
/** Milliseconds that a request may take to come in: its headers, and all of it. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 30_000;
/**
 * Milliseconds that a connection stays open for the next request: longer than proxies keep it (nginx 60 s, Caddy 120 s).
 * Node's 5 s close it while a proxy or a client sends the next request, which then fails.
 */
const KEEP_ALIVE_TIMEOUT = 125_000;
/** Milliseconds in which nothing moves on a connection, beyond the time limit of a request. */
const STALLED = 30_000;
/** Connections that one client may have open for each request that it may have in progress. */
const CONNECTIONS_EACH = 4;

/** What bounds how long a request takes to come in, for `createServer` of node:http. */
export const incomingLimits = {
  headersTimeout: HEADERS_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  connectionsCheckingInterval: CHECK_INTERVAL,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
} as const;

/** Decides whether a request is answered: refuses what a client sends beyond its limits. */
export class Admission {
  readonly turns = new Turns();
  readonly #limits: ClientLimits;
  readonly #proxies: Proxies;
  readonly #clients: Clients;

  constructor(limits: ClientLimits, proxies: Proxies) {
    this.#limits = limits;
    this.#proxies = proxies;
    this.#clients = new Clients(limits);
  }

  /** Bounds the connections of a server. `timeout` is the time limit of a request, in milliseconds. */
  watch(server: Server, timeout: number): void {
    // Node drops those beyond a count, and the proxy's own come last. Their bytes are bounded.
    server.maxHeadersCount = 0;
    server.setTimeout(timeout + STALLED);
    const { atOnce } = this.#limits;
    // Behind a proxy all connections are its own.
    if (atOnce === 0 || this.#proxies.exist) return;
    const connections = new Clients({ rate: 0, atOnce: atOnce * CONNECTIONS_EACH });
    server.on('connection', (socket: Socket) => {
      const client = this.#proxies.clientOf({ socket, headers: {} });
      if (client === null) return;
      if (connections.enter(client)) socket.destroy();
      else socket.once('close', () => connections.leave(client));
    });
  }

  /** Admits a request until its response is closed and returns who sent it, or answers 429 and returns null. */
  enter(request: IncomingMessage, response: ServerResponse, path: string): string | null {
    const client = this.#proxies.clientOf(request);
    if (client === null || PROBES.has(path)) return client ?? LOCAL;
    const refusal = this.#clients.enter(client);
    if (!refusal) {
      response.once('close', () => this.#clients.leave(client));
      return client;
    }
    response.setHeader('retry-after', refusal.retryAfter);
    refuse(request, response, { status: 429, code: 'RATE_LIMITED', message: refusal.message });
    return null;
  }
}
