import type { EntityFact, RelationFact } from '../ontology/facts.ts';
import type { RowProblem } from './formats/row.ts';

/** The facts of one row, or its problems. */
export interface RowFacts {
  readonly file: string;
  readonly line: number;
  readonly entities: readonly EntityFact[];
  readonly relations: readonly RelationFact[];
  readonly problems: readonly RowProblem[];
  /** What a row with problems would state. The file does not count as no longer stating it. */
  readonly refused?: readonly (EntityFact | RelationFact)[];
  /** The document of a row that can't be read at all, and may state anything. */
  readonly unread?: string;
  readonly notes: readonly string[];
}

export interface ReadProgress {
  /** Receives how many bytes of all inputs were read. */
  read(bytes: number): void;
  /** Receives a note about a file as a whole: its encoding. */
  note(file: string, text: string): void;
}
