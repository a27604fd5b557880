import { sanitiseText } from '../../i18n/sanitise-text.ts';

/** Text from data: it can't change the direction of the surrounding text, and has its own language instead of the page's. */
export function Text({ children, language = 'und' }: { readonly children: string; readonly language?: string }) {
  // BCP 47 writes an unknown language as "und", HTML as an empty string.
  return <bdi lang={language === 'und' ? '' : language}>{sanitiseText(children)}</bdi>;
}
