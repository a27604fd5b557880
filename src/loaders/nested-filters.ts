import { EntenteError } from '../errors.ts';
import { conjunction } from '../graph/cypher/conditions.ts';
import { composeLeadingTo, composeOfType } from '../graph/cypher/related-sets.ts';
import { isOfRelation, isStartPoint } from '../graph/cypher/start-point.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { filtersIn, type OfKind, replaceFilters } from '../graph/query/find-filters.ts';
import { asBounds, depthOf, hasNested, isOfRelated, type OfRelated } from '../graph/query/nested.ts';
import {
  type Across,
  type ConnectionPart,
  type Filter,
  negated,
  type Operator,
  type OrderKey,
  type Shape,
  type Sum,
  type TimeTravel,
} from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { REQUEST } from '../work.ts';

/**
 * Conditions on related entities within each other, such as `every` in `none` in `every`. A database would test the inner
 * ones again for each entity that the outer ones come by. So they are read from the inside out: each is a set of ids, which
 * is read once, from the related entities back, and the next one asks that set. The reads are linear in the relations, in
 * statements short enough to stop between any two.
 */

/** Entities in the first statement, and the most in any: there are more while a statement takes fewer than `SOON` milliseconds. */
const [FIRST, MOST, SOON] = [1000, 5000, 100];

const isBoth = (time: TimeTravel) => negated(time) === time;

const not = (filter: Filter): Filter => ({ kind: 'not', filter });

const hasSet = (filter: Filter): boolean => filtersIn(filter, ['among']).length > 0;

/** The set that a filter asks for membership or for the lack of it. */
const asSet = (filter: Filter): { readonly ids: readonly string[]; readonly isIn: boolean } | null => {
  if (filter.kind === 'among') return { ids: filter.ids, isIn: true };
  if ((filter.kind === 'all' || filter.kind === 'any') && filter.filters.length === 1)
    return filter.filters[0] ? asSet(filter.filters[0]) : null;
  const inner = filter.kind === 'not' ? asSet(filter.filter) : null;
  return inner && { ids: inner.ids, isIn: !inner.isIn };
};

const compares = (operator: Operator, number: number, value: unknown): boolean => {
  switch (operator) {
    case 'eq':
      return number === Number(value);
    case 'in':
      return [value].flat().some((one) => number === Number(one));
    case 'gt':
      return number > Number(value);
    case 'gte':
      return number >= Number(value);
    case 'lt':
      return number < Number(value);
    default:
      return number <= Number(value);
  }
};

/** Reads nested conditions in one unit of work. */
class NestedFilters {
  readonly #unit: UnitOfWork;
  readonly #ontology: Ontology;
  readonly #found = new Map<string, Promise<Filter>>();
  readonly #types = new Map<string, Promise<readonly string[]>>();

  constructor(unit: UnitOfWork, ontology: Ontology) {
    this.#unit = unit;
    this.#ontology = ontology;
  }

  /** A filter of rows that are tested once each: only what is nested in its conditions is read. */
  ofRows = (filter: Filter, time: TimeTravel): Promise<Filter> => this.#read(filter, time, 2);

  /** A filter without any condition on related entities. */
  whole = (filter: Filter, time: TimeTravel): Promise<Filter> => this.#read(filter, time, 1);

  /** A filter of a list that is reached by walking back from the far end of a condition, which visits each entity only once. */
  async fromFarEnd(filter: Filter, time: TimeTravel): Promise<Filter> {
    let isWalked = false;
    const parts = await inTurn(conjunction(filter), async (part) => {
      if (isWalked || !isStartPoint(part)) return this.ofRows(part, time);
      isWalked = true;
      return { ...part, filter: await this.fromFarEnd(part.filter, time) };
    });
    return { kind: 'all', filters: parts };
  }

  /** A filter whose conditions on related entities are read if there are at least `least` of them within each other. */
  async #read(filter: Filter, time: TimeTravel, least: number): Promise<Filter> {
    if (depthOf(filter) < least) return filter;
    switch (filter.kind) {
      case 'all':
      case 'any':
        return { ...filter, filters: await inTurn(filter.filters, (one) => this.#read(one, time, least)) };
      case 'not':
        return not(await this.#read(filter.filter, negated(time), least));
      default:
        return this.#alone(filter, time);
    }
  }

  /** One condition on related entities, read once however often it occurs. */
  #alone(filter: Filter, time: TimeTravel): Promise<Filter> {
    if (!isOfRelated(filter)) return Promise.resolve(filter);
    const key = JSON.stringify([filter, time], (name, value) => (name === 'path' ? undefined : value));
    const known = this.#found.get(key) ?? this.#asked(filter, time);
    this.#found.set(key, known);
    return known;
  }

  async #asked(filter: OfRelated, time: TimeTravel): Promise<Filter> {
    if (filter.kind === 'count') return this.#counted(filter, time);
    const { quantifier } = filter;
    // As conditions are compiled: what is negated is about the other time.
    if (quantifier === 'some') return this.#among(filter, await this.whole(filter.filter, time), time);
    const other = negated(time);
    const inner = quantifier === 'none' ? filter.filter : not(filter.filter);
    return not(await this.#among(filter, await this.whole(inner, other), other));
  }

  /** As counts are compiled: "at most two" is certain if no more are possible. */
  async #counted(filter: Extract<OfRelated, { kind: 'count' }>, time: TimeTravel): Promise<Filter> {
    if (isBoth(time)) return this.#number(filter, time);
    const bounded = asBounds(filter);
    if (bounded) return this.whole(bounded, time);
    return this.#number(filter, filter.operator.startsWith('l') ? negated(time) : time);
  }

  /** The entities from which a step leads to an entity that passes a filter. */
  async #among(asked: OfRelated, filter: Filter, time: TimeTravel): Promise<Filter> {
    const found = new Set<string>();
    await this.#leading(asked, filter, time, (id) => found.add(id));
    return { kind: 'among', ids: [...found] };
  }

  async #number(asked: Extract<OfRelated, { kind: 'count' }>, time: TimeTravel): Promise<Filter> {
    const { filter, operator, value } = asked;
    const numbers = new Map<string, number>();
    const counted = filter === null ? ({ kind: 'all', filters: [] } as const) : await this.whole(filter, time);
    await this.#leading(asked, counted, time, (id, number) => numbers.set(id, (numbers.get(id) ?? 0) + number));
    // Entities without any are in no set; if they pass, those that don't are named instead.
    const none = compares(operator, 0, value);
    const ids: string[] = [];
    for (const [id, number] of numbers) {
      if (compares(operator, number, value) !== none) ids.push(id);
      if (this.#unit.work.step()) await this.#unit.work.pause();
    }
    return none ? not({ kind: 'among', ids }) : { kind: 'among', ids };
  }

  async #leading(
    asked: OfRelated,
    filter: Filter,
    time: TimeTravel,
    found: (id: string, number: number) => void,
  ): Promise<void> {
    const { work } = this.#unit;
    const { step } = asked;
    const parts = conjunction(filter);
    const sets = parts.flatMap((part) => asSet(part) ?? []);
    const own = parts.filter((part) => !asSet(part) && !hasSet(part) && !isOfRelation(part));
    const rest = parts.filter((part) => !asSet(part) && !own.includes(part));
    const candidates = await this.#candidates(step.target, own, sets, time);
    let [size, all] = [FIRST, 0];
    for (let at = 0; at < candidates.length; ) {
      const ids = candidates.slice(at, at + size);
      at += ids.length;
      // Its sets are limited to the entities that it is asked about, which are few of them.
      const here = new Set(ids);
      const limited = (set: OfKind<'among'>): Filter => ({ ...set, ids: set.ids.filter((id) => here.has(id)) });
      const left: Filter = { kind: 'all', filters: replaceFilters(rest, ['among'], limited) };
      const begun = performance.now();
      const statement = composeLeadingTo(this.#ontology, time, { step, filter: left }, filter, ids);
      const [row] = await this.#unit.run(statement);
      const took = performance.now() - begun;
      const reads = Number(row?.reads ?? 0);
      all += reads;
      this.#spend(asked, reads, all > REQUEST.reads / 10 ? (all / at) * (candidates.length - at) : 0);
      const numbers = row?.numbers as readonly number[];
      for (const [i, id] of ((row?.ids ?? []) as readonly string[]).entries()) {
        found(id, Number(numbers[i]));
        if (work.step()) await work.pause();
      }
      if (took < SOON) size = Math.min(MOST, size * 2);
      else if (took > 2 * SOON) size = Math.max(100, size >> 1);
    }
  }

  /** Counts what a filter read. Throws LIMIT_EXCEEDED if that, with what it has yet to read, is more than a request may. */
  #spend({ path = 'where' }: OfRelated, reads: number, expected: number): void {
    const { work } = this.#unit;
    if (work.left('reads') >= reads + expected) {
      work.take('reads', reads);
      return;
    }
    throw new EntenteError(
      'LIMIT_EXCEEDED',
      `"${path}" leads over more relations than one request may read for its filters, ${REQUEST.reads}. Name fewer entities within it, for example by id, name or date, or ask for the inner part first and give its ids with id: { in: … }.`,
    );
  }

  /** The entities of a type that pass filters of their own, and are in some sets and not in others. */
  async #candidates(
    type: string,
    own: readonly Filter[],
    sets: readonly { readonly ids: readonly string[]; readonly isIn: boolean }[],
    time: TimeTravel,
  ): Promise<readonly string[]> {
    const { work } = this.#unit;
    const inside = sets.filter(({ isIn }) => isIn).sort((a, b) => a.ids.length - b.ids.length);
    const [least] = inside;
    const all = own.length === 0 && least ? least.ids : await this.#ofType(type, own, time);
    const ids: string[] = [];
    const tests = sets
      .filter((set) => set.ids !== all)
      .map(({ ids: members, isIn }) => ({ of: new Set(members), isIn }));
    const isOfType = this.#isOfType(type);
    for (const id of all) {
      if (work.step()) await work.pause();
      if (isOfType(id) && tests.every(({ of, isIn }) => of.has(id) === isIn)) ids.push(id);
    }
    return ids;
  }

  #isOfType(type: string): (id: string) => boolean {
    if (!this.#ontology.entity(type)) return () => true;
    return (id) => this.#ontology.typeOfId(id)?.name === type;
  }

  async #ofType(type: string, filters: readonly Filter[], time: TimeTravel): Promise<readonly string[]> {
    const read = async () => {
      const ids: string[] = [];
      for (const row of await this.#unit.run(composeOfType(this.#ontology, time, type, filters))) {
        for (const id of row.ids as readonly string[]) ids.push(id);
        if (this.#unit.work.step(100)) await this.#unit.work.pause();
      }
      return ids;
    };
    if (filters.length > 0) return read();
    const known = this.#types.get(type) ?? read();
    this.#types.set(type, known);
    return known;
  }
}

const readers = new WeakMap<UnitOfWork, NestedFilters>();

function readerIn(unit: UnitOfWork, ontology: Ontology): NestedFilters {
  const known = readers.get(unit) ?? new NestedFilters(unit, ontology);
  readers.set(unit, known);
  return known;
}

/** A filter of a whole list of entities with its nested conditions read. */
export async function withNestedFilter(
  unit: UnitOfWork,
  ontology: Ontology,
  filter: Filter,
  time: TimeTravel,
): Promise<Filter> {
  if (depthOf(filter) < 2) return filter;
  return readerIn(unit, ontology).fromFarEnd(filter, time);
}

/** A shape with its nested conditions read. */
export async function withNestedFilters(
  unit: UnitOfWork,
  ontology: Ontology,
  shape: Shape,
  time: TimeTravel,
): Promise<Shape> {
  if ((shape.kind !== 'list' && shape.kind !== 'relations') || !hasNested(shape.part)) return shape;
  // What certainly holds is counted by the same filter, about the other time.
  if (shape.part.certain && time.asOf !== null) return shape;
  const reader = readerIn(unit, ontology);
  const across = async <A extends Across>(one: A): Promise<A> =>
    one.filter ? { ...one, filter: await reader.whole(one.filter, time) } : one;
  const sum = async (one: Sum): Promise<Sum> => (one.across ? { ...one, across: await across(one.across) } : one);
  const order = async (key: OrderKey): Promise<OrderKey> =>
    (key.kind === 'count' || key.kind === 'sum') && key.filter
      ? { ...key, filter: await reader.whole(key.filter, time) }
      : key;
  const { part } = shape;
  const filter =
    part.filter &&
    (await (part.step === null ? reader.fromFarEnd(part.filter, time) : reader.ofRows(part.filter, time)));
  const read: ConnectionPart = {
    ...part,
    filter,
    order: await inTurn(part.order, order),
    sums: await eachValue(part.sums, sum),
    groups: await eachValue(part.groups, async (grouping) => ({
      ...grouping,
      only: await inTurn(grouping.only, across),
      counts: await eachValue(grouping.counts, across),
      sums: await eachValue(grouping.sums, sum),
      order:
        typeof grouping.order === 'object' ? { ...grouping.order, sum: await sum(grouping.order.sum) } : grouping.order,
    })),
  };
  return { ...shape, part: read };
}

async function inTurn<T>(items: readonly T[], read: (item: T) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (const item of items) all.push(await read(item));
  return all;
}

async function eachValue<T>(
  parts: Readonly<Record<string, T>>,
  read: (part: T) => Promise<T>,
): Promise<Record<string, T>> {
  const all: Record<string, T> = {};
  for (const [alias, part] of Object.entries(parts)) all[alias] = await read(part);
  return all;
}
