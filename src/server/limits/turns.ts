import { FairQueue } from './fair-queue.ts';

/**
 * Starts one request in each turn of the event loop, and clients in turns. Parsing and validating take milliseconds:
 * forty requests that arrive at once would make everybody wait for all forty.
 */
export class Turns {
  readonly #queue = new FairQueue<() => void>();
  #isTaken = false;

  /** Resolves when it is this request's turn. */
  take(client: string): Promise<void> {
    if (this.#isTaken) return new Promise((go) => void this.#queue.push(client, go));
    this.#isTaken = true;
    setImmediate(this.#next);
    return Promise.resolve();
  }

  readonly #next = () => {
    const go = this.#queue.shift();
    this.#isTaken = go !== undefined;
    if (!go) return;
    go();
    setImmediate(this.#next);
  };
}
