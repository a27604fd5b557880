import { formatPeriod, type Period } from '../i18n/format-values.ts';
import { sanitiseText } from '../i18n/sanitise-text.ts';
import type { Messages } from './i18n.ts';

/** The name of an entity; its id if it has no name, or only invisible characters. */
export const nameOf = ({ id, label }: { readonly id: string; readonly label: { readonly text: string } | null }) =>
  sanitiseText(label?.text ?? '').trim() || sanitiseText(id);

/** A period in words, or its EDTF if there are no words for it. */
export const periodInWords = (t: Messages, period: Period) => sanitiseText(formatPeriod(t, period) ?? period.edtf);

/** A date in EDTF, in words. */
export const dateInWords = (t: Messages, edtf: string) => periodInWords(t, { edtf, start: null, end: null });

/** The day of a date-time (ISO 8601) in words. */
export const dayInWords = (moment: string, t: Messages) =>
  new Intl.DateTimeFormat(t.locale, { dateStyle: 'long' }).format(new Date(moment));
