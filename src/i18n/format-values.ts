import { parse } from 'tinyduration';
import type { Catalogue } from './catalogue.ts';

export interface Period {
  readonly edtf: string;
  readonly start: string | null;
  readonly end: string | null;
}

export interface MoneyPart {
  readonly amount: number;
  readonly currency: string;
  readonly approximate: boolean;
}

export interface PlacePart {
  readonly name: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Values in words. What stands beside them as stated says the same to the letter. */

const shapes = {
  day: { dateStyle: 'long' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
} as const;

function calendar(words: Catalogue, shape: keyof typeof shapes, year: string, month = '01', day = '01'): string {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return new Intl.DateTimeFormat(words.locale, { ...shapes[shape], timeZone: 'UTC' }).format(date);
}

/** Seasons of ISO 8601-2: those of the year, of each hemisphere, quarters, thirds and halves. */
function season(words: Catalogue, year: string, code: number): string | null {
  if (code >= 21 && code <= 32) return words.period.season(((code - 21) % 4) as 0 | 1 | 2 | 3, year);
  if (code >= 33 && code <= 36) return words.period.quarter(code - 32, year);
  if (code >= 37 && code <= 39) return words.period.third(code - 36, year);
  return code === 40 || code === 41 ? words.period.half(code - 39, year) : null;
}

/** One date; null where it is of a form that has no short words. */
function date(words: Catalogue, text: string): string | null {
  const [, year, month, day, qualifier] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)$/.exec(text) ?? [];
  const decade = /^(\d{3})X$/.exec(text)?.[1];
  if (decade) return words.period.decade(`${decade}0`);
  if (year === undefined) return null;
  const plain =
    day !== undefined
      ? calendar(words, 'day', year, month, day)
      : month === undefined
        ? calendar(words, 'year', year)
        : Number(month) > 12
          ? season(words, year, Number(month))
          : calendar(words, 'month', year, month);
  if (plain === null) return null;
  const about = qualifier === '~' || qualifier === '%' ? words.period.about(plain) : plain;
  return qualifier === '?' || qualifier === '%' ? words.period.perhaps(about) : about;
}

function interval(words: Catalogue, from: string, to: string): string | null {
  const [begins, ends] = [date(words, from), date(words, to)];
  const { period } = words;
  if (begins !== null && ends !== null) return period.fromTo(begins, ends);
  if (begins !== null && to === '..') return period.sinceOpen(begins);
  if (begins !== null && to === '') return period.since(begins);
  if (ends !== null && from === '..') return period.untilOpen(ends);
  return ends !== null && from === '' ? period.until(ends) : null;
}

/** One of some dates, or all of them. */
function several(words: Catalogue, inside: string, isAll: boolean): string | null {
  const { period } = words;
  const range = /^([^,]*)\.\.([^,]*)$/.exec(inside);
  if (range) {
    const [, from = '', to = ''] = range;
    const [begins, ends] = [date(words, from), date(words, to)];
    if (begins !== null && ends !== null) return isAll ? period.fromTo(begins, ends) : period.between(begins, ends);
    if (begins !== null && to === '') return isAll ? period.sinceOpen(begins) : period.notBefore(begins);
    return ends !== null && from === '' ? (isAll ? period.untilOpen(ends) : period.by(ends)) : null;
  }
  const dates = inside.split(',').map((one) => date(words, one.trim()));
  return dates.includes(null) ? null : dates.join(isAll ? period.and : period.or);
}

/** A period in words, no more precise than it is; null where only its EDTF says it. */
export function formatPeriod(words: Catalogue, { edtf, start, end }: Period): string | null {
  const set = /^([[{])(.+)[\]}]$/.exec(edtf);
  const [from, to] = edtf.split('/');
  const said = set
    ? several(words, set[2] as string, set[1] === '{')
    : to === undefined
      ? date(words, edtf)
      : interval(words, from as string, to);
  if (said !== null) return said;
  // What is too rare to have words of its own has its first and its last day.
  const [first, last] = [start === null ? null : date(words, start), end === null ? null : date(words, end)];
  if (first !== null && last !== null) return first === last ? first : words.period.between(first, last);
  return first !== null ? words.period.notBefore(first) : last !== null ? words.period.by(last) : null;
}

export function formatMoney(words: Catalogue, { amount, currency, approximate }: MoneyPart): string {
  const text = new Intl.NumberFormat(words.locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: 0,
    maximumFractionDigits: 3,
  })
    .format(amount)
    .replaceAll('\u00a0', ' ');
  return approximate ? words.approximately(text) : text;
}

const named = (words: Catalogue, type: 'region' | 'language', code: string) =>
  new Intl.DisplayNames(words.locale, { type, fallback: 'none' }).of(code);

export function formatCountry(words: Catalogue, code: string): string {
  const name = /^[A-Z]{2}$/.test(code) ? named(words, 'region', code) : undefined;
  return name === undefined ? code : `${name} (${code})`;
}

export function formatLanguage(words: Catalogue, tag: string): string {
  try {
    return (tag === 'und' ? undefined : named(words, 'language', tag)) ?? tag;
  } catch {
    return tag;
  }
}

export function formatPlace(words: Catalogue, { name, city, country, latitude, longitude }: PlacePart): string {
  const point = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : null;
  return [name, city, country === null ? null : formatCountry(words, country), point]
    .filter((part) => part !== null)
    .join(', ');
}

/** A duration in words, part by part; as stated where it is none. */
export function formatDuration(words: Catalogue, text: string): string {
  try {
    const { years, months, weeks, days, hours, minutes, seconds } = parse(text);
    const parts = { year: years, month: months, week: weeks, day: days, hour: hours, minute: minutes, second: seconds };
    const said = Object.entries(parts).flatMap(([unit, count]) =>
      count ? [new Intl.NumberFormat(words.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)] : [],
    );
    return said.length > 0 ? said.join(' ') : text;
  } catch {
    return text;
  }
}
