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
  /** Of a season: 21 to 41. */
  readonly season?: number;
  readonly year?: number;
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

/**
 * The first and the last day that a season of a year can mean, from its code; edtf takes each for the quarter of its
 * number. By the months or by the sun: "summer" is from June, or until the equinox. Where no hemisphere is named it is
 * the northern one, as the southern has codes of its own. A winter of 2023 may be the one that ends in it or begins in it.
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

/** A leap day that its year does not have, with whatever qualifies its parts; edtf takes it for the day after. */
const LEAP_DAY = /(?<!\d)(\d{4})[?~%]?-[?~%]?02[?~%]?-[?~%]?29(?!\d)/g;
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

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
  for (const [, year] of text.matchAll(LEAP_DAY)) {
    if (!isLeap(Number(year))) throw new Error(`expected a day that exists: ${year} has no 29 February`);
  }
  const season = seasonBounds(value);
  // An unknown end of an interval has no value of its own: without this it would count as 1970.
  const unknownStart = value.type === 'Interval' && value.lower === null;
  const unknownEnd = value.type === 'Interval' && value.upper === null;
  // edtf itself takes a run of dates at the end of a set for its first one. Of other dates, the values are numbers.
  const members = ['Set', 'List'].includes(value.type) ? (value.values?.flat() ?? []) : [];
  const start = season?.[0] ?? day(Math.min(value.min, ...members.map(({ min }) => min)), unknownStart);
  const end = season?.[1] ?? day(Math.max(value.max, ...members.map(({ max }) => max)), unknownEnd);
  if ([start, end].some((bound) => bound !== null && !/^\d{4}-/.test(bound))) {
    throw new Error('expected a date in the years 0000 to 9999');
  }
  return { edtf: text, start, end };
}

/** Between which days a period may begin and end: the first of both, and the last of both. */
function boundsOf(period: Period) {
  const { startBy, endFrom } = limitsOf(period);
  return [period.start ?? FIRST, endFrom, startBy, period.end ?? LAST] as const;
}

/** Whether `coarse` can mean the same as `fine` and says less: it leaves more days open for the beginning or the end, and those of `fine` are among them. */
export function isLessPrecise(coarse: Period, fine: Period): boolean {
  const [wide, narrow] = [boundsOf(coarse), boundsOf(fine)];
  const encloses = wide[0] <= narrow[0] && wide[1] <= narrow[1] && wide[2] >= narrow[2] && wide[3] >= narrow[3];
  return encloses && wide.some((day, i) => day !== narrow[i]);
}
