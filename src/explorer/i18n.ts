import { type Catalogue, LANGUAGES } from '../i18n/catalogue.ts';
import { en } from '../i18n/en.ts';
import { keep, kept } from './local-storage.ts';

/** The words of the explorer, with those that all pages share beside them. */
export type Words = Catalogue & Catalogue['explorer'];

const spoken = (catalogue: Catalogue): Words => ({ ...catalogue, ...catalogue.explorer });

export const english = spoken(en);

/** Every language of the page. */
export const languages: readonly Words[] = LANGUAGES.map(spoken);

const KEY = 'entente.language';

/** The language that was chosen here, else the first of the browser's that there is. */
export function preferredWords(): Words {
  const wished = [kept(KEY) ?? '', ...navigator.languages];
  for (const tag of wished) {
    const found = languages.find(({ language }) => tag === language || tag.startsWith(`${language}-`));
    if (found) return found;
  }
  return english;
}

export function rememberWords({ language }: Words): void {
  keep(KEY, language);
}
