import { setImmediate } from 'node:timers/promises';
import { LENGTH, TOKENS } from '../../graph/encoding/names.ts';
import type { Row, Statement, TokenQuery } from '../../graph/port/graph.ts';
import { type Searchable, TokenIndex } from './token-index.ts';

/** Entities that are read and indexed at once, before other calls get their turn. */
const BATCH = 2000;

/**
 * Keeps a token index in step with the database. It is built at the first search and updated at each later one with what
 * was written since. Statements say which entities they change; after one that doesn't, the index is rebuilt.
 */
export class TokenCache {
  /** Runs a statement on the last committed state. */
  readonly #read: (statement: Statement) => Promise<readonly Row[]>;
  #index = new TokenIndex();
  #changed: Set<string> | 'all' = 'all';
  #updating: Promise<void> = Promise.resolve();

  constructor(read: (statement: Statement) => Promise<readonly Row[]>) {
    this.#read = read;
  }

  /** Call this with the changes of a committed unit of work. */
  invalidate(changes: readonly (readonly string[] | undefined)[]): void {
    for (const ids of changes) {
      if (!ids) this.#changed = 'all';
      else if (this.#changed !== 'all') for (const id of ids) this.#changed.add(id);
    }
  }

  /** The beginning of a statement that binds the matching entities as `n`. */
  async find({ strategies, limit }: TokenQuery): Promise<Statement> {
    this.#updating = this.#updating.catch(() => {}).then(() => this.#update());
    await this.#updating;
    const ids = new Set<string>();
    for (const { tokens, narrow } of strategies) {
      const matches = this.#index.find(tokens, limit);
      const narrowMatches = narrow && matches.length === limit ? this.#index.find(narrow, limit) : [];
      for (const id of [...narrowMatches, ...matches]) ids.add(id);
    }
    return { text: 'UNWIND $ids AS id\nMATCH (n:Entity {id: id})\nWITH n', parameters: { ids: [...ids] } };
  }

  async #update(): Promise<void> {
    const changed = this.#changed;
    if (changed !== 'all' && changed.size === 0) return;
    this.#changed = new Set();
    try {
      if (changed === 'all' || this.#index.waste > Math.max(BATCH, this.#index.size)) {
        const index = new TokenIndex();
        const rows = await this.#read({
          text: 'MATCH (n:Entity) WITH collect(n.id) AS all UNWIND range(0, size(all) - 1, 2000) AS i RETURN all[i..i + 2000] AS ids',
          parameters: {},
        });
        await this.#add(
          index,
          rows.flatMap(({ ids }) => ids as readonly string[]),
        );
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
