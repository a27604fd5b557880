import { badInput } from '../errors.ts';
import { type GroupMembers, isInRow, MOST_ROWS, measuresOf, orderAlias } from '../graph/cypher/group-members.ts';
import type { Row, Value } from '../graph/port/graph.ts';
import type { Grouping, Side } from '../graph/query/query.ts';
import { grouped } from '../lists.ts';
import type { Work } from '../work.ts';
import { compareAmounts, compareKeys } from './group-order.ts';
import { MoneySums } from './money-sums.ts';

/** Groups that roll up, from their members: each counts once for each entity that its keys are or are a part of. */

/** The most pairs of a row and a group that it counts in. */
const MOST_PAIRS = 10_000_000;

type Values = readonly Value[];

/** The ids of the keys that have entities above them. */
export function rolledKeys({ keys }: Grouping, members: readonly GroupMembers[]): readonly string[] {
  const ids = new Set<string>();
  for (const [at, { rollUp }] of keys.entries()) {
    if (!rollUp) continue;
    for (const [rows, places] of members) {
      for (const row of rows) {
        const key = row[places[at] ?? 0];
        if (typeof key === 'string') ids.add(key);
      }
    }
  }
  return [...ids];
}

const tooMany = (got: string) =>
  badInput(
    `"rollUp" expects at most ${MOST_ROWS} rows and ${MOST_PAIRS} pairs of a row and a group; got ${got}. Narrow the list with where.`,
  );

/** The groups of rows, as numbers. */
class GroupNumbers {
  /** The keys of each group. */
  readonly keys: Values[] = [];
  readonly #numbers = new Map<Value, Map<Value, number>>();
  readonly #above: (id: string) => readonly string[];
  readonly #places: readonly number[];
  readonly #rolls: readonly boolean[];
  readonly #values: readonly Map<Value, Values>[];

  constructor({ keys }: Grouping, places: readonly number[], above: (id: string) => readonly string[]) {
    this.#above = above;
    this.#places = places;
    this.#rolls = keys.map(({ rollUp }) => rollUp === true);
    this.#values = keys.map(() => new Map());
  }

  /** A key and those above it. */
  #valuesOf(row: Values, at: number): Values {
    const key = row[this.#places[at] ?? 0] ?? null;
    const known = this.#values[at]?.get(key);
    if (known) return known;
    const values = this.#rolls[at] && typeof key === 'string' ? this.#above(key) : [key];
    this.#values[at]?.set(key, values);
    return values;
  }

  /** The groups of a row, each once. */
  of(row: Values): readonly number[] {
    const others = this.#rolls.length > 1 ? this.#valuesOf(row, 1) : [null];
    return this.#valuesOf(row, 0).flatMap((key) => others.map((other) => this.#number(key, other)));
  }

  #number(key: Value, other: Value): number {
    const numbers = this.#numbers.get(key) ?? new Map<Value, number>();
    if (numbers.size === 0) this.#numbers.set(key, numbers);
    const known = numbers.get(other);
    if (known !== undefined) return known;
    numbers.set(other, this.keys.length);
    this.keys.push([key, other]);
    return this.keys.length - 1;
  }
}

type Rows = ReadonlyMap<Value, readonly number[]>;

/** The groups of the members of one list. */
class RolledRows {
  readonly #rows: readonly Values[];
  readonly #places: readonly number[];
  /** The groups of each row. */
  readonly #groups: readonly (readonly number[])[];
  readonly #seen: Int32Array;
  /** The keys of each group. */
  readonly keys: readonly Values[];
  readonly #work: Work;
  #things = 0;

  private constructor(
    [rows, places]: GroupMembers,
    groups: readonly (readonly number[])[],
    keys: readonly Values[],
    work: Work,
  ) {
    this.#rows = rows;
    this.#places = places;
    this.#groups = groups;
    this.#seen = new Int32Array(keys.length);
    this.#work = work;
    this.keys = keys;
  }

  /** Throws BAD_USER_INPUT if there are too many. */
  static async of(grouping: Grouping, members: GroupMembers, above: (id: string) => readonly string[], work: Work) {
    const [rows, places] = members;
    if (rows.length > MOST_ROWS) throw tooMany(`more than ${MOST_ROWS} rows`);
    const numbers = new GroupNumbers(grouping, places, above);
    const groups: (readonly number[])[] = [];
    let pairs = 0;
    for (const row of rows) {
      const own = numbers.of(row);
      groups.push(own);
      pairs += own.length;
      if (pairs > MOST_PAIRS) throw tooMany(`more than ${MOST_PAIRS} pairs`);
      if (work.step(own.length)) await work.pause();
    }
    return new RolledRows(members, groups, numbers.keys, work);
  }

  value(row: number | undefined, column: number): Value {
    return this.#rows[row ?? 0]?.[this.#places[column] ?? 0] ?? null;
  }

  /** The rows of each value of a column. */
  by(column: number): Rows {
    return grouped([...this.#rows.keys()], (row) => this.value(row, column));
  }

  /** Calls what `adding` returns for a thing, such as a member, once for each group that one of its rows is in. */
  async each(rowsOf: Rows, adding: (id: Value) => (group: number) => void): Promise<void> {
    for (const [id, rows] of rowsOf) {
      // Rows without a related entity have a null in its place.
      if (id === null) continue;
      this.#things += 1;
      const add = adding(id);
      for (const row of rows) {
        const groups = this.#groups[row] ?? [];
        for (const group of groups) {
          if (this.#seen[group] === this.#things) continue;
          this.#seen[group] = this.#things;
          add(group);
        }
        if (this.#work.step(groups.length)) await this.#work.pause();
      }
    }
  }

  /** How many of these things each group has. */
  async count(rowsOf: Rows, numberOf: (id: Value) => number = () => 1): Promise<Int32Array> {
    const counts = new Int32Array(this.keys.length);
    await this.each(rowsOf, (id) => {
      const number = numberOf(id);
      return (group) => {
        counts[group] = (counts[group] ?? 0) + number;
      };
    });
    return counts;
  }

  /** How many of these things are in several groups. */
  async shared(rowsOf: Rows): Promise<number> {
    const own = new Map<Value, number>();
    await this.each(rowsOf, (id) => () => own.set(id, (own.get(id) ?? 0) + 1));
    return [...own.values()].filter((number) => number > 1).length;
  }
}

/** What is added up and counted of groups. */
class Measures {
  readonly #rolled: RolledRows;
  readonly #entities: Rows;
  readonly #isChosen: (group: number) => boolean;

  constructor(rolled: RolledRows, entities: Rows, isChosen: (group: number) => boolean) {
    this.#rolled = rolled;
    this.#entities = entities;
    this.#isChosen = isChosen;
  }

  countsInRow = (column: number) => this.#rolled.count(this.#rolled.by(column));

  countsLed(table: readonly Values[]): Promise<Int32Array> {
    const numbers = new Map(table.map(([entity = null, number = 0]) => [entity, Number(number)]));
    return this.#rolled.count(this.#entities, (id) => numbers.get(id) ?? 0);
  }

  async #sums(rowsOf: Rows, amountsOf: (id: Value) => readonly Values[]): Promise<MoneySums> {
    const sums = new MoneySums();
    await this.#rolled.each(rowsOf, (id) => {
      const amounts = amountsOf(id);
      return (group) => {
        if (this.#isChosen(group)) for (const one of amounts) sums.add(group, one);
      };
    });
    return sums;
  }

  sumsInRow(column: number): Promise<MoneySums> {
    const holders = this.#rolled.by(column);
    return this.#sums(holders, (id) => {
      const [row] = holders.get(id) ?? [];
      return [[1, 2, 3].map((next) => this.#rolled.value(row, column + next))];
    });
  }

  sumsLed(table: readonly Values[], side: Side): Promise<MoneySums> {
    if (side === 'relation') {
      const holders = grouped(table, ([entity = null]) => entity);
      return this.#sums(this.#entities, (id) => (holders.get(id) ?? []).map((holder) => holder.slice(2)));
    }
    // Several members may lead to one entity, which counts once.
    const rowsOf = new Map<Value, number[]>();
    const holders = new Map<Value, Values>();
    for (const [entity = null, id = null, ...amounts] of table) {
      holders.set(id, amounts);
      rowsOf.set(id, [...(rowsOf.get(id) ?? []), ...(this.#entities.get(entity) ?? [])]);
    }
    return this.#sums(rowsOf, (id) => [holders.get(id) ?? []]);
  }
}

/**
 * The rows of groups that roll up, as a statement would return them; or how many there are.
 *
 * @param above gives an entity and those that it is a part of
 * @throws BAD_USER_INPUT if there are too many
 */
export async function rollUp(
  grouping: Grouping,
  members: GroupMembers,
  above: (id: string) => readonly string[],
  work: Work,
): Promise<readonly Row[] | number> {
  const { keys, order, descending, skip, limit, numberOf } = grouping;
  const rolled = await RolledRows.of(grouping, members, above, work);
  if (numberOf === 'GROUPS') return rolled.keys.length;
  const own = rolled.by(keys.length);
  if (numberOf === 'SHARED') return rolled.shared(own);

  const down = descending ? -1 : 1;
  const keysOf = (group: number) => rolled.keys[group] ?? [];
  const sorted = (compare: (a: number, b: number) => number) =>
    [...rolled.keys.keys()]
      .sort((a, b) => compare(a, b) || compareKeys(keysOf(a), keysOf(b)))
      .slice(skip, skip + limit);
  const sizes = await rolled.count(own);
  const bySize = (a: number, b: number) => down * ((sizes[a] ?? 0) - (sizes[b] ?? 0));
  const ordering = orderAlias(grouping);
  let chosen = sorted(order === 'KEY' ? (a, b) => compareKeys(keysOf(a), keysOf(b), down) : bySize);
  const isChosen = new Set(chosen);

  const measures = new Measures(
    rolled,
    rolled.by(keys.length + 1),
    ordering === null ? (group) => isChosen.has(group) : () => true,
  );
  const values: [alias: string, of: (group: number) => Value][] = [];
  const [, , ...tables] = members;
  let column = keys.length + 2;
  for (const measure of measuresOf(grouping)) {
    const table = isInRow(grouping, measure) ? null : (tables.shift() ?? []);
    const { alias } = measure;
    if (measure.kind === 'count') {
      const counts = await (table ? measures.countsLed(table) : measures.countsInRow(column));
      values.push([alias, (group) => counts[group] ?? 0]);
      if (!table) column += 1;
      continue;
    }
    const sums = await (table ? measures.sumsLed(table, measure.sum.side) : measures.sumsInRow(column));
    values.push([alias, (group) => sums.of(group)]);
    if (!table) column += 4;
    if (alias === ordering && typeof order === 'object') {
      const amounts = [...rolled.keys.keys()].map((group) => sums.amount(group, order.currency));
      chosen = sorted((a, b) => compareAmounts(amounts[a] ?? null, amounts[b] ?? null, down));
    }
  }
  return chosen.map((group) => {
    const [key = null, other = null] = keysOf(group);
    const measured = Object.fromEntries(values.map(([alias, of]) => [alias, of(group)]));
    return { key, ...(keys.length > 1 ? { other } : {}), number: sizes[group] ?? 0, ...measured };
  });
}
