import { type Catalogue, LANGUAGES } from '../i18n/catalogue.ts';
import { en } from '../i18n/en.ts';
import { readStored, writeStored } from './local-storage.ts';

/** A catalogue with the texts of the explorer at its top level. */
export type Messages = Catalogue & Catalogue['explorer'];

const messagesOf = (catalogue: Catalogue): Messages => ({ ...catalogue, ...catalogue.explorer });

/** The English texts. */
export const english = messagesOf(en);

/** All languages of the explorer. */
export const languages: readonly Messages[] = LANGUAGES.map(messagesOf);

const KEY = 'entente.language';

/** The language that the user chose before, or the first of the browser's languages that exists. */
export function preferredMessages(): Messages {
  const wished = [readStored(KEY) ?? '', ...navigator.languages];
  for (const tag of wished) {
    const found = languages.find(({ language }) => tag === language || tag.startsWith(`${language}-`));
    if (found) return found;
  }
  return english;
}

/** Stores the chosen language for the next visit. */
export function rememberLanguage({ language }: Messages): void {
  writeStored(KEY, language);
}
