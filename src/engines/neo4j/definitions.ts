import { NotAllowed } from '../../errors.ts';
import type { Definition } from '../../graph/port/graph.ts';
import { ignoreExisting, isForbidden } from './errors.ts';

/** Runs a statement and returns the values of its column `name`. */
type Run = (text: string) => Promise<readonly string[]>;

/** Runs work in a session for reading or writing. */
type InSession = <T>(mode: 'READ' | 'WRITE', work: (run: Run) => Promise<T>) => Promise<T>;

const AWAIT_INDEXES = 'CALL db.awaitIndexes(600)';

/** The names that a sentence lists. */
const LISTED = 3;

/** Constraints and indexes: looked for where Neo4j reads, and created where it writes only if some are missing. */
export class Definitions {
  readonly #inSession: InSession;
  #refused: { readonly wanted: readonly Definition[]; readonly why: NotAllowed } | null = null;

  constructor(inSession: InSession) {
    this.#inSession = inSession;
  }

  /** Which of these are missing; null if the user may not see any. */
  async #missing(run: Run, wanted: readonly Definition[]): Promise<readonly Definition[] | null> {
    try {
      const known = new Set([...(await run('SHOW CONSTRAINTS YIELD name')), ...(await run('SHOW INDEXES YIELD name'))]);
      return wanted.filter(({ name }) => !known.has(name));
    } catch (error) {
      if (!isForbidden(error)) throw error;
      return null;
    }
  }

  /**
   * Creates the missing ones.
   *
   * @throws NotAllowed if Neo4j lets its user create none; reading may work all the same
   */
  async create(wanted: readonly Definition[]): Promise<void> {
    const missing = await this.#inSession('READ', async (run) => {
      const missing = await this.#missing(run, wanted);
      // Another server may just have created them.
      if (missing?.length === 0) await run(AWAIT_INDEXES);
      return missing ?? wanted;
    });
    this.#refused = null;
    if (missing.length === 0) return;
    try {
      await this.#inSession('WRITE', async (run) => {
        for (const { text } of missing) await run(text).catch(ignoreExisting);
        await run(AWAIT_INDEXES);
      });
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      this.#refused = { wanted, why: error };
      throw await this.refusal();
    }
  }

  /** Whether Neo4j refused to create some. */
  get hasRefused(): boolean {
    return this.#refused !== null;
  }

  /** What is missing that the user was not allowed to create; null once it is there. */
  async refusal(): Promise<NotAllowed | null> {
    const refused = this.#refused;
    if (!refused) return null;
    const missing = await this.#inSession('READ', (run) => this.#missing(run, refused.wanted));
    if (missing?.length === 0) {
      this.#refused = null;
      return null;
    }
    return new NotAllowed(sentence(missing?.map(({ name }) => name) ?? null, refused.why), {
      missing: missing?.map(({ name }) => name) ?? [],
      cause: refused.why,
    });
  }
}

function sentence(missing: readonly string[] | null, { message }: NotAllowed): string {
  const more = (missing?.length ?? 0) - LISTED;
  const what =
    missing === null
      ? 'It does not show either whether those that Entente needs are there.'
      : `${missing.length} that Entente needs ${missing.length === 1 ? 'is' : 'are'} missing: ${missing.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
  return `Neo4j refuses to create constraints and indexes. ${what} Entente only reads until they are there: slower, and without what they serve, such as search. ${message} Or let an administrator run there what "entente print definitions" prints.`;
}
