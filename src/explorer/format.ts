import { formatPeriod, type Period } from '../i18n/format-values.ts';
import { sanitiseText } from '../i18n/sanitise-text.ts';
import type { Words } from './i18n.ts';

/** The name of an entity as text: its id where it has none, or one of marks alone. */
export const nameOf = ({ id, label }: { readonly id: string; readonly label: { readonly text: string } | null }) =>
  sanitiseText(label?.text ?? '').trim() || sanitiseText(id);

/** A date in words; what is too rare for words stays EDTF. */
export const periodInWords = (words: Words, period: Period) => sanitiseText(formatPeriod(words, period) ?? period.edtf);

/** One that somebody asks about. */
export const dateInWords = (words: Words, edtf: string) => periodInWords(words, { edtf, start: null, end: null });

export const dayInWords = (moment: string, words: Words) =>
  new Intl.DateTimeFormat(words.locale, { dateStyle: 'long' }).format(new Date(moment));
