import neo4j, { type Session, type Transaction } from 'neo4j-driver';
import { isTimeout, Misconfigured } from '../../errors.ts';
import type { Graph, ReadWithState, Statement, UnitOfWork, UnitOptions } from '../../graph/port/graph.ts';
import { Calls, workOf } from '../call.ts';
import { CAPABILITIES } from './capabilities.ts';
import { Definitions } from './definitions.ts';
import { Connection, type Neo4jOptions } from './driver.ts';
import { explained, isAway, lacksLeader } from './errors.ts';
import { type Runner, run, runUnit } from './unit.ts';

export type { Neo4jOptions };

/** Milliseconds: creating constraints on a large graph takes minutes, and only a start waits for it. */
const DEFINING = 600_000;
const READY = 4000;

/** The oldest version that has all of the Cypher that Entente uses. */
const OLDEST: readonly [number, number] = [5, 23];

/** What is known of one call while it runs. */
interface Call {
  readonly session: Session;
  readonly signal: AbortSignal;
  /** The limit that the server gets, in milliseconds. */
  readonly limits: { readonly timeout: number };
  /** Something that the call does not wait for, and after which its session is closed. */
  later(ending: Promise<void>): void;
  /** What the last attempt failed with, while the driver waits to try again. */
  failure: unknown;
  /** Whether a commit was sent whose answer has not come, or never came. */
  mayBeKept: boolean;
}

/** Rejects once the signal aborts. */
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Opens a graph in Neo4j. It does not connect yet: `ready` and every call fail with UNAVAILABLE if the server does not
 * answer, and with Misconfigured if a setting is wrong.
 */
export function openNeo4j(options: Neo4jOptions): Graph {
  const { poolSize } = options;
  const connection = new Connection(options);
  const calls = new Calls(options.deadline);

  // A call may reach its deadline while Neo4j is, or was just, unreachable: in a pause of the driver or while the server
  // starts. It then fails with UNAVAILABLE. Without such evidence it was too slow.
  const away: { [mode in 'READ' | 'WRITE']?: { readonly at: number; readonly error: unknown } } = {};
  const noteAway = (error: unknown) => {
    if (!isAway(error)) return;
    away.WRITE = { at: performance.now(), error };
    if (!lacksLeader(error)) away.READ = away.WRITE;
  };

  /** Opens a session for one call. Closing it early resets its connection, which stops its statement on the server. */
  async function inSession<T>(
    mode: 'READ' | 'WRITE',
    given: UnitOptions,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    const begin = performance.now();
    const writes = mode === 'WRITE';
    let call: Call | undefined;
    const once = async (signal: AbortSignal, deadline: number) => {
      const session = connection.session(mode);
      const close = () => session.close().catch(() => {});
      signal.addEventListener('abort', close, { once: true });
      let ending: Promise<void> | undefined;
      const later = (after: Promise<void>) => {
        ending = after.catch(() => {}).then(close);
        calls.track(ending);
      };
      const own: Call = { session, signal, limits: { timeout: deadline }, later, failure: null, mayBeKept: false };
      call = own;
      try {
        // The server's own timeout stops a statement even if the reset gets lost. The work itself may never end, if its
        // connection hangs or it is aborted in a pause of the driver, and closing the graph waits for it.
        return await Promise.race([work(own), aborted(signal)]);
      } catch (error) {
        noteAway(error);
        throw explained(error, { deadline, poolSize, writes, mayBeKept: own.mayBeKept });
      } finally {
        signal.removeEventListener('abort', close);
        // A hanging connection is returned to the pool once it responds again. Nothing waits for that.
        if (!signal.aborted && !ending) await close();
      }
    };
    const running = calls.run(given, (signal, deadline) => connection.run(() => once(signal, deadline)), writes);
    return running.catch((error: unknown) => {
      const deadline = given.deadline ?? options.deadline;
      const lately = begin - deadline;
      const seen = away[mode];
      const cause = call?.failure ?? (seen && seen.at >= lately ? seen.error : null);
      throw isTimeout(error) && cause
        ? explained(cause, { deadline, poolSize, writes, mayBeKept: call?.mayBeKept ?? false })
        : error;
    });
  }

  /** An attempt at a unit of work. */
  const unit =
    <T>(work: (unit: UnitOfWork) => Promise<T>, given: UnitOptions, call: Call) =>
    (transaction: Runner) => {
      const { signal } = call;
      const onError = (error: unknown) => {
        noteAway(error);
        if (neo4j.isRetryableError(error)) call.failure = error;
      };
      call.failure = null;
      return runUnit(work, transaction, { signal, spending: workOf(given, signal), onError });
    };

  /** Rolls back, and throws what the driver would not retry. */
  const giveUp = async (transaction: Transaction, error: unknown, call: Call) => {
    noteAway(error);
    await transaction.rollback().catch(() => {});
    if (!neo4j.isRetryableError(error)) throw error;
    call.failure = error;
  };

  /**
   * Like executeRead, but it sends the first statement together with BEGIN: one round trip less. Whatever the driver would
   * retry is left to executeRead. With one server, it does not wait for the commit either. In a cluster it does, as the
   * next call may go to a member that is behind, which learns from the bookmark of this commit what it must have.
   */
  const read = <T>(work: (unit: UnitOfWork) => Promise<T>, given: UnitOptions) =>
    inSession('READ', given, async (call) => {
      const { session, limits } = call;
      const transaction = session.beginTransaction(limits);
      try {
        const result = await unit(work, given, call)(transaction);
        const commit = transaction.commit();
        if (connection.isRouted) await commit;
        else call.later(commit);
        return result;
      } catch (error) {
        await giveUp(transaction, error, call);
        return session.executeRead(unit(work, given, call), limits);
      }
    });

  /**
   * Like executeWrite, but the first retry does not wait: if the leader has moved, the driver asks for the new one. If the
   * answer to a commit gets lost, the work runs again, which changes nothing if the commit was kept (see Graph).
   */
  const write = <T>(work: (unit: UnitOfWork) => Promise<T>, given: UnitOptions) =>
    inSession('WRITE', given, async (call) => {
      const { session, limits } = call;
      const attempt = async (transaction: Runner) => {
        const result = await unit(work, given, call)(transaction);
        call.mayBeKept = true;
        return result;
      };
      const transaction = session.beginTransaction(limits);
      try {
        const result = await attempt(transaction);
        await transaction.commit();
        return result;
      } catch (error) {
        // An answer says that it was not kept.
        if (!isAway(error)) call.mayBeKept = false;
        await giveUp(transaction, error, call);
        return session.executeWrite(attempt, limits);
      }
    });

  /** One round trip: an auto-commit transaction ends together with its rows. */
  const readAlone = (statement: Statement, given: UnitOptions) =>
    inSession('READ', given, async ({ session, signal, limits }): Promise<ReadWithState> => {
      const alone: Runner = { run: (text, parameters) => session.run(text, parameters, limits) };
      const rows = await run(alone, statement, workOf(given, signal)).catch((error: unknown) => {
        noteAway(error);
        if (!neo4j.isRetryableError(error)) throw error;
        return session.executeRead((transaction) => run(transaction, statement, workOf(given, signal)), limits);
      });
      const bookmarks = session.lastBookmarks();
      return { rows, state: bookmarks.length > 0 ? bookmarks.join() : null };
    });

  const definitions = new Definitions((mode, work) =>
    inSession(mode, { deadline: DEFINING }, ({ session }) =>
      work(async (text) => {
        const rows = await run(session, { text, parameters: {} });
        return rows.map(({ name }) => String(name));
      }),
    ),
  );

  return {
    name: `Neo4j at ${new URL(options.uri).host}`,
    capabilities: CAPABILITIES,
    read: (work, given = {}) => read(work, given),
    readWithState: (statement, given = {}) => readAlone(statement, given),
    async write(work, given = {}) {
      const refusal = definitions.hasRefused ? await definitions.refusal() : null;
      if (refusal) throw refusal;
      return write(work, given);
    },
    define: (wanted) => definitions.create(wanted),
    version: () => null,
    refusal: async () => (await definitions.refusal())?.message ?? null,
    ready: () =>
      inSession('READ', { deadline: READY }, async ({ session }) => {
        const { summary } = await session.run('RETURN 1 AS one');
        checkVersion(summary.server.agent ?? '');
        connection.resolveDatabase(summary.database.name ?? undefined);
      }),
    async close() {
      if (await calls.close()) await connection.close();
    },
  };
}

/** @throws Misconfigured for a Neo4j that is too old; what calls itself otherwise is taken as it is. */
function checkVersion(agent: string): void {
  const [, major, minor] = /^Neo4j\/(\d+)\.(\d+)/.exec(agent)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return;
  const [oldest, oldestMinor] = OLDEST;
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return;
  throw new Misconfigured(
    `Entente needs Neo4j ${OLDEST.join('.')} or newer; got ${major}.${minor}. Upgrade Neo4j: the tests run on 5.26 and 2026.08.`,
  );
}
