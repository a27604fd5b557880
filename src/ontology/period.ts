import edtf from 'edtf';

/** A date or a span of time as stated, and the days between which it lies. */
export interface Period {
  /** EDTF (ISO 8601-2). */
  readonly edtf: string;
  /** The first day that it can mean, YYYY-MM-DD; null if it is open or unknown. */
  readonly start: string | null;
  /** The last day that it can mean, YYYY-MM-DD; null if it is open or unknown. */
  readonly end: string | null;
}

/** What the edtf package returns. */
interface Bounded {
  readonly min: number;
  readonly max: number;
  readonly type: string;
  /** The code of a season: 21 to 41. */
  readonly season?: number;
  readonly year?: number;
  /** The ends of an interval: a date, null if unknown, a number if open. */
  readonly lower?: Bounded | number | null;
  readonly upper?: Bounded | number | null;
  /** The members of a set such as [2020..2022]: dates, and the first and last of each range. */
  readonly values?: readonly (Bounded | readonly Bounded[])[];
}

const day = (time: number, open: boolean): string | null =>
  open || !Number.isFinite(time) ? null : new Date(time).toISOString().slice(0, 10);

/** Characters of a date: enough for a set of forty years. Parsing takes longer than its length grows. */
const LONGEST = 200;

/** Stands for an open or unknown start. */
export const FIRST = '0000-01-01';
/** Stands for an open or unknown end. */
export const LAST = '9999-12-31';

/** The inner bounds of a period, whatever its uncertain dates mean. */
export interface Limits {
  /** The last day on which it can begin. */
  readonly startBy: string;
  /** The first day on which it can end. */
  readonly endFrom: string;
}

/**
 * The first and the last day that a season can mean; the edtf package treats seasons as quarters. The bounds cover both
 * meteorological and astronomical seasons: summer begins in June and may last until the equinox. Seasons without a
 * hemisphere are northern, as southern ones have codes of their own. The winter of 2023 may begin or end in 2023.
 */
const SPRING = ['03-01', '06-21'] as const;
const SUMMER = ['06-01', '09-23'] as const;
const AUTUMN = ['09-01', '12-22'] as const;
const WINTER = ['01-01', '03-21', 1] as const;
const SEASONS = new Map<number, readonly [first: string, last: string, yearsLater?: number]>([
  ...[21, 25].flatMap((code) => [SPRING, SUMMER, AUTUMN, WINTER].map((days, i) => [code + i, days] as const)),
  ...[AUTUMN, WINTER, SPRING, SUMMER].map((days, i) => [29 + i, days] as const),
  [37, ['01-01', '04-30']],
  [38, ['05-01', '08-31']],
  [39, ['09-01', '12-31']],
]);

function seasonBounds({ type, season = 0, year = 0 }: Bounded): readonly [start: string, end: string] | null {
  const days = type === 'Season' ? SEASONS.get(season) : undefined;
  if (!days) return null;
  const written = (of: number, day: string) => `${String(of).padStart(4, '0')}-${day}`;
  const [first, last, later = 0] = days;
  return [written(year, first), year + later > 9999 ? LAST : written(year + later, last)];
}

/** A 29 February, with any EDTF qualifiers. The edtf package reads it as 1 March in a year that is not a leap year. */
const LEAP_DAY = /(?<!\d)(\d{4})[?~%]?-[?~%]?02[?~%]?-[?~%]?29(?!\d)/g;
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** A day, or an interval between two days. */
const DAYS = /^(\d{4}-\d{2}-\d{2})(?:\/(\d{4}-\d{2}-\d{2}))?$/;

/**
 * The inner bounds of a period: it begins on a day from `start` to `startBy` and ends on a day from `endFrom` to `end`.
 * A single date, however coarse, is one day within its bounds; an interval runs from a day of its first date to a day of
 * its last. An open end is never reached; an unknown one may be anywhere.
 */
export function limitsOf(period: Period): Limits {
  // Most dates are days, and parsing EDTF is the most expensive step of handling a fact.
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
 * Parses a date in EDTF (ISO 8601-2), levels 0 to 2, of at most 200 characters, in the years 0000 to 9999 however they are
 * written, so that bounds compare as text.
 *
 * @throws Error whose message says what was expected.
 *
 * @example
 * parsePeriod('2022-11'); // { edtf: '2022-11', start: '2022-11-01', end: '2022-11-30' }
 * parsePeriod('2024-03-25/..'); // { edtf: '2024-03-25/..', start: '2024-03-25', end: null }
 */
export function parsePeriod(text: string): Period {
  if (text.length > LONGEST) throw new Error(`expected a date of at most ${LONGEST} characters`);
  let value: Bounded;
  try {
    value = edtf(text, { level: 2 }) as Bounded;
  } catch {
    throw new Error(
      'expected a date in EDTF, such as 2024-03-26, 2022-11, 2024-41 (second half of 2024) or 2024-03-25/2024-03-26',
    );
  }
  for (const [, year] of text.matchAll(LEAP_DAY)) {
    if (!isLeap(Number(year))) throw new Error(`expected a day that exists: ${year} has no 29 February`);
  }
  const season = seasonBounds(value);
  // An unknown end of an interval has no value; without this it would count as 1970.
  const unknownStart = value.type === 'Interval' && value.lower === null;
  const unknownEnd = value.type === 'Interval' && value.upper === null;
  // The edtf package reads a range at the end of a set as its first date. Other dates have numbers as values.
  const members = ['Set', 'List'].includes(value.type) ? (value.values?.flat() ?? []) : [];
  const start = season?.[0] ?? day(Math.min(value.min, ...members.map(({ min }) => min)), unknownStart);
  const end = season?.[1] ?? day(Math.max(value.max, ...members.map(({ max }) => max)), unknownEnd);
  // Years beyond the range of Date, such as Y17E8, have no time at all.
  const isBeyond = [value, ...members].some(({ min, max }) => Number.isNaN(min) || Number.isNaN(max));
  if (isBeyond || [start, end].some((bound) => bound !== null && !/^\d{4}-/.test(bound))) {
    throw new Error('expected a date in the years 0000 to 9999');
  }
  return { edtf: text, start, end };
}

/** The earliest start and end, then the latest start and end. */
function boundsOf(period: Period) {
  const { startBy, endFrom } = limitsOf(period);
  return [period.start ?? FIRST, endFrom, startBy, period.end ?? LAST] as const;
}

/** Whether `coarse` is a less precise statement of `fine`: its possible starts and ends include all those of `fine`, and more. */
export function isLessPrecise(coarse: Period, fine: Period): boolean {
  const [wide, narrow] = [boundsOf(coarse), boundsOf(fine)];
  const encloses = wide[0] <= narrow[0] && wide[1] <= narrow[1] && wide[2] >= narrow[2] && wide[3] >= narrow[3];
  return encloses && wide.some((day, i) => day !== narrow[i]);
}
