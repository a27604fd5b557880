import type { ErrorCode } from '../../errors.ts';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { renderPage } from './page.tsx';
import { Text } from './text.tsx';

/** Why a page can't be shown, for programs and for people. */
export interface Failure {
  /** The HTTP status. */
  readonly status: number;
  readonly code: ErrorCode;
  /** The message for programs, in English. */
  readonly message: string;
  /** The message for people, if it differs. */
  readonly localised?: (catalogue: Catalogue) => string;
  /** Links that may help. */
  readonly links?: readonly { readonly address: string; readonly label: (catalogue: Catalogue) => string }[];
}

const TITLES: Readonly<Record<number, keyof Catalogue['failure']['titles']>> = {
  400: 'badRequest',
  404: 'notFound',
  503: 'unavailable',
  504: 'late',
};

/** Renders an error page as HTML. */
export function errorPage(
  catalogue: Catalogue,
  { status, message, localised, links = [] }: Failure,
  root: string,
  inLanguage: (language: string) => string,
): string {
  const { titles, next, search } = catalogue.failure;
  const title = titles[TITLES[status] ?? 'internal'];
  return renderPage({
    catalogue,
    root,
    title,
    inLanguage,
    links: null,
    children: (
      <>
        <h1>{title}</h1>
        <p>{localised ? <bdi>{sanitiseText(localised(catalogue))}</bdi> : <Text language="en">{message}</Text>}</p>
        <h2>{next}</h2>
        <ul>
          {[...links, { address: `${root}/`, label: () => search }].map(({ address, label }) => (
            <li>
              <a href={address}>{label(catalogue)}</a>
            </li>
          ))}
        </ul>
      </>
    ),
  });
}
