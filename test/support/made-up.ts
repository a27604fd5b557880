import { createHash } from 'node:crypto';
import type { Organisation } from './institutions.ts';

/** Names that engines may order differently or return changed. */
const NAMES = [
  'Zebra Institute',
  'zebra institute',
  'ZEBRA INSTITUTE',
  'Zebra',
  'Zebra ',
  'Ecole',
  'École',
  // They look the same: one precomposed letter, or a letter and a combining accent.
  'E\u0301cole',
  'École Ångström',
  'Straße',
  'STRASSE',
  'İstanbul ılık',
  '한국과학기술원',
  '한국 과학 기술원',
  // Hangul as syllables and as jamo.
  '가나다',
  '\u1100\u1161\u1102\u1161\u1103\u1161',
  'ㄱㄴㄷ',
  '東京大学',
  'とうきょう',
  'トウキョウ',
  'トウキョウ',
  'Full Width',
  'Full Width',
  'المعهد الوطني',
  'המכון הלאומי',
  '\u202ereversed\u202c',
  'عام 2024 Institute',
  'สถาบันวิจัย',
  'राष्ट्रीय संस्थान',
  'Институт',
  'институт',
  'Ινστιτούτο',
  '😀 Institute',
  '👩‍🔬 Laboratory',
  '🇰🇷🇪🇺',
  // Where the orders of UTF-16 and of code points differ: a private-use letter, a half-width sign, a supplementary plane.
  '\ue000',
  '~',
  '\uffee',
  '\u{10000}',
  '𝒜lpha',
  '𠮷野家',
  '"quoted" \\ back\\slash',
  "O'Neill & Søn",
  '`tick` $dollar {brace}',
  'tab\tinside',
  'line\nbreak',
  'no-break\u00a0space',
  'zero\u200bwidth',
  'soft\u00adhyphen',
  '0',
  '10',
  '9',
  '-1',
  'null',
  'true',
] as const;

const LANGUAGES = ['en', 'ko', 'ar', 'ja', 'und', null];
const TYPES = ['education', 'Company', 'government', 'Facility', 'nonprofit', 'Healthcare', 'archive'];
const COUNTRIES = ['KR', 'FR', 'EG', 'JP', null];
/** Integers, fractions, almost zero and zero. */
const DEGREES = [48, 2.3522, -33.8688, 0, -0.000001, 179.99999999999997, null];

/** Random bodies of the same shape as those of a register. Each name occurs at least once if `size` allows. */
export function madeUp(size: number, seed: string): Organisation[] {
  const drawn = (what: string, below: number) =>
    createHash('sha256').update(`${seed} ${what}`).digest().readUInt32BE() % below;
  const pick = <T>(what: string, list: readonly T[]): T => list[drawn(what, list.length)] as T;
  const id = (i: number) => `${seed}-${i}`;

  return Array.from({ length: size }, (_, i): Organisation => {
    const name = NAMES[i % NAMES.length] ?? '';
    // After the first round a random number follows, so that some names occur twice.
    const text = i < NAMES.length ? name : `${name} ${drawn(`number ${i}`, Math.ceil(size / NAMES.length))}`;
    const earlier = (what: string, times: number) =>
      i === 0 ? [] : Array.from({ length: drawn(`${what} ${i}`, times) }, (_, n) => id(drawn(`${what} ${i} ${n}`, i)));
    return {
      id: id(i),
      names: [
        { text, language: pick(`language ${i}`, LANGUAGES), kind: 'OFFICIAL' },
        { text: pick(`alias ${i}`, NAMES), language: pick(`alias language ${i}`, LANGUAGES), kind: 'ALIAS' },
        { text: `${pick(`short ${i}`, NAMES)} ${i}`, language: 'ko', kind: 'SHORT' },
      ].slice(0, 1 + drawn(`names ${i}`, 3)) as Organisation['names'],
      types: [pick(`type ${i}`, TYPES)],
      country: pick(`country ${i}`, COUNTRIES),
      place: pick(`place ${i}`, [
        null,
        { city: name },
        { name, latitude: pick(`latitude ${i}`, DEGREES), longitude: pick(`longitude ${i}`, DEGREES) },
      ]),
      sameAs: pick(`same ${i}`, [[], [`https://example.org/${i}`], [`https://example.org/${i}`, 'urn:example:a']]),
      // The first ones are hubs. Duplicate and unknown ids must do no harm.
      parents: i === 0 ? [] : [id(drawn(`parent ${i}`, Math.min(i, 5))), `${seed}-none`],
      children: [],
      successors: earlier('successor', 2),
      predecessors: earlier('predecessor', 2),
      locator: pick(`locator ${i}`, [null, `row ${i + 1}`]),
    };
  });
}
