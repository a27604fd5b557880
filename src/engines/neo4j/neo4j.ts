import neo4j, { type Driver, type ManagedTransaction, type Session } from 'neo4j-driver';
import { isTimeout } from '../../errors.ts';
import type { Graph, ReadWithState, Row, Statement, UnitOfWork, UnitOptions } from '../../graph/port/graph.ts';
import { Calls } from '../call.ts';
import { alreadyDefined, explained, isAway } from './errors.ts';
import { foundByIndex } from './token-query.ts';
import { fromDriver, toDriver } from './values.ts';

export interface Neo4jOptions {
  /** Any scheme of the driver: neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc. */
  readonly uri: string;
  readonly username: string;
  /** Null where the server asks for none. */
  readonly password: string | null;
  /** The user's home database where null. */
  readonly database: string | null;
  /** Milliseconds that a call may take, unless the call itself says otherwise. */
  readonly deadline: number;
  /** Connections to each server at most. */
  readonly poolSize: number;
  /** Milliseconds that a call waits for a free connection. */
  readonly acquisitionTimeout: number;
}

/** Constraints on large graphs take minutes to make, and waiting for them harms nobody: only a start does. */
const DEFINING = 600_000;
const READY = 4000;

/** So many statements of a unit are under way at once: the next is packed while one is run, and memory stays flat. */
const AHEAD = 4;

function connect(options: Neo4jOptions): Driver {
  const { uri, username, password, deadline, poolSize, acquisitionTimeout } = options;
  return neo4j.driver(uri, password === null ? undefined : neo4j.auth.basic(username, password), {
    // Every integer arrives whole; fromDriver makes numbers of those that fit into one.
    useBigInt: true,
    maxConnectionPoolSize: poolSize,
    connectionAcquisitionTimeout: acquisitionTimeout,
    connectionTimeout: Math.min(5000, deadline / 2),
    // What stays transient is told as UNAVAILABLE before the call's own deadline would make TIMEOUT of it: the driver
    // looks at this before a pause, and a pause is twice as long as the one before.
    maxTransactionRetryTime: deadline / 5,
    // A server that went away without a word is noticed before a statement is sent to it.
    connectionLivenessCheckTimeout: 60_000,
    notificationFilter: { minimumSeverityLevel: 'OFF' },
    telemetryDisabled: true,
    userAgent: 'entente',
  });
}

interface Limits {
  /** Milliseconds that the server gives a transaction. */
  readonly timeout: number;
}

/** Rejects once the signal aborts. */
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** A transaction of the driver's, whichever way it was begun, or a session. */
type Runs = Pick<ManagedTransaction, 'run'>;

async function run(on: Runs, statement: Statement): Promise<readonly Row[]> {
  const { records } = await on.run(statement.text, toDriver(statement.parameters));
  return records.map((record) => fromDriver(record.toObject()) as Row);
}

/** Opens Neo4j. Nothing is asked of the server yet: `ready` and every call tell whether it answers. */
export function openNeo4j(options: Neo4jOptions): Graph {
  const driver = connect(options);
  // Shared by all sessions: what one call wrote, the next one sees, on whichever server of a cluster it runs.
  const bookmarkManager = neo4j.bookmarkManager();
  const database = options.database === null ? {} : { database: options.database };
  const calls = new Calls(options.deadline);

  // A call whose time runs out while Neo4j is, or was just, away: in a pause of the driver or on a server that is only starting, is
  // told that it is away. Where nothing but its own silence says so, it was too slow.
  let away: { readonly at: number; readonly error: unknown } | null = null;
  const noticed = (error: unknown) => {
    if (isAway(error)) away = { at: performance.now(), error };
  };

  /** A session for one call. Closing it early resets its connection, which ends what runs on it in the server. */
  async function inSession<T>(
    mode: 'READ' | 'WRITE',
    call: UnitOptions,
    work: (session: Session, signal: AbortSignal, limits: Limits, later: (ending: Promise<void>) => void) => Promise<T>,
  ): Promise<T> {
    const begin = performance.now();
    const running = calls.run(call, async (signal, deadline) => {
      const session = driver.session({ ...database, bookmarkManager, defaultAccessMode: neo4j.session[mode] });
      const close = () => session.close().catch(() => {});
      signal.addEventListener('abort', close, { once: true });
      let ending: Promise<void> | undefined;
      const later = (after: Promise<void>) => {
        ending = after.catch(() => {}).then(close);
        calls.track(ending);
      };
      try {
        // The server's own limit ends a statement also where our word to it gets lost. The work may never end: on a
        // connection that hangs, or where it is given up in a pause of the driver. Closing the graph waits for its calls.
        return await Promise.race([work(session, signal, { timeout: deadline }, later), aborted(signal)]);
      } catch (error) {
        noticed(error);
        throw explained(error, { deadline, poolSize: options.poolSize });
      } finally {
        // A connection that hangs is given back when it hangs no longer, and nobody waits for that.
        if (!signal.aborted && !ending) await close();
      }
    });
    return running.catch((error: unknown) => {
      const lately = begin - (call.deadline ?? options.deadline);
      throw isTimeout(error) && away && away.at >= lately
        ? explained(away.error, { deadline: 0, poolSize: options.poolSize })
        : error;
    });
  }

  const unit =
    <T>(work: (unit: UnitOfWork) => Promise<T>, signal: AbortSignal) =>
    async (transaction: Runs) => {
      const give = async (statement: Statement) => {
        signal.throwIfAborted();
        try {
          return await run(transaction, statement);
        } catch (error) {
          noticed(error);
          throw error;
        }
      };
      // Statements that the server gets while it is still at those before them. What fails after one failed only says so.
      const ahead: Promise<void>[] = [];
      let failed: { readonly error: unknown } | undefined;
      const end = async (most: number) => {
        while (ahead.length > most) await ahead.shift();
        if (failed) throw failed.error;
      };
      const send = async (statement: Statement) => {
        await end(AHEAD - 1);
        ahead.push(
          give(statement).then(
            () => {},
            (error: unknown) => {
              failed ??= { error };
            },
          ),
        );
      };
      try {
        const result = await work({ run: give, send, findByTokens: async (finding) => foundByIndex(finding) });
        await end(0);
        signal.throwIfAborted();
        return result;
      } catch (error) {
        throw failed ? failed.error : error;
      }
    };

  /**
   * What executeRead does, with its first statement sent together with the beginning, and without waiting for an end at
   * which nothing is kept: one way to the server and back instead of three. What the driver would try again is left to it.
   */
  const read = <T>(work: (unit: UnitOfWork) => Promise<T>, call: UnitOptions) =>
    inSession('READ', call, async (session, signal, limits, later) => {
      const transaction = session.beginTransaction(limits);
      try {
        const result = await unit(work, signal)(transaction);
        later(transaction.commit());
        return result;
      } catch (error) {
        await transaction.rollback().catch(() => {});
        if (!neo4j.isRetryableError(error)) throw error;
        return session.executeRead(unit(work, signal), limits);
      }
    });

  /** One way to the server and back, as the end of a transaction that only this statement makes comes with its rows. */
  const once = (statement: Statement, call: UnitOptions) =>
    inSession('READ', call, async (session, _signal, limits): Promise<ReadWithState> => {
      const alone: Runs = { run: (text, parameters) => session.run(text, parameters, limits) };
      const rows = await run(alone, statement).catch((error: unknown) => {
        noticed(error);
        if (!neo4j.isRetryableError(error)) throw error;
        return session.executeRead((transaction) => run(transaction, statement), limits);
      });
      const bookmarks = session.lastBookmarks();
      return { rows, state: bookmarks.length > 0 ? bookmarks.join() : null };
    });

  return {
    name: `Neo4j at ${new URL(options.uri).host}`,
    capabilities: {
      relationIndexes: { supported: true, reason: 'Neo4j has constraints and indexes on relationships' },
      orderedIndexes: { supported: true, reason: 'range indexes of Neo4j are sorted' },
      tokenIndexes: { supported: true, reason: 'Neo4j has full-text indexes' },
      topologyCache: {
        supported: true,
        reason: 'a round trip to Neo4j takes longer than a search in memory, and bookmarks show whether anyone wrote',
      },
      wideStatements: { supported: false, reason: 'Neo4j plans each combination of queries anew' },
      sharedDatabase: { supported: true, reason: 'Neo4j is a server of its own' },
      guardedReads: { supported: true, reason: 'Neo4j opens each transaction for reading or for writing' },
      copies: {
        supported: false,
        reason:
          'Neo4j is backed up by its own tools: neo4j-admin database dump NAME --to-path=FOLDER while it is stopped, or neo4j-admin database backup NAME --to-path=FOLDER while an Enterprise edition runs',
      },
    },
    read: (work, call = {}) => read(work, call),
    readWithState: (statement, call = {}) => once(statement, call),
    write: (work, call = {}) =>
      inSession('WRITE', call, (session, signal, limits) => session.executeWrite(unit(work, signal), limits)),
    define: (definitions) =>
      inSession('WRITE', { deadline: DEFINING }, async (session) => {
        const names = async (text: string) => (await run(session, { text, parameters: {} })).map((row) => row.name);
        const known = new Set([
          ...(await names('SHOW CONSTRAINTS YIELD name')),
          ...(await names('SHOW INDEXES YIELD name')),
        ]);
        for (const { name, text } of definitions) {
          if (known.has(name)) continue;
          await session.executeWrite((on) => run(on, { text, parameters: {} })).catch(alreadyDefined);
        }
        await run(session, { text: 'CALL db.awaitIndexes(600)', parameters: {} });
      }),
    version: () => null,
    ready: () =>
      inSession('READ', { deadline: READY }, async (session) => {
        await run(session, { text: 'RETURN 1 AS one', parameters: {} });
      }),
    async close() {
      if (await calls.close()) await driver.close();
    },
  };
}
