import type { Row, Value } from '../port/graph.ts';

/** An amount as numbers that add up exactly, and what it is of. */
export type AmountReader = (currency: string, whole: number, thousandths: number, approximate: boolean) => void;

/** The most that the numbers of holders may be, as each number up to the largest takes four bytes. */
const LARGEST_NUMBER = 8_000_000;

/** A money field of many holders in one state of the graph, by the holders' numbers: 15 bytes an amount. */
export class MoneyColumns {
  readonly #currencies: readonly string[];
  /** By the number of a holder: one more than the place of its first amount; 0 if it has none. */
  readonly #places: Int32Array;
  readonly #whole: Float64Array;
  readonly #thousandths: Int16Array;
  readonly #currency: Uint16Array;
  /** 1 for approximate, 2 for the last amount of its holder. */
  readonly #flags: Uint8Array;

  private constructor(rows: readonly Row[], largest: number, size: number) {
    this.#places = new Int32Array(largest + 1);
    this.#whole = new Float64Array(size);
    this.#thousandths = new Int16Array(size);
    this.#currency = new Uint16Array(size);
    this.#flags = new Uint8Array(size);
    const currencies = new Map<string, number>();
    let at = 0;
    for (const row of rows) {
      const approximate = row.approximate as readonly boolean[];
      const own = (row.currencies as readonly string[]).map((currency) => {
        if (!currencies.has(currency)) currencies.set(currency, currencies.size);
        return currencies.get(currency) ?? 0;
      });
      const amounts = row.amounts as readonly (readonly Value[])[];
      for (const [i, number] of (row.numbers as readonly number[]).entries()) {
        if (own.length > 0) this.#places[number] = at + 1;
        for (const [j, currency] of own.entries()) {
          const amount = Number(amounts[i]?.[j]);
          const whole = Math.trunc(amount);
          this.#whole[at] = whole;
          this.#thousandths[at] = Math.round((amount - whole) * 1000);
          this.#currency[at] = currency;
          this.#flags[at] = (approximate[j] === true ? 1 : 0) + (j === own.length - 1 ? 2 : 0);
          at += 1;
        }
      }
    }
    this.#currencies = [...currencies.keys()];
  }

  /** The columns of rows (see composeMoney); null if they would take too much memory. */
  static of(rows: readonly Row[]): MoneyColumns | null {
    let [largest, size] = [0, 0];
    for (const { numbers, currencies } of rows) {
      for (const number of numbers as readonly number[]) largest = Math.max(largest, number);
      size += (numbers as readonly number[]).length * (currencies as readonly string[]).length;
    }
    return largest > LARGEST_NUMBER ? null : new MoneyColumns(rows, largest, size);
  }

  /** About how much memory it takes. */
  get bytes(): number {
    return 4 * this.#places.length + 13 * this.#whole.length + 100;
  }

  /** Calls `read` for each amount of a holder. */
  each(number: number, read: AmountReader): void {
    let at = (this.#places[number] ?? 0) - 1;
    if (at < 0) return;
    for (;;) {
      const flags = this.#flags[at] ?? 2;
      const currency = this.#currencies[this.#currency[at] ?? 0] ?? '';
      read(currency, this.#whole[at] ?? 0, this.#thousandths[at] ?? 0, (flags & 1) === 1);
      if (flags >= 2) return;
      at += 1;
    }
  }
}
