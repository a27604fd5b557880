import { lowerBound } from '../../binary-search.ts';
import type { TokenExpression } from '../../graph/port/graph.ts';

/** What the index stores of an entity. */
export type Searchable = readonly [id: string, length: number | null, tokens: string | null];

type Slots = readonly number[];
const NONE: Slots = [];

/** The first index from `from` on whose slot is at least `slot`: by galloping search, as lists differ much in length. */
function seek(slots: Slots, slot: number, from: number): number {
  let step = 1;
  while (from + step < slots.length && (slots[from + step] as number) < slot) step *= 2;
  const reached = from + (step >>> 1);
  const low = (slots[reached] as number) >= slot ? from : reached;
  return lowerBound(low, Math.min(from + step + 1, slots.length), (index) => (slots[index] as number) < slot);
}

/** The slots in both of two ascending lists. */
function intersection(few: Slots, many: Slots): Slots {
  if (few.length > many.length) return intersection(many, few);
  const common: number[] = [];
  let from = 0;
  for (const slot of few) {
    from = seek(many, slot, from);
    if (from >= many.length) break;
    if (many[from] === slot) common.push(slot);
  }
  return common;
}

/** The slots in either of two ascending lists. */
function union(one: Slots, other: Slots): Slots {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const merged: number[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [a, b] = [one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY];
    merged.push(Math.min(a, b));
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  return merged;
}

/** An inverted index of entities by token, for an engine whose own index can't require several tokens. */
export class TokenIndex {
  // A changed entity gets a new slot, so that the slots of each list ascend.
  readonly #ids: (string | null)[] = [];
  readonly #lengths: number[] = [];
  readonly #slots = new Map<string, number>();
  /** Most tokens belong to a single entity; an array for each would take most of the memory. */
  readonly #lists = new Map<string, number | number[]>();

  /** The number of slots of entities that have changed or are gone. */
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
    // A renamed entity has the tokens of both names, some of them twice.
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

  /** An upper bound of the number of matches. */
  #most(expression: TokenExpression): number {
    if (typeof expression === 'string') return this.#list(expression).length;
    if ('any' in expression) return expression.any.reduce((sum, one) => sum + this.#most(one), 0);
    return expression.all.reduce((least, one) => Math.min(least, this.#most(one)), Number.POSITIVE_INFINITY);
  }

  /** The slots that match, ascending; only those in `among` if given. */
  #slotsOf(expression: TokenExpression, among: Slots | null = null): Slots {
    if (typeof expression === 'string') {
      const list = this.#list(expression);
      return among ? intersection(among, list) : list;
    }
    if ('any' in expression)
      return expression.any.reduce((sum: Slots, one) => union(sum, this.#slotsOf(one, among)), NONE);
    // Rarest first, so that the others are searched among few.
    const parts = expression.all.map((part) => ({ part, most: this.#most(part) })).sort((a, b) => a.most - b.most);
    let matches = among;
    for (const { part } of parts) {
      matches = this.#slotsOf(part, matches);
      if (matches.length === 0) break;
    }
    return matches ?? NONE;
  }

  /** The ids of at most `limit` matches; of more, those with the shortest names, then by id. */
  find(expression: TokenExpression, limit: number): readonly string[] {
    const [ids, lengths] = [this.#ids, this.#lengths];
    const slots = this.#slotsOf(expression).filter((slot) => ids[slot] !== null);
    const idOf = (slot: number) => ids[slot] as string;
    if (slots.length <= limit) return slots.map(idOf);
    // Only the entities whose length equals that of the last match need to be sorted by id.
    const counts: number[] = [];
    for (const slot of slots) counts[lengths[slot] as number] = (counts[lengths[slot] as number] ?? 0) + 1;
    let [last, shorter] = [0, 0];
    while (shorter + (counts[last] ?? 0) < limit) shorter += counts[last++] ?? 0;
    const equal = slots.filter((slot) => lengths[slot] === last).map(idOf);
    const before = slots.filter((slot) => (lengths[slot] as number) < last).map(idOf);
    return [...before, ...equal.sort().slice(0, limit - shorter)];
  }
}
