import edtf from 'edtf';

/** A date or a span of time as stated, with the first and the last day that it can mean; null where it is open or unknown. */
export interface Period {
  readonly edtf: string;
  readonly start: string | null;
  readonly end: string | null;
}

interface Bounded {
  readonly min: number;
  readonly max: number;
  readonly type: string;
  /** An interval's ends: a date, null where it is unknown, a number where it is open. */
  readonly lower?: Bounded | number | null;
  readonly upper?: Bounded | number | null;
  /** Of a set such as [2020..2022]: its dates, and the first and last of each run of them. */
  readonly values?: readonly (Bounded | readonly Bounded[])[];
}

const day = (time: number, open: boolean): string | null =>
  open || !Number.isFinite(time) ? null : new Date(time).toISOString().slice(0, 10);

export const FIRST = '0000-01-01';
export const LAST = '9999-12-31';

/** The days by which a period must have begun, and until which it must have lasted, whatever its uncertain dates mean. */
export interface Limits {
  readonly startBy: string;
  readonly endFrom: string;
}

/** A day, or from one day to another. */
const DAYS = /^(\d{4}-\d{2}-\d{2})(?:\/(\d{4}-\d{2}-\d{2}))?$/;

/**
 * What `start` and `end` leave open: `start` to `startBy` are the days on which a period may begin, `endFrom` to `end`
 * those on which it may end. A single date, however coarse, is one day within its bounds; an interval goes from
 * one of its first date to one of its last; an open end is never reached, an unknown one may be anywhere.
 */
export function limitsOf(period: Period): Limits {
  // Most dates are days, and reading EDTF costs more than all else that is done with a fact.
  const days = DAYS.exec(period.edtf);
  if (days) return { startBy: days[1] as string, endFrom: days[2] ?? (days[1] as string) };
  const { type, lower, upper } = edtf(period.edtf, { level: 2 }) as Bounded;
  const start = period.start ?? FIRST;
  const end = period.end ?? LAST;
  if (type !== 'Interval') return { startBy: end, endFrom: start };
  const startBy = typeof lower === 'object' && lower !== null ? day(lower.max, false) : lower === null ? end : FIRST;
  const endFrom = typeof upper === 'object' && upper !== null ? day(upper.min, false) : upper === null ? start : LAST;
  return { startBy: startBy ?? FIRST, endFrom: endFrom ?? LAST };
}

/**
 * Reads a date in EDTF (ISO 8601-2), levels 0 to 2, of the years 0000 to 9999, so that bounds compare as text.
 * Throws an Error whose message says what was expected.
 */
export function parsePeriod(text: string): Period {
  let value: Bounded;
  try {
    value = edtf(text, { level: 2 }) as Bounded;
  } catch {
    throw new Error(
      'expected a date in EDTF, such as 2024-03-26, 2022-11, 2024-41 (second half of 2024) or 2024-03-25/2024-03-26',
    );
  }
  // An unknown end of an interval has no value of its own: without this it would count as 1970.
  const unknownStart = value.type === 'Interval' && value.lower === null;
  const unknownEnd = value.type === 'Interval' && value.upper === null;
  // edtf itself takes a run of dates at the end of a set for its first one. Of other dates, the values are numbers.
  const members = ['Set', 'List'].includes(value.type) ? (value.values?.flat() ?? []) : [];
  const start = day(Math.min(value.min, ...members.map(({ min }) => min)), unknownStart);
  const end = day(Math.max(value.max, ...members.map(({ max }) => max)), unknownEnd);
  if ([start, end].some((bound) => bound !== null && !/^\d{4}-/.test(bound))) {
    throw new Error('expected a date in the years 0000 to 9999');
  }
  return { edtf: text, start, end };
}

const span = (p: Period) => [p.start ?? FIRST, p.end ?? LAST] as const;

/** Whether `coarse` can mean the same as `fine` and says less: its bounds enclose those of `fine` and are wider. */
export function isLessPrecise(coarse: Period, fine: Period): boolean {
  const [coarseStart, coarseEnd] = span(coarse);
  const [fineStart, fineEnd] = span(fine);
  const encloses = coarseStart <= fineStart && coarseEnd >= fineEnd;
  return encloses && (coarseStart < fineStart || coarseEnd > fineEnd);
}
