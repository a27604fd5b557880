/** The values of facts and queries: few, so that queries match, and each an edge case of its own. */

export const NAMES = [
  'Alpha',
  'alpha',
  'ALPHA',
  // A letter with an accent as one code point and as two: equal when folded, but different texts.
  'Éclair',
  'E\u0301clair',
  'e',
  'Straße',
  'İz',
  '반도체',
  '반도',
  '양자 Quantum',
  // Around U+D800, where the orders of UTF-16 and of code points differ.
  '\ud7ff',
  '\ue000x',
  '\uff5e',
  '\u{1f600}',
  '\u{1f600}a',
  "o'neil`$x{y}\\",
  '100%_',
] as const;

/** Every kind of EDTF that has a first and a last day, with bounds near each other. */
export const DATES = [
  '2022-11-15',
  '2022-11-16',
  '2024-02-29',
  '2022-11',
  '2023-02',
  '2022',
  '2023',
  // Halves, quarters and seasons.
  '2022-40',
  '2022-41',
  '2023-33',
  '2023-21',
  '2022-24',
  '2022-37',
  '2022~',
  '2022-11?',
  '2023-02%',
  '202X',
  '2022-XX',
  '2022-11-15/2022-11-16',
  '2022/2023-02',
  '2022-11/2024',
  '2022~/2023?',
  '2022-11/..',
  '../2022-11-15',
  '2023/',
  '/2022-11',
  '2022-11-15/',
] as const;

export const AMOUNTS = [0, 0.1, 0.2, 0.125, 1, 2.5, 10, 1_000_000, 7_300_000_000] as const;
export const CURRENCIES = ['EUR', 'KRW'] as const;
export const COUNTRIES = ['KR', 'DE', 'FR'] as const;
export const LANGUAGES = ['en', 'ko', 'ko-KR', 'fr'] as const;
export const TEXTS = ['coordinator', 'Partner', 'partner', 'Éclair', '\u{1f600}', '\uff5e'] as const;
export const DURATIONS = ['P1Y', 'P2Y', 'P10Y'] as const;
export const URIS = ['https://example.org/A', 'https://example.org/a', 'urn:x'] as const;
export const CITIES = ['Seoul', 'seoul', 'Brussels', '서울'] as const;
export const PLACES = ['Hall', 'hall 2'] as const;
export const DEGREES = [-33.5, 0, 37.5] as const;
export const NUMBERS = [1, 2, 10] as const;
export const LOCATORS = ['paragraph 2', 'paragraph 10', 'row 1'] as const;

/** The most entities of a type; queries use only ids that these can have. */
export const EACH = 5;
export const idsOf = (type: string) => Array.from({ length: EACH }, (_, i) => `${type.toLowerCase()}:${i}`);
