/** How `importFile` reads a file. */
export interface ImportOptions {
  /** `facts` (YAML, JSON or JSONL) if left out; `csv`, with a mapping; or a published format that `entente import --help` lists. */
  readonly format?: string;
  /** The mapping file of the format `csv`. */
  readonly mapping?: string;
  /** The id of the document that a table stands for. */
  readonly source?: string;
  /** When a table was published, in EDTF, such as `2024-05`. */
  readonly published?: string;
  /** The encoding of the file, such as `iso-8859-2`; detected if left out. */
  readonly encoding?: string;
  /** Checks the file and counts what would change, without writing. */
  readonly dryRun?: boolean;
  /** Writes nothing if any row has a problem. */
  readonly strict?: boolean;
  /** Retracts what the same document stated in an earlier import and doesn't state any more. */
  readonly replace?: boolean;
  /** Receives every problem with a row. The row is skipped. */
  readonly onProblem?: (problem: ImportProblem) => void;
  /** Stops the import after the current batch. The same call continues from there. */
  readonly signal?: AbortSignal;
}

/** A problem with one row of a file. */
export interface ImportProblem {
  readonly file: string;
  /** The line in the unpacked file, from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly expected: string;
  /** `value`: only this value is left out. Omitted: the row is skipped. */
  readonly costs?: 'value';
}

/** How many facts were new, changed, or in the graph already. */
export interface ChangeCounts {
  readonly made: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** What an import did. */
export interface ImportResult {
  /** Rows of the file by outcome; `read` is the sum of the others. */
  readonly rows: ChangeCounts & { readonly read: number; readonly skipped: number };
  readonly entities: ChangeCounts;
  /** `waiting` relations are written as soon as both of their entities are in the graph. */
  readonly relations: ChangeCounts & { readonly waiting: number };
  /** The number of problems. */
  readonly problems: number;
  /** Cycles in hierarchies, as ids: each entity is a part of the next one, and the last one of the first. */
  readonly cycles: readonly (readonly string[])[];
  /** Nothing was written, because rows had problems and `strict` was set. */
  readonly refused: boolean;
  /** The last row that was written, if the import stopped before the end of the file. */
  readonly stoppedAfter: { readonly rows: number; readonly file: string; readonly line: number } | null;
  /** Why the rest of the file can't be read, such as a packed file that is incomplete. */
  readonly unreadable: string | null;
}
