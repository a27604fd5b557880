import type { MatchStrategy, TokenExpression } from '../../tokens/tokens.ts';

export type { MatchStrategy, TokenExpression };

/** What a statement takes and what a row holds; dates and money are stored as these (see storage.ts). */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value };
export type Parameters = Readonly<Record<string, Value>>;
export type Row = Readonly<Record<string, Value>>;

/** A statement's text is made of fixed words and the ontology's names; whatever comes from a request or a file is a parameter. */
export interface Statement {
  readonly text: string;
  readonly parameters: Parameters;
  /** Ids of the entities that it may change, where it writes; any where left out. */
  readonly changes?: readonly string[];
}

/** Something that not every engine can do; `reason` says why it is so, for the reader of a log or of a skipped test. */
export interface Capability {
  readonly supported: boolean;
  readonly reason: string;
}

export interface Capabilities {
  /** Uniqueness and indexes on the properties of relations. */
  readonly relationIndexes: Capability;
  /** An index that gives rows in the order of its properties. */
  readonly orderedIndexes: Capability;
  /** Orders of whole lists are kept beside the database, as it has no index that gives them. */
  readonly orderCache: Capability;
  /** The database itself finds entities by their tokens; otherwise an index of them is kept beside it, in step with each write. */
  readonly tokenIndexes: Capability;
  /** What joins what is kept beside the database, for walks from entity to entity: a step in the database costs a way there and back. */
  readonly topologyCache: Capability;
  /** A statement of many questions is planned as fast as each by itself; otherwise each combination of them is planned anew. */
  readonly wideStatements: Capability;
  /** Several processes work on one database at the same time, and it may hold what is not Entente's. */
  readonly sharedDatabase: Capability;
  /** A statement stops in the database when its call ends early; otherwise it runs to its end unheard. */
  readonly cancellation: Capability;
  /** The database itself refuses a write in `read`. */
  readonly guardedReads: Capability;
  /** The whole database, with all that was recorded before, is copied to a file while it is read and written. */
  readonly copies: Capability;
}

/** A page of a label's nodes in the order of one property and then the id; missing values come last. */
export interface OrderedPage {
  readonly label: string;
  readonly column: string;
  readonly descending: boolean;
  readonly after: readonly [key: string | number | boolean | null, id: string] | null;
  readonly before: readonly [key: string | number | boolean | null, id: string] | null;
  /** From the end of the list, and in that order. */
  readonly backward: boolean;
  readonly limit: number;
}

/** Entities that have tokens (see search/tokens.ts): those that any of these ways finds, so many of each at the most, the ones with short names first. */
export interface TokenQuery {
  readonly strategies: readonly MatchStrategy[];
  readonly limit: number;
}

/** Statements that see one state of the graph and, where they write, are kept whole or not at all. */
export interface UnitOfWork {
  run(statement: Statement): Promise<readonly Row[]>;
  /**
   * Gives the engine a statement whose rows nobody wants, and waits no longer than until the next may be given. What
   * comes after it sees what it did; where it fails, the unit fails.
   */
  send(statement: Statement): Promise<void>;
  /** Ids of a page out of an order that the engine's room keeps (see `keptOrders`). */
  inOrder?(order: OrderedPage): Promise<readonly string[]>;
  /** The beginning of a statement, which goes on with the entities found as `n`, each of them once. */
  findByTokens(finding: TokenQuery): Promise<Statement>;
}

export interface UnitOptions {
  /** Once aborted, nothing more is sent to the engine and the call fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the call fails with TIMEOUT; the engine's own setting where left out. */
  readonly deadline?: number;
}

export interface ReadWithState {
  readonly rows: readonly Row[];
  /**
   * The state of the graph when this had been read, by whomever it was written; null where the database does not tell.
   * The rows may be those of the state before; what is read after that in this process is not.
   */
  readonly state: string | null;
}

/** A constraint or an index. The name is Entente's own: where it is taken, the definition is taken to be there. */
export interface Definition {
  readonly name: string;
  readonly text: string;
}

/**
 * A graph database. Writes must be idempotent: an engine runs the work of a unit again after what is transient,
 * also where it can't know whether the first run was kept. Fails with UNAVAILABLE where the database can't be reached.
 */
export interface Graph {
  /** For logs and messages, never for a decision: decide on `capabilities`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  read<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Reads by one statement alone, and tells in which state the graph is then. */
  readWithState(statement: Statement, options?: UnitOptions): Promise<ReadWithState>;
  write<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Makes the constraints and indexes that are missing, outside any unit of work; others may do so at the same time. */
  define(definitions: readonly Definition[]): Promise<void>;
  /** Counts the states of the graph: in one state, equal reads have equal answers. Null where others may write to it as well. */
  version(): number | null;
  /** Copies the state that the database has now to a new file (see `copies`). Others go on meanwhile. */
  copy?(file: string): Promise<void>;
  /** Resolves when the engine answers; fails with a sentence that says why it does not. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
