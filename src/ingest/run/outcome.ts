import type { RelationFact } from '../../ontology/facts.ts';
import type { RowProblem } from '../formats/row.ts';

export interface Counts {
  made: number;
  changed: number;
  unchanged: number;
}

/** What became of everything that was read. */
export interface Outcome {
  /** `read` is the sum of the others. */
  rows: Counts & { read: number; skipped: number };
  entities: Counts;
  relations: Counts & {
    /** Relations that are kept until both their ends are there. */
    waiting: number;
    /** Relations that waited, in this import or since an earlier one, and whose ends have come. */
    tied: number;
  };
  problems: number;
  /** How often something was not taken as it stood, by what it was. */
  notes: { [note: string]: number };
  /** What an earlier import of the same documents stated and this one does not. */
  absent: { entities: number; relations: number; retracted: number };
}

/** Receives the entries of a report as they occur. */
export interface Listener {
  problem(problem: RowProblem): void;
  waiting(relation: RelationFact, missing: readonly string[]): void;
  absent(kind: 'entity' | 'relation', id: string, retracted: boolean): void;
}

const counts = (): Counts => ({ made: 0, changed: 0, unchanged: 0 });

export const emptyOutcome = (): Outcome => ({
  rows: { read: 0, ...counts(), skipped: 0 },
  entities: counts(),
  relations: { ...counts(), waiting: 0, tied: 0 },
  problems: 0,
  notes: {},
  absent: { entities: 0, relations: 0, retracted: 0 },
});

/** Counts as changed what was counted as unchanged and, at the end, turned out to have lost something. */
export function countAsChanged(counts: Counts): void {
  counts.unchanged -= 1;
  counts.changed += 1;
}
