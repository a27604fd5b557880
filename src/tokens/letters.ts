import { disassemble } from 'es-hangul';

/**
 * A text as it is searched: its letters without case, accents, spaces and signs, Hangul by jamo. So what is typed of a
 * syllable begins it already, and a slip in one is a slip of one letter.
 */
export interface Letters {
  readonly text: string;
  /** Where in the given text each letter begins and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Where in `text` each word begins. */
  readonly words: readonly number[];
}

/** Letters that Unicode takes for letters of their own, and people without the key write with others. */
const WRITTEN: Readonly<Record<string, string>> = {
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
  /** Neither letter nor mark: words end here. */
  readonly parts: boolean;
}

const known = new Map<string, Folded>();
const LETTER = /[a-z0-9]/;
const ASCII = Array.from({ length: 128 }, (_, code): Folded => {
  const letter = String.fromCharCode(code).toLowerCase();
  const letters = LETTER.test(letter) ? letter : '';
  return { letters, hangul: false, parts: letters === '' };
});

function foldedCharacter(character: string): Folded {
  const found = (character.length === 1 && ASCII[character.charCodeAt(0)]) || known.get(character);
  if (found) return found;
  // A jamo alone would lose by NFKC what it has in common with one in a syllable.
  const composed = HANGUL.test(character) ? character : character.normalize('NFKC').normalize('NFC');
  const hangul = HANGUL.test(composed);
  // By upper case, as ß and ς have none of their own.
  const plain = hangul ? disassemble(composed) : composed.toUpperCase().toLowerCase().normalize('NFD');
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '').replace(/[æœøđðþłħŧŋ]/g, (letter) => WRITTEN[letter] ?? letter);
  const made = { letters, hangul, parts: letters === '' && !MARK.test(character) };
  // Characters are many, and a text can be made of all of them.
  if (known.size < 20_000) known.set(character, made);
  return made;
}

let segmenter: Intl.Segmenter | undefined;

/** Characters as they are written, also where marks or jamo stand apart. */
function characters(text: string): Iterable<string> {
  if (text.normalize('NFC') === text) return text;
  segmenter ??= new Intl.Segmenter('en');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function lettersOf(given: string): Letters {
  const [starts, ends, words]: [number[], number[], number[]] = [[], [], []];
  let text = '';
  let at = 0;
  let last: Folded | null = null;
  for (const character of characters(given)) {
    const end = at + character.length;
    const folded = foldedCharacter(character);
    if (folded.letters) {
      // "AI반도체" is two words, as no space stands between what is of two scripts.
      if (!last || last.parts || last.hangul !== folded.hangul) words.push(text.length);
      for (let i = 0; i < folded.letters.length; i += 1) {
        starts.push(at);
        ends.push(end);
      }
      text += folded.letters;
    }
    if (folded.letters || folded.parts) last = folded;
    at = end;
  }
  return text ? { text, starts, ends, words } : signsOf(given);
}

/** A text of signs alone is found by them. */
function signsOf(given: string): Letters {
  const signs = [...given.matchAll(/\S/g)];
  return {
    text: signs.map(([sign]) => sign.normalize('NFKC')[0]).join(''),
    starts: signs.map(({ index }) => index),
    ends: signs.map(({ index }) => index + 1),
    words: signs.length > 0 ? [0] : [],
  };
}

/** Whether letters are jamo. */
export const isHangul = (letters: string) => /^[ㄱ-ㅣ]/.test(letters);

/** The words of a text. */
export const wordsOf = ({ text, words }: Letters): string[] => words.map((at, i) => text.slice(at, words[i + 1]));

/** Particles that follow a noun in Hangul, or one in other letters or digits ("EU의"), longest first. */
const PARTICLE =
  /(?<=[가-힣]{2}|(?![가-힣])[\p{L}\p{N}])(?:들)?(?:으로부터|로부터|에서의|에서도|에서만|에게서|에게도|이라는|라는|으로의|으로서|으로써|으로는|으로도|에서는|까지의|까지도|에서|에게|에는|에도|에의|과의|와의|부터|까지|으로|로서|로써|로의|로는|로도|처럼|보다|마다|께서|이나|이란|이라|만의|만을|만이|의|은|는|이|가|을|를|에|로|와|과|도|만|나|란|들)(?![가-힣])/gu;
const LAST_PARTICLE = new RegExp(`${PARTICLE.source}(?=[^\\p{L}\\p{N}]*$)`, 'u');

/** A text without the Korean particles at the ends of its words. */
export const withoutParticles = (text: string): string => text.normalize('NFC').replace(PARTICLE, '');

/** A text without the particle at its end: what looks like one within it may be a part of a name. */
export const withoutLastParticle = (text: string): string => text.normalize('NFC').replace(LAST_PARTICLE, '');
