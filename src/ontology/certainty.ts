import { FIRST, LAST } from './period.ts';

/**
 * From when and until when facts certainly hold: what follows from their dates and from the dates of the documents that
 * state them, whichever day each of these means. docs/decisions/047-what-certain-means.md gives the reasons.
 */

/** A date or a span of time with its outer and inner bounds; null where it is open. */
export interface Bounds {
  /** EDTF. */
  readonly edtf: string;
  readonly start: string | null;
  /** The last day on which it can begin. */
  readonly startBy: string;
  /** The first day on which it can end. */
  readonly endFrom: string;
  readonly end: string | null;
}

/** The days between which a source speaks; null where it is open or only approximate. */
export interface Attestation {
  readonly first: string | null;
  readonly last: string | null;
  /** Whether the source itself says which date it speaks of; otherwise the date is that of the document. */
  readonly isOwn: boolean;
}

/** The days from and until which a fact certainly holds; null if none. An occurrence has no last day. */
export interface CertainDays {
  readonly from: string | null;
  readonly to: string | null;
}

/** How a period states one of its ends: not at all (open or unknown), as about or perhaps a date, or as a date. */
type Statedness = 'none' | 'about' | 'firm';

const statedness = (text: string): Statedness =>
  text === '' || text === '..' ? 'none' : /[?~%]/.test(text) ? 'about' : 'firm';

/** How a period states its beginning and its end. */
function endsOf(edtf: string): readonly [lower: Statedness, upper: Statedness] {
  const [lower = '', upper = lower] = edtf.split('/');
  return [statedness(lower), statedness(upper)];
}

/** Whether a period states its beginning as a date, and not as about or perhaps one. */
export const beginsFirmly = (edtf: string): boolean => endsOf(edtf)[0] === 'firm';

/** The days on which what a date dates may have been said. */
export function attestation({ edtf, start, end }: Omit<Bounds, 'startBy' | 'endFrom'>, isOwn: boolean): Attestation {
  const [lower, upper] = endsOf(edtf);
  return { first: lower === 'firm' ? start : null, last: upper === 'firm' ? end : null, isOwn };
}

const earliest = (days: readonly string[]) => days.reduce<string | null>((a, b) => (a === null || b < a ? b : a), null);
const latest = (days: readonly string[]) => days.reduce<string | null>((a, b) => (a === null || b > a ? b : a), null);

/**
 * The days on which a fact certainly holds.
 *
 * A date that is stated speaks for itself: a document about something that begins later attests an intention. Documents
 * attest what a period leaves open: that it had begun by the last day that their date can mean, and had not ended before
 * the first. A source that itself says of which date it speaks always attests.
 *
 * @param lasting a state ends; an occurrence, an entity and a state without end are true for ever
 */
export function certainDays(
  lasting: 'state' | 'occurrence',
  period: Bounds | null,
  attestations: readonly Attestation[],
): CertainDays {
  const [lower, upper] = period ? endsOf(period.edtf) : (['none', 'none'] as const);
  const start = lower === 'firm' ? (period?.start ?? FIRST) : FIRST;
  const end = upper === 'firm' ? (period?.end ?? LAST) : LAST;
  const from: string[] = [];
  const to: string[] = [];
  // Nothing begins after it ends.
  if (period && lower === 'firm') {
    from.push(period.startBy);
    if (period.start) to.push(period.start);
  }
  if (period && upper === 'firm') {
    to.push(period.endFrom);
    if (period.end) from.push(period.end);
  }
  for (const { first, last, isOwn } of attestations) {
    if ((last ?? LAST) < start || (first ?? FIRST) > end) continue;
    // What begins about a date has begun when a later document speaks of it; what ends about one has not ended before.
    const attestsBegin =
      isOwn || lower === 'none' || (lower === 'about' && first !== null && first >= (period?.startBy ?? LAST));
    const attestsEnd =
      isOwn || upper === 'none' || (upper === 'about' && last !== null && last <= (period?.endFrom ?? FIRST));
    if (last !== null && attestsBegin) from.push(last);
    if (first !== null && attestsEnd) to.push(first);
  }
  const begin = earliest(from.filter((day) => day < LAST));
  if (lasting === 'occurrence' || begin === null) return { from: begin, to: null };
  const until = latest(to);
  return until === null || until < begin ? { from: null, to: null } : { from: begin, to: until };
}
