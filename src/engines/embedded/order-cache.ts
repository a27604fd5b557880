import { lowerBound } from '../../binary-search.ts';
import type { OrderedPage } from '../../graph/port/graph.ts';

type Key = string | number | boolean | null;

/** What a node is ordered by, and its id. */
export type Entry = readonly [key: Key, id: string];

/** A label's nodes in one order: what they are ordered by, and their ids, at the same places. */
interface Sorted {
  readonly keys: readonly Key[];
  readonly ids: readonly string[];
  /** What each node is ordered by. Goes over to the next state, as only the newest one is brought up to date. */
  readonly byId: Map<string, Key>;
}

/** Reads entries in any order: of all nodes with a label, or of those among them that have these ids. */
export type Scan = (label: string, column: string, ids?: readonly string[]) => Promise<readonly Entry[]>;

/** More than a person looks at in turn; each holds a key and an id for every node of a label. */
const MOST = 16;
/** Ids of changed nodes that are remembered for the orders that are kept. */
const MOST_CHANGES = 50_000;
/** An order of which more than this part changed is made anew. */
const LARGEST_CHANGE = 1 / 8;

/** Missing keys come last in both directions, and the id decides among equal ones. Texts compare by UTF-16, and are kept so that this is their order. */
function compare([key, id]: Entry, [otherKey, otherId]: Entry, descending: boolean): number {
  if (key !== otherKey) {
    if (key === null) return 1;
    if (otherKey === null) return -1;
    return key < otherKey !== descending ? -1 : 1;
  }
  return id < otherId ? -1 : id > otherId ? 1 : 0;
}

/** The first place whose entry is not before `entry`, or, `past` it, comes after it. */
function placeOf({ keys, ids }: Sorted, entry: Entry, descending: boolean, past: boolean): number {
  return lowerBound(0, ids.length, (place) => {
    const side = compare([keys[place] ?? null, ids[place] ?? ''], entry, descending);
    return side < 0 || (past && side === 0);
  });
}

function sort(entries: readonly Entry[], descending: boolean): Sorted {
  const ordered = [...entries].sort((a, b) => compare(a, b, descending));
  return {
    keys: ordered.map(([key]) => key),
    ids: ordered.map(([, id]) => id),
    byId: new Map(ordered.map(([key, id]) => [id, key])),
  };
}

/** The order in which the nodes with these ids have these entries, or none: the runs between them are taken over whole. */
function changed(sorted: Sorted, ids: readonly string[], entries: readonly Entry[], descending: boolean): Sorted {
  const { byId } = sorted;
  const cuts: { readonly at: number; readonly entry: Entry | null }[] = entries.map((entry) => ({
    at: placeOf(sorted, entry, descending, false),
    entry,
  }));
  for (const id of ids) {
    const key = byId.get(id);
    if (key !== undefined) cuts.push({ at: placeOf(sorted, [key, id], descending, false), entry: null });
  }
  // What comes in at a place stands before what goes from there.
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
 * The orders that lists ask for, for an engine that would sort all nodes of a label for a page of twenty. States of the
 * graph are counted, and each says which nodes it may have changed. An order is made when it is first asked for; asked
 * for in a later state, it is brought there by reading those that changed, and no reader gets that of another state.
 */
export class OrderCache {
  readonly #orders = new Map<string, { readonly version: number; readonly sorted: Promise<Sorted> }>();
  readonly #changes: { readonly version: number; readonly ids: readonly string[] }[] = [];
  #remembered = 0;
  /** Since this state all changes are remembered. */
  #since = 0;

  /** A state, and which nodes each of its statements may have changed: those with these ids, or any. */
  changed(version: number, changes: readonly (readonly string[] | undefined)[]): void {
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

  /** Ids past a position, as many as asked for. `scan` reads the state that `version` names. */
  async page(order: OrderedPage, version: number, scan: Scan): Promise<readonly string[]> {
    const { after, before, backward, limit, descending } = order;
    const sorted = await this.#sorted(order, version, scan);
    const { ids } = sorted;
    const from = after ? placeOf(sorted, after, descending, true) : 0;
    const until = before ? placeOf(sorted, before, descending, false) : ids.length;
    if (!backward) return ids.slice(from, Math.min(until, from + limit));
    return ids.slice(Math.max(from, until - limit), Math.max(from, until)).reverse();
  }

  async #sorted(order: OrderedPage, version: number, scan: Scan): Promise<Sorted> {
    const { label, column, descending } = order;
    const name = `${label} ${column} ${descending}`;
    const whole = async () => sort(await scan(label, column), descending);
    const known = this.#orders.get(name);
    // An older state, which a long reader still sees, takes no newer one's place.
    if (known && known.version > version) return whole();
    if (known?.version === version) {
      this.#keep(name, known);
      // Another reader is making it, whose transaction may end before it is made.
      return known.sorted.catch(whole);
    }
    const next = async () => {
      const before = known && known.version >= this.#since ? await known.sorted.catch(() => null) : null;
      const ids = before && this.#changedIn(known?.version ?? 0, version);
      if (!ids || ids.length > before.ids.length * LARGEST_CHANGE) return whole();
      return ids.length === 0 ? before : changed(before, ids, await scan(label, column, ids), descending);
    };
    const kept = { version, sorted: next() };
    this.#keep(name, kept);
    kept.sorted.catch(() => {
      if (this.#orders.get(name) === kept) this.#orders.delete(name);
    });
    return kept.sorted;
  }

  /** The order that was asked for last goes last, and the one that was not asked for longest is given up. */
  #keep(name: string, kept: { readonly version: number; readonly sorted: Promise<Sorted> }): void {
    this.#orders.delete(name);
    this.#orders.set(name, kept);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > MOST && oldest !== undefined) this.#orders.delete(oldest);
  }

  /** Which nodes may have changed after one state and up to another. */
  #changedIn(after: number, upTo: number): readonly string[] {
    const changes = this.#changes.filter(({ version }) => version > after && version <= upTo);
    return [...new Set(changes.flatMap(({ ids }) => ids))];
  }
}
