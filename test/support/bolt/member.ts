import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Parameters, Row, Statement } from '../../../src/graph/port/graph.ts';
import { type Answer, BoltFailure, Hangup, type Protocol, speak } from './connection.ts';
import type { Packed } from './packstream.ts';

/** A statement that a member was sent. */
export interface Seen {
  readonly member: string;
  readonly text: string;
  readonly parameters: Parameters;
  readonly mode: 'READ' | 'WRITE';
  readonly bookmarks: readonly string[];
}

/** What a member is to do at a request. */
type Event = 'BEGIN' | 'RUN' | 'COMMIT' | 'ROUTE';

/** A transaction of a database that answers statements. */
export interface Transaction {
  run(statement: Statement): Promise<readonly Row[]>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** The data of a cluster: begins a transaction that sees what the first `version` commits wrote. */
export type Data = (mode: 'READ' | 'WRITE', version: number) => Transaction;

/** The names of the result's columns and its rows, as Bolt sends them. */
const rowsOf = (rows: readonly Row[]) => {
  const fields = Object.keys(rows[0] ?? {});
  return { fields, values: rows.map((row) => fields.map((field) => row[field] as Packed)) };
};

const numberOf = (bookmark: string) => Number(bookmark.split(':')[1]);

/** What the members of a cluster share. */
export interface Shared {
  readonly protocol: Protocol;
  /** What the members call themselves. */
  readonly agent: string;
  readonly data: Data;
  leader: Member | null;
  /** The number of commits so far. */
  commits: number;
  readonly seen: Seen[];
  /** The members that were asked for the routing table. */
  readonly routed: string[];
  table(): Packed;
}

/** One server of a cluster. */
export class Member {
  readonly name: string;
  readonly #cluster: Shared;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #applied: number | null = null;
  #waiting: (() => void)[] = [];
  #watching: (() => void)[] = [];
  #losing: (() => Promise<void>) | null = null;
  #holding: (() => Promise<void>) | null = null;
  #faults: { readonly event: Event; readonly fault: () => void }[] = [];
  /** Every failure at this event, until it is set to null. */
  failing: { readonly event: Event; readonly code: string } | null = null;
  /** Refuses a read that it is behind, instead of letting it wait. */
  refusesWaiting = false;

  constructor(cluster: Shared, name: string) {
    this.#cluster = cluster;
    this.name = name;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The number of commits that it has applied. */
  get applied(): number {
    return this.#applied ?? this.#cluster.commits;
  }

  /** Stays behind: applies no commits until it catches up. */
  lag(): void {
    this.#applied = this.applied;
  }

  catchUp(): void {
    this.#applied = null;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Fails once, at the next event of a kind: with a code, or by breaking the connection. */
  failOnce(event: Event, code: string | null): void {
    const fault = () => {
      throw code === null ? new Hangup() : new BoltFailure(code);
    };
    this.#faults.push({ event, fault });
  }

  /** Does something else at the next event of a kind. */
  onceAt(event: Event, fault: () => void): void {
    this.#faults.push({ event, fault });
  }

  /** Commits the next write, and breaks the connection before it says so. `and` is done meanwhile. */
  loseNextCommit(and: () => Promise<void> = async () => {}): void {
    this.#losing = and;
  }

  /** Becomes the leader. */
  lead(): void {
    this.#cluster.leader = this;
  }

  /** Holds the answer to the next commit, of a read or a write, until it is released. */
  holdCommit(): { readonly reached: Promise<void>; release(): void } {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      this.#holding = async () => {
        resolve();
        await released;
      };
    });
    return { reached, release };
  }

  /** Resolves as soon as a call waits for it to catch up. */
  async whenWaiting(): Promise<void> {
    if (this.#waiting.length === 0) await new Promise<void>((resolve) => this.#watching.push(resolve));
  }

  async start(): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      this.#serve(socket);
    });
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Ends it: its connections break, and its port refuses new ones until it starts again. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    server.close();
    await once(server, 'close');
  }

  #happens(event: Event): void {
    if (this.failing?.event === event) throw new BoltFailure(this.failing.code);
    const at = this.#faults.findIndex((one) => one.event === event);
    if (at >= 0) this.#faults.splice(at, 1)[0]?.fault();
  }

  /** Waits until it has applied what the bookmarks name. */
  async #reach(bookmarks: readonly string[]): Promise<void> {
    const needed = Math.max(0, ...bookmarks.map(numberOf));
    while (this.applied < needed) {
      if (this.refusesWaiting) {
        throw new BoltFailure(
          'Neo.TransientError.Transaction.BookmarkTimeout',
          'Database not up to the requested version',
        );
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        for (const watching of this.#watching.splice(0)) watching();
      });
    }
  }

  async #commit(transaction: Transaction): Promise<void> {
    const cluster = this.#cluster;
    try {
      this.#happens('COMMIT');
      if (cluster.leader !== this) throw new BoltFailure('Neo.ClientError.Cluster.NotALeader');
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    await transaction.commit();
    cluster.commits += 1;
    const losing = this.#losing;
    this.#losing = null;
    if (!losing) return;
    await losing();
    throw new Hangup();
  }

  #serve(socket: Socket): void {
    const cluster = this.#cluster;
    let open: {
      readonly transaction: Transaction;
      readonly seen: Pick<Seen, 'mode' | 'bookmarks'>;
      readonly alone: boolean;
    } | null = null;
    let result: readonly (readonly Packed[])[] = [];

    const begin = async (extra: Packed, alone: boolean) => {
      const { mode = 'w', bookmarks = [] } = extra as { mode?: string; bookmarks?: readonly string[] };
      const seen = { mode: mode === 'r' ? 'READ' : 'WRITE', bookmarks } as const;
      this.#happens('BEGIN');
      await this.#reach(bookmarks);
      if (seen.mode === 'WRITE' && cluster.leader !== this) throw new BoltFailure('Neo.ClientError.Cluster.NotALeader');
      open = { transaction: cluster.data(seen.mode, this.applied), seen, alone };
    };
    const end = async () => {
      const ending = open;
      open = null;
      if (!ending) return {};
      const holding = this.#holding;
      this.#holding = null;
      await holding?.();
      if (ending.seen.mode === 'READ') await ending.transaction.commit();
      else await this.#commit(ending.transaction);
      return { bookmark: `FB:${this.applied}` };
    };
    const undo = async () => {
      const ending = open;
      open = null;
      await ending?.transaction.rollback();
    };
    socket.once('close', () => void undo());

    speak(socket, cluster.protocol, async (name, fields): Promise<Answer> => {
      switch (name) {
        case 'HELLO':
          return { meta: { server: cluster.agent, connection_id: `${this.name}-1`, hints: {} } };
        case 'ROUTE':
          cluster.routed.push(this.name);
          this.#happens('ROUTE');
          return { meta: { rt: cluster.table() } };
        case 'BEGIN':
          await begin(fields[0] ?? {}, false);
          return {};
        case 'RUN': {
          const [text, parameters, extra] = fields as [string, Parameters, Packed];
          if (!open) await begin(extra ?? {}, true);
          if (!open) throw new Error('no transaction');
          const { transaction, seen } = open as { transaction: Transaction; seen: Pick<Seen, 'mode' | 'bookmarks'> };
          cluster.seen.push({ member: this.name, text, parameters, ...seen });
          try {
            this.#happens('RUN');
            const { fields: names, values } = rowsOf(await transaction.run({ text, parameters }));
            result = values;
            return { meta: { fields: names, t_first: 0 } };
          } catch (error) {
            await undo();
            throw error;
          }
        }
        case 'PULL':
        case 'DISCARD': {
          const rows = name === 'PULL' ? result : [];
          result = [];
          const ended = (open as { alone: boolean } | null)?.alone ? await end() : {};
          return { rows, meta: { type: 'r', t_last: 0, db: 'neo4j', ...ended } };
        }
        case 'COMMIT':
          return { meta: await end() };
        case 'ROLLBACK':
        case 'RESET':
          await undo();
          return {};
        default:
          return {};
      }
    });
  }
}
