/**
 * A set of texts, stored as 53-bit hashes: a million take 16 MB, a Set of ids 150 MB. Among ten million texts, any two
 * have the same hash with a probability of about one in ten thousand.
 */
export interface TextSet {
  has(text: string): boolean;
  /** Whether it is new. */
  add(text: string): boolean;
  remove(text: string): void;
}

/** The facts that an import has seen. The sets share one table: the number of the set is mixed into each hash. */
export class Seen {
  readonly #table = new HashTable();
  #sets = 0;
  #set = (): TextSet => {
    const seed = this.#sets++;
    const table = this.#table;
    return {
      has: (text) => table.has(hash(text, seed)),
      add: (text) => table.add(hash(text, seed)),
      remove: (text) => table.remove(hash(text, seed)),
    };
  };

  /** Statements of a document about an entity, by `statementKey`. */
  readonly entityStatements = this.#set();
  /** Statements of a document about a relation, by `statementKey`. */
  readonly relationStatements = this.#set();
  /** The same for rows with a problem: what they would state. */
  readonly refusedEntities = this.#set();
  readonly refusedRelations = this.#set();
  /** Facts with everything that they state. */
  readonly facts = this.#set();
  /** Values that a document states for a relation. */
  readonly relationValues = this.#set();
  /** Ids of entities that were in the graph before. */
  readonly entitiesFound = this.#set();
  /** Ids of entities that this import created. */
  readonly entitiesMade = this.#set();
  /** Ids of relations that this import created; only for imports of several documents. */
  readonly relationsMade = this.#set();
  /** For a dry run: relations whose ends exist. */
  readonly relationsTied = this.#set();
  /** For a dry run: the parts of entities, and the ids of entities with a part. */
  readonly entityParts = this.#set();
  /** For a dry run: the summaries of entities. */
  readonly summaries = this.#set();
}

/** What one document states about an entity or a relation. */
export const statementKey = (id: string, document: string): string => `${id}|${document}`;

/** An open hash table of numbers that are not 0. */
class HashTable {
  #slots = new Float64Array(1 << 16);
  #size = 0;

  has(key: number): boolean {
    return this.#slots[this.#slot(key)] !== 0;
  }

  add(key: number): boolean {
    const slot = this.#slot(key);
    if (this.#slots[slot] !== 0) return false;
    this.#slots[slot] = key;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  remove(removed: number): void {
    let slot = this.#slot(removed);
    if (this.#slots[slot] === 0) return;
    this.#slots[slot] = 0;
    this.#size -= 1;
    // Later keys may have moved on because its slot was taken.
    const last = this.#slots.length - 1;
    for (slot = (slot + 1) & last; this.#slots[slot] !== 0; slot = (slot + 1) & last) {
      const key = this.#slots[slot] as number;
      this.#slots[slot] = 0;
      this.#slots[this.#slot(key)] = key;
    }
  }

  #slot(key: number): number {
    const last = this.#slots.length - 1;
    let slot = key % this.#slots.length;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== key) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    for (const key of before) if (key !== 0) this.#slots[this.#slot(key)] = key;
  }
}

/** cyrb53 (public domain) with a seed: 53 bits, never 0. */
function hash(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1;
}
