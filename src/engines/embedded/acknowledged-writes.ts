import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type grafeo from '@grafeo-db/js';
import { type Acknowledged, AcknowledgedState } from './acknowledged.ts';
import { closedFile, logFolder } from './files.ts';
import { foreignState, LostWrites, missingState } from './lost-writes.ts';

type Database = InstanceType<typeof grafeo.GrafeoDB>;

/** The label of the node that holds the id of the database. */
const LABEL = 'EntenteAcknowledged';

/** The log of the engine before a commit, and the number that only this commit reaches. */
export interface BeforeCommit {
  readonly logEnd: string;
  readonly commit: number;
}

/** Keeps the newest acknowledged state beside an open database. */
export class AcknowledgedWrites {
  readonly #db: Database;
  readonly #folder: string;
  readonly #found: Acknowledged | null;
  readonly #acceptLoss: boolean;
  readonly #report: (sentence: string) => void;
  #state: AcknowledgedState | null = null;
  #preparing: Promise<void> | null = null;

  /** @param found the state in the file beside the database, if it can be read. */
  constructor(
    db: Database,
    folder: string,
    found: Acknowledged | null,
    acceptLoss: boolean,
    report: (sentence: string) => void,
  ) {
    this.#db = db;
    this.#folder = folder;
    this.#found = found;
    this.#acceptLoss = acceptLoss;
    this.#report = report;
  }

  get isPrepared(): boolean {
    return this.#state !== null;
  }

  /**
   * Compares the id in the database with that of the file, and creates both if there are none.
   *
   * @throws LostWrites if the file is missing or belongs to another database
   */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => {
      // A full disk may have room later.
      if (!this.#state) this.#preparing = null;
    });
    return this.#preparing;
  }

  async #prepare(): Promise<void> {
    const marked = (await this.#db.executeCypher(`MATCH (n:${LABEL}) RETURN n.id AS id`)).toArray();
    const own = marked.length > 0 ? String(marked[0]?.id) : null;
    if (!this.#acceptLoss && own !== null) {
      if (!this.#found) throw new LostWrites(missingState(this.#folder));
      if (this.#found.database !== own) throw new LostWrites(foreignState(this.#folder));
    }
    const database = own ?? this.#found?.database ?? randomUUID();
    // Before the id in the database: a database with an id always has the file.
    const state =
      this.#found && !this.#acceptLoss
        ? AcknowledgedState.open(this.#folder)
        : AcknowledgedState.create(this.#folder, { ...this.#now(), commit: this.#commit(), database, closed: null });
    if (own === null) {
      const before = this.before();
      const transaction = this.#db.beginTransaction();
      await transaction.executeCypher(`CREATE (:${LABEL} {id: $id})`, { id: database });
      await transaction.execute('COMMIT');
      state.write({ ...this.#now(), commit: before.commit, closed: null });
    }
    this.#state = state;
  }

  /** What `record` has to know from before a commit. */
  before(): BeforeCommit {
    return { logEnd: this.keepLog(), commit: this.#commit() + 1 };
  }

  /**
   * Records that a commit succeeded, before it is acknowledged. Reads that end during the commit also count up the
   * engine's number, so the state holds the lowest that the commit can have. A commit that changed nothing is not in
   * the log.
   */
  record({ logEnd, commit }: BeforeCommit): void {
    if (this.#logEnd() !== logEnd) this.#state?.write({ ...this.#now(), commit, closed: null });
  }

  /** Ends after the database is closed: its file is then as it is described here. */
  async close(isClean: boolean): Promise<void> {
    if (isClean) this.#state?.write({ closed: closedFile(this.#folder) });
    await this.#state?.close();
  }

  #commit(): number {
    return Number(this.#db.currentEpoch());
  }

  #now() {
    return { nodes: this.#db.nodeCount(), edges: this.#db.edgeCount(), at: new Date().toISOString() };
  }

  /**
   * Writes everything to the database file if the log was deleted under the running process, as only this process has it
   * all. Returns the end of the log.
   */
  keepLog(): string {
    const end = this.#logEnd();
    if (end !== '') return end;
    mkdirSync(logFolder(this.#folder), { recursive: true, mode: 0o700 });
    this.#db.walCheckpoint();
    this.#report(
      `The log of the database in ${this.#folder} was deleted while the database was in use. Everything is in its file now; nothing is lost.`,
    );
    return this.#logEnd();
  }

  /** The last part of the engine's log, and how long it is; empty if there is none. */
  #logEnd(): string {
    const folder = logFolder(this.#folder);
    try {
      const last = readdirSync(folder).sort().at(-1);
      return last === undefined ? '' : `${last} ${statSync(join(folder, last)).size}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }
}
