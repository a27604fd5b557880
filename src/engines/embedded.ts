import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import grafeo from '@grafeo-db/js';
import { unavailable } from '../errors.ts';
import type { Graph, Row, Statement, UnitOfWork, UnitOptions, Value } from '../graph/graph.ts';

type Database = InstanceType<typeof grafeo.GrafeoDB>;

/** ISO/IEC 39075 class 40, transaction rollback: another writer was first, so the same work may be tried again. */
const CONFLICT = /^40/;
const ATTEMPTS = 5;

interface Running {
  executeCypher(text: string, parameters: unknown): Promise<{ toArray(): unknown[] }>;
}

async function execute(on: Running, statement: Statement): Promise<readonly Row[]> {
  return (await on.executeCypher(statement.text, statement.parameters)).toArray() as Record<string, Value>[];
}

/** Fails as soon as the signal aborts; the engine itself can't be stopped, so what runs there runs to its end unheard. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function open(folder: string | null): Database {
  if (folder === null) return grafeo.GrafeoDB.create();
  try {
    mkdirSync(folder, { recursive: true });
    return grafeo.GrafeoDB.create(join(folder, 'graph.grafeo'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const locked = /lock/i.test(reason);
    throw unavailable(
      locked
        ? `The folder ${folder} is in use by another Entente server: one process owns an embedded database. Stop the other one, or name another folder with ENTENTE_DATA or --data.`
        : `The embedded database in ${folder} can't be opened: ${reason}. Check that the folder can be written to, or name another one with ENTENTE_DATA or --data.`,
      error,
    );
  }
}

/** Opens the embedded engine on a folder, or in memory where `folder` is null. */
export function openEmbedded(folder: string | null): Graph {
  const db = open(folder);
  let closed = false;
  const running = new Set<Promise<unknown>>();

  async function unit<T>(work: (unit: UnitOfWork) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (closed) throw unavailable('The database is closed: the server is stopping. Ask again when it is back.');
    signal?.throwIfAborted();
    const transaction = db.beginTransaction();
    try {
      const result = await work({
        run(statement) {
          signal?.throwIfAborted();
          return execute(transaction, statement);
        },
      });
      signal?.throwIfAborted();
      transaction.commit();
      return result;
    } catch (error) {
      if (transaction.isActive) transaction.rollback();
      throw error;
    }
  }

  /** Keeps count of what runs, also after its caller was told of a deadline, so that `close` waits for it. */
  function tracked<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const settled = work.then(
      () => {},
      () => {},
    );
    running.add(settled);
    settled.finally(() => running.delete(settled));
    return abortable(work, signal);
  }

  async function retried<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const status = (error as { gqlStatus?: unknown }).gqlStatus;
        if (attempt === ATTEMPTS || typeof status !== 'string' || !CONFLICT.test(status)) throw error;
      }
    }
  }

  return {
    name: folder === null ? 'embedded (memory)' : `embedded (${folder})`,
    capabilities: {
      relationIndexes: { supported: false, reason: 'the embedded engine has indexes and constraints on nodes only' },
      sharedDatabase: { supported: false, reason: 'one process owns the folder of an embedded database' },
    },
    read: (work, options: UnitOptions = {}) => tracked(unit(work, options.signal), options.signal),
    write: (work, options: UnitOptions = {}) =>
      tracked(
        retried(() => unit(work, options.signal)),
        options.signal,
      ),
    async define(statements) {
      for (const statement of statements) await execute(db, statement);
    },
    async ready() {
      if (closed) throw unavailable('The database is closed: the server is stopping.');
      await execute(db, { text: 'RETURN 1 AS one', parameters: {} });
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all(running);
      db.close();
    },
  };
}
