import type { MatchStrategy, TokenExpression } from '../../tokens/tokens.ts';
import type { Work } from '../../work.ts';

export type { MatchStrategy, TokenExpression };

/** A value of a parameter or of a row. Dates and money are stored as several of these (see encoding/values.ts). */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value };
/** The parameters of a statement, by name. */
export type Parameters = Readonly<Record<string, Value>>;
/** A row of a result, by column. */
export type Row = Readonly<Record<string, Value>>;

/**
 * A Cypher statement. Its text consists of fixed words and names of the ontology; all input from requests and files
 * is passed as parameters.
 *
 * @example
 * const statement: Statement = {
 *   text: 'MATCH (n:Entity {id: $id}) RETURN n.name AS name',
 *   parameters: { id: 'area:semiconductors' },
 * };
 */
export interface Statement {
  readonly text: string;
  readonly parameters: Parameters;
  /** For writes: the ids of the entities that may change. Leave it out if any may. */
  readonly changes?: readonly string[];
}

/** Something that not every engine can do. Logs and skipped tests show `reason`. */
export interface Capability {
  readonly supported: boolean;
  /** A sentence, without a full stop, that says why. */
  readonly reason: string;
}

/** The differences between engines. Code decides by these and never by an engine's name. */
export interface Capabilities {
  /** Constraints and indexes on properties of relations. */
  readonly relationIndexes: Capability;
  /** Indexes that return rows in the order of their properties. */
  readonly orderedIndexes: Capability;
  /** The database finds entities by tokens itself; otherwise the engine keeps a token index beside the database. */
  readonly tokenIndexes: Capability;
  /** Traversals profit from a topology in memory, as each of their steps would be a round trip to a server. */
  readonly topologyCache: Capability;
  /** Planning one statement with many queries takes no longer than planning each alone. */
  readonly wideStatements: Capability;
  /** While the graph stays the same, `id()` gives each node and each relation a small number, sooner than a property. */
  readonly numbers: Capability;
  /** Several processes may use the database at once, and it may hold other people's data. */
  readonly sharedDatabase: Capability;
  /** The database itself refuses writes within `read`. */
  readonly guardedReads: Capability;
  /** A statement ends when nobody waits for it any more; otherwise one that could run long isn't sent. */
  readonly stoppableStatements: Capability;
  /** `copy` copies the whole database, its history included, while it is in use. */
  readonly copies: Capability;
}

/** The values at a row that a page begins after or ends before. */
export type OrderedPosition = readonly [key: string | number | boolean | null, id: string];

/** A page of the nodes with a label, ordered by one property and then by id; missing values come last. */
export interface OrderedPage {
  readonly label: string;
  readonly column: string;
  readonly descending: boolean;
  readonly after: OrderedPosition | null;
  readonly before: OrderedPosition | null;
  /** Read from the end of the list, last row first. */
  readonly backward: boolean;
  readonly limit: number;
}

/** Finds entities by tokens (see tokens/tokens.ts): the union of what each strategy matches, shortest names first. */
export interface TokenQuery {
  readonly strategies: readonly MatchStrategy[];
  /** The most entities that each strategy may contribute. */
  readonly limit: number;
}

/**
 * A transaction: its statements see one state of the graph, and its writes are kept all or not at all.
 *
 * @example
 * await graph.write(async (unit) => {
 *   const [row] = await unit.run({ text: 'MATCH (n:Entity {id: $id}) RETURN n.name AS name', parameters: { id } });
 *   await unit.send({ text: 'MATCH (n:Entity {id: $id}) SET n.summary = $summary', parameters: { id, summary } });
 * });
 */
export interface UnitOfWork {
  /** Those of the graph. */
  readonly capabilities: Capabilities;
  /** What the request may spend in this process. Whatever takes long in memory counts its steps here, and pauses. */
  readonly work: Work;
  /** Runs a statement and returns its rows. */
  run(statement: Statement): Promise<readonly Row[]>;
  /**
   * Sends a statement whose rows are not needed, and resolves as soon as the next one may be sent. Later statements
   * see its effect; if it fails, the unit fails.
   */
  send(statement: Statement): Promise<void>;
  /** The ids of a page, from an order that the engine keeps in memory because no index provides it. */
  inOrder?(page: OrderedPage): Promise<readonly string[]>;
  /** The beginning of a statement that binds each matching entity once, as `n`. */
  findByTokens(query: TokenQuery): Promise<Statement>;
}

/** Limits of one call. */
export interface UnitOptions {
  /** Once aborted, the call sends nothing more and fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the call fails with TIMEOUT; by default the engine's own setting. */
  readonly deadline?: number;
  /** What the request may spend in this process; without it, the work is not limited. */
  readonly work?: Work;
}

/** The rows of a read, and the state of the graph. */
export interface ReadWithState {
  readonly rows: readonly Row[];
  /**
   * The state of the graph after this read, whoever wrote it; null if the database doesn't say. The rows may still be
   * those of the state before; later reads of this process are not.
   */
  readonly state: string | null;
}

/** A constraint or an index. Its name begins with `entente`; if the name exists, the definition counts as present. */
export interface Definition {
  readonly name: string;
  readonly text: string;
}

/**
 * A graph database. An engine reruns the work of a unit after a transient failure, even if it can't know whether the
 * first run was committed, so writes must be idempotent. Every call fails with UNAVAILABLE if the database can't be
 * reached and with TIMEOUT after its deadline.
 *
 * @example
 * const graph = openEmbedded('./data');
 * const rows = await graph.read((unit) => unit.run({ text: 'MATCH (n:Entity) RETURN count(n) AS total', parameters: {} }));
 * await graph.close();
 */
export interface Graph {
  /** For logs and messages only: decide by `capabilities`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  read<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Reads with a single statement and also returns the state of the graph. */
  readWithState(statement: Statement, options?: UnitOptions): Promise<ReadWithState>;
  write<T>(work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Creates the missing constraints and indexes, outside any unit of work. Safe to run concurrently. */
  define(definitions: readonly Definition[]): Promise<void>;
  /** The number of the graph's state: equal reads of one state return equal rows. Null if others may write as well. */
  version(): number | null;
  /** Copies the current state of the database to a new file, without stopping other calls (see `copies`). */
  copy?(file: string): Promise<void>;
  /** Resolves if the database answers; otherwise fails with a sentence that says why. */
  ready(): Promise<void>;
  /** Why the database refuses writes at the moment though it answers reads, such as a full disk; null if it takes them. */
  refusal?(): Promise<string | null>;
  /** Refuses new calls, waits for the running ones and closes the database. */
  close(): Promise<void>;
}
