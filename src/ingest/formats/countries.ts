import { checkCountry } from '../../ontology/codes.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const isCountry = (code: string): boolean => {
  try {
    return checkCountry(code) === code;
  } catch {
    return false;
  }
};

/** Codes that are not of a country, and one that ISO leaves to its users. */
const OTHER = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'XK', 'ZZ']);

const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(
  (code) => isCountry(code) && !OTHER.has(code),
);

/** The codes of ISO 3166-1 by the lower-case names of the countries in a language (BCP 47). */
export function countryByName(language: string): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return new Map(codes.map((code) => [(names.of(code) ?? code).toLowerCase(), code]));
}
