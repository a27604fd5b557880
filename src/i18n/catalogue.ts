import { constantCase } from '../constant-case.ts';
import { type Catalogue, en } from './en.ts';
import { ko } from './ko.ts';

export type { Catalogue };

export const LANGUAGES: readonly Catalogue[] = [en, ko];

export const catalogueOf = (language: string | undefined): Catalogue =>
  LANGUAGES.find((words) => words.language === language?.split('-')[0]) ?? en;

/** A word, with its language where that is not the page's. */
export interface Localised {
  readonly text: string;
  readonly language?: string;
}

const sentenceCase = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const fallBack = (words: Catalogue, text: string): Localised => ({
  text,
  ...(words.language === en.language ? {} : { language: en.language }),
});
const known = (words: Catalogue, found: string | undefined, otherwise: string): Localised =>
  found === undefined ? fallBack(words, otherwise) : { text: found };

/** TRADE_AGREEMENT as "Trade agreement". */
const spelled = (constant: string) => sentenceCase(constant.toLowerCase().replaceAll('_', ' '));

export const typeName = (words: Catalogue, type: string) => known(words, words.model.types[type], type);

export const fieldName = (words: Catalogue, name: string) => {
  const constant = constantCase(name);
  return known(words, words.model.fields[constant], spelled(constant));
};
export const valueName = (words: Catalogue, value: string) => known(words, words.model.values[value], spelled(value));
/** How a relation reads inside a sentence. `reading` is how the API reads it, in English. */
export const readingOf = (words: Catalogue, type: string, direction: string, reading: string): string =>
  words.model.relations[type]?.[direction === 'IN' ? 1 : 0] ?? reading;
export const readingName = (words: Catalogue, type: string, direction: 'OUT' | 'IN', reading: string) =>
  known(words, words.model.relations[type]?.[direction === 'OUT' ? 0 : 1], sentenceCase(reading));
