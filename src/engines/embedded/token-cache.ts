import { setImmediate } from 'node:timers/promises';
import { LENGTH, TOKENS } from '../../graph/encoding/names.ts';
import type { Row, Statement, TokenQuery } from '../../graph/port/graph.ts';
import { type Searchable, TokenIndex } from './token-index.ts';

/** Entities that are read and indexed at once: others are served between. */
const BATCH = 2000;

/**
 * An index of tokens in step with the database: made when something is first searched, and at each search brought up to
 * what was written since. What a unit of work writes it says by the ids that its statements change; where one
 * does not, all is read again.
 */
export class TokenCache {
  /** Runs a statement on the state that was committed last. */
  readonly #read: (statement: Statement) => Promise<readonly Row[]>;
  #index = new TokenIndex();
  #changed: Set<string> | 'all' = 'all';
  #bringingUp: Promise<void> = Promise.resolve();

  constructor(read: (statement: Statement) => Promise<readonly Row[]>) {
    this.#read = read;
  }

  /** What the statements of a committed unit of work changed. */
  changed(changes: readonly (readonly string[] | undefined)[]): void {
    for (const ids of changes) {
      if (!ids) this.#changed = 'all';
      else if (this.#changed !== 'all') for (const id of ids) this.#changed.add(id);
    }
  }

  async found({ strategies, limit }: TokenQuery): Promise<Statement> {
    this.#bringingUp = this.#bringingUp.catch(() => {}).then(() => this.#bringUp());
    await this.#bringingUp;
    const ids = new Set<string>();
    for (const { wanted, narrow } of strategies) {
      const found = this.#index.find(wanted, limit);
      const nearer = narrow && found.length === limit ? this.#index.find(narrow, limit) : [];
      for (const id of [...nearer, ...found]) ids.add(id);
    }
    return { text: 'UNWIND $ids AS found\nMATCH (n:Entity {id: found})\nWITH n', parameters: { ids: [...ids] } };
  }

  async #bringUp(): Promise<void> {
    const changed = this.#changed;
    if (changed !== 'all' && changed.size === 0) return;
    this.#changed = new Set();
    try {
      if (changed === 'all' || this.#index.waste > Math.max(BATCH, this.#index.size)) {
        const index = new TokenIndex();
        const rows = await this.#read({ text: 'MATCH (n:Entity) RETURN collect(n.id) AS ids', parameters: {} });
        await this.#add(index, rows[0]?.ids as readonly string[]);
        this.#index = index;
      } else {
        for (const id of changed) this.#index.remove(id);
        await this.#add(this.#index, [...changed]);
      }
    } catch (error) {
      this.#changed = 'all';
      throw error;
    }
  }

  async #add(index: TokenIndex, ids: readonly string[]): Promise<void> {
    const text = `UNWIND $ids AS id\nMATCH (n:Entity {id: id})\nRETURN collect([n.id, n.${LENGTH}, n.${TOKENS}]) AS rows`;
    for (let at = 0; at < ids.length; at += BATCH) {
      const [row] = await this.#read({ text, parameters: { ids: ids.slice(at, at + BATCH) } });
      for (const entity of (row?.rows ?? []) as unknown as readonly Searchable[]) index.set(entity);
      await setImmediate();
    }
  }
}
