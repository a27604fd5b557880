import type { Field } from './declaration.ts';
import type { FieldValue, Place } from './facts.ts';
import { FIRST, isLessPrecise, LAST, type Period } from './period.ts';

/** Whether values of one field say the same, more or less precisely. */

const mayEnclose = (coarse: Period, fine: Period) =>
  (coarse.start ?? FIRST) <= (fine.start ?? FIRST) && (coarse.end ?? LAST) >= (fine.end ?? LAST);

const PLACE_PARTS = ['name', 'city', 'country', 'latitude', 'longitude'] as const;

/** The parts of a place that are known. */
export const partsOf = (value: FieldValue) =>
  PLACE_PARTS.map((part) => [part, (value as Place)[part]] as const).filter(([, held]) => held !== null);

/** Whether a date only says less than another one: 2024 beside 2024-03. */
export const isCoarserPeriod = (coarse: FieldValue, fine: FieldValue): boolean =>
  mayEnclose(coarse as Period, fine as Period) && isLessPrecise(coarse as Period, fine as Period);

/** Whether a place only says less than another one. */
export function isCoarserPlace(coarse: FieldValue, fine: FieldValue): boolean {
  const known = partsOf(coarse);
  return partsOf(fine).length > known.length && known.every(([part, value]) => (fine as Place)[part] === value);
}

/** Whether two values of a field contradict each other. */
export function contradict({ kind }: Field, a: FieldValue, b: FieldValue): boolean {
  const text = (value: FieldValue) =>
    typeof value === 'object' && !Array.isArray(value)
      ? JSON.stringify(Object.entries(value).sort())
      : JSON.stringify(value);
  if (text(a) === text(b)) return false;
  if (kind === 'period') return !isCoarserPeriod(a, b) && !isCoarserPeriod(b, a);
  return kind !== 'place' || (!isCoarserPlace(a, b) && !isCoarserPlace(b, a));
}
