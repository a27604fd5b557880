import { disassemble } from 'es-hangul';

/**
 * A text in the form in which it is searched: letters without case, accents, spaces and signs, Hangul as jamo. With
 * jamo, a half-typed syllable already matches, and a typo in a syllable is a typo of one letter.
 */
export interface Letters {
  readonly text: string;
  /** Where each letter begins and ends in the original text, in UTF-16 code units. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Where each word begins in `text`. */
  readonly words: readonly number[];
}

/** Letters that Unicode does not decompose, and what people type instead of them. */
const TYPED: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
};
const HANGUL = /[ㄱ-ㅣ가-힣]/u;
const MARK = /\p{M}/u;

interface Folded {
  readonly letters: string;
  readonly hangul: boolean;
  /** Neither a letter nor a mark: a word ends here. */
  readonly separates: boolean;
}

const cache = new Map<string, Folded>();
const LETTER = /[a-z0-9]/;
const ASCII = Array.from({ length: 128 }, (_, code): Folded => {
  const letter = String.fromCharCode(code).toLowerCase();
  const letters = LETTER.test(letter) ? letter : '';
  return { letters, hangul: false, separates: letters === '' };
});

function foldedCharacter(character: string): Folded {
  const cached = (character.length === 1 && ASCII[character.charCodeAt(0)]) || cache.get(character);
  if (cached) return cached;
  // NFKC would turn a single jamo into another one than syllables contain.
  const composed = HANGUL.test(character) ? character : character.normalize('NFKC').normalize('NFC');
  const hangul = HANGUL.test(composed);
  // Via upper case, so that ß and ς become ss and σ.
  const plain = hangul ? disassemble(composed) : composed.toUpperCase().toLowerCase().normalize('NFD');
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '').replace(/[æœøđðþłħŧŋ]/g, (letter) => TYPED[letter] ?? letter);
  const made = { letters, hangul, separates: letters === '' && !MARK.test(character) };
  // The cache is bounded, as texts may contain any character of Unicode.
  if (cache.size < 20_000) cache.set(character, made);
  return made;
}

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text, with combining marks and conjoining jamo kept together. */
function characters(text: string): Iterable<string> {
  if (text.normalize('NFC') === text) return text;
  segmenter ??= new Intl.Segmenter('en');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The letters of a text. */
export function lettersOf(original: string): Letters {
  const [starts, ends, words]: [number[], number[], number[]] = [[], [], []];
  let text = '';
  let at = 0;
  let last: Folded | null = null;
  for (const character of characters(original)) {
    const end = at + character.length;
    const folded = foldedCharacter(character);
    if (folded.letters) {
      // A change of script begins a word: "AI반도체" is two words.
      if (!last || last.separates || last.hangul !== folded.hangul) words.push(text.length);
      for (let i = 0; i < folded.letters.length; i += 1) {
        starts.push(at);
        ends.push(end);
      }
      text += folded.letters;
    }
    if (folded.letters || folded.separates) last = folded;
    at = end;
  }
  return text ? { text, starts, ends, words } : signsOf(original);
}

/** The signs of a text that has no letters. */
function signsOf(original: string): Letters {
  const signs = [...original.matchAll(/\S/g)];
  return {
    text: signs.map(([sign]) => sign.normalize('NFKC')[0]).join(''),
    starts: signs.map(({ index }) => index),
    ends: signs.map(({ index }) => index + 1),
    words: signs.length > 0 ? [0] : [],
  };
}

/** Whether letters begin with a jamo. */
export const isHangul = (letters: string) => /^[ㄱ-ㅣ]/.test(letters);

/** The words of a text, as letters. */
export const wordsOf = ({ text, words }: Letters): string[] => words.map((at, i) => text.slice(at, words[i + 1]));

/** Korean particles after a noun in Hangul or in other letters or digits ("EU의"), longest first. */
const PARTICLE =
  /(?<=[가-힣]{2}|(?![가-힣])[\p{L}\p{N}])(?:들)?(?:으로부터|로부터|에서의|에서도|에서만|에게서|에게도|이라는|라는|으로의|으로서|으로써|으로는|으로도|에서는|까지의|까지도|에서|에게|에는|에도|에의|과의|와의|부터|까지|으로|로서|로써|로의|로는|로도|처럼|보다|마다|께서|이나|이란|이라|만의|만을|만이|의|은|는|이|가|을|를|에|로|와|과|도|만|나|란|들)(?![가-힣])/gu;
const LAST_PARTICLE = new RegExp(`${PARTICLE.source}(?=[^\\p{L}\\p{N}]*$)`, 'u');

/** A text without the Korean particles at the ends of its words. */
export const withoutParticles = (text: string): string => text.normalize('NFC').replace(PARTICLE, '');

/** A text without the particle at its end. What looks like a particle within it may be part of a name. */
export const withoutLastParticle = (text: string): string => text.normalize('NFC').replace(LAST_PARTICLE, '');
