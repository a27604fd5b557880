import type { RelationKind } from '../model.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

export type Words = typeof en;

/** Every language of the page: another one is another file and a place here. */
export const catalogues: readonly Words[] = [en, ko];

const KEY = 'entente.language';

/** The language that was chosen here, else the first of the browser's that there is. */
export function preferredWords(): Words {
  const wished = [localStorage.getItem(KEY) ?? '', ...navigator.languages];
  for (const tag of wished) {
    const found = catalogues.find(({ language }) => tag === language || tag.startsWith(`${language}-`));
    if (found) return found;
  }
  return en;
}

export function rememberWords({ language }: Words): void {
  localStorage.setItem(KEY, language);
}

/** OFFICE_HOLDER → Office holder: for what no catalogue names. */
export function spoken(constant: string): string {
  const text = constant.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const typeName = (words: Words, type: string) => words.types[type] ?? type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');

/** How a relation reads, from its beginning (OUT) or its end (IN). */
export function readingOf(words: Words, kind: RelationKind | undefined, type: string, direction: string): string {
  const own = words.readings[type]?.[direction === 'IN' ? 1 : 0];
  return own ?? (direction === 'IN' ? kind?.inverseReading : kind?.reading) ?? spoken(type);
}
