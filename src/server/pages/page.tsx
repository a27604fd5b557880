import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { type Catalogue, LANGUAGES } from '../../i18n/catalogue.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { STYLE } from './address.ts';
import { Text } from './text.tsx';

/** The parts of an HTML document. */
export interface PageParts {
  readonly catalogue: Catalogue;
  /** The path in front of all paths of the server; empty if there is none. */
  readonly root: string;
  readonly title: string;
  readonly description?: string | null | undefined;
  /** The address of the same page in another language (BCP 47). */
  readonly inLanguage: (language: string) => string;
  /** Absolute if the server knows where it is seen. */
  readonly canonical?: string;
  readonly linked?: { readonly address: string; readonly text: string };
  readonly links: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Escapes JSON for a script element, where HTML would read `</script>` and `<!--`. */
const inScript = (json: string) =>
  json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');

/** Renders a whole HTML document. It needs one stylesheet and no script. */
export function renderPage(parts: PageParts): string {
  const { catalogue, root, inLanguage, canonical, linked, links, children } = parts;
  const title = sanitiseText(parts.title);
  const description = parts.description ? sanitiseText(parts.description) : undefined;
  const html = render(
    <html lang={catalogue.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${catalogue.page.home}`}</title>
        {description && <meta name="description" content={description} />}
        <meta property="og:title" content={title} />
        {description && <meta property="og:description" content={description} />}
        <meta property="og:type" content="website" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={root + STYLE} />
        {canonical && <link rel="canonical" href={canonical} />}
        {canonical &&
          LANGUAGES.map(({ language }) => <link rel="alternate" hreflang={language} href={inLanguage(language)} />)}
        {linked && <link rel="alternate" type="application/ld+json" href={linked.address} />}
        {linked && (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON, in which no character begins a tag
          <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: inScript(linked.text) }} />
        )}
      </head>
      <body>
        <a class="skip" href="#content">
          {catalogue.page.skip}
        </a>
        <header>
          <a class="home" href={`${root}/`}>
            {catalogue.page.home}
          </a>
          <nav>
            {links}
            {LANGUAGES.filter(({ language }) => language !== catalogue.language).map(({ language, languageName }) => (
              <a href={inLanguage(language)} hreflang={language}>
                <Text language={language}>{languageName}</Text>
              </a>
            ))}
          </nav>
        </header>
        <main id="content">{children}</main>
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}\n`;
}
