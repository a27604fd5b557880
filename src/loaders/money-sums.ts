import type { Value } from '../graph/port/graph.ts';
import type { AmountReader, MoneyColumns } from '../graph/storage/money-columns.ts';

/** Beyond this, a number is carried over, so that no sum of whole units is rounded. */
const MOST = 2 ** 51;

interface Sum {
  carried: bigint;
  whole: number;
  thousandths: number;
  approximate: boolean;
}

/** Sums of money by group and currency, exact as those of the database: whole units and thousandths apart. */
export class MoneySums {
  readonly #sums = new Map<number, Map<string, Sum>>();

  /** Adds the amounts of an entity or relation: parallel lists of amounts, currencies and which are approximate. */
  add(group: number, [amounts, currencies, approximate]: readonly Value[]): void {
    if (!Array.isArray(amounts) || !Array.isArray(currencies)) return;
    const adding = this.#adding(group);
    for (const [i, currency] of currencies.entries()) {
      const amount = Number(amounts[i]);
      const whole = Math.trunc(amount);
      const isApproximate = Array.isArray(approximate) && approximate[i] === true;
      adding(currency, whole, Math.round((amount - whole) * 1000), isApproximate);
    }
  }

  /** Adds the amounts of entities or relations by their numbers. */
  addNumbered(group: number, numbers: readonly number[], columns: MoneyColumns): void {
    const adding = this.#adding(group);
    for (const number of numbers) columns.each(number, adding);
  }

  #adding(group: number): AmountReader {
    const sums = this.#sums.get(group) ?? new Map<string, Sum>();
    if (sums.size === 0) this.#sums.set(group, sums);
    return (currency, whole, thousandths, approximate) => {
      const known = sums.get(currency);
      const sum = known ?? { carried: 0n, whole: 0, thousandths: 0, approximate: false };
      if (!known) sums.set(currency, sum);
      if (Math.abs(whole) > MOST) sum.carried += BigInt(whole);
      else sum.whole += whole;
      if (Math.abs(sum.whole) > MOST) {
        sum.carried += BigInt(sum.whole);
        sum.whole = 0;
      }
      sum.thousandths += thousandths;
      if (approximate) sum.approximate = true;
    };
  }

  /** The sums of a group, in the order of their currencies. */
  of(group: number): readonly Value[] {
    return [...(this.#sums.get(group) ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, { carried, whole, thousandths, approximate }]) => ({
        currency,
        whole: carried === 0n ? whole : carried + BigInt(whole),
        thousandths,
        approximate,
      }));
  }

  /** The sum of a group in one currency; null if there is none. */
  amount(group: number, currency: string): number | null {
    const sum = this.#sums.get(group)?.get(currency);
    return sum ? Number(sum.carried + BigInt(sum.whole)) + sum.thousandths / 1000 : null;
  }
}
