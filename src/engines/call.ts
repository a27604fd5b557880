import { timeoutError, unavailable } from '../errors.ts';
import type { UnitOptions } from '../graph/port/graph.ts';

/** The calls that an engine has under way: each within its time, all of them ended before the engine closes. */
export class Calls {
  readonly #deadline: number;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  /** `deadline`: milliseconds that a call may take unless it says otherwise. */
  constructor(deadline: number) {
    this.#deadline = deadline;
  }

  /**
   * Runs work until it ends, its time is over or its caller gives up, whichever comes first.
   * The work's own signal tells it of the latter two; the call does not wait for it to heed that.
   */
  async run<T>(options: UnitOptions, work: (signal: AbortSignal, deadline: number) => Promise<T>): Promise<T> {
    if (this.#closed) throw unavailable('The database is closed: the server is stopping. Ask again when it is back.');
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
    const timer = setTimeout(() => end(timeoutError(deadline)), deadline);
    const onCaller = () => end(caller?.reason);
    caller?.addEventListener('abort', onCaller, { once: true });
    try {
      return await Promise.race([this.track(work(ended.signal, deadline)), early]);
    } finally {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onCaller);
    }
  }

  /** Waits for this as well before the engine closes. */
  track<T>(working: Promise<T>): Promise<T> {
    const settled = working.then(
      () => {},
      () => {},
    );
    this.#running.add(settled);
    settled.finally(() => this.#running.delete(settled));
    return working;
  }

  /** Refuses further calls and waits for those under way; false where that was done before. */
  async close(): Promise<boolean> {
    if (this.#closed) return false;
    this.#closed = true;
    await Promise.all(this.#running);
    return true;
  }
}
