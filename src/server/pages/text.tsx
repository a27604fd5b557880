import { sanitiseText } from '../../i18n/sanitise-text.ts';

/** A text in a direction of its own, whatever stands around it, and in a language that is not the page's unless it is known. */
export function Text({ children, language = 'und' }: { readonly children: string; readonly language?: string }) {
  // BCP 47 has "und" for a language that is not known, and HTML an empty one.
  return <bdi lang={language === 'und' ? '' : language}>{sanitiseText(children)}</bdi>;
}
