import type { ErrorCode } from '../../errors.ts';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { renderPage } from './page.tsx';
import { Text } from './text.tsx';

export interface Failure {
  readonly status: number;
  readonly code: ErrorCode;
  /** What is told to programs, in English. */
  readonly message: string;
  /** What is told to readers, where that is not the same. */
  readonly said?: (words: Catalogue) => string;
  /** Where to go on. */
  readonly onwards?: readonly { readonly address: string; readonly said: (words: Catalogue) => string }[];
}

const titles: Readonly<Record<number, keyof Catalogue['failure']['titles']>> = {
  400: 'badRequest',
  404: 'notFound',
  503: 'unavailable',
  504: 'late',
};

export function failurePage(words: Catalogue, failure: Failure, inLanguage: (language: string) => string): string {
  const { failure: own } = words;
  const title = own.titles[titles[failure.status] ?? 'internal'];
  const onwards = [...(failure.onwards ?? []), { address: '/', said: () => own.search }];
  return renderPage({
    words,
    title,
    inLanguage,
    links: null,
    children: (
      <>
        <h1>{title}</h1>
        <p>
          {failure.said ? <bdi>{sanitiseText(failure.said(words))}</bdi> : <Text language="en">{failure.message}</Text>}
        </p>
        <h2>{own.onwards}</h2>
        <ul>
          {onwards.map(({ address, said }) => (
            <li>
              <a href={address}>{said(words)}</a>
            </li>
          ))}
        </ul>
      </>
    ),
  });
}
