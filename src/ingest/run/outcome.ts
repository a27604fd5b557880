import type { RelationFact } from '../../ontology/facts.ts';
import type { RowProblem } from '../formats/row.ts';

/** Numbers of new, changed and unchanged facts. */
export interface Counts {
  made: number;
  changed: number;
  unchanged: number;
}

/** The outcome of everything that was read. */
export interface Outcome {
  /** `read` is the sum of the others. */
  rows: Counts & { read: number; skipped: number };
  entities: Counts;
  relations: Counts & {
    /** Pending relations, which are kept until both their ends exist. */
    waiting: number;
    /** Relations that were pending, in this import or since an earlier one, and whose ends now exist. */
    tied: number;
  };
  problems: number;
  /** The number of conversions of each kind. */
  notes: { [note: string]: number };
  /** Facts that an earlier import of the same documents stated and this one doesn't. */
  absent: { entities: number; relations: number; retracted: number };
}

/** Receives the entries of a report as they occur. */
export interface Listener {
  problem(problem: RowProblem): void;
  waiting(relation: RelationFact, missing: readonly string[]): void;
  absent(kind: 'entity' | 'relation', id: string, retracted: boolean): void;
  /** Entities of which each is a part of the next one, and the last one of the first. */
  cycle(ids: readonly string[]): void;
}

const counts = (): Counts => ({ made: 0, changed: 0, unchanged: 0 });

/** The outcome of an import before its first row. */
export const emptyOutcome = (): Outcome => ({
  rows: { read: 0, ...counts(), skipped: 0 },
  entities: counts(),
  relations: { ...counts(), waiting: 0, tied: 0 },
  problems: 0,
  notes: {},
  absent: { entities: 0, relations: 0, retracted: 0 },
});

/** Counts facts as changed that were counted as unchanged but lost something at the end. */
export function countAsChanged(counts: Counts): void {
  counts.unchanged -= 1;
  counts.changed += 1;
}
