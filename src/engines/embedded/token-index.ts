import { lowerBound } from '../../binary-search.ts';
import type { TokenExpression } from '../../graph/port/graph.ts';

/** What is kept of an entity. */
export type Searchable = readonly [id: string, length: number | null, tokens: string | null];

type Slots = readonly number[];
const NONE: Slots = [];

/** The first place from `from` on whose slot is not before one: by leaps that double, as lists can be a thousand times as long as another. */
function placeIn(slots: Slots, slot: number, from: number): number {
  let step = 1;
  while (from + step < slots.length && (slots[from + step] as number) < slot) step *= 2;
  const leapt = from + (step >>> 1);
  const low = (slots[leapt] as number) >= slot ? from : leapt;
  return lowerBound(low, Math.min(from + step + 1, slots.length), (place) => (slots[place] as number) < slot);
}

/** Slots in both lists, of which each ascends. */
function both(few: Slots, many: Slots): Slots {
  if (few.length > many.length) return both(many, few);
  const found: number[] = [];
  let from = 0;
  for (const slot of few) {
    from = placeIn(many, slot, from);
    if (from >= many.length) break;
    if (many[from] === slot) found.push(slot);
  }
  return found;
}

/** Slots in either list. */
function either(one: Slots, other: Slots): Slots {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const found: number[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [a, b] = [one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY];
    found.push(Math.min(a, b));
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  return found;
}

/** Entities by their tokens, for an engine whose own index can't tell which have all of some. */
export class TokenIndex {
  // An entity that changes gets a new slot, so that slots in each list ascend.
  readonly #ids: (string | null)[] = [];
  readonly #lengths: number[] = [];
  readonly #slots = new Map<string, number>();
  /** Most tokens are had by one alone, and an array for each would take more room than all else. */
  readonly #lists = new Map<string, number | number[]>();

  /** How many slots are of entities that changed or went. */
  get waste(): number {
    return this.#ids.length - this.#slots.size;
  }

  get size(): number {
    return this.#slots.size;
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#ids[slot] = null;
    this.#slots.delete(id);
  }

  set([id, length, tokens]: Searchable): void {
    this.remove(id);
    if (tokens === null) return;
    const slot = this.#ids.push(id) - 1;
    this.#slots.set(id, slot);
    this.#lengths[slot] = length ?? 0;
    // One that was renamed has tokens of both names, and of what they share two.
    for (const token of new Set(tokens.split(' '))) {
      const list = this.#lists.get(token);
      if (list === undefined) this.#lists.set(token, slot);
      else if (typeof list === 'number') this.#lists.set(token, [list, slot]);
      else list.push(slot);
    }
  }

  #list(token: string): Slots {
    const list = this.#lists.get(token);
    return list === undefined ? NONE : typeof list === 'number' ? [list] : list;
  }

  /** No fewer than there are. */
  #most(wanted: TokenExpression): number {
    if (typeof wanted === 'string') return this.#list(wanted).length;
    if ('any' in wanted) return wanted.any.reduce((sum, one) => sum + this.#most(one), 0);
    return wanted.all.reduce((least, one) => Math.min(least, this.#most(one)), Number.POSITIVE_INFINITY);
  }

  /** Those that have what is wanted, in ascending order; of `among` where it is given. */
  #slotsOf(wanted: TokenExpression, among: Slots | null = null): Slots {
    if (typeof wanted === 'string') {
      const list = this.#list(wanted);
      return among ? both(among, list) : list;
    }
    if ('any' in wanted) return wanted.any.reduce((sum: Slots, one) => either(sum, this.#slotsOf(one, among)), NONE);
    // The rarest first: the others are then looked for among few.
    const parts = wanted.all.map((part) => ({ part, most: this.#most(part) })).sort((a, b) => a.most - b.most);
    let found = among;
    for (const { part } of parts) {
      found = this.#slotsOf(part, found);
      if (found.length === 0) break;
    }
    return found ?? NONE;
  }

  /** Ids of those that have what is wanted, so many at the most: the ones with short names, then by id. */
  find(wanted: TokenExpression, limit: number): readonly string[] {
    const [ids, lengths] = [this.#ids, this.#lengths];
    const slots = this.#slotsOf(wanted).filter((slot) => ids[slot] !== null);
    const idOf = (slot: number) => ids[slot] as string;
    if (slots.length <= limit) return slots.map(idOf);
    // Ids are compared among those alone that have one length with the last that is given.
    const counts: number[] = [];
    for (const slot of slots) counts[lengths[slot] as number] = (counts[lengths[slot] as number] ?? 0) + 1;
    let [last, shorter] = [0, 0];
    while (shorter + (counts[last] ?? 0) < limit) shorter += counts[last++] ?? 0;
    const equal = slots.filter((slot) => lengths[slot] === last).map(idOf);
    const before = slots.filter((slot) => (lengths[slot] as number) < last).map(idOf);
    return [...before, ...equal.sort().slice(0, limit - shorter)];
  }
}
