/** A bounded queue that serves its clients in turns, so that one with many entries doesn't delay the others. */
export class FairQueue<Entry> {
  readonly #limit: number;
  /** The client whose turn is next comes first. */
  readonly #clients = new Map<string, Entry[]>();
  #size = 0;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds an entry. Returns the entry that has no place, if any: this one, or the newest one of a client that has more
   * places than this one would have.
   */
  push(client: string, entry: Entry): Entry | undefined {
    const own = this.#clients.get(client);
    let refused: Entry | undefined;
    if (this.#size >= this.#limit) {
      const [name, longest] = this.#longest();
      if (!longest || longest.length <= (own?.length ?? 0) + 1) return entry;
      refused = longest.at(-1);
      this.#take(name, longest.length - 1);
    }
    if (own) own.push(entry);
    else this.#clients.set(client, [entry]);
    this.#size += 1;
    return refused;
  }

  /** Takes the oldest entry of the client whose turn it is. */
  shift(): Entry | undefined {
    for (const [client, entries] of this.#clients) {
      const [first] = entries;
      this.#take(client, 0);
      // The others come before its next entry.
      if (entries.length > 0) {
        this.#clients.delete(client);
        this.#clients.set(client, entries);
      }
      return first;
    }
    return undefined;
  }

  /** Removes an entry that no longer waits. */
  remove(client: string, entry: Entry): void {
    const at = this.#clients.get(client)?.indexOf(entry) ?? -1;
    if (at >= 0) this.#take(client, at);
  }

  #take(client: string, at: number): void {
    const entries = this.#clients.get(client);
    entries?.splice(at, 1);
    this.#size -= 1;
    if (entries?.length === 0) this.#clients.delete(client);
  }

  #longest(): [string, Entry[] | undefined] {
    let found: [string, Entry[] | undefined] = ['', undefined];
    for (const [client, entries] of this.#clients) {
      if (entries.length > (found[1]?.length ?? 0)) found = [client, entries];
    }
    return found;
  }
}
