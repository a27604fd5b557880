import neo4j, { type Driver, type ManagedTransaction, type Session } from 'neo4j-driver';
import { isTimeout } from '../../errors.ts';
import type {
  Capabilities,
  Graph,
  ReadWithState,
  Row,
  Statement,
  UnitOfWork,
  UnitOptions,
} from '../../graph/port/graph.ts';
import { Work } from '../../work.ts';
import { Calls, workOf } from '../call.ts';
import { explained, ignoreExisting, isAway } from './errors.ts';
import { queryTokenIndex } from './token-query.ts';
import { fromDriver, toDriver } from './values.ts';

const CAPABILITIES: Capabilities = {
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
};

/** The connection to a Neo4j server or cluster, and its limits. */
export interface Neo4jOptions {
  /** Any scheme of the driver: neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc. */
  readonly uri: string;
  readonly username: string;
  /** Null if the server requires none. */
  readonly password: string | null;
  /** Null for the user's home database. */
  readonly database: string | null;
  /** Milliseconds that a call may take, unless the call itself says otherwise. */
  readonly deadline: number;
  /** The most connections to each server. */
  readonly poolSize: number;
  /** Milliseconds that a call waits for a free connection. */
  readonly acquisitionTimeout: number;
}

/** Milliseconds: creating constraints on a large graph takes minutes, and only a start waits for it. */
const DEFINING = 600_000;
const READY = 4000;

/** The most statements of a unit in flight: the next is packed while one runs, and memory stays flat. */
const MOST_IN_FLIGHT = 4;

function connect(options: Neo4jOptions): Driver {
  const { uri, username, password, deadline, poolSize, acquisitionTimeout } = options;
  return neo4j.driver(uri, password === null ? undefined : neo4j.auth.basic(username, password), {
    // Integers arrive exactly; fromDriver converts those that fit into a number.
    useBigInt: true,
    maxConnectionPoolSize: poolSize,
    connectionAcquisitionTimeout: acquisitionTimeout,
    connectionTimeout: Math.min(5000, deadline / 2),
    // A lasting transient failure is reported as UNAVAILABLE before the call's deadline turns it into TIMEOUT. The driver
    // checks this before each pause, and each pause is twice as long as the one before.
    maxTransactionRetryTime: deadline / 5,
    // Detects a lost connection before a statement is sent over it.
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

/** Runs statements in the driver: a transaction or a session. */
type Runner = Pick<ManagedTransaction, 'run'>;

async function run(on: Runner, statement: Statement, work = new Work()): Promise<readonly Row[]> {
  const { records } = await on.run(statement.text, toDriver(statement.parameters));
  work.take('rows', records.length);
  const rows: Row[] = [];
  for (const record of records) {
    rows.push(fromDriver(record.toObject()) as Row);
    if (work.step(10)) await work.pause();
  }
  return rows;
}

/**
 * Opens a graph in Neo4j. It does not connect yet: `ready` and every call fail with UNAVAILABLE if the server does not
 * answer, and with Misconfigured if a setting is wrong.
 */
export function openNeo4j(options: Neo4jOptions): Graph {
  const driver = connect(options);
  // Shared by all sessions, so that each call sees what earlier ones wrote, on every server of a cluster.
  const bookmarkManager = neo4j.bookmarkManager();
  const database = options.database === null ? {} : { database: options.database };
  const calls = new Calls(options.deadline);

  // A call may reach its deadline while Neo4j is, or was just, unreachable: in a pause of the driver or while the server
  // starts. It then fails with UNAVAILABLE. Without such evidence it was too slow.
  let away: { readonly at: number; readonly error: unknown } | null = null;
  const noteAway = (error: unknown) => {
    if (isAway(error)) away = { at: performance.now(), error };
  };

  /** Opens a session for one call. Closing it early resets its connection, which stops its statement on the server. */
  async function inSession<T>(
    mode: 'READ' | 'WRITE',
    call: UnitOptions,
    work: (session: Session, signal: AbortSignal, limits: Limits, later: (ending: Promise<void>) => void) => Promise<T>,
  ): Promise<T> {
    const begin = performance.now();
    const writes = mode === 'WRITE';
    const running = calls.run(
      call,
      async (signal, deadline) => {
        const session = driver.session({ ...database, bookmarkManager, defaultAccessMode: neo4j.session[mode] });
        const close = () => session.close().catch(() => {});
        signal.addEventListener('abort', close, { once: true });
        let ending: Promise<void> | undefined;
        const later = (after: Promise<void>) => {
          ending = after.catch(() => {}).then(close);
          calls.track(ending);
        };
        try {
          // The server's own timeout stops a statement even if the reset gets lost. The work itself may never end, if its
          // connection hangs or it is aborted in a pause of the driver, and closing the graph waits for it.
          return await Promise.race([work(session, signal, { timeout: deadline }, later), aborted(signal)]);
        } catch (error) {
          noteAway(error);
          throw explained(error, { deadline, poolSize: options.poolSize, writes });
        } finally {
          // A hanging connection is returned to the pool once it responds again. Nothing waits for that.
          if (!signal.aborted && !ending) await close();
        }
      },
      writes,
    );
    return running.catch((error: unknown) => {
      const lately = begin - (call.deadline ?? options.deadline);
      throw isTimeout(error) && away && away.at >= lately
        ? explained(away.error, { deadline: 0, poolSize: options.poolSize, writes })
        : error;
    });
  }

  const unit =
    <T>(work: (unit: UnitOfWork) => Promise<T>, signal: AbortSignal, call: UnitOptions) =>
    async (transaction: Runner) => {
      const spending = workOf(call, signal);
      const execute = async (statement: Statement) => {
        signal.throwIfAborted();
        try {
          const rows = await run(transaction, statement, spending);
          signal.throwIfAborted();
          return rows;
        } catch (error) {
          noteAway(error);
          throw error;
        }
      };
      // Statements in flight. Of several failures, the first is the cause.
      const inFlight: Promise<void>[] = [];
      let failed: { readonly error: unknown } | undefined;
      const settle = async (most: number) => {
        while (inFlight.length > most) await inFlight.shift();
        if (failed) throw failed.error;
      };
      const send = async (statement: Statement) => {
        await settle(MOST_IN_FLIGHT - 1);
        inFlight.push(
          execute(statement).then(
            () => {},
            (error: unknown) => {
              failed ??= { error };
            },
          ),
        );
      };
      try {
        const result = await work({
          capabilities: CAPABILITIES,
          work: spending,
          run: execute,
          send,
          findByTokens: async (query) => queryTokenIndex(query),
        });
        await settle(0);
        signal.throwIfAborted();
        return result;
      } catch (error) {
        throw failed ? failed.error : error;
      }
    };

  /**
   * Like executeRead, but it sends the first statement together with BEGIN and does not wait for the commit: one round
   * trip instead of three. Whatever the driver would retry is left to executeRead.
   */
  const read = <T>(work: (unit: UnitOfWork) => Promise<T>, call: UnitOptions) =>
    inSession('READ', call, async (session, signal, limits, later) => {
      const transaction = session.beginTransaction(limits);
      try {
        const result = await unit(work, signal, call)(transaction);
        later(transaction.commit());
        return result;
      } catch (error) {
        await transaction.rollback().catch(() => {});
        if (!neo4j.isRetryableError(error)) throw error;
        return session.executeRead(unit(work, signal, call), limits);
      }
    });

  /** One round trip: an auto-commit transaction ends together with its rows. */
  const readAlone = (statement: Statement, call: UnitOptions) =>
    inSession('READ', call, async (session, signal, limits): Promise<ReadWithState> => {
      const spending = workOf(call, signal);
      const alone: Runner = { run: (text, parameters) => session.run(text, parameters, limits) };
      const rows = await run(alone, statement, spending).catch((error: unknown) => {
        noteAway(error);
        if (!neo4j.isRetryableError(error)) throw error;
        return session.executeRead((transaction) => run(transaction, statement, spending), limits);
      });
      const bookmarks = session.lastBookmarks();
      return { rows, state: bookmarks.length > 0 ? bookmarks.join() : null };
    });

  return {
    name: `Neo4j at ${new URL(options.uri).host}`,
    capabilities: CAPABILITIES,
    read: (work, call = {}) => read(work, call),
    readWithState: (statement, call = {}) => readAlone(statement, call),
    write: (work, call = {}) =>
      inSession('WRITE', call, (session, signal, limits) => session.executeWrite(unit(work, signal, call), limits)),
    define: (definitions) =>
      inSession('WRITE', { deadline: DEFINING }, async (session) => {
        const names = async (text: string) => (await run(session, { text, parameters: {} })).map((row) => row.name);
        const known = new Set([
          ...(await names('SHOW CONSTRAINTS YIELD name')),
          ...(await names('SHOW INDEXES YIELD name')),
        ]);
        for (const { name, text } of definitions) {
          if (known.has(name)) continue;
          await session.executeWrite((on) => run(on, { text, parameters: {} })).catch(ignoreExisting);
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
