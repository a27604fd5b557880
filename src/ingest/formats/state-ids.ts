import { countryByName } from './countries.ts';

/** Ids of states as the publisher writes them: an English name in lower case with hyphens. */
const slug = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\p{M}'’().]/gu, '')
    .replace(/&/g, ' ')
    .trim()
    .replace(/[^A-Za-z]+/g, '-')
    .toLowerCase();

/** The codes of ISO 3166-1 by the id of a state. */
export const COUNTRIES: ReadonlyMap<string, string> = new Map([
  ...[...countryByName('en')].map(([text, code]) => [slug(text), code] as const),
  ['burma', 'MM'],
  ['cape-verde', 'CV'],
  ['congo-democratic-republic', 'CD'],
  ['congo-republic', 'CG'],
  ['cote-divoire', 'CI'],
  ['czech-republic', 'CZ'],
  ['holy-see', 'VA'],
  ['korea-north', 'KP'],
  ['korea-south', 'KR'],
  ['macedonia', 'MK'],
  ['sao-tome-and-principe', 'ST'],
  ['swaziland', 'SZ'],
  ['trinidad-and-tobago', 'TT'],
  ['turkey', 'TR'],
  ['turkiye', 'TR'],
]);

/** Hosts that are not states today, or not recognised by all. */
export const NO_STATE = new Set(['french-polynesia', 'netherlands-antilles', 'palestinian-authority']);
