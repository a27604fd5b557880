import { romanize } from 'es-hangul';
import { lettersOf, wordsOf } from './letters.ts';

/**
 * Names of Koreans in Latin letters: people choose how to spell their own. Texts that can stand for one name in Hangul
 * are alike. The surnames are frequent ones with their usual spellings, Revised Romanization first; given names follow the
 * tables of Revised Romanization and McCune–Reischauer and the usual spellings between them.
 */
const SURNAMES = `
  gang kang|go ko koh|gong kong|gwak kwak|gu koo ku goo|guk kook|gwon kwon kweon|geum keum kum|gi ki kee|gil kil ghil|gyeong kyung kyoung
  gim kim ghim|na ra la|nam|no noh roh ro|do doh to|ryu yu yoo ryoo lyu you yoo|mun moon|min|bak park pak bark
  ban pan bahn|bang pang|bu boo pu|bae pae bai|baek paik baik paek back|byeon byun pyon pyun|seo suh so sur suhr|seok suk sok
  seon sun son sunn|seol sul sol|seong sung|so soh|son sohn shon|song|sin shin|sim shim|an ahn|yang ryang
  eom um uhm om|yeo yuh yo|yeom yum yeum|o oh|in|ok ock|wang|u woo wu|won weon|wi wee|yuk yook|yun yoon youn|eun
  i lee yi rhee ri rhie li yee|im lim rim yim rhim|jang chang|jeon jun jhun chun chon jeun|jeong jung chung cheong chong choung chyung
  je jae|jo cho joe choh|ju joo chu|ji jee chi|jin chin|cha|chae chai|cheon chun|choe choi chey|chu choo
  pyo|ha hah|han hahn|ham hahm|heo hur huh|hyeon hyun hyon|hong|hwang whang`
  .trim()
  .split(/\||\n/)
  .map((spellings) => spellings.trim().split(/\s+/));

/** Consonants that begin a syllable, in groups of those that can stand for one. */
const INITIALS = ['k g', 't d', 'p b', 'ch j', 'r l', 's sh', 'kk gg', 'tt dd', 'pp bb', 'jj tch', 'ss'];
/** Consonants that end a syllable. */
const FINALS = ['k g c ck', 'p b', 't d', 'l ll r'];
/** Vowels: what can stand for each of the spellings. Not both ways: "o" may be "ŏ" without its sign, which "oo" is not. */
const VOWELS: Readonly<Record<string, string>> = {
  a: 'a ah',
  ah: 'a',
  ae: 'ae ai e',
  ai: 'ae',
  e: 'e ae',
  ya: 'ya',
  eo: 'eo u o eu',
  uh: 'eo u',
  yeo: 'yeo yu you yo',
  you: 'yeo yu yu',
  ye: 'ye ae e',
  o: 'o oh eo',
  oh: 'o',
  wa: 'wa',
  oe: 'oe oi',
  oi: 'oe',
  yo: 'yo yeo',
  u: 'u oo woo eo eu uh',
  oo: 'u oo woo',
  woo: 'u oo wu',
  wu: 'u woo',
  wo: 'wo weo',
  weo: 'wo weo',
  wi: 'wi',
  yu: 'yu yoo yeo',
  yoo: 'yu yoo',
  eu: 'eu u eo',
  ui: 'ui ee eui',
  eui: 'ui ee',
  ee: 'ui i',
  i: 'i ee ie',
  ie: 'i ee',
};

const groups = (spellings: readonly string[]) => spellings.map((group) => group.split(' '));
const [initials, finals] = [groups(INITIALS), groups(FINALS)];
const longestFirst = (spellings: readonly string[]) => [...spellings].sort((a, b) => b.length - a.length).join('|');
const SYLLABLE = new RegExp(
  `^(${longestFirst([...initials.flat(), 'h', 'm', 'n'])})?(${longestFirst(Object.keys(VOWELS))})(ng|ck|ll|[nmlrkgcpbtd])?$`,
);

/** The parts of a syllable, each with what can stand for it, itself first; null if it is none. */
function partsOf(syllable: string): readonly (readonly string[])[] | null {
  const [, initial = '', vowel = '', final = ''] = SYLLABLE.exec(syllable) ?? [];
  if (vowel === '') return null;
  const alike = (part: string, all: readonly (readonly string[])[]) => [
    ...new Set([part, ...(all.find((group) => group.includes(part)) ?? [])]),
  ];
  // A vowel of its own can begin with a "w".
  const vowels = [vowel, ...(VOWELS[vowel] ?? '').split(' ')].filter(
    (one, i) => i === 0 || initial === '' || !/^w(?:oo|u)$/.test(one),
  );
  const before = alike(initial, initials).filter(
    (one) => one === initial || one !== 'sh' || /^(?:i|ee|wi|y)/.test(vowel),
  );
  return [before, [...new Set(vowels)], alike(final, finals)];
}

/** The most spellings of a given name that are searched for. */
const MOST_SPELLINGS = 48;

/**
 * The spellings that one or two syllables can have; none for other words. Those of the most usual parts come first: each
 * part as given, or the first that can stand for it.
 */
function spellingsOf(syllables: readonly string[]): readonly string[] {
  const parts = syllables.map(partsOf);
  if (parts.some((one) => one === null)) return [];
  let spellings = [{ text: '', unusual: 0 }];
  for (const alike of parts.flatMap((one) => one ?? []))
    spellings = spellings.flatMap(({ text, unusual }) =>
      alike.map((part, i) => ({ text: text + part, unusual: unusual + Math.max(0, i - 1) })),
    );
  return spellings.sort((a, b) => a.unusual - b.unusual).map(({ text }) => text);
}

/** The spellings of a given name: one or two syllables, with a space or a hyphen between them or without. */
function givenNames(words: readonly string[]): readonly string[] {
  const [word = ''] = words;
  const splits =
    words.length === 1
      ? [words, ...Array.from({ length: word.length - 1 }, (_, i) => [word.slice(0, i + 1), word.slice(i + 1)])]
      : [words];
  return [...new Set([words.join(''), ...splits.flatMap(spellingsOf)])].slice(0, MOST_SPELLINGS);
}

const surnamesLike = (word: string) => [...new Set(SURNAMES.filter((group) => group.includes(word)).flat())];

/** A text read as the name of a Korean: what the surname and the given name can be spelt like, as letters. */
export interface KoreanName {
  readonly surnames: readonly string[];
  /** Empty if the text has a surname only. */
  readonly givenNames: readonly string[];
}

const HANGUL = /^[가-힣]{1,3}$/u;

/** How a text can be read as the name of a Korean in Latin letters. The text itself may be in Hangul. */
export function koreanNames(text: string): readonly KoreanName[] {
  const syllables = text.normalize('NFC').replace(/\s/gu, '');
  const inHangul = HANGUL.test(syllables);
  const words = inHangul ? Array.from(syllables, (syllable) => romanize(syllable)) : wordsOf(lettersOf(text));
  if (words.length > 3 || !words.every((word) => /^[a-z]+$/.test(word))) return [];
  const read = (surname: string, given: readonly string[]): readonly KoreanName[] => {
    // A letter alone is often the number of a king.
    const surnames = surnamesLike(surname).filter((one) => given.length > 0 || one.length > 1);
    return surnames.length > 0 ? [{ surnames, givenNames: given.length > 0 ? givenNames(given) : [] }] : [];
  };
  const [first = '', last = ''] = [words[0], words.at(-1)];
  // Koreans write the surname first, but many do not in other languages.
  return [...read(first, words.slice(1)), ...(inHangul || words.length === 1 ? [] : read(last, words.slice(0, -1)))];
}
