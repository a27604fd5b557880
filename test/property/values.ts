import edtf from 'edtf';
import type { EntityFact, Money, Name } from '../../src/ontology/facts.ts';

/** The semantics of values: texts, days, money, names. By the specification, using nothing from src but types. */

export type Given = Readonly<Record<string, any>>;

export const fold = (text: string) => text.normalize('NFC').toLowerCase();

/** Compares by code points; JavaScript compares UTF-16, which puts an emoji before a full-width tilde. */
export function compareTexts(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0)) as [number[], number[]];
  for (let i = 0; i < x.length && i < y.length; i += 1) {
    const difference = (x[i] as number) - (y[i] as number);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

export const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareTexts(String(a), String(b));

/** The days on which a period may begin (s0 to s1) and end (e0 to e1). */
export interface Days {
  readonly s0: string;
  readonly s1: string;
  readonly e0: string;
  readonly e1: string;
}

const FIRST = '0000-01-01';
const LAST = '9999-12-31';
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Seasons, which the edtf package treats as quarters. */
const SEASONS: Readonly<Record<string, [string, string]>> = {
  '2023-21': ['2023-03-01', '2023-06-21'],
  '2022-24': ['2022-01-01', '2023-03-21'],
  '2022-37': ['2022-01-01', '2022-04-30'],
};

/** The bounds of a date that is not an interval. */
function span(text: string): [string, string] {
  const season = SEASONS[text];
  if (season) return season;
  const { min, max } = edtf(text, { level: 2 }) as { min: number; max: number };
  return [day(min), day(max)];
}

export function daysOf(text: string): Days {
  const [a, b] = text.split('/');
  if (a === undefined || b === undefined) {
    const [s0, e1] = span(text);
    return { s0, s1: e1, e0: s0, e1 };
  }
  const ends = {
    from: a === '..' ? [FIRST, FIRST] : a === '' ? null : span(a),
    to: b === '..' ? [LAST, LAST] : b === '' ? null : span(b),
  };
  const s0 = ends.from?.[0] ?? FIRST;
  const e1 = ends.to?.[1] ?? LAST;
  return { s0, s1: ends.from?.[1] ?? e1, e0: ends.to?.[0] ?? s0, e1 };
}

/** The day by which a date is ordered: its first possible one or, if only its end is known, its last. */
export function orderedDay(text: string): string {
  const { s0, e1 } = daysOf(text);
  return /^(\.\.)?\//.test(text) && e1 !== LAST ? e1 : s0;
}

export function meetsPeriod(stated: string | null, { isNull, ...asked }: Given): boolean {
  if (isNull !== undefined && (stated === null) !== isNull) return false;
  if (stated === null) return Object.keys(asked).length === 0;
  const { s0, s1, e0, e1 } = daysOf(stated);
  return Object.entries(asked).every(([key, text]) => {
    const { s0: from, e1: until } = daysOf(text);
    const overlaps = s0 <= until && e1 >= from;
    if (key === 'before') return e0 < from;
    if (key === 'after') return s1 > until;
    if (key === 'overlaps') return overlaps;
    if (key === 'during') return overlaps && s1 >= from && e0 <= until;
    throw new Error(`no such condition: ${key}`);
  });
}

/** Compares a value that exists. */
function holds(operator: string, own: any, asked: any): boolean {
  switch (operator) {
    case 'eq':
      return own === asked;
    case 'contains':
      return own.includes(asked);
    case 'startsWith':
      return own.startsWith(asked);
    case 'gt':
      return compare(own, asked) > 0;
    case 'gte':
      return compare(own, asked) >= 0;
    case 'lt':
      return compare(own, asked) < 0;
    case 'lte':
      return compare(own, asked) <= 0;
    default:
      throw new Error(`no such condition: ${operator}`);
  }
}

/** Operators such as eq, in and gt on one value; `read` converts both sides to their compared form. */
export function meets(value: any, { isNull, ...asked }: Given, read: (one: any) => any = (one) => one): boolean {
  if (isNull !== undefined && (value === null) !== isNull) return false;
  return Object.entries(asked).every(([operator, wanted]) => {
    if (value === null) return false;
    if (operator === 'in') return wanted.some((one: any) => read(one) === read(value));
    return holds(operator, read(value), read(wanted));
  });
}

export const meetsText = (value: string | null, { matchCase, ...asked }: Given) =>
  meets(value, asked, matchCase ? undefined : fold);

/** Country codes are stored and compared in upper case. */
export const meetsCountry = (value: string | null, { matchCase: _, ...asked }: Given) =>
  meets(value, asked, (text: string) => text.toUpperCase());

export function meetsMoney(amounts: readonly Money[] | null, { currency, isNull, ...asked }: Given): boolean {
  const own = (amounts ?? []).filter((one) => one.currency === currency);
  if (isNull === true) return own.length === 0;
  return own.some(({ amount }) => meets(amount, asked));
}

export function meetsPlace(place: Given | null, { isNull, ...asked }: Given): boolean {
  if (isNull !== undefined && (place === null) !== isNull) return false;
  return Object.entries(asked).every(([part, wanted]) => {
    const own = place?.[part] ?? null;
    if (part === 'country') return meetsCountry(own, wanted);
    return typeof own === 'number' || part === 'latitude' || part === 'longitude'
      ? meets(own, wanted)
      : meetsText(own, wanted);
  });
}

export const meetsName = (name: Name, { language, kind, ...asked }: Given) =>
  meetsText(name.text, asked) &&
  (language === undefined || name.language === language || name.language.startsWith(`${language}-`)) &&
  (kind === undefined || name.kind === kind);

const KINDS = ['OFFICIAL', 'SHORT', 'ALIAS', 'ACRONYM'];

/** The display name: in English, else any; among several the official one. */
export function shownName({ names }: EntityFact): string {
  for (const fits of [(l: string) => l === 'en', (l: string) => l.startsWith('en-'), () => true]) {
    const found = names.filter(({ language }) => fits(language));
    for (const kind of KINDS) {
      const name = found.find((one) => one.kind === kind);
      if (name) return name.text;
    }
  }
  throw new Error('an entity without a name');
}

/** Sums by currency, in thousandths, which are integers here: in floats, 0.1 + 0.2 is 0.30000000000000004. */
export function added(amounts: readonly Money[]): Money[] {
  const currencies = [...new Set(amounts.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = amounts.filter((one) => one.currency === currency);
    const thousandths = own.reduce((sum, { amount }) => sum + Math.round(amount * 1000), 0);
    return { amount: thousandths / 1000, currency, approximate: own.some(({ approximate }) => approximate) };
  });
}
