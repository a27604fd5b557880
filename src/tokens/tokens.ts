import { createHash } from 'node:crypto';
import { isHangul, type Letters, lettersOf, withoutLastParticle, withoutParticles, wordsOf } from './letters.ts';
import { outsideIdToken } from './outside-ids.ts';
import { placeTokens } from './place-names.ts';

/**
 * Search tokens, the same for every engine: words of letters and digits, each with a prefix letter for its kind. Engines
 * find the entities that have the required tokens; how well a name matches is decided by the name itself (see
 * search/name-match.ts). So tokens may match too much, but never too little.
 *
 *   x the whole name          n its first letters        g three letters in a row, across spaces
 *   s the first one or two letters of a word             e the last two letters of a word
 *   d a short word, whole or without one letter          i initials            t the entity's type
 *   l the length of the display name                     u an id that others give it
 *   p a place that has names in several languages
 */

/** A condition on an entity's tokens: it has the token, all of the expressions, or any of them. */
export type TokenExpression =
  | string
  | { readonly all: readonly TokenExpression[] }
  | { readonly any: readonly TokenExpression[] };

/** One way in which a name can match a text. */
export interface MatchStrategy {
  /** The tokens that a matching entity has. */
  readonly tokens: TokenExpression;
  /** A stricter expression that is searched for as well, if more entities have `tokens` than the limit. */
  readonly narrow?: TokenExpression;
}

/** The most letters of a name that are indexed; a longer name is found by its beginning. */
const LONGEST_NAME = 1000;
/** Words of this length have `d` tokens. Shorter ones can't be recognised with a typo; longer ones can by `g` tokens. */
const SHORT = { least: 4, most: 7 };
const MOST_INITIALS = 10;
/** Words that initials usually leave out, in several languages. */
const SMALL: ReadonlySet<string> = new Set(
  'a an and at by for from in of on the to with de del della der des di do das dos du d den die e el en et für la las le les los l und y zu zum'.split(
    ' ',
  ),
);

/** Encodes everything but letters and digits, which would be syntax to an engine: names of signs only, lone surrogates. */
const plain = (token: string) =>
  token.replace(/[^\p{L}\p{N}]/gu, (sign) => Array.from(sign, (unit) => unit.charCodeAt(0).toString(16)).join('z'));
const token = (kind: string, letters: string) => plain(kind + letters);

/** A hash of the whole name, which can be long. */
const whole = (letters: string) => token('x', createHash('sha1').update(letters).digest('hex').slice(0, 10));

function grams(text: string): string[] {
  const tokens = new Set<string>();
  for (let i = 0; i + 3 <= text.length; i += 1) tokens.add(token('g', text.slice(i, i + 3)));
  return [...tokens];
}

/** Tokens of a short text as it is, and without each of its letters. */
function shortened(text: string): string[] {
  const tokens = new Set([token('d', text)]);
  for (let i = 0; i < text.length; i += 1) tokens.add(token('d', text.slice(0, i) + text.slice(i + 1)));
  return [...tokens];
}

/** The initials of a name's words, with and without small words, and the indexes of their letters. */
export function initialsOf(letters: Letters): readonly { readonly text: string; readonly at: readonly number[] }[] {
  const words = wordsOf(letters).map((word, i) => ({ word, at: letters.words[i] ?? 0 }));
  const large = words.filter(({ word }) => !SMALL.has(word));
  return [...(large.length < words.length ? [large] : []), words]
    .filter((some) => some.length > 1 && some.length <= MOST_INITIALS && !some.some(({ word }) => isHangul(word)))
    .map((some) => ({ text: some.map(({ word }) => word[0]).join(''), at: some.map(({ at }) => at) }));
}

const isShort = (text: string) => text.length >= SHORT.least && text.length <= SHORT.most;

/** The token of an entity type. */
export const typeToken = (type: string) => token('t', type.toLowerCase());

/** Names of this length or more share one length token. */
export const LONG = 100;
/** The token of a name length. */
export const lengthToken = (length: number) => token('l', String(Math.min(length, LONG)));

/**
 * The tokens of an entity, separated by spaces. `names` are all its names and the names of its places, `addresses` its
 * URIs elsewhere, `places` names, towns and countries of its places.
 */
export function tokensOf(
  type: string,
  displayName: string,
  names: readonly string[],
  addresses: readonly string[] = [],
  places: readonly string[] = [],
): string {
  const tokens = new Set([typeToken(type), lengthToken(lengthOf(displayName))]);
  for (const address of addresses) {
    const id = outsideIdToken(address);
    if (id !== null) tokens.add(id);
  }
  for (const place of placeTokens(places)) tokens.add(place);
  const add = (kind: string, letters: string) => tokens.add(token(kind, letters));
  for (const name of names) {
    const letters = lettersOf(name.slice(0, LONGEST_NAME));
    const { text } = letters;
    tokens.add(whole(text));
    add('n', text.slice(0, 3));
    for (const gram of grams(text)) tokens.add(gram);
    if (isShort(text)) for (const one of shortened(text)) tokens.add(one);
    for (const { text } of initialsOf(letters)) add('i', text);
    for (const word of wordsOf(letters)) {
      add('s', word.slice(0, 1));
      if (word.length > 1) add('s', word.slice(0, 2));
      if (word.length > 1) add('e', word.slice(-2));
      if (isShort(word)) for (const one of shortened(word)) tokens.add(one);
    }
  }
  return [...tokens].join(' ');
}

/** The length of a name in letters. Of too many candidates, those with short names are compared. */
export const lengthOf = (name: string) => lettersOf(name.slice(0, LONGEST_NAME)).text.length;

/** A search text, with its words in several forms: as written, and without a Korean particle. */
export interface SearchText {
  readonly letters: Letters;
  /** The whole text, with and without particles. */
  readonly wholes: readonly string[];
  /** The forms of each word. */
  readonly words: readonly (readonly string[])[];
}

/** Parses a search text. */
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

/** The words between two spaces, each with its forms. */
function formsIn(piece: string): string[][] {
  // Signs count only if the whole text consists of them.
  if (!/[\p{L}\p{N}]/u.test(piece.normalize('NFKC'))) return [];
  const [words, stems] = [wordsOf(lettersOf(piece)), wordsOf(lettersOf(withoutParticles(piece)))];
  // After Latin letters, a particle ("EU의") is split off as a word of its own, which it is not.
  if (words.length !== stems.length) return stems.map((stem) => [stem]);
  return words.map((word, i) => [...new Set([word, stems[i] ?? word])]);
}

/** At most `most` evenly spaced items: a few of a long word's tokens identify it, and engines limit conditions. */
const some = <T>(list: readonly T[], most: number): T[] =>
  list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)] as T);
const any = (expressions: readonly TokenExpression[]): TokenExpression =>
  expressions.length === 1 && expressions[0] ? expressions[0] : { any: expressions };

/** The most conditions on a text, on a part of it, and on words. Each costs a look-up, and a few of them suffice. */
const GRAMS = 24;
const FEW = 8;
const WORDS = 8;

/** Tokens of names that contain a word, or words that begin with it. */
function containing(word: string, most: number): TokenExpression {
  if (word.length <= 2) return token('s', word);
  const all = some(grams(word), most);
  return { all: word.length === 3 ? [token('s', word.slice(0, 2)), ...all] : all };
}

/** The longest words of a text, which are the most selective. */
const longest = (words: readonly (readonly string[])[]) =>
  [...words].sort(([a = ''], [b = '']) => b.length - a.length).slice(0, WORDS);

/** How many conditions each word gets. */
const share = (words: readonly unknown[]) => Math.min(FEW, Math.max(3, Math.floor(GRAMS / words.length)));

/** The strategies for names that match a text without typos: as a whole, by the beginning, by words, by initials. */
export function exactStrategies({ letters: { text }, wholes, words }: SearchText): MatchStrategy[] {
  const expressions: TokenExpression[] = [
    any(wholes.map(whole)),
    ...(text.length > 2 ? [{ all: [token('n', text.slice(0, 3)), ...some(grams(text), FEW)] }] : []),
    ...(text.length === 2 && words.length === 2 ? [token('s', text)] : []),
    { all: longest(words).map((forms) => any(forms.map((form) => containing(form, share(words))))) },
    ...(words.length === 1 && text.length > 1 && text.length <= MOST_INITIALS ? [token('i', text)] : []),
  ];
  return expressions.map((tokens) => ({ tokens }));
}

/** Tokens of names that contain a word as a whole, or nearly. */
const asWord = (word: string): TokenExpression =>
  word.length > SHORT.most
    ? containing(word, FEW)
    : isShort(word)
      ? token('d', word)
      : {
          all: [token('s', word.slice(0, 2)), ...(word.length > 1 ? [token('e', word.slice(-2))] : []), ...grams(word)],
        };

/** The strategies for names of people that have one of the surnames and, unless there is none, one of the given names. */
export function nameStrategies(surnames: readonly string[], givenNames: readonly string[]): MatchStrategy[] {
  if (givenNames.length === 0) return surnames.map((surname) => ({ tokens: asWord(surname) }));
  const given = any(givenNames.map((name) => containing(name, GRAMS / WORDS)));
  return [{ tokens: { all: [any(surnames.map(asWord)), given] } }];
}

/** A transposition of two letters changes four consecutive grams; all others stay. */
const TOUCHED = 4;
const WINDOWS = 6;

/** Tokens of names that contain a word with one typo. */
function withTypo(word: string, most: number): TokenExpression[] {
  const expressions: TokenExpression[] = [];
  if (word.length >= SHORT.least - 1 && word.length <= SHORT.most + 1) expressions.push(...shortened(word));
  // A word that lacks a letter stands for a longer one.
  if (word.length >= SHORT.most) {
    const row = isHangul(word)
      ? grams(word)
      : [token('s', word.slice(0, 2)), ...grams(word), token('e', word.slice(-2))];
    const step = Math.max(1, Math.ceil((row.length - TOUCHED + 1) / WINDOWS));
    for (let from = 0; from + TOUCHED <= row.length + step - 1; from += step) {
      const rest = [...row.slice(0, from), ...row.slice(from + TOUCHED + step - 1)];
      if (rest.length > 1) expressions.push({ all: some(rest, most) });
    }
  }
  return expressions;
}

/**
 * The strategies for names that match a text with typos: one typo per long word, ignoring short words unless there are
 * too many candidates; or one typo in the whole text.
 */
export function fuzzyStrategies({ letters: { text }, words }: SearchText): MatchStrategy[] {
  const isLong = ([word = '']: readonly string[]) => word.length >= SHORT.least;
  const each = share(words);
  const long = longest(words.filter(isLong)).map((forms) =>
    any(forms.flatMap((form) => [containing(form, each), ...withTypo(form, each)])),
  );
  const short = longest(words.filter((forms) => !isLong(forms))).map((forms) =>
    any(forms.map((form) => containing(form, each))),
  );
  const asOne = words.length > 1 || long.length === 0 ? withTypo(text, FEW) : [];
  return [
    ...(long.length > 0
      ? [{ tokens: { all: long }, ...(short.length > 0 ? { narrow: { all: [...long, ...short] } } : {}) }]
      : []),
    ...(asOne.length > 0 ? [{ tokens: any(asOne) }] : []),
  ];
}
