import { type ExplorerWords, en } from './en.ts';
import { ko } from './ko.ts';

/** All that is said to people in one language: another one is another file and a place in LANGUAGES. What the model names has its own words here where the API's are of another language. */
export interface Catalogue {
  /** BCP 47. */
  readonly language: string;
  /** In which form numbers and dates are written. */
  readonly locale: string;
  /** What the language calls itself. */
  readonly languageName: string;
  readonly page: {
    readonly home: string;
    readonly explore: string;
    readonly linkedData: string;
    readonly skip: string;
    readonly names: string;
    readonly summary: string;
    readonly sameAs: string;
    readonly toldIn: string;
    readonly fields: string;
    readonly field: string;
    readonly value: string;
    readonly evidence: string;
    readonly contested: string;
    readonly relations: string;
    readonly noRelations: string;
    readonly entity: string;
    readonly note: string;
    readonly link: string;
    readonly linkTo: (fact: string) => string;
    readonly cited: string;
    readonly citedGone: string;
    readonly next: string;
    readonly first: string;
    readonly whole: string;
    readonly rows: (shown: number, all: number) => string;
    readonly asOf: (day: string) => string;
    readonly now: string;
    readonly uncertain: string;
    readonly original: string;
    readonly states: string;
    readonly absent: string;
    readonly more: (count: number) => string;
  };
  readonly failure: {
    readonly titles: Readonly<Record<'notFound' | 'badRequest' | 'unavailable' | 'late' | 'internal', string>>;
    readonly noEntity: (id: string) => string;
    readonly noEntityThen: (id: string, day: string) => string;
    readonly noId: (id: string) => string;
    readonly noPage: (path: string) => string;
    readonly noGroup: string;
    readonly late: (milliseconds: number) => string;
    readonly onwards: string;
    readonly search: string;
    readonly showNow: string;
    readonly again: string;
  };
  readonly period: {
    readonly about: (date: string) => string;
    readonly perhaps: (date: string) => string;
    readonly fromTo: (from: string, to: string) => string;
    readonly since: (date: string) => string;
    readonly sinceOpen: (date: string) => string;
    readonly until: (date: string) => string;
    readonly untilOpen: (date: string) => string;
    readonly by: (date: string) => string;
    readonly notBefore: (date: string) => string;
    readonly between: (from: string, to: string) => string;
    readonly decade: (year: string) => string;
    readonly season: (which: 0 | 1 | 2 | 3, year: string) => string;
    readonly quarter: (which: number, year: string) => string;
    readonly third: (which: number, year: string) => string;
    readonly half: (which: number, year: string) => string;
    readonly or: string;
    readonly and: string;
  };
  readonly approximately: (amount: string) => string;
  readonly ranks: Readonly<Record<'PREFERRED' | 'NORMAL' | 'DEPRECATED', string>>;
  readonly nameKinds: Readonly<Record<'OFFICIAL' | 'SHORT' | 'ACRONYM' | 'ALIAS', string>>;
  /** By the names of the model; what is not here is called as the API calls it, in English. */
  readonly model: {
    readonly types: Readonly<Record<string, string>>;
    /** Own fields and properties of relations, by the names that they have as enum values. */
    readonly fields: Readonly<Record<string, string>>;
    /** How each type of relation reads from its beginning, and from its end. */
    readonly relations: Readonly<Record<string, readonly [out: string, in_: string]>>;
    readonly values: Readonly<Record<string, string>>;
  };
  readonly explorer: ExplorerWords;
}

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

/** A name of the model as the API's enums have it: JointBody → JOINT_BODY. */
export const constantOf = (name: string) => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toUpperCase();

export const fieldName = (words: Catalogue, name: string) => {
  const constant = constantOf(name);
  return known(words, words.model.fields[constant], spelled(constant));
};
export const valueName = (words: Catalogue, value: string) => known(words, words.model.values[value], spelled(value));
/** How a relation reads inside a sentence. `reading` is how the API reads it, in English. */
export const readingOf = (words: Catalogue, type: string, direction: string, reading: string): string =>
  words.model.relations[type]?.[direction === 'IN' ? 1 : 0] ?? reading;
export const readingName = (words: Catalogue, type: string, direction: 'OUT' | 'IN', reading: string) =>
  known(words, words.model.relations[type]?.[direction === 'OUT' ? 0 : 1], sentenceCase(reading));
