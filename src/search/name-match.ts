import { isHangul, type Letters, lettersOf } from '../tokens/letters.ts';
import { initialsOf, type SearchText } from '../tokens/tokens.ts';

/** How a name can match a text, best first. INSIDE: inside a word. FORGIVEN: with typos. */
export const KINDS = ['EXACT', 'PREFIX', 'WORDS', 'INSIDE', 'FORGIVEN'] as const;
/** How a name matches a text. */
export type MatchKind = (typeof KINDS)[number];

/** A range of UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How well a name matches a text. */
export interface Match {
  readonly kind: MatchKind;
  /** Above 0 and up to 1, for an exact match. Each kind has its own range. */
  readonly score: number;
  /** The parts of the name that match. */
  readonly highlights: readonly Span[];
}

/** A range of letters in a name. */
type LetterRange = readonly [from: number, to: number];

/** Scores have few digits, as cursors hold them. */
const PRECISION = 1e6;
/** Where the scores of each kind begin and end. */
const RANGES: Readonly<Record<MatchKind, readonly [from: number, to: number]>> = {
  EXACT: [1, 1],
  PREFIX: [0.5, 0.75],
  WORDS: [0.25, 0.5],
  INSIDE: [0.2, 0.25],
  FORGIVEN: [0, 0.2],
};
const scoreOf = (kind: MatchKind, part: number): number => {
  const [from, to] = RANGES[kind];
  return Math.round((from + (to - from) * Math.min(part, 0.999)) * PRECISION) / PRECISION;
};

/** The spans of the original text that ranges of letters cover. */
function spansOf(name: Letters, ranges: readonly LetterRange[]): Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const [start, end] = [name.starts[from] ?? 0, name.ends[to - 1] ?? 0];
    const last = spans.at(-1);
    // Two ranges can share a syllable.
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else spans.push({ start, end });
  }
  return spans;
}

const overlaps = (ranges: readonly LetterRange[], from: number, to: number) =>
  ranges.some(([a, b]) => from < b && a < to);

/** The fewest letters of a word that may match inside another word, or with a typo. */
const LONG_ENOUGH = 4;

/** Where a word is in a name. `isInside`: it begins inside a word of the name. */
interface Located {
  readonly range: LetterRange;
  readonly weight: number;
  readonly isInside: boolean;
}

/** The best occurrence of a word in a name outside the `taken` ranges: as a word, at the start of one, or inside one. */
function locate(word: string, name: Letters, taken: readonly LetterRange[]): Located | null {
  const free = (at: number) => !overlaps(taken, at, at + word.length);
  let begins: number | null = null;
  for (const [i, at] of name.words.entries()) {
    if (!name.text.startsWith(word, at) || !free(at)) continue;
    const next = name.words[i + 1] ?? name.text.length;
    if (at + word.length === next) return { range: [at, next], weight: 1, isInside: false };
    begins ??= at;
  }
  if (begins !== null) return { range: [begins, begins + word.length], weight: 0.9, isInside: false };
  if (word.length < LONG_ENOUGH) return null;
  for (let at = name.text.indexOf(word); at >= 0; at = name.text.indexOf(word, at + 1)) {
    const range = [at, at + word.length] as const;
    if (free(at) && !joinsWords(range, name)) return { range, weight: 0.7, isInside: true };
  }
  return null;
}

/** Whether letters inside a word go on in the next one, which is meaningful only in Hangul: "Minsk, Oreanda" is not Korea. */
const joinsWords = ([from, to]: LetterRange, { text, words }: Letters) =>
  !isHangul(text.slice(from, to)) && words.some((at) => from < at && at < to);

/** How many typos a word may have. */
const allowedTypos = (word: string) => (word.length < LONG_ENOUGH ? 0 : word.length < 12 ? 1 : 2);

/**
 * The Damerau-Levenshtein distance between a word and the text that begins at `at`, and where that text ends; null if
 * it is more than `most`. `whole`: the text must end with the name.
 */
function typos(
  word: string,
  { text, words }: Letters,
  at: number,
  most: number,
  whole: boolean,
): { count: number; end: number; ends: boolean } | null {
  const width = Math.min(text.length - at, word.length + most);
  if (width < word.length - most) return null;
  // Cells further than `most` from the diagonal cost more than `most`, so they are skipped.
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
    // Among equal ends, prefer the end of a word, and then the last.
    const ends = at + j === text.length || words.includes(at + j);
    if (count <= most && (!best || count < best.count || (count === best.count && (ends || !best.ends)))) {
      best = { count, end: at + j, ends };
    }
  }
  return whole && at + width < text.length ? null : best;
}

/** Where a word with typos may begin: at a word, or in Hangul, which is often written without spaces, at a syllable. */
function beginnings(word: string, { text, words, starts }: Letters): readonly number[] {
  if (!isHangul(word)) return words;
  const syllables: number[] = [];
  for (let i = 0; i < text.length; i += 1) if (i === 0 || starts[i] !== starts[i - 1]) syllables.push(i);
  return syllables;
}

/** Matches every word of the text somewhere in the name. `part`: how much of both matches, up to 1. */
function byWords(
  { words }: SearchText,
  name: Letters,
): { kind: 'WORDS' | 'INSIDE'; part: number; ranges: LetterRange[] } | null {
  const ranges: LetterRange[] = [];
  let kind: 'WORDS' | 'INSIDE' = 'WORDS';
  let weight = 0;
  let length = 0;
  for (const forms of [...words].sort(([a = ''], [b = '']) => b.length - a.length)) {
    const located = forms.map((form) => locate(form, name, ranges)).find((one) => one !== null);
    if (!located) return null;
    const [from, to] = located.range;
    ranges.push(located.range);
    if (located.isInside) kind = 'INSIDE';
    weight += located.weight * (to - from);
    length += to - from;
  }
  return { kind, part: weight / Math.max(length, name.text.length), ranges };
}

/** Matches every word of the text with typos; short words may be missing if a longer one matches. */
function byFuzzyWords({ words, letters }: SearchText, name: Letters): { part: number; ranges: LetterRange[] } | null {
  const ranges: LetterRange[] = [];
  let [weight, hasLongWord] = [0, false];
  for (const forms of [...words].sort(([a = ''], [b = '']) => b.length - a.length)) {
    const [word = ''] = forms;
    const located = forms.map((form) => locate(form, name, ranges)).find((one) => one !== null);
    if (located) {
      ranges.push(located.range);
      weight += located.weight * (located.range[1] - located.range[0]);
      hasLongWord ||= word.length >= LONG_ENOUGH;
      continue;
    }
    const most = allowedTypos(word);
    const near = forms
      .flatMap((form) =>
        beginnings(form, name).flatMap((at) => {
          const one = typos(form, name, at, most, false);
          // A wrong first letter in a part of a longer word is no typo: "Korea" does not mean "Oreanda".
          const isLike = one?.ends || isHangul(form) || form[0] === name.text[at];
          return one && isLike && !overlaps(ranges, at, one.end) ? [{ ...one, at, form }] : [];
        }),
      )
      .sort((a, b) => a.count - b.count)[0];
    if (most > 0 && near) {
      ranges.push([near.at, near.end]);
      weight += Math.max(0, near.form.length - 2 * near.count);
      hasLongWord = true;
    } else if (word.length >= LONG_ENOUGH) return null;
  }
  return hasLongWord ? { part: weight / Math.max(letters.text.length, name.text.length), ranges } : null;
}

/** How well a text that is no name has the words of another one; null if it does not have all of them. */
export function matchWords(searchText: SearchText, text: string): Match | null {
  const letters = lettersOf(text);
  const words = byWords(searchText, letters);
  return (
    words && { kind: words.kind, score: scoreOf(words.kind, words.part), highlights: spansOf(letters, words.ranges) }
  );
}

/**
 * How well a name has another spelling of each word of the text, as whole words: behind all that match as written. A
 * single word must be the first or the last one of the name.
 */
export function matchSpellings(words: readonly (readonly string[])[], text: string): Match | null {
  const name = lettersOf(text);
  const ends = new Set([...name.words.slice(1), name.text.length]);
  const ranges: LetterRange[] = [];
  let length = 0;
  for (const forms of words) {
    const starts = words.length === 1 ? [0, name.words.at(-1) ?? 0] : name.words;
    const range = starts
      .flatMap((at) => forms.map((form) => [at, at + form.length, form] as const))
      .find(([at, end, form]) => name.text.startsWith(form, at) && ends.has(end) && !overlaps(ranges, at, end));
    if (!range) return null;
    ranges.push([range[0], range[1]]);
    length += range[1] - range[0];
  }
  const score = scoreOf('FORGIVEN', length / Math.max(1, name.text.length));
  return { kind: 'FORGIVEN', score, highlights: spansOf(name, ranges) };
}

/** A match of a part of the text, which ranks behind names that are the whole text. */
export const asPart = (match: Match): Match =>
  match.kind === 'EXACT' ? { ...match, kind: 'PREFIX', score: scoreOf('PREFIX', 1) } : match;

/** A match of a whole text, such as an id. */
export const wholeMatch = (text: string): Match => ({
  kind: 'EXACT',
  score: 1,
  highlights: [{ start: 0, end: text.length }],
});

/**
 * How well a name matches a text; null if it does not. `isName` is false for the name of an entity's place, which
 * matches by words at best.
 */
export function matchName(searchText: SearchText, text: string, isName = true): Match | null {
  const name = lettersOf(text);
  const all = name.text.length;
  const match = (best: MatchKind, part: number, ranges: readonly LetterRange[]): Match => {
    const kind = isName || best === 'INSIDE' || best === 'FORGIVEN' ? best : 'WORDS';
    return { kind, score: scoreOf(kind, part), highlights: spansOf(name, ranges) };
  };
  if (searchText.wholes.includes(name.text)) return match('EXACT', 1, [[0, all]]);
  const begins = searchText.wholes.find((whole) => name.text.startsWith(whole));
  if (begins) return match('PREFIX', begins.length / all, [[0, begins.length]]);
  const words = byWords(searchText, name);
  if (words) return match(words.kind, words.part, words.ranges);
  if (searchText.words.length === 1) {
    const initials = initialsOf(name).find((one) => one.text === searchText.letters.text);
    if (initials)
      return match(
        'WORDS',
        0.5,
        initials.at.map((at) => [at, at + 1] as const),
      );
  }
  const whole = typos(searchText.letters.text, name, 0, allowedTypos(searchText.letters.text), true);
  const near = byFuzzyWords(searchText, name);
  const part = whole ? 1 - whole.count / all : 0;
  if (whole && allowedTypos(searchText.letters.text) > 0 && part >= (near?.part ?? 0))
    return match('FORGIVEN', part, [[0, all]]);
  return near ? match('FORGIVEN', near.part, near.ranges) : null;
}
