import { parse } from 'tinyduration';
import type { Catalogue } from './catalogue.ts';

/** A period: its EDTF, and the first and last day that it can include (YYYY-MM-DD), null if unknown or open. */
export interface Period {
  readonly edtf: string;
  readonly start: string | null;
  readonly end: string | null;
}

/** An amount of money in a currency (ISO 4217). */
export interface MoneyPart {
  readonly amount: number;
  readonly currency: string;
  readonly approximate: boolean;
}

/** A place: a country is a code (ISO 3166-1 alpha-2), coordinates are in degrees (WGS 84). */
export interface PlacePart {
  readonly name: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

const shapes = {
  day: { dateStyle: 'long' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
} as const;

function calendar(catalogue: Catalogue, shape: keyof typeof shapes, year: string, month = '01', day = '01'): string {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return new Intl.DateTimeFormat(catalogue.locale, { ...shapes[shape], timeZone: 'UTC' }).format(date);
}

/** Sub-year groupings of ISO 8601-2: 21–32 seasons, 33–36 quarters, 37–39 thirds, 40–41 halves of a year. */
function season(catalogue: Catalogue, year: string, code: number): string | null {
  if (code >= 21 && code <= 32) return catalogue.period.season(((code - 21) % 4) as 0 | 1 | 2 | 3, year);
  if (code >= 33 && code <= 36) return catalogue.period.quarter(code - 32, year);
  if (code >= 37 && code <= 39) return catalogue.period.third(code - 36, year);
  return code === 40 || code === 41 ? catalogue.period.half(code - 39, year) : null;
}

/** One date; null if its form has no short wording. */
function date(catalogue: Catalogue, text: string): string | null {
  const [, year, month, day, qualifier] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)$/.exec(text) ?? [];
  const decade = /^(\d{3})X$/.exec(text)?.[1];
  if (decade) return catalogue.period.decade(`${decade}0`);
  if (year === undefined) return null;
  const plain =
    day !== undefined
      ? calendar(catalogue, 'day', year, month, day)
      : month === undefined
        ? calendar(catalogue, 'year', year)
        : Number(month) > 12
          ? season(catalogue, year, Number(month))
          : calendar(catalogue, 'month', year, month);
  if (plain === null) return null;
  const about = qualifier === '~' || qualifier === '%' ? catalogue.period.about(plain) : plain;
  return qualifier === '?' || qualifier === '%' ? catalogue.period.perhaps(about) : about;
}

function interval(catalogue: Catalogue, from: string, to: string): string | null {
  const [begins, ends] = [date(catalogue, from), date(catalogue, to)];
  const { period } = catalogue;
  if (begins !== null && ends !== null) return period.fromTo(begins, ends);
  if (begins !== null && to === '..') return period.sinceOpen(begins);
  if (begins !== null && to === '') return period.since(begins);
  if (ends !== null && from === '..') return period.untilOpen(ends);
  return ends !== null && from === '' ? period.until(ends) : null;
}

/** The dates of a set: one of them, or all of them. */
function several(catalogue: Catalogue, inside: string, isAll: boolean): string | null {
  const { period } = catalogue;
  const range = /^([^,]*)\.\.([^,]*)$/.exec(inside);
  if (range) {
    const [, from = '', to = ''] = range;
    const [begins, ends] = [date(catalogue, from), date(catalogue, to)];
    if (begins !== null && ends !== null) return isAll ? period.fromTo(begins, ends) : period.between(begins, ends);
    if (begins !== null && to === '') return isAll ? period.sinceOpen(begins) : period.notBefore(begins);
    return ends !== null && from === '' ? (isAll ? period.untilOpen(ends) : period.by(ends)) : null;
  }
  const dates = inside.split(',').map((one) => date(catalogue, one.trim()));
  return dates.includes(null) ? null : dates.join(isAll ? period.and : period.or);
}

/**
 * A period in words, exactly as precise as its EDTF.
 * Returns null if there are no words for it.
 * @example formatPeriod(en, { edtf: '2022-11', start: null, end: null }) // 'November 2022'
 */
export function formatPeriod(catalogue: Catalogue, { edtf, start, end }: Period): string | null {
  const set = /^([[{])(.+)[\]}]$/.exec(edtf);
  const [from, to] = edtf.split('/');
  const text = set
    ? several(catalogue, set[2] as string, set[1] === '{')
    : to === undefined
      ? date(catalogue, edtf)
      : interval(catalogue, from as string, to);
  if (text !== null) return text;
  // Rare forms are described by their first and last day.
  const [first, last] = [start === null ? null : date(catalogue, start), end === null ? null : date(catalogue, end)];
  if (first !== null && last !== null) return first === last ? first : catalogue.period.between(first, last);
  return first !== null ? catalogue.period.notBefore(first) : last !== null ? catalogue.period.by(last) : null;
}

/**
 * An amount with its currency code.
 * @example formatMoney(en, { amount: 6_000_000, currency: 'EUR', approximate: false }) // 'EUR 6,000,000'
 */
export function formatMoney(catalogue: Catalogue, { amount, currency, approximate }: MoneyPart): string {
  const text = new Intl.NumberFormat(catalogue.locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: 0,
    maximumFractionDigits: 3,
  })
    .format(amount)
    .replaceAll('\u00a0', ' ');
  return approximate ? catalogue.approximately(text) : text;
}

const named = (catalogue: Catalogue, type: 'region' | 'language', code: string) =>
  new Intl.DisplayNames(catalogue.locale, { type, fallback: 'none' }).of(code);

/**
 * The name and code of a country (ISO 3166-1 alpha-2); any other text is returned as it is.
 * @example formatCountry(en, 'KR') // 'South Korea (KR)'
 */
export function formatCountry(catalogue: Catalogue, code: string): string {
  const name = /^[A-Z]{2}$/.test(code) ? named(catalogue, 'region', code) : undefined;
  return name === undefined ? code : `${name} (${code})`;
}

/**
 * The name of a language (BCP 47); any other text is returned as it is.
 * @example formatLanguage(en, 'ko') // 'Korean'
 */
export function formatLanguage(catalogue: Catalogue, tag: string): string {
  try {
    return (tag === 'und' ? undefined : named(catalogue, 'language', tag)) ?? tag;
  } catch {
    // Intl throws for a text that isn't a BCP 47 tag.
    return tag;
  }
}

/** The parts of a place that are known, from the name to the coordinates, separated by commas. */
export function formatPlace(catalogue: Catalogue, { name, city, country, latitude, longitude }: PlacePart): string {
  const point = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : null;
  return [name, city, country === null ? null : formatCountry(catalogue, country), point]
    .filter((part) => part !== null)
    .join(', ');
}

/**
 * An ISO 8601 duration in words; any other text is returned as it is.
 * @example formatDuration(en, 'P1Y6M') // '1 year 6 months'
 */
export function formatDuration(catalogue: Catalogue, text: string): string {
  try {
    const { years, months, weeks, days, hours, minutes, seconds } = parse(text);
    const parts = { year: years, month: months, week: weeks, day: days, hour: hours, minute: minutes, second: seconds };
    const units = Object.entries(parts).flatMap(([unit, count]) =>
      count
        ? [new Intl.NumberFormat(catalogue.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)]
        : [],
    );
    return units.length > 0 ? units.join(' ') : text;
  } catch {
    // tinyduration throws for a text that isn't an ISO 8601 duration.
    return text;
  }
}
