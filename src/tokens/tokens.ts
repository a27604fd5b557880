import { createHash } from 'node:crypto';
import { isHangul, type Letters, lettersOf, withoutLastParticle, withoutParticles, wordsOf } from './letters.ts';

/**
 * What names are found by, made once for every engine: words of letters and digits alone, each with a letter before it
 * that says what it is. An engine gives those that have the tokens that are wanted; which name it is, and how well it
 * fits, is looked at in the name itself (rank.ts). So a token may promise too much, and never too little.
 *
 *   x the whole name          n its beginning            g three letters in a row, over spaces
 *   s one and two letters at the beginning of a word     e two letters at its end
 *   d a short word, whole and without one letter         i initials            t the entity's type
 *   l how long the name is that is shown
 */

export type TokenExpression =
  | string
  | { readonly all: readonly TokenExpression[] }
  | { readonly any: readonly TokenExpression[] };

/** One way to fit. `narrow`: a part of what is wanted, which is asked for as well where more have that than are looked at. */
export interface MatchStrategy {
  readonly wanted: TokenExpression;
  readonly narrow?: TokenExpression;
}

/** Letters of a name that are cut up; of a longer one the beginning is searched, and the whole of it by its first letters. */
const LONGEST_NAME = 1000;
/** A word of fewer letters is too short to be recognised with a slip in it; a longer one is by the letters around it. */
const SHORT = { least: 4, most: 7 };
const MOST_INITIALS = 10;
const SMALL: ReadonlySet<string> = new Set(
  'a an and at by for from in of on the to with de del della der des di do das dos du d den die e el en et für la las le les los l und y zu zum'.split(
    ' ',
  ),
);

/** What is no letter or digit (signs that a name is all made of, half a character) would be syntax to an engine. */
const plain = (token: string) =>
  token.replace(/[^\p{L}\p{N}]/gu, (sign) => Array.from(sign, (unit) => unit.charCodeAt(0).toString(16)).join('z'));
const token = (kind: string, letters: string) => plain(kind + letters);

/** A name can be long, and is told from others by less. */
const whole = (letters: string) => token('x', createHash('sha1').update(letters).digest('hex').slice(0, 10));

function grams(text: string): string[] {
  const found = new Set<string>();
  for (let i = 0; i + 3 <= text.length; i += 1) found.add(token('g', text.slice(i, i + 3)));
  return [...found];
}

/** A text without one of its letters, and as it is. */
function shortened(text: string): string[] {
  const found = new Set([token('d', text)]);
  for (let i = 0; i < text.length; i += 1) found.add(token('d', text.slice(0, i) + text.slice(i + 1)));
  return [...found];
}

/** By the first letters of its words, with and without the small ones. */
export function initialsOf(letters: Letters): readonly { readonly text: string; readonly at: readonly number[] }[] {
  const words = wordsOf(letters).map((word, i) => ({ word, at: letters.words[i] ?? 0 }));
  const large = words.filter(({ word }) => !SMALL.has(word));
  return [...(large.length < words.length ? [large] : []), words]
    .filter((some) => some.length > 1 && some.length <= MOST_INITIALS && !some.some(({ word }) => isHangul(word)))
    .map((some) => ({ text: some.map(({ word }) => word[0]).join(''), at: some.map(({ at }) => at) }));
}

const isShort = (text: string) => text.length >= SHORT.least && text.length <= SHORT.most;

export const typeToken = (type: string) => token('t', type.toLowerCase());

/** A token tells lengths apart up to here. */
export const LONG = 100;
export const lengthToken = (length: number) => token('l', String(Math.min(length, LONG)));

/** The tokens of an entity by the name that is shown and all that it has, with a space between them. */
export function tokensOf(type: string, shown: string, names: readonly string[]): string {
  const found = new Set([typeToken(type), lengthToken(lengthOf(shown))]);
  const add = (kind: string, letters: string) => found.add(token(kind, letters));
  for (const name of names) {
    const letters = lettersOf(name.slice(0, LONGEST_NAME));
    const { text } = letters;
    found.add(whole(text));
    add('n', text.slice(0, 3));
    for (const gram of grams(text)) found.add(gram);
    if (isShort(text)) for (const one of shortened(text)) found.add(one);
    for (const { text } of initialsOf(letters)) add('i', text);
    for (const word of wordsOf(letters)) {
      add('s', word.slice(0, 1));
      if (word.length > 1) add('s', word.slice(0, 2));
      if (word.length > 1) add('e', word.slice(-2));
      if (isShort(word)) for (const one of shortened(word)) found.add(one);
    }
  }
  return [...found].join(' ');
}

/** How many letters the name has that is shown: where more have the tokens than are looked at, those with short names are. */
export const lengthOf = (name: string) => lettersOf(name.slice(0, LONGEST_NAME)).text.length;

/** A text that is looked for. Each word stands as it is given and without its particle. */
export interface SearchText {
  readonly letters: Letters;
  /** The whole of it, and that without particles. */
  readonly wholes: readonly string[];
  readonly words: readonly (readonly string[])[];
}

export function parseSearchText(text: string): SearchText {
  const letters = lettersOf(text);
  const wholes = [letters, lettersOf(withoutLastParticle(text)), lettersOf(withoutParticles(text))];
  const words = new Map(
    text
      .split(/\s+/u)
      .flatMap(formsIn)
      .map((forms) => [forms[0], forms]),
  );
  return {
    letters,
    wholes: [...new Set(wholes.map((whole) => whole.text))],
    words: words.size > 0 ? [...words.values()] : wordsOf(letters).map((word) => [word]),
  };
}

/** The words of what stands between spaces, by what each of them may be. */
function formsIn(piece: string): string[][] {
  // Signs are looked for where there is nothing else.
  if (!/[\p{L}\p{N}]/u.test(piece.normalize('NFKC'))) return [];
  const [words, stems] = [wordsOf(lettersOf(piece)), wordsOf(lettersOf(withoutParticles(piece)))];
  // A particle behind other letters ("EU의") is a word of its own to the eye, and none to the reader.
  if (words.length !== stems.length) return stems.map((stem) => [stem]);
  return words.map((word, i) => [...new Set([word, stems[i] ?? word])]);
}

/** An engine takes so many conditions at once, and a few of a long word's find it. */
const some = <T>(list: readonly T[], most: number): T[] =>
  list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)] as T);
const any = (wanted: readonly TokenExpression[]): TokenExpression =>
  wanted.length === 1 && wanted[0] ? wanted[0] : { any: wanted };

/** Conditions on a text in all, and on a part of it: an index looks each of them up, and after a few they say no more. */
const GRAMS = 24;
const FEW = 8;
const WORDS = 8;

/** A word, or the beginning of one, as it is written; a longer one also inside of another. */
function written(word: string, most: number): TokenExpression {
  if (word.length <= 2) return token('s', word);
  const all = some(grams(word), most);
  return { all: word.length === 3 ? [token('s', word.slice(0, 2)), ...all] : all };
}

/** The longest words of a text, which say most. */
const longest = (words: readonly (readonly string[])[]) =>
  [...words].sort(([a = ''], [b = '']) => b.length - a.length).slice(0, WORDS);

const share = (words: readonly unknown[]) => Math.min(FEW, Math.max(3, Math.floor(GRAMS / words.length)));

/** What a name that fits a text has, by ways to fit: the whole, its beginning, its words, its initials. */
export function exactStrategies({ letters: { text }, wholes, words }: SearchText): MatchStrategy[] {
  const ways: TokenExpression[] = [
    any(wholes.map(whole)),
    ...(text.length > 2 ? [{ all: [token('n', text.slice(0, 3)), ...some(grams(text), FEW)] }] : []),
    ...(text.length === 2 && words.length === 2 ? [token('s', text)] : []),
    { all: longest(words).map((forms) => any(forms.map((form) => written(form, share(words))))) },
    ...(words.length === 1 && text.length > 1 && text.length <= MOST_INITIALS ? [token('i', text)] : []),
  ];
  return ways.map((wanted) => ({ wanted }));
}

/** Two letters that changed places touch four grams in a row; all others are as they were. */
const TOUCHED = 4;
const WINDOWS = 6;

/** A word with one slip in it. */
function slipped(word: string, most: number): TokenExpression[] {
  const wanted: TokenExpression[] = [];
  if (word.length >= SHORT.least - 1 && word.length <= SHORT.most + 1) wanted.push(...shortened(word));
  // One that lacks a letter is looked for in longer ones.
  if (word.length >= SHORT.most) {
    const row = isHangul(word)
      ? grams(word)
      : [token('s', word.slice(0, 2)), ...grams(word), token('e', word.slice(-2))];
    const step = Math.max(1, Math.ceil((row.length - TOUCHED + 1) / WINDOWS));
    for (let from = 0; from + TOUCHED <= row.length + step - 1; from += step) {
      const rest = [...row.slice(0, from), ...row.slice(from + TOUCHED + step - 1)];
      if (rest.length > 1) wanted.push({ all: some(rest, most) });
    }
  }
  return wanted;
}

/** What a name has that fits a text with slips, by ways: one in each word, without short words and, where these are many, with them as they are; or one in the whole. */
export function fuzzyStrategies({ letters: { text }, words }: SearchText): MatchStrategy[] {
  const isLong = ([word = '']: readonly string[]) => word.length >= SHORT.least;
  const each = share(words);
  const long = longest(words.filter(isLong)).map((forms) =>
    any(forms.flatMap((form) => [written(form, each), ...slipped(form, each)])),
  );
  const short = longest(words.filter((forms) => !isLong(forms))).map((forms) =>
    any(forms.map((form) => written(form, each))),
  );
  const asOne = words.length > 1 || long.length === 0 ? slipped(text, FEW) : [];
  return [
    ...(long.length > 0
      ? [{ wanted: { all: long }, ...(short.length > 0 ? { narrow: { all: [...long, ...short] } } : {}) }]
      : []),
    ...(asOne.length > 0 ? [{ wanted: any(asOne) }] : []),
  ];
}
