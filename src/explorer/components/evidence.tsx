import type { EvidenceFragment } from '../documents.ts';
import { addressOf } from '../site.ts';
import { useExplorer, useMessages } from './context.tsx';
import { EntityEntry } from './shape.tsx';
import { ExternalLink, Name, PeriodText, Text } from './small.tsx';

interface DocumentCitations {
  readonly document: EvidenceFragment['document'];
  readonly citations: readonly EvidenceFragment[];
}

/** Groups sources by document, as a document may state a fact in many places. */
function byDocument(sources: readonly EvidenceFragment[]): readonly DocumentCitations[] {
  const groups = new Map<string, { document: EvidenceFragment['document']; citations: EvidenceFragment[] }>();
  for (const source of sources) {
    const id = source.document?.id ?? '';
    const entry = groups.get(id) ?? { document: source.document, citations: [] };
    entry.citations.push(source);
    groups.set(id, entry);
  }
  return [...groups.values()];
}

/** The documents that state a fact, each with its locators. */
export function EvidenceList({ sources }: { sources: readonly EvidenceFragment[] }) {
  const t = useMessages();
  if (sources.length === 0) return <p class="quiet">{t.noSource}</p>;
  return (
    <ul class="evidence">
      {byDocument(sources).map((entry) => (
        <li key={entry.document?.id ?? ''}>
          <DocumentLines of={entry} />
        </li>
      ))}
    </ul>
  );
}

function DocumentLines({ of: { document, citations } }: { of: DocumentCitations }) {
  const t = useMessages();
  return (
    <>
      {document && <EntityEntry of={document} />}
      <ul class="plain places">
        {citations
          .filter(({ locator, stated }) => locator !== null || stated !== null)
          .map(({ locator, stated }) => (
            <li key={`${locator} ${stated}`}>
              {locator && (
                <span class="locator">
                  <Text>{locator}</Text>
                </span>
              )}
              {stated && (
                <span class="stated">
                  {' '}
                  {t.stated}{' '}
                  <q>
                    <Text>{stated}</Text>
                  </q>
                </span>
              )}
            </li>
          ))}
      </ul>
      {document && (
        <span class="quiet parts">
          {document.publishers?.nodes.map((publisher) => (
            <span key={publisher.id}>
              <Name of={publisher} />
            </span>
          ))}
          {document.published && (
            <span>
              <PeriodText period={document.published} />
            </span>
          )}
          {document.url && (
            <span>
              <ExternalLink address={document.url}>{t.openDocument}</ExternalLink>
            </span>
          )}
        </span>
      )}
    </>
  );
}

/** The sources of a fact, folded, with a link to cite it. */
export function Evidence({ sources, cite }: { sources: readonly EvidenceFragment[]; cite: string }) {
  const t = useMessages();
  return (
    <details class="who">
      <summary>
        <span class="visually-hidden">{t.who}: </span>
        {t.sources(byDocument(sources).length)}
      </summary>
      <EvidenceList sources={sources} />
      <Cite path={cite} />
    </details>
  );
}

/** A button that copies the permanent address of an entity or fact. */
export function Cite({ path }: { path: string }) {
  const explorer = useExplorer();
  const t = useMessages();
  const href = addressOf(path);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(href);
      explorer.announce(t.cited);
    } catch {
      // The browser denies access to the clipboard: open the page, whose address can be copied.
      open(href, '_blank', 'noopener');
    }
  };
  return (
    <button type="button" class="small" onClick={copy}>
      {t.cite}
    </button>
  );
}
