import type { Words } from './words/index.ts';
import { spoken } from './words/index.ts';

/** Marks that turn the direction of all that follows, and others that no name needs: they could make a text read as another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

export const clean = (text: string) => text.replace(UNSEEN, '');

/** A link only where it leads to the web: `javascript:` and the like stay text. */
export function webAddress(text: string): string | null {
  try {
    const { protocol, href } = new URL(text);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}

export interface Period {
  readonly edtf: string;
  readonly start: string | null;
  readonly end: string | null;
}

const DAY = /^(-?\d{4})-(\d\d)-(\d\d)$/;
const MONTH = /^(-?\d{4})-(0[1-9]|1[0-2])$/;
const YEAR = /^-?\d{4}$/;
const PART_OF_YEAR = /^(-?\d{4})-(2[1-4]|3[3-9]|4[01])$/;

const utc = (year: string, month = '01', day = '01') => {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date;
};

/** One date of EDTF in words, as precisely as it is; null for what words would make vaguer or longer. */
function dateInWords(edtf: string, words: Words): string | null {
  const write = (date: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(words.locale, { timeZone: 'UTC', ...options }).format(date);
  const day = DAY.exec(edtf);
  if (day) return write(utc(day[1] ?? '', day[2], day[3]), { year: 'numeric', month: 'long', day: 'numeric' });
  const month = MONTH.exec(edtf);
  if (month) return write(utc(month[1] ?? '', month[2]), { year: 'numeric', month: 'long' });
  if (YEAR.test(edtf)) return write(utc(edtf), { year: 'numeric' });
  const part = PART_OF_YEAR.exec(edtf);
  return part ? (words.partsOfYear[part[2] ?? '']?.(part[1] ?? '') ?? null) : null;
}

/** A date with what EDTF says of how sure it is. */
function qualifiedInWords(edtf: string, words: Words): string | null {
  const plain = dateInWords(edtf, words);
  if (plain !== null) return plain;
  const say = { '~': words.roughly, '?': words.perhaps }[edtf.at(-1) ?? ''];
  const date = say ? dateInWords(edtf.slice(0, -1), words) : null;
  return say && date !== null ? say(date) : null;
}

const UP_TO = /^\[\.\.([^,[\]]+)\]$/;
const FROM = /^\[([^,[\]]+)\.\.\]$/;

/** A date or a period in words, no more precise than stated; what EDTF says beyond that stays EDTF. */
export function periodInWords({ edtf }: Period, words: Words): string {
  const say = (part: string) => qualifiedInWords(part, words) ?? part;
  const parts = edtf.split('/');
  if (parts.length === 2) {
    const [from = '', to = ''] = parts.map((part) => (part === '..' || part === '' ? '' : say(part)));
    if (to === '') return from === '' ? edtf : words.since(from);
    return from === '' ? words.until(to) : `${from} – ${to}`;
  }
  const upTo = UP_TO.exec(edtf);
  if (upTo) return words.noLaterThan(say(upTo[1] ?? ''));
  const from = FROM.exec(edtf);
  if (from) return words.noSoonerThan(say(from[1] ?? ''));
  return say(edtf);
}

/** What the words leave unsaid of a period: its bounds, where it has some that it does not show. */
export function boundsInWords({ edtf, start, end }: Period, words: Words): string | null {
  if (edtf.includes('/') || qualifiedInWords(edtf, words) !== null || UP_TO.test(edtf) || FROM.test(edtf)) return null;
  const bound = (day: string | null) => (day === null ? '…' : (dateInWords(day, words) ?? day));
  return start === null && end === null ? null : `${bound(start)} – ${bound(end)}`;
}

export interface Amount {
  readonly amount: number;
  readonly currency: string;
  readonly approximate: boolean;
}

export function amountInWords({ amount, currency, approximate }: Amount, words: Words): string {
  const money = new Intl.NumberFormat(words.locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: 0,
    maximumFractionDigits: 3,
  }).format(amount);
  return approximate ? `${words.about} ${money}` : money;
}

/** The name of a country or a language; its code where the browser knows none. */
export function codeInWords(code: string, type: 'region' | 'language', words: Words): string {
  try {
    return new Intl.DisplayNames(words.locale, { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** P3Y → 3 years; what is more than whole years, months or days stays as stated. */
export function durationInWords(duration: string, words: Words): string {
  const match = /^P(\d+)([YMWD])$/.exec(duration);
  if (!match) return duration;
  const unit = { Y: 'year', M: 'month', W: 'week', D: 'day' }[match[2] ?? ''];
  return new Intl.NumberFormat(words.locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  } as Intl.NumberFormatOptions).format(Number(match[1]));
}

export const valueInWords = (value: string, words: Words) => words.values[value] ?? spoken(value);

export const dayInWords = (moment: string, words: Words) =>
  new Intl.DateTimeFormat(words.locale, { dateStyle: 'long' }).format(new Date(moment));
