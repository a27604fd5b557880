import { withoutParticles } from './letters.ts';

/** Titles that stand before or after the name of a person, in English and Korean. */

const ENGLISH = new Set(
  `minister ministers prime deputy vice acting foreign executive commissioner president chancellor premier secretary
  undersecretary director chair chairman chairwoman chairperson governor ambassador envoy senator congressman
  congresswoman representative delegate speaker lord lady sir dame baroness baron hon honourable
  honorable rt excellency mr mrs ms miss mx dr prof professor mp mep`.split(/\s+/),
);
const KOREAN = [
  '국무총리',
  '집행위원장',
  '부집행위원장',
  '수석부집행위원장',
  '집행위원',
  '위원장',
  '부위원장',
  '위원',
  '부총리',
  '총리',
  '수상',
  '장관',
  '차관',
  '차관보',
  '대통령',
  '부통령',
  '대사',
  '의원',
  '의장',
  '국장',
  '실장',
  '본부장',
  '대표',
  '교수',
  '박사',
  '씨',
];
const WORD = new Set([...KOREAN, ...KOREAN.map((title) => `${title}님`)]);
/** A title that follows a name without a space. */
const ATTACHED = new RegExp(`^([가-힣]{2,})(?:${KOREAN.filter((title) => title.length > 1).join('|')})님?$`, 'u');

const isTitle = (word: string) => {
  const letters = word.normalize('NFC').replace(/[^\p{L}]/gu, '');
  const parts = word.toLowerCase().split(/[-\u2010-\u2015]/u);
  return (
    parts.every((part) => ENGLISH.has(part.replace(/[^a-z]/g, ''))) ||
    WORD.has(letters) ||
    WORD.has(withoutParticles(letters))
  );
};

/** What is left of a text without the titles before and after it; null if it has none, or nothing else. */
export function withoutTitles(text: string): string | null {
  const words = text
    .normalize('NFC')
    .split(/[\s,]+/u)
    .filter(Boolean);
  const begins = words.findIndex((word) => !isTitle(word));
  const ends = words.findLastIndex((word) => !isTitle(word));
  if (begins < 0) return null;
  const kept = words.slice(begins, ends + 1);
  const last = kept.at(-1) ?? '';
  const attached = ATTACHED.exec(last)?.[1] ?? ATTACHED.exec(withoutParticles(last))?.[1];
  if (attached !== undefined) kept[kept.length - 1] = attached;
  return kept.length < words.length || attached !== undefined ? kept.join(' ') : null;
}
