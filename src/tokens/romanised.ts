/** Korean surnames as they are written in Latin letters. Texts that differ only in these are alike. */
const SURNAMES: readonly (readonly string[])[] = [
  ['lee', 'yi', 'rhee', 'i'],
  ['kim', 'gim'],
  ['park', 'pak', 'bak'],
  ['choi', 'choe'],
  ['jung', 'jeong', 'chung'],
  ['cho', 'jo'],
  ['kang', 'gang'],
  ['yoon', 'yun'],
  ['lim', 'im', 'rim'],
  ['oh', 'o'],
  ['shin', 'sin'],
  ['kwon', 'gwon'],
  ['ahn', 'an'],
  ['yoo', 'yu', 'ryu'],
  ['noh', 'no', 'roh'],
  ['woo', 'u', 'wu'],
];

/** The same text with its first or its last word as another spelling of a surname; none if it has a single word. */
export function otherSpellings(text: string): readonly string[] {
  const words = text.trim().split(/[\s,]+/);
  if (words.length < 2) return [];
  return [0, words.length - 1].flatMap((at) => {
    const word = (words[at] as string).toLowerCase();
    const alike = SURNAMES.find((spellings) => spellings.includes(word)) ?? [];
    return alike.filter((other) => other !== word).map((other) => words.with(at, other).join(' '));
  });
}
