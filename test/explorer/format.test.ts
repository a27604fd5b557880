import { expect, test } from 'vitest';
import {
  amountInWords,
  boundsInWords,
  clean,
  durationInWords,
  periodInWords,
  webAddress,
} from '../../src/explorer/format.ts';
import { en } from '../../src/explorer/words/en.ts';
import { ko } from '../../src/explorer/words/ko.ts';

const period = (edtf: string, start: string | null = null, end: string | null = null) => ({ edtf, start, end });

test.each([
  ['2024-03-26', '26 March 2024', '2024년 3월 26일'],
  ['2022-11', 'November 2022', '2022년 11월'],
  ['2023', '2023', '2023년'],
  ['2024-41', '2nd half of 2024', '2024년 하반기'],
  ['2024-33', '1st quarter of 2024', '2024년 1분기'],
  ['2022-05-11/2024-08-16', '11 May 2022 – 16 August 2024', '2022년 5월 11일 – 2024년 8월 16일'],
  ['2019-11-21/..', 'since 21 November 2019', '2019년 11월 21일부터'],
  ['../2020', 'until 2020', '2020년까지'],
  ['[..2024-12-31]', 'some day up to 31 December 2024', '늦어도 2024년 12월 31일'],
  ['2024~', 'about 2024', '2024년경'],
  ['2024-03?', 'March 2024 (uncertain)', '2024년 3월 (불확실)'],
  ['[2020,2022]', '[2020,2022]', '[2020,2022]'],
  ['20XX', '20XX', '20XX'],
])('%s in words is no more precise than stated', (edtf, english, korean) => {
  expect(periodInWords(period(edtf), en)).toBe(english);
  expect(periodInWords(period(edtf), ko)).toBe(korean);
});

test('where words leave EDTF as it is, its bounds stand beside it', () => {
  expect(boundsInWords(period('20XX', '2000-01-01', '2099-12-31'), en)).toBe('1 January 2000 – 31 December 2099');
  expect(boundsInWords(period('2024', '2024-01-01', '2024-12-31'), en)).toBe(null);
});

test('money keeps its currency and its doubt', () => {
  expect(amountInWords({ amount: 6_000_000, currency: 'EUR', approximate: false }, en)).toBe('EUR\u00a06,000,000');
  expect(amountInWords({ amount: 9_000_000_000, currency: 'KRW', approximate: true }, en)).toBe(
    'about KRW\u00a09,000,000,000',
  );
});

test('a duration of whole years is said, another one stays as stated', () => {
  expect(durationInWords('P3Y', en)).toBe('3 years');
  expect(durationInWords('P3Y', ko)).toBe('3년');
  expect(durationInWords('P1Y6M', en)).toBe('P1Y6M');
});

test('only the web is linked to', () => {
  expect(webAddress('https://example.org/a')).toBe('https://example.org/a');
  for (const bad of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//example.org',
    'x',
  ]) {
    expect(webAddress(bad)).toBe(null);
  }
});

test('marks that turn the direction of a text are taken out, and letters are not', () => {
  expect(clean('abc\u202ecba\u2066x\u2069\u200f')).toBe('abccbax');
  expect(clean('이종호 Ž 👩‍🔬')).toBe('이종호 Ž 👩‍🔬');
});

/** The words of a catalogue by their names; what says a number or a name is a function in both. */
const shapeOf = (words: object): unknown =>
  Object.fromEntries(Object.entries(words).map(([name, value]) => [name, typeof value]));

test('every language has the same words', () => {
  expect(shapeOf(ko)).toEqual(shapeOf(en));
  expect(Object.keys(ko.problem)).toEqual(Object.keys(en.problem));
  expect(Object.keys(ko.partsOfYear)).toEqual(Object.keys(en.partsOfYear));
});
