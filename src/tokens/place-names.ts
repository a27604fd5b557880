import { lettersOf } from './letters.ts';

/**
 * What towns and buildings are called in other languages: no document says so, and places are values without names of
 * their own. Countries need no list, as every runtime knows their names.
 */
const SPELLINGS: readonly (readonly string[])[] = [
  ['Brussels', '브뤼셀', 'Bruxelles', 'Brussel'],
  ['Seoul', '서울'],
  ['Le Berlaymont', '베를레몽', '베를레몽 건물', 'Berlaymont'],
  ['Sky Hall, Seoul Central Post Office', '서울중앙우체국', '서울중앙우체국 스카이홀', 'Seoul Central Post Office'],
  ['Busan', '부산'],
  ['Daejeon', '대전'],
  ['Sejong', '세종'],
  ['Incheon', '인천'],
  ['Jeju', '제주'],
  ['Berlin', '베를린'],
  ['Bonn', '본'],
  ['Geneva', '제네바', 'Genève', 'Genf'],
  ['Helsinki', '헬싱키'],
  ['London', '런던'],
  ['Luxembourg', '룩셈부르크'],
  ['Madrid', '마드리드'],
  ['New York', '뉴욕'],
  ['Ottawa', '오타와'],
  ['Paris', '파리'],
  ['Rome', '로마', 'Roma'],
  ['Stockholm', '스톡홀름'],
  ['Strasbourg', '스트라스부르'],
  ['The Hague', '헤이그', 'Den Haag'],
  ['Tokyo', '도쿄', '동경'],
  ['Vienna', '빈', 'Wien'],
  ['Washington', '워싱턴'],
];
/** Names of countries beside the usual ones, by code. */
const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  KR: ['한국', 'Korea', 'Republic of Korea'],
  US: ['United States of America', 'USA'],
};
const LANGUAGES = ['en', 'ko'];
const CODE = /^[A-Z]{2}$/;

/** A place that has names in several languages. */
interface KnownPlace {
  readonly key: string;
  readonly spellings: readonly string[];
}

const lettersIn = (text: string) => lettersOf(text).text;

function countries(): KnownPlace[] {
  const names = LANGUAGES.map((language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }));
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  return letters.flatMap((one) =>
    letters.flatMap((other) => {
      const code = one + other;
      const spellings = [...names.flatMap((name) => name.of(code) ?? []), ...(COUNTRIES[code] ?? [])];
      return spellings.length > 0 ? [{ key: code.toLowerCase(), spellings }] : [];
    }),
  );
}

let known: ReadonlyMap<string, KnownPlace> | null = null;
/** The known places by the letters of each spelling, made at the first search. */
function bySpelling(): ReadonlyMap<string, KnownPlace> {
  known ??= new Map(
    [...countries(), ...SPELLINGS.map((spellings) => ({ key: lettersIn(spellings[0] ?? ''), spellings }))].flatMap(
      (place) => place.spellings.map((spelling) => [lettersIn(spelling), place] as const),
    ),
  );
  return known;
}

const towns: ReadonlyMap<string, string> = new Map(
  SPELLINGS.flatMap((all) => all.map((spelling) => [lettersIn(spelling), lettersIn(all[0] ?? '')] as const)),
);

/** The key of a part of a place, which is its name, its town or the code of its country; null if it has no other names. */
const keyOf = (part: string): string | null =>
  CODE.test(part) ? part.toLowerCase() : (towns.get(lettersIn(part)) ?? null);

const tokenOf = (key: string) => `p${key}`;

/** The tokens of the parts of an entity's places that have names in several languages. */
export const placeTokens = (parts: readonly string[]): string[] =>
  parts.flatMap((part) => keyOf(part) ?? []).map(tokenOf);

/** A place that a text names. */
export interface NamedPlace {
  /** The token of the entities that are there. */
  readonly token: string;
  /** The name of the place, as it is usually written. */
  readonly spelling: string;
}

/** The place that a text names in one of several languages; null if none is known. `wholes`: the text in letters. */
export function namedPlace(wholes: readonly string[]): NamedPlace | null {
  for (const whole of wholes) {
    const place = bySpelling().get(whole);
    const spelling = place?.spellings.find((one) => lettersIn(one) === whole);
    if (place && spelling) return { token: tokenOf(place.key), spelling };
  }
  return null;
}

/** Whether parts of a place have a token. */
export const isAt = (token: string, parts: readonly string[]): boolean => placeTokens(parts).includes(token);
