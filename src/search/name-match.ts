import { isHangul, type Letters, lettersOf } from '../tokens/letters.ts';
import { initialsOf, type SearchText } from '../tokens/tokens.ts';

/** How a name fits a text, the best way first. */
export const KINDS = ['EXACT', 'PREFIX', 'WORDS', 'FORGIVEN'] as const;
export type MatchKind = (typeof KINDS)[number];

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Match {
  readonly kind: MatchKind;
  /** Above 0 and up to 1, which is the whole name; each kind has a quarter of its own. */
  readonly score: number;
  /** Which parts of the name fit, in UTF-16 code units. */
  readonly highlights: readonly Span[];
}

type Place = readonly [from: number, to: number];

/** Scores with a few digits: they stand in cursors. */
const PRECISION = 1e6;
const scored = (kind: MatchKind, part: number): number => {
  const quarter = KINDS.length - 1 - KINDS.indexOf(kind);
  return kind === 'EXACT' ? 1 : Math.round(((quarter + Math.min(part, 0.999)) / KINDS.length) * PRECISION) / PRECISION;
};

/** From the first letter to the last of each place, with what stands between them. */
function spans(name: Letters, places: readonly Place[]): Span[] {
  const found: { start: number; end: number }[] = [];
  for (const [from, to] of [...places].sort(([a], [b]) => a - b)) {
    const [start, end] = [name.starts[from] ?? 0, name.ends[to - 1] ?? 0];
    const last = found.at(-1);
    // Two places can share a syllable.
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

const overlaps = (places: readonly Place[], from: number, to: number) => places.some(([a, b]) => from < b && a < to);

/** Letters that a word needs to be found inside of another. */
const INSIDE = 4;

/** Where a word stands in a name that no other word has taken, the best place first: whole, at a beginning, inside. */
function placed(word: string, name: Letters, taken: readonly Place[]): { place: Place; worth: number } | null {
  const free = (at: number) => !overlaps(taken, at, at + word.length);
  let begins: number | null = null;
  for (const [i, at] of name.words.entries()) {
    if (!name.text.startsWith(word, at) || !free(at)) continue;
    const next = name.words[i + 1] ?? name.text.length;
    if (at + word.length === next) return { place: [at, next], worth: 1 };
    begins ??= at;
  }
  if (begins !== null) return { place: [begins, begins + word.length], worth: 0.9 };
  if (word.length < INSIDE) return null;
  for (let at = name.text.indexOf(word); at >= 0; at = name.text.indexOf(word, at + 1)) {
    if (free(at)) return { place: [at, at + word.length], worth: 0.7 };
  }
  return null;
}

const slipsIn = (word: string) => (word.length < INSIDE ? 0 : word.length < 12 ? 1 : 2);

/**
 * The fewest slips (a letter too many, missing, wrong, or changed with the next) by which a word is what begins at a
 * place of a text, and where that ends; null where they are more than `most`. `whole`: it must go to the end.
 */
function slips(
  word: string,
  { text, words }: Letters,
  at: number,
  most: number,
  whole: boolean,
): { count: number; end: number } | null {
  const width = Math.min(text.length - at, word.length + most);
  if (width < word.length - most) return null;
  // A place that is further from the diagonal than `most` costs more than that, so no row is looked at beyond it.
  let [before, row, next]: [number[], number[], number[]] = [[], [], []];
  for (let j = 0; j <= Math.min(width, most); j += 1) row[j] = j;
  for (let i = 1; i <= word.length; i += 1) {
    const [from, to] = [Math.max(0, i - most), Math.min(width, i + most)];
    let least = most + 1;
    for (let j = from; j <= to; j += 1) {
      let cost = j === 0 ? i : (row[j - 1] ?? 0) + (word[i - 1] === text[at + j - 1] ? 0 : 1);
      if (j > 0 && j < i + most) cost = Math.min(cost, (row[j] ?? 0) + 1);
      if (j > from) cost = Math.min(cost, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && word[i - 1] === text[at + j - 2] && word[i - 2] === text[at + j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return null;
    [before, row, next] = [row, next, before];
  }
  let best: { count: number; end: number; ends: boolean } | null = null;
  for (let j = Math.max(whole ? width : 0, word.length - most); j <= width; j += 1) {
    const count = row[j] ?? 0;
    // Of ends that are as good the one where a word of the name ends, and then the furthest.
    const ends = at + j === text.length || words.includes(at + j);
    if (count <= most && (!best || count < best.count || (count === best.count && (ends || !best.ends)))) {
      best = { count, end: at + j, ends };
    }
  }
  return whole && at + width < text.length ? null : best;
}

/** Where a word with slips may begin: at words, in Hangul, which is often written without spaces, at each syllable. */
function beginnings(word: string, { text, words, starts }: Letters): readonly number[] {
  if (!isHangul(word)) return words;
  const found: number[] = [];
  for (let i = 0; i < text.length; i += 1) if (i === 0 || starts[i] !== starts[i - 1]) found.push(i);
  return found;
}

function byWords({ words }: SearchText, name: Letters): { part: number; places: Place[] } | null {
  const places: Place[] = [];
  let worth = 0;
  let sought = 0;
  for (const forms of [...words].sort(([a = ''], [b = '']) => b.length - a.length)) {
    const found = forms.map((form) => placed(form, name, places)).find((one) => one !== null);
    if (!found) return null;
    places.push(found.place);
    worth += found.worth * (found.place[1] - found.place[0]);
    sought += found.place[1] - found.place[0];
  }
  return { part: worth / Math.max(sought, name.text.length), places };
}

/** Each word with its slips; short ones may be missing where there are others. */
function bySlips({ words, letters }: SearchText, name: Letters): { part: number; places: Place[] } | null {
  const places: Place[] = [];
  let [worth, found] = [0, false];
  for (const forms of [...words].sort(([a = ''], [b = '']) => b.length - a.length)) {
    const [given = ''] = forms;
    const whole = forms.map((form) => placed(form, name, places)).find((one) => one !== null);
    if (whole) {
      places.push(whole.place);
      worth += whole.worth * (whole.place[1] - whole.place[0]);
      found ||= given.length >= INSIDE;
      continue;
    }
    const most = slipsIn(given);
    const near = forms
      .flatMap((form) =>
        beginnings(form, name).flatMap((at) => {
          const one = slips(form, name, at, most, false);
          return one && !overlaps(places, at, one.end) ? [{ ...one, at, form }] : [];
        }),
      )
      .sort((a, b) => a.count - b.count)[0];
    if (most > 0 && near) {
      places.push([near.at, near.end]);
      worth += Math.max(0, near.form.length - 2 * near.count);
      found = true;
    } else if (given.length >= INSIDE) return null;
  }
  return found ? { part: worth / Math.max(letters.text.length, name.text.length), places } : null;
}

/** How well a name fits a text; null where it does not. What is found by another text than a name has words in common with it. */
export function matchOf(sought: SearchText, text: string, isName = true): Match | null {
  const name = lettersOf(text);
  const all = name.text.length;
  const match = (fits: MatchKind, part: number, places: readonly Place[]): Match => {
    const kind = isName || fits === 'FORGIVEN' ? fits : 'WORDS';
    return { kind, score: scored(kind, part), highlights: spans(name, places) };
  };
  if (sought.wholes.includes(name.text)) return match('EXACT', 1, [[0, all]]);
  const begins = sought.wholes.find((whole) => name.text.startsWith(whole));
  if (begins) return match('PREFIX', begins.length / all, [[0, begins.length]]);
  const words = byWords(sought, name);
  if (words) return match('WORDS', words.part, words.places);
  if (sought.words.length === 1) {
    const initials = initialsOf(name).find((one) => one.text === sought.letters.text);
    if (initials)
      return match(
        'WORDS',
        0.5,
        initials.at.map((at) => [at, at + 1] as const),
      );
  }
  const whole = slips(sought.letters.text, name, 0, slipsIn(sought.letters.text), true);
  const near = bySlips(sought, name);
  const part = whole ? 1 - whole.count / all : 0;
  if (whole && slipsIn(sought.letters.text) > 0 && part >= (near?.part ?? 0))
    return match('FORGIVEN', part, [[0, all]]);
  return near ? match('FORGIVEN', near.part, near.places) : null;
}
