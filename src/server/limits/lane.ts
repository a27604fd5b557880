import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { EntenteError } from '../../errors.ts';
import { FairQueue } from './fair-queue.ts';
import type { Estimated } from './limits.ts';

/** Where heavy requests wait. */
export interface LaneOptions {
  /** Heavy requests that run at a time. */
  readonly running: number;
  /** Heavy requests that wait for one of them to end. */
  readonly waiting: number;
  /** Milliseconds that one waits before it is refused. */
  readonly patience: number;
}

/** A request that may load more rows than this is heavy: the explorer and most examples of docs/queries.md stay below. */
export const HEAVY_ROWS = 2000;

interface Waiting {
  start(): void;
  refuse(): void;
}

/** Lets a few heavy requests run at a time; the others wait in a bounded queue, in which clients take turns. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #queue: FairQueue<Waiting>;
  #running = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#queue = new FairQueue(options.waiting);
  }

  /** How many requests run and wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#queue.size };
  }

  /**
   * Resolves to a function that gives the place back, once the request may run.
   * @throws {EntenteError} UNAVAILABLE if there is no place to wait or it has waited too long
   */
  enter(client: string, signal?: AbortSignal): Promise<() => void> {
    if (this.#running < this.#options.running) {
      this.#running += 1;
      return Promise.resolve(this.#leaving());
    }
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
      };
      const entry: Waiting = {
        start: () => {
          settle();
          resolve(this.#leaving());
        },
        refuse: () => {
          settle();
          reject(this.#busy());
        },
      };
      const leave = () => {
        this.#queue.remove(client, entry);
        entry.refuse();
      };
      const timer = setTimeout(leave, this.#options.patience);
      timer.unref();
      signal?.addEventListener('abort', leave, { once: true });
      this.#queue.push(client, entry)?.refuse();
    });
  }

  #leaving(): () => void {
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      const next = this.#queue.shift();
      if (next) next.start();
      else this.#running -= 1;
    };
  }

  #busy(): EntenteError {
    const { running, waiting } = this.#options;
    return new EntenteError(
      'UNAVAILABLE',
      `The server is busy with large queries: ${running} run at a time and at most ${waiting} wait. ` +
        'Try again in a few seconds, or ask for fewer rows: smaller queries are answered meanwhile.',
      { status: 503, retryAfter: Math.ceil(this.#options.patience / 1000) },
    );
  }
}

/** Sends heavy operations through a lane, so that they don't delay others. */
export function useLane(
  lane: Lane,
  { signalOf }: { signalOf(request: Request): AbortSignal },
): Plugin<Estimated & { readonly client?: string }> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { rows, request, client = '' } = args.contextValue;
      if (rows <= HEAVY_ROWS) return;
      setExecuteFn(async (executed: ExecutionArgs): Promise<ExecutionResult> => {
        let leave: () => void;
        try {
          leave = await lane.enter(client, signalOf(request));
        } catch (error) {
          return { errors: [error as EntenteError] };
        }
        try {
          return await executeFn(executed);
        } finally {
          leave();
        }
      });
    },
  };
}
