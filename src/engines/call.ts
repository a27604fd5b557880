import { timeoutError, unavailable } from '../errors.ts';
import type { UnitOptions } from '../graph/port/graph.ts';
import { Work } from '../work.ts';

/** What a call may spend: part of what its request may; `signal` is that of the call. */
export const workOf = ({ work }: UnitOptions, signal: AbortSignal): Work => work?.within(signal) ?? new Work(signal);

/** The running calls of an engine. Each has a deadline, and the engine closes only after all have ended. */
export class Calls {
  readonly #deadline: number;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  /** @param deadline milliseconds that a call may take unless it says otherwise. */
  constructor(deadline: number) {
    this.#deadline = deadline;
  }

  /**
   * Runs work until it ends, its deadline passes or its caller aborts. In the latter two cases the signal given to the
   * work is aborted, and the call fails without waiting for the work to end.
   *
   * @param writes whether the error is about a write
   */
  async run<T>(
    options: UnitOptions,
    work: (signal: AbortSignal, deadline: number) => Promise<T>,
    writes = false,
  ): Promise<T> {
    if (this.#closed) throw unavailable('The database is closed: the server is stopping. Try again when it is back.');
    const { signal: caller, deadline = this.#deadline } = options;
    caller?.throwIfAborted();
    const ended = new AbortController();
    let fail: (reason: unknown) => void = () => {};
    const early = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const end = (reason: unknown) => {
      fail(reason);
      ended.abort(reason);
    };
    const timer = setTimeout(() => end(timeoutError(deadline, undefined, writes)), deadline);
    const onCaller = () => end(caller?.reason);
    caller?.addEventListener('abort', onCaller, { once: true });
    try {
      return await Promise.race([this.track(work(ended.signal, deadline)), early]);
    } finally {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onCaller);
    }
  }

  /** Makes the engine wait for this too before it closes. */
  track<T>(working: Promise<T>): Promise<T> {
    const settled = working.then(
      () => {},
      () => {},
    );
    this.#running.add(settled);
    settled.finally(() => this.#running.delete(settled));
    return working;
  }

  /** Refuses new calls and waits for the running ones; false if already closed. */
  async close(): Promise<boolean> {
    if (this.#closed) return false;
    this.#closed = true;
    await Promise.all(this.#running);
    return true;
  }
}
