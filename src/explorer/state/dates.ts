/** The dates that users can enter: a day, a month or a year in EDTF. */

const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

/** The last day of a day, a month or a year. */
export function lastDayOf(date: string): string {
  const [year = '', month = '12', day] = date.split('-');
  if (day !== undefined) return date;
  const last = new Date(`${year}-${month}-01T00:00:00Z`);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return last.toISOString().slice(0, 10);
}

/** Whether a text is a date that users can enter. */
export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const day = lastDayOf(text);
  const read = new Date(`${day}T00:00:00Z`);
  // JavaScript reads 30 February as 1 March, or not at all.
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}
