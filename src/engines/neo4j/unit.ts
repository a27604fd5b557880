import type { ManagedTransaction } from 'neo4j-driver';
import type { Row, Statement, UnitOfWork } from '../../graph/port/graph.ts';
import { Work } from '../../work.ts';
import { CAPABILITIES } from './capabilities.ts';
import { queryTokenIndex } from './token-query.ts';
import { fromDriver, toDriver } from './values.ts';

/** The most statements of a unit in flight: the next is packed while one runs, and memory stays flat. */
const MOST_IN_FLIGHT = 4;

/** Runs statements in the driver: a transaction or a session. */
export type Runner = Pick<ManagedTransaction, 'run'>;

/** Runs a statement and counts its rows. */
export async function run(on: Runner, statement: Statement, work = new Work()): Promise<readonly Row[]> {
  const { records } = await on.run(statement.text, toDriver(statement.parameters));
  work.take('rows', records.length);
  const rows: Row[] = [];
  for (const record of records) {
    rows.push(fromDriver(record.toObject()) as Row);
    if (work.step(10)) await work.pause();
  }
  return rows;
}

/** What a unit of work runs in: it stops when the signal aborts, and `onError` is told what its statements fail with. */
export interface UnitContext {
  readonly signal: AbortSignal;
  readonly spending: Work;
  readonly onError: (error: unknown) => void;
}

/** Runs the work of a unit in a transaction, and waits for all that it sent. */
export async function runUnit<T>(
  work: (unit: UnitOfWork) => Promise<T>,
  transaction: Runner,
  { signal, spending, onError }: UnitContext,
): Promise<T> {
  const execute = async (statement: Statement) => {
    signal.throwIfAborted();
    try {
      const rows = await run(transaction, statement, spending);
      signal.throwIfAborted();
      return rows;
    } catch (error) {
      onError(error);
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
}
