import { constantCase } from '../constant-case.ts';
import { type Catalogue, en } from './en.ts';
import { ko } from './ko.ts';

export type { Catalogue };

/** All languages. To add one, write its catalogue in a file of its own and add it here. */
export const LANGUAGES: readonly Catalogue[] = [en, ko];

/**
 * The catalogue for a language tag (BCP 47); English if there is none for it.
 * @example catalogueOf('ko-KR').languageName // '한국어'
 */
export const catalogueOf = (language: string | undefined): Catalogue =>
  LANGUAGES.find((catalogue) => catalogue.language === language?.split('-')[0]) ?? en;

/** A text, with its language (BCP 47) if that isn't the catalogue's: put it into a `lang` attribute. */
export interface Localised {
  readonly text: string;
  readonly language?: string;
}

/** A translation, or the English text if there is none. */
const translated = (catalogue: Catalogue, translation: string | undefined, english: string): Localised => {
  if (translation !== undefined) return { text: translation };
  return catalogue.language === en.language ? { text: english } : { text: english, language: en.language };
};

const sentenceCase = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** TRADE_AGREEMENT → Trade agreement. */
const humanised = (constant: string) => sentenceCase(constant.toLowerCase().replaceAll('_', ' '));

/** The name of an entity type. */
export const typeName = (catalogue: Catalogue, type: string) =>
  translated(catalogue, catalogue.model.types[type], type);

/** The name of a field, given as the ontology or as the API's enums write it. */
export const fieldName = (catalogue: Catalogue, name: string) => {
  const constant = constantCase(name);
  return translated(catalogue, catalogue.model.fields[constant], humanised(constant));
};

/** The name of an enum value. */
export const valueName = (catalogue: Catalogue, value: string) =>
  translated(catalogue, catalogue.model.values[value], humanised(value));

const readingIn = (catalogue: Catalogue, type: string, direction: string) =>
  catalogue.model.relations[type]?.[direction === 'IN' ? 1 : 0];

/** The reading of a relation inside a sentence. `english` is its reading in the ontology. */
export const readingOf = (catalogue: Catalogue, type: string, direction: string, english: string) =>
  translated(catalogue, readingIn(catalogue, type, direction), english);

/** The reading of a relation as a heading. `english` is its reading in the ontology. */
export const readingName = (catalogue: Catalogue, type: string, direction: string, english: string) =>
  translated(catalogue, readingIn(catalogue, type, direction), sentenceCase(english));
