import { EntenteError } from './errors.ts';
import { chunks } from './lists.ts';

/**
 * What one request may spend in this process. Everything that works in memory takes steps from it and pauses when it is
 * told to, so that no request holds up the others, and it ends at once when nobody waits for the answer any more.
 */

/** Milliseconds that work holds the event loop at a time, and the steps until it looks at the clock. */
const [TURN, UNSEEN] = [10, 200];

/** What one request may spend: each is several times what the largest sensible request takes. */
export const REQUEST = {
  steps: 50_000_000,
  rows: 2_000_000,
  reads: 3_000_000,
  bytes: 64_000_000,
  milliseconds: 30_000,
} as const;

/**
 * What is counted. A step is one entity or relation that is looked at in memory, a row one that the database returns, and
 * a read one relation that the database looks at for a filter or a group.
 */
export type Spending = keyof typeof REQUEST;

const NAMES: Readonly<Record<Spending, string>> = {
  steps: 'steps in memory',
  rows: 'rows from the database',
  reads: 'relations that filters and groups read',
  bytes: 'bytes of its answer',
  milliseconds: 'milliseconds of processor time',
};

/** When the event loop last came round to waiting work. */
let turned = performance.now();
const waiting: (() => void)[] = [];

/** Resumes one waiting work a turn, so that everything else of the event loop comes between any two. */
function next(): void {
  const resume = waiting.shift();
  if (waiting.length > 0) setImmediate(next);
  turned = performance.now();
  resume?.();
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });
}

/**
 * The work of one request.
 *
 * @example
 * for (const row of rows) {
 *   if (work.step()) await work.pause();
 *   decode(row);
 * }
 */
export class Work {
  readonly #signals: readonly AbortSignal[];
  readonly #spent: Record<Spending, number>;
  readonly #limits: Partial<Record<Spending, number>>;
  #unseen = 0;

  /**
   * @param signal once aborted, the work fails with its reason at the next pause.
   * @param limits the most that it may spend, if that is limited.
   */
  constructor(signal?: AbortSignal, limits: Partial<Record<Spending, number>> = {}, whole?: Work) {
    this.#signals = [...(whole ? whole.#signals : []), ...(signal ? [signal] : [])];
    this.#limits = whole ? whole.#limits : limits;
    this.#spent = whole ? whole.#spent : { steps: 0, rows: 0, reads: 0, bytes: 0, milliseconds: 0 };
  }

  /** A part of the same work that also ends with another signal. */
  within(signal: AbortSignal): Work {
    return new Work(signal, {}, this);
  }

  /** Spends some of the budget. Throws LIMIT_EXCEEDED if that is more than it holds. */
  take(what: Spending, count: number): void {
    this.#spent[what] += count;
    const limit = this.#limits[what];
    if (limit === undefined || this.#spent[what] <= limit) return;
    throw new EntenteError(
      'LIMIT_EXCEEDED',
      `The query needs more than ${limit} ${NAMES[what]}, which is the limit of one request. Narrow the filter, ask for fewer rows, or ask in several requests.`,
    );
  }

  /** What is left of the budget. */
  left(what: Spending): number {
    return (this.#limits[what] ?? Number.POSITIVE_INFINITY) - this.#spent[what];
  }

  /** Counts steps; true if it is time to pause. */
  step(count = 1): boolean {
    this.#unseen += count;
    if (this.#unseen < UNSEEN) return false;
    this.take('steps', this.#unseen);
    this.#unseen = 0;
    return performance.now() - turned >= TURN;
  }

  /** Lets others have their turn. Throws the signal's reason if nobody waits for the answer any more. */
  async pause(): Promise<void> {
    this.check();
    this.take('milliseconds', Math.min(performance.now() - turned, 1000));
    await turn();
    this.check();
  }

  /** Throws the signal's reason if nobody waits for the answer any more. */
  check(): void {
    for (const signal of this.#signals) signal.throwIfAborted();
  }
}

/** Items that are sorted at once. */
const SORTED = 4000;

/** Sorts a list without holding the event loop: parts by themselves, which are then merged. */
export async function sortedInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number, work: Work): Promise<T[]> {
  let runs: T[][] = [];
  for (const part of chunks(items, SORTED)) {
    runs.push(part.toSorted(compare));
    if (work.step(part.length)) await work.pause();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [one, other] = [runs[i] as T[], runs[i + 1]];
      merged.push(other ? await merge(one, other, compare, work) : one);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  one: readonly T[],
  other: readonly T[],
  compare: (a: T, b: T) => number,
  work: Work,
): Promise<T[]> {
  const result: T[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const isFirst = j >= other.length || (i < one.length && compare(one[i] as T, other[j] as T) <= 0);
    result.push((isFirst ? one[i++] : other[j++]) as T);
    if (work.step()) await work.pause();
  }
  return result;
}
