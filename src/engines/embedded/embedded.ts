import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import grafeo from '@grafeo-db/js';
import type {
  Graph,
  OrderedPage,
  Row,
  Statement,
  TokenQuery,
  UnitOfWork,
  UnitOptions,
  Value,
} from '../../graph/port/graph.ts';
import { storageFault } from '../../storage-errors.ts';
import { Work } from '../../work.ts';
import { Calls, workOf } from '../call.ts';
import { checkIntegers } from '../integers.ts';
import { CAPABILITIES } from './capabilities.ts';
import { failing } from './failing.ts';
import { databaseFile } from './files.ts';
import { LostWrites } from './lost-writes.ts';
import { type FolderOptions, openFolder } from './open-folder.ts';
import { type Entry, OrderCache, type Scan } from './order-cache.ts';
import { Storage } from './storage.ts';
import { TokenCache } from './token-cache.ts';

type Database = InstanceType<typeof grafeo.GrafeoDB>;
type Transaction = ReturnType<Database['beginTransaction']>;

/** ISO/IEC 39075 class 40, transaction rollback: another writer came first, so the work may be retried. */
const CONFLICT = /^40/;
/** Milliseconds before each retry; the last value repeats. */
const PAUSES = [0, 2, 5, 10, 20, 50];

/** The engine gives a full disk the same class. */
const isConflict = (error: unknown) =>
  CONFLICT.test(String((error as { gqlStatus?: unknown }).gqlStatus)) && storageFault(error) === null;

/** Milliseconds that a copy of the whole database may take. */
const COPYING = 600_000;

interface Running {
  executeCypher(text: string, parameters: unknown): Promise<Result>;
}

interface Result {
  readonly length: number;
  get(index: number): unknown;
  toArray(): unknown[];
}

/** Results with more rows are converted a row at a time, so that others get their turns meanwhile: a row may be long. */
const AT_ONCE = 20;

async function execute(on: Running, statement: Statement, work = new Work()): Promise<readonly Row[]> {
  checkIntegers(statement.parameters);
  const result = await on.executeCypher(statement.text, statement.parameters);
  work.take('rows', result.length);
  if (result.length <= AT_ONCE) return result.toArray() as Record<string, Value>[];
  const rows: Row[] = [];
  for (let i = 0; i < result.length; i += 1) {
    rows.push(result.get(i) as Record<string, Value>);
    if (work.step(100)) await work.pause();
  }
  return rows;
}

/**
 * Opens the embedded engine. If acknowledged writes are missing from the database, every call fails with LostWrites.
 *
 * @param folder holds the database, and is created if missing; null for a database in memory.
 * @param deadline milliseconds that a call may take unless it says otherwise.
 * @throws UNAVAILABLE if another process uses the folder, or if it can't be read or written.
 */
export function openEmbedded(
  folder: string | null,
  deadline = 10_000,
  { acceptLoss = false, report = () => {} }: Partial<FolderOptions> = {},
): Graph {
  const name = folder === null ? 'embedded (memory)' : `embedded (${folder})`;
  let opened: ReturnType<typeof openFolder> | null;
  try {
    opened = folder === null ? null : openFolder(folder, { acceptLoss, report });
  } catch (error) {
    if (error instanceof LostWrites) return failing(name, error);
    throw error;
  }
  const db = opened?.db ?? grafeo.GrafeoDB.create();
  const acknowledged = opened?.acknowledged;
  const storage = folder === null ? null : new Storage(folder, report);
  const calls = new Calls(deadline);
  const orders = new OrderCache();
  const tokens = new TokenCache(async (statement) => {
    while (committing) await committing;
    const transaction = db.beginTransaction();
    try {
      return await execute(transaction, statement);
    } finally {
      transaction.rollback();
    }
  });
  // Numbers the states of the graph: only this process writes to it.
  let version = 0;

  // Commits and copies run one after another. Only a checkpoint changes the file, so it can be copied between two of
  // them; commits wait until the copy ends, so that nothing depends on when the engine makes a checkpoint by itself.
  let last: Promise<unknown> = Promise.resolve();
  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const queued = last.then(work);
    last = queued.catch(() => {});
    return queued;
  }
  async function copy(file: string): Promise<void> {
    if (folder === null) return db.save(file);
    try {
      acknowledged?.keepLog();
      db.walCheckpoint();
      await copyFile(databaseFile(folder), file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    } catch (error) {
      throw storage?.failed(error) ?? error;
    }
  }

  // The running commit. New transactions wait for it, as only then it is known which state they see.
  let committing: Promise<void> | null = null;
  /** Commits by a statement, which runs on a thread of its own; the commit method would block all other calls. */
  async function commit(transaction: Transaction, changes: readonly (readonly string[] | undefined)[]): Promise<void> {
    let end = () => {};
    committing = new Promise((resolve) => {
      end = resolve;
    });
    try {
      const before = acknowledged?.before();
      await transaction.execute('COMMIT');
      version += 1;
      orders.record(version, changes);
      tokens.invalidate(changes);
      if (before) acknowledged?.record(before);
    } finally {
      committing = null;
      end();
    }
  }

  /** Errors of the system at a write become sentences, and are remembered until there is room again. */
  async function written<T>(work: () => Promise<T>): Promise<T> {
    await storage?.check();
    try {
      await acknowledged?.prepare();
      return await work();
    } catch (error) {
      throw storage?.failed(error) ?? error;
    }
  }
  /** A read needs no room; it only waits until it is known that nothing is lost. */
  async function readable(): Promise<void> {
    if (!acknowledged || acknowledged.isPrepared) return;
    await acknowledged.prepare().catch((error) => {
      if (!storage?.failed(error)) throw error;
    });
  }

  async function unit<T>(
    writes: boolean,
    work: (unit: UnitOfWork, seen: number) => Promise<T>,
    signal: AbortSignal,
    options: UnitOptions,
  ): Promise<T> {
    const spending = workOf(options, signal);
    if (!writes) await readable();
    while (committing) await committing;
    signal.throwIfAborted();
    const transaction = db.beginTransaction();
    // The state that this unit reads.
    const seen = version;
    const changes: (readonly string[] | undefined)[] = [];
    const run = (statement: Statement) => {
      signal.throwIfAborted();
      if (writes) changes.push(statement.changes);
      return execute(transaction, statement, spending);
    };
    const send = async (statement: Statement) => {
      await run(statement);
    };
    const scan: Scan = async (label, column, ids) => {
      const match = ids ? `UNWIND $ids AS id MATCH (n:${label} {id: id})` : `MATCH (n:${label})`;
      const text = `${match} WITH collect([n.${column}, n.id]) AS all UNWIND range(0, size(all) - 1, 2000) AS i RETURN all[i..i + 2000] AS rows`;
      const entries: Entry[] = [];
      for (const { rows } of await run({ text, parameters: ids ? { ids } : {} }))
        for (const entry of rows as unknown as readonly Entry[]) entries.push(entry);
      return entries;
    };
    const inOrder = (order: OrderedPage) => orders.page(order, seen, scan);
    try {
      const findByTokens = (query: TokenQuery) => tokens.find(query);
      const result = await work(
        { capabilities: CAPABILITIES, work: spending, run, send, findByTokens, ...(writes ? {} : { inOrder }) },
        seen,
      );
      if (writes) {
        await enqueue(() => {
          signal.throwIfAborted();
          return commit(transaction, changes);
        });
      } else {
        signal.throwIfAborted();
        transaction.commit();
      }
      return result;
    } catch (error) {
      try {
        if (transaction.isActive) transaction.rollback();
      } catch {
        // After a conflict at the commit, the transaction has ended but still reports that it is active.
      }
      throw error;
    }
  }

  // Writers that conflicted retry one after another, so that each succeeds eventually.
  let retrying: Promise<unknown> = Promise.resolve();
  async function retried<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    const queued = retrying.then(async () => {
      for (let attempt = 0; ; attempt += 1) {
        await setTimeout(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
        signal.throwIfAborted();
        try {
          return await work();
        } catch (error) {
          if (!isConflict(error)) throw error;
        }
      }
    });
    retrying = queued.catch(() => {});
    return queued;
  }

  return {
    name,
    capabilities: CAPABILITIES,
    read: (work, options = {}) => calls.run(options, (signal) => unit(false, work, signal, options)),
    readWithState: (statement, options = {}) =>
      calls.run(options, (signal) =>
        unit(false, async ({ run }, seen) => ({ rows: await run(statement), state: `${seen}` }), signal, options),
      ),
    write: (work, options = {}) =>
      calls.run(options, (signal) => retried(() => written(() => unit(true, work, signal, options)), signal), true),
    async define(definitions) {
      await written(() =>
        enqueue(async () => {
          for (const { text } of definitions) await execute(db, { text, parameters: {} });
        }),
      );
    },
    version: () => version,
    copy: (file) => calls.run({ deadline: COPYING }, () => readable().then(() => enqueue(() => copy(file)))),
    ready: () =>
      calls.run({}, async () => {
        await readable();
        await execute(db, { text: 'RETURN 1 AS one', parameters: {} });
      }),
    refusal: () => storage?.refusal() ?? Promise.resolve(null),
    async close() {
      if (!(await calls.close())) return;
      let isClean = true;
      try {
        acknowledged?.keepLog();
        db.close();
      } catch (error) {
        // Everything is in the log, which the next start reads.
        isClean = false;
        if (!storage?.failed(error)) throw error;
      } finally {
        await acknowledged?.close(isClean);
      }
    },
  };
}
