import { lowerBound } from '../../binary-search.ts';
import type { OrderedPage } from '../../graph/port/graph.ts';
import { sortedInTurns, Work } from '../../work.ts';

type Key = string | number | boolean | null;

/** The key that a node is ordered by, and its id. */
export type Entry = readonly [key: Key, id: string];

/** The nodes with a label in one order, as parallel lists of keys and ids. */
interface Sorted {
  readonly keys: readonly Key[];
  readonly ids: readonly string[];
  /** The key of each node. Handed over to the next state, as only the newest state is updated. */
  readonly byId: Map<string, Key>;
}

interface Kept {
  readonly version: number;
  readonly sorted: Promise<Sorted>;
  /** Bytes that it takes, once it is built. */
  bytes: number;
}

/** Reads the entries of the nodes with a label, in any order; only those with the given ids, if any. */
export type Scan = (label: string, column: string, ids?: readonly string[]) => Promise<readonly Entry[]>;

/** The most orders; each holds a key and an id for every node with a label. */
const MOST_ORDERS = 16;
/** The most memory that orders take; the one that was used last stays, whatever it takes. */
const MOST_BYTES = 256_000_000;
/** Bytes of a key and an id, in their lists and in the map. */
const NODE_BYTES = 160;
/** The most ids of changed nodes that are remembered to update orders with. */
const MOST_CHANGES = 50_000;
/** An order of which a larger share changed is built anew. */
const LARGEST_CHANGE = 1 / 8;

/** Missing keys come last in both directions, and equal keys are ordered by id. Stored texts sort correctly by UTF-16. */
function compare([key, id]: Entry, [otherKey, otherId]: Entry, descending: boolean): number {
  if (key !== otherKey) {
    if (key === null) return 1;
    if (otherKey === null) return -1;
    return key < otherKey !== descending ? -1 : 1;
  }
  return id < otherId ? -1 : id > otherId ? 1 : 0;
}

/** The index of the first entry that is not before `entry`; if `past`, of the first that is after it. */
function indexOf({ keys, ids }: Sorted, entry: Entry, descending: boolean, past: boolean): number {
  return lowerBound(0, ids.length, (index) => {
    const side = compare([keys[index] ?? null, ids[index] ?? ''], entry, descending);
    return side < 0 || (past && side === 0);
  });
}

async function sort(entries: readonly Entry[], descending: boolean): Promise<Sorted> {
  const ordered = await sortedInTurns(entries, (a, b) => compare(a, b, descending), new Work());
  return {
    keys: ordered.map(([key]) => key),
    ids: ordered.map(([, id]) => id),
    byId: new Map(ordered.map(([key, id]) => [id, key])),
  };
}

/** An order after the nodes with these ids changed to these entries, or were removed. Copies whole runs in between. */
function updated(sorted: Sorted, ids: readonly string[], entries: readonly Entry[], descending: boolean): Sorted {
  const { byId } = sorted;
  const cuts: { readonly at: number; readonly entry: Entry | null }[] = entries.map((entry) => ({
    at: indexOf(sorted, entry, descending, false),
    entry,
  }));
  for (const id of ids) {
    const key = byId.get(id);
    if (key !== undefined) cuts.push({ at: indexOf(sorted, [key, id], descending, false), entry: null });
  }
  // At one index, insertions come before the removal.
  cuts.sort((a, b) => a.at - b.at || (a.entry && b.entry ? compare(a.entry, b.entry, descending) : a.entry ? -1 : 1));
  const keys: Key[][] = [];
  const names: string[][] = [];
  let from = 0;
  for (const { at, entry } of cuts) {
    keys.push(sorted.keys.slice(from, at));
    names.push(sorted.ids.slice(from, at));
    if (entry) {
      keys.push([entry[0]]);
      names.push([entry[1]]);
    }
    from = entry ? at : at + 1;
  }
  keys.push(sorted.keys.slice(from));
  names.push(sorted.ids.slice(from));
  for (const id of ids) byId.delete(id);
  for (const [key, id] of entries) byId.set(id, key);
  return { keys: keys.flat(), ids: names.flat(), byId };
}

/**
 * Caches the orders of lists, for an engine that would sort all nodes with a label for a page of twenty. States of the
 * graph are numbered, and each names the nodes that it may have changed. An order is built when it is first used; in a
 * later state, it is updated by reading the changed nodes. A reader always gets the order of the state that it sees.
 */
export class OrderCache {
  readonly #mostBytes: number;
  readonly #orders = new Map<string, Kept>();
  readonly #changes: { readonly version: number; readonly ids: readonly string[] }[] = [];
  #remembered = 0;
  /** All changes since this state are remembered. */
  #since = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Records a new state, and the ids that each of its statements may have changed; undefined for any. */
  record(version: number, changes: readonly (readonly string[] | undefined)[]): void {
    const ids = changes.every((some) => some !== undefined) ? changes.flat() : null;
    if (ids === null || this.#orders.size === 0) {
      this.#changes.length = 0;
      this.#remembered = 0;
      this.#since = version;
      return;
    }
    this.#changes.push({ version, ids });
    this.#remembered += ids.length;
    while (this.#remembered > MOST_CHANGES) {
      const oldest = this.#changes.shift();
      this.#remembered -= oldest?.ids.length ?? 0;
      this.#since = oldest?.version ?? version;
    }
  }

  /** The ids of a page. `scan` reads the state that `version` names. */
  async page(order: OrderedPage, version: number, scan: Scan): Promise<readonly string[]> {
    const { after, before, backward, limit, descending } = order;
    const sorted = await this.#sorted(order, version, scan);
    const { ids } = sorted;
    const from = after ? indexOf(sorted, after, descending, true) : 0;
    const until = before ? indexOf(sorted, before, descending, false) : ids.length;
    if (!backward) return ids.slice(from, Math.min(until, from + limit));
    return ids.slice(Math.max(from, until - limit), Math.max(from, until)).reverse();
  }

  async #sorted(order: OrderedPage, version: number, scan: Scan): Promise<Sorted> {
    const { label, column, descending } = order;
    const name = `${label} ${column} ${descending}`;
    const whole = async () => sort(await scan(label, column), descending);
    const cached = this.#orders.get(name);
    // A long reader may still see an older state, which must not replace a newer one.
    if (cached && cached.version > version) return whole();
    if (cached?.version === version) {
      this.#keep(name, cached);
      // Another reader is building it, and its transaction may end first.
      return cached.sorted.catch(whole);
    }
    const next = async () => {
      const before = cached && cached.version >= this.#since ? await cached.sorted.catch(() => null) : null;
      const ids = before && this.#changedIn(cached?.version ?? 0, version);
      if (!ids || ids.length > before.ids.length * LARGEST_CHANGE) return whole();
      return ids.length === 0 ? before : updated(before, ids, await scan(label, column, ids), descending);
    };
    const building: Kept = { version, sorted: next(), bytes: 0 };
    this.#keep(name, building);
    building.sorted.then(
      ({ ids }) => {
        building.bytes = ids.length * NODE_BYTES;
        this.#trim();
      },
      () => {},
    );
    building.sorted.catch(() => {
      if (this.#orders.get(name) === building) this.#orders.delete(name);
    });
    return building.sorted;
  }

  /** Moves an order to the end of the map, and drops those least recently used that have no room. */
  #keep(name: string, entry: Kept): void {
    this.#orders.delete(name);
    this.#orders.set(name, entry);
    this.#trim();
  }

  #trim(): void {
    let bytes = 0;
    for (const entry of this.#orders.values()) bytes += entry.bytes;
    for (const [name, entry] of this.#orders) {
      const { size } = this.#orders;
      if (size <= 1 || (size <= MOST_ORDERS && bytes <= this.#mostBytes)) return;
      this.#orders.delete(name);
      bytes -= entry.bytes;
    }
  }

  /** The ids of nodes that may have changed after one state and up to another. */
  #changedIn(after: number, upTo: number): readonly string[] {
    const changes = this.#changes.filter(({ version }) => version > after && version <= upTo);
    return [...new Set(changes.flatMap(({ ids }) => ids))];
  }
}
