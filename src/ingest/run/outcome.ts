import type { RelationFact } from '../../ontology/facts.ts';
import type { RowProblem } from '../formats/row.ts';

export interface Fates {
  made: number;
  changed: number;
  unchanged: number;
}

/** What became of all that was read. */
export interface Outcome {
  /** `read` is the sum of the others. */
  rows: Fates & { read: number; skipped: number };
  entities: Fates;
  relations: Fates & {
    /** That are kept until their ends come. */
    waiting: number;
    /** That waited, in this import or since an earlier one, and whose ends have come. */
    tied: number;
  };
  problems: number;
  /** How often what was not taken as it stood. */
  notes: { [note: string]: number };
  /** What an earlier import of the same documents stated and this one does not. */
  absent: { entities: number; relations: number; retracted: number };
}

/** Is told of what a report lists, as it comes. */
export interface Listener {
  problem(problem: RowProblem): void;
  waiting(relation: RelationFact, missing: readonly string[]): void;
  absent(kind: 'entity' | 'relation', id: string, retracted: boolean): void;
}

const fates = (): Fates => ({ made: 0, changed: 0, unchanged: 0 });

export const emptyOutcome = (): Outcome => ({
  rows: { read: 0, ...fates(), skipped: 0 },
  entities: fates(),
  relations: { ...fates(), waiting: 0, tied: 0 },
  problems: 0,
  notes: {},
  absent: { entities: 0, relations: 0, retracted: 0 },
});

/** What was counted as unchanged, and at the end turned out to have lost something. */
export function move(fates: Fates): void {
  fates.unchanged -= 1;
  fates.changed += 1;
}
