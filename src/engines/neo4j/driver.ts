import neo4j, { type Driver, type Session, type SessionMode } from 'neo4j-driver';

/** The connection to a Neo4j server or cluster, and its limits. */
export interface Neo4jOptions {
  /** Any scheme of the driver: neo4j, neo4j+s, neo4j+ssc, bolt, bolt+s, bolt+ssc. */
  readonly uri: string;
  readonly username: string;
  /** Null if the server requires none. */
  readonly password: string | null;
  /** Null for the user's home database. */
  readonly database: string | null;
  /** Milliseconds that a call may take, unless the call itself says otherwise. */
  readonly deadline: number;
  /** The most connections to each server. */
  readonly poolSize: number;
  /** Milliseconds that a call waits for a free connection. */
  readonly acquisitionTimeout: number;
}

/** Whether a server speaks a Bolt older than 5.2, which has no filter of notifications. */
const isOld = (error: unknown) => error instanceof Error && /notification filters/.test(error.message);

/** The driver, and the newest state that it has seen: bookmarks make every session see that state, on every server. */
export class Connection {
  readonly #options: Neo4jOptions;
  readonly #bookmarkManager = neo4j.bookmarkManager();
  #driver: Driver;
  #database: string | undefined;
  /** Drivers that other calls may still use. */
  readonly #retired: Driver[] = [];

  constructor(options: Neo4jOptions) {
    this.#options = options;
    this.#database = options.database ?? undefined;
    this.#driver = this.#connect(true);
  }

  /** Whether the address leads to several servers, so that one call may be answered by another than the one before. */
  get isRouted(): boolean {
    return this.#options.uri.startsWith('neo4j');
  }

  #connect(filtersNotifications: boolean): Driver {
    const { uri, username, password, deadline, poolSize, acquisitionTimeout } = this.#options;
    return neo4j.driver(uri, password === null ? undefined : neo4j.auth.basic(username, password), {
      // Integers arrive exactly; fromDriver converts those that fit into a number.
      useBigInt: true,
      maxConnectionPoolSize: poolSize,
      connectionAcquisitionTimeout: acquisitionTimeout,
      connectionTimeout: Math.min(5000, deadline / 2),
      // A lasting transient failure is reported as UNAVAILABLE before the call's deadline turns it into TIMEOUT. The
      // driver checks this before each pause, and each pause is twice as long as the one before.
      maxTransactionRetryTime: deadline / 5,
      // Detects a lost connection before a statement is sent over it.
      connectionLivenessCheckTimeout: 60_000,
      // Each answer would list the properties that no node has yet.
      ...(filtersNotifications ? { notificationFilter: { minimumSeverityLevel: 'OFF' } } : {}),
      telemetryDisabled: true,
      userAgent: 'entente',
    });
  }

  /**
   * Names the home database of the user from now on. Without a name, the driver would ask which one it is before each
   * session, and only the server in NEO4J_URI.
   */
  resolveDatabase(name: string | undefined): void {
    this.#database ??= name || undefined;
  }

  session(mode: SessionMode): Session {
    return this.#driver.session({
      ...(this.#database === undefined ? {} : { database: this.#database }),
      bookmarkManager: this.#bookmarkManager,
      defaultAccessMode: mode,
    });
  }

  /** Runs work, and once more without the filter of notifications if a server is too old for it. Nothing was sent then. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const driver = this.#driver;
    try {
      return await work();
    } catch (error) {
      if (!isOld(error)) throw error;
      if (this.#driver === driver) {
        this.#driver = this.#connect(false);
        this.#retired.push(driver);
      }
      return work();
    }
  }

  async close(): Promise<void> {
    for (const driver of [this.#driver, ...this.#retired]) await driver.close();
  }
}
