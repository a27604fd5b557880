import type { Row, Value } from './graph.ts';

/** One row of a list as the compiled statement gives it. */
export interface ListRow {
  readonly node: Row;
  /** The relation by which it was reached. */
  readonly relation?: Row;
  /** The values of the order's keys that had to be computed. */
  readonly keys?: readonly Value[];
}

/** What the graph answers to a list: its page, its total, and sums and groups by their places. */
export interface Answer {
  readonly page?: readonly ListRow[];
  readonly total?: number;
  readonly [place: string]: unknown;
}
