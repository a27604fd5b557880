import { expect, test } from 'vitest';
import { en } from '../src/i18n/en.ts';
import { formatDuration, formatMoney, formatPeriod } from '../src/i18n/format-values.ts';
import { ko } from '../src/i18n/ko.ts';
import { safeLink, sanitiseText } from '../src/i18n/sanitise-text.ts';

const period = (edtf: string, start: string | null = null, end: string | null = null) => ({ edtf, start, end });

test.each([
  ['2024-03-26', '26 March 2024', '2024년 3월 26일'],
  ['2022-11', 'November 2022', '2022년 11월'],
  ['2023', '2023', '2023년'],
  ['2024-41', 'second half of 2024', '2024년 하반기'],
  ['2024-33', 'first quarter of 2024', '2024년 1분기'],
  ['2022-05-11/2024-08-16', '11 May 2022 to 16 August 2024', '2022년 5월 11일부터 2024년 8월 16일까지'],
  ['2019-11-21/..', 'since 21 November 2019', '2019년 11월 21일부터'],
  ['../2020', 'until 2020', '2020년까지'],
  ['[..2024-12-31]', 'by 31 December 2024', '늦어도 2024년 12월 31일까지'],
  ['2024~', 'about 2024', '2024년경'],
  ['2024-03?', 'perhaps March 2024', '2024년 3월(불확실)'],
  ['[2020,2022]', '2020 or 2022', '2020년 또는 2022년'],
])('%s in words is as precise as stated', (edtf, english, korean) => {
  expect(formatPeriod(en, period(edtf))).toBe(english);
  expect(formatPeriod(ko, period(edtf))).toBe(korean);
});

test('a rare form of a date is described by its bounds, or not at all', () => {
  expect(formatPeriod(en, period('20XX', '2000-01-01', '2099-12-31'))).toBe(
    'between 1 January 2000 and 31 December 2099',
  );
  expect(formatPeriod(en, period('20XX'))).toBe(null);
});

test('money keeps its currency and whether it is approximate', () => {
  expect(formatMoney(en, { amount: 6_000_000, currency: 'EUR', approximate: false })).toBe('EUR 6,000,000');
  expect(formatMoney(en, { amount: 9_000_000_000, currency: 'KRW', approximate: true })).toBe(
    'about KRW 9,000,000,000',
  );
});

test('a duration is written part by part, and any other text stays as it is', () => {
  expect(formatDuration(en, 'P3Y')).toBe('3 years');
  expect(formatDuration(ko, 'P1Y6M')).toBe('1년 6개월');
  expect(formatDuration(en, 'three years')).toBe('three years');
});

test('only web addresses become links', () => {
  expect(safeLink('https://example.org/a')).toBe('https://example.org/a');
  for (const bad of ['javascript:alert(1)', 'JAVASCRIPT:alert(1)', 'data:text/html,x', 'vbscript:x', '//example.org']) {
    expect(safeLink(bad)).toBe(undefined);
  }
});

test('direction characters are removed, and letters are not', () => {
  expect(sanitiseText('abc\u202ecba\u2066x\u2069')).toBe('abccbax');
  expect(sanitiseText('이종호 Ž 👩‍🔬')).toBe('이종호 Ž 👩‍🔬');
});

/** The messages of a catalogue by name, and whether each is a text or a function. */
const shapeOf = (words: object): unknown =>
  Object.fromEntries(
    Object.entries(words).map(([name, value]) => [
      name,
      typeof value === 'object' && name !== 'model' ? shapeOf(value) : typeof value,
    ]),
  );

test('every language has the same texts', () => {
  expect(shapeOf(ko)).toEqual(shapeOf(en));
});
