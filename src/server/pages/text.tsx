import { sanitiseText } from '../../i18n/sanitise-text.ts';

/** A text of others: it can't change the direction of the text around it, and its language isn't taken to be the page's. */
export function Text({ children, language = 'und' }: { readonly children: string; readonly language?: string }) {
  // BCP 47 writes an unknown language as "und", HTML as an empty string.
  return <bdi lang={language === 'und' ? '' : language}>{sanitiseText(children)}</bdi>;
}
