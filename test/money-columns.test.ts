import { expect, test } from 'vitest';
import { MoneyColumns } from '../src/graph/storage/money-columns.ts';
import { MoneySums } from '../src/loaders/money-sums.ts';

const rows = [
  { currencies: ['EUR'], approximate: [false], numbers: [3, 8], amounts: [[10.25], [9_007_199_254_740_991]] },
  { currencies: ['KRW', 'EUR'], approximate: [true, false], numbers: [0], amounts: [[7, 0.001]] },
  { currencies: [], approximate: [], numbers: [5], amounts: [[]] },
];

test('amounts are added up by the numbers of their holders, exactly and by currency', () => {
  const columns = MoneyColumns.of(rows);
  const sums = new MoneySums();
  if (columns)
    for (const numbers of [
      [3, 0, 5],
      [6, 100],
      [8, 8],
    ])
      sums.addNumbered(numbers[0] as number, numbers, columns);
  expect(sums.of(3)).toEqual([
    { currency: 'EUR', whole: 10, thousandths: 251, approximate: false },
    { currency: 'KRW', whole: 7, thousandths: 0, approximate: true },
  ]);
  expect(sums.of(6)).toEqual([]);
  expect(sums.of(8)).toEqual([{ currency: 'EUR', whole: 18_014_398_509_481_982n, thousandths: 0, approximate: false }]);
  expect(columns?.bytes).toBeLessThan(300);
});

test('numbers that would take too much memory are left to the database', () => {
  expect(
    MoneyColumns.of([{ currencies: ['EUR'], approximate: [false], numbers: [90_000_000], amounts: [[1]] }]),
  ).toBeNull();
  expect(MoneyColumns.of([])?.bytes).toBeGreaterThan(0);
});
