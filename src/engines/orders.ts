import type { KeptOrder } from '../graph/graph.ts';

type Key = string | number | boolean | null;

/** A label's nodes in one order: what they are ordered by, and their ids, at the same places. */
interface Sorted {
  readonly keys: readonly Key[];
  readonly ids: readonly string[];
}

/** What is read to make an order: each node's key and id, in any order. */
export type Scan = (label: string, column: string) => Promise<readonly (readonly [Key, string])[]>;

/** More than a person looks at in turn; each holds a key and an id for every node of a label. */
const MOST = 16;

/** Missing keys come last in both directions, and the id decides among equal ones. Texts compare by UTF-16, and are kept so that this is their order. */
function compare(a: readonly [Key, string], b: readonly [Key, string], descending: boolean): number {
  const [key, id] = a;
  const [otherKey, otherId] = b;
  if (key !== otherKey) {
    if (key === null) return 1;
    if (otherKey === null) return -1;
    return key < otherKey !== descending ? -1 : 1;
  }
  return id < otherId ? -1 : id > otherId ? 1 : 0;
}

/**
 * The orders that lists ask for, for an engine that would sort all nodes of a label for a page of twenty. An order is
 * made when it is first asked for and good until something is written: `version` tells one state of the graph from
 * another, and a reader only gets the order of the state that it reads.
 */
export class KeptOrders {
  readonly #orders = new Map<string, { readonly version: number; readonly sorted: Promise<Sorted> }>();

  /** Ids past a position, as many as asked for. `scan` reads the state that `version` names. */
  async page(order: KeptOrder, version: number, scan: Scan): Promise<readonly string[]> {
    const { after, before, backward, limit } = order;
    const { keys, ids } = await this.#sorted(order, version, scan);
    const at = (i: number): readonly [Key, string] => [keys[i] ?? null, ids[i] ?? ''];
    /** The first place whose row is not before the position, or, `past` it, comes after it. */
    const place = (position: readonly [Key, string], past: boolean) => {
      let [low, high] = [0, ids.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const side = compare(at(middle), position, order.descending);
        if (side < 0 || (past && side === 0)) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const from = after ? place(after, true) : 0;
    const until = before ? place(before, false) : ids.length;
    if (!backward) return ids.slice(from, Math.min(until, from + limit));
    return ids.slice(Math.max(from, until - limit), Math.max(from, until)).reverse();
  }

  #sorted(order: KeptOrder, version: number, scan: Scan): Promise<Sorted> {
    const { label, column, descending } = order;
    const name = `${label} ${column} ${descending}`;
    const known = this.#orders.get(name);
    if (known?.version === version) {
      // The one that was asked for last goes last.
      this.#orders.delete(name);
      this.#orders.set(name, known);
      return known.sorted;
    }
    const sorted = scan(label, column).then((rows): Sorted => {
      const ordered = [...rows].sort((a, b) => compare(a, b, descending));
      return { keys: ordered.map(([key]) => key), ids: ordered.map(([, id]) => id) };
    });
    // An older state, which a long reader still sees, takes no newer one's place.
    if (known && known.version > version) return sorted;
    this.#orders.delete(name);
    this.#orders.set(name, { version, sorted });
    sorted.catch(() => this.#orders.delete(name));
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > MOST && oldest !== undefined) this.#orders.delete(oldest);
    return sorted;
  }
}
