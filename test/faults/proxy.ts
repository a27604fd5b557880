import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The client's message COMMIT: a chunk of two bytes that holds the structure B0 12, and the end of the message. */
const COMMIT = Buffer.from([0x00, 0x02, 0xb0, 0x12, 0x00, 0x00]);
/** Only in the server's answer to a successful COMMIT. */
const KEPT = Buffer.from('\x88bookmark', 'latin1');

/** A fault that occurs once, at the next opportunity. */
export type Fault =
  /** The connection breaks before the COMMIT reaches the server. */
  | { readonly kind: 'cut before COMMIT' }
  /** The server commits; the connection breaks before its answer reaches the client. */
  | { readonly kind: 'cut after COMMIT' }
  /** The connection is reset after `after` more bytes of answers. */
  | { readonly kind: 'reset'; readonly after: number };

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** A COMMIT is on its way to the server, and its answer must be lost. */
  losing: boolean;
  /** The last bytes from the client, as a message may arrive in two pieces. */
  tail: Buffer;
}

/** A TCP proxy in front of a Neo4j server that fails on demand. It counts its faults, so that a test knows they occurred. */
export class FaultyProxy {
  readonly #server = createServer({ pauseOnConnect: true });
  readonly #pairs = new Set<Pair>();
  readonly #target: { host: string; port: number };
  #fault: Fault | null = null;
  #passed = 0;
  /** Connections of clients so far. */
  connections = 0;
  /** COMMITs that clients sent. */
  commits = 0;
  /** Faults that took place. */
  faults = 0;

  constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#target = { host: hostname, port: Number(port || 7687) };
    this.#server.on('connection', (client) => this.#accept(client));
  }

  /** The address for a driver; bolt://, as a routing table would lead past the proxy. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `bolt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  once(fault: Fault): void {
    this.#fault = fault;
    this.#passed = 0;
  }

  /** Silently stalls the open connections, or only the server's answers; new connections work. */
  stall(what: 'everything' | 'answers' = 'everything'): void {
    for (const { client, server } of this.#pairs) {
      server.pause();
      if (what === 'everything') client.pause();
    }
  }

  /** Delivers the stalled bytes. */
  resume(): void {
    for (const { client, server } of this.#pairs) {
      client.resume();
      server.resume();
    }
  }

  async close(): Promise<void> {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.connections += 1;
    const server = connect(this.#target);
    const pair: Pair = { client, server, losing: false, tail: Buffer.alloc(0) };
    this.#pairs.add(pair);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.setNoDelay(true);
      one.on('error', () => {});
      one.once('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
    client.on('data', (bytes) => this.#toServer(pair, bytes));
    server.on('data', (bytes) => this.#toClient(pair, bytes));
    client.resume();
  }

  #toServer(pair: Pair, bytes: Buffer): void {
    const seen = Buffer.concat([pair.tail, bytes]);
    const commits = seen.includes(COMMIT);
    pair.tail = commits ? Buffer.alloc(0) : seen.subarray(Math.max(0, seen.length - COMMIT.length + 1));
    if (commits) {
      this.commits += 1;
      if (this.#fault?.kind === 'cut after COMMIT') pair.losing = true;
    }
    if (commits && this.#fault?.kind === 'cut before COMMIT') this.#fail(pair);
    else pair.server.write(bytes);
  }

  #toClient(pair: Pair, bytes: Buffer): void {
    const lost = pair.losing && bytes.includes(KEPT);
    if (this.#fault?.kind === 'reset') this.#passed += bytes.length;
    if (lost || (this.#fault?.kind === 'reset' && this.#passed > this.#fault.after)) this.#fail(pair);
    else pair.client.write(bytes);
  }

  #fail(pair: Pair): void {
    this.#fault = null;
    this.faults += 1;
    pair.client.resetAndDestroy();
    pair.server.destroy();
  }
}
