/** What a statement takes and what a row holds; dates and money are stored as these (see storage.ts). */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value };
export type Parameters = Readonly<Record<string, Value>>;
export type Row = Readonly<Record<string, Value>>;

/** A statement's text is made of fixed words and the ontology's names; whatever comes from a request or a file is a parameter. */
export interface Statement {
  readonly text: string;
  readonly parameters: Parameters;
}

/** Something that not every engine can do; `reason` says why it is so, for the reader of a log or of a skipped test. */
export interface Capability {
  readonly supported: boolean;
  readonly reason: string;
}

export interface Capabilities {
  /** Uniqueness and indexes on the properties of relations. */
  readonly relationIndexes: Capability;
  /** Several processes work on one database at the same time. */
  readonly sharedDatabase: Capability;
}

/** Statements that see one state of the graph and, where they write, are kept whole or not at all. */
export interface UnitOfWork {
  run(statement: Statement): Promise<readonly Row[]>;
}

export interface UnitOptions {
  /** Once aborted, nothing more is sent to the engine and the call fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A graph database. Writes must be idempotent: an engine may run the work of a unit again. */
export interface Graph {
  /** For logs and messages, never for a decision: decide on `capabilities`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  read<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions): Promise<T>;
  write<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Statements that change the schema: constraints and indexes, outside any unit of work. */
  define(statements: readonly Statement[]): Promise<void>;
  /** Resolves when the engine answers; fails with a sentence that says why it does not. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
