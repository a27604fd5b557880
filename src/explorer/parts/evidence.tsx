import type { EvidenceFragment } from '../documents.ts';
import { useExplorer, useWords } from './context.tsx';
import { Entry } from './shape.tsx';
import { Name, Outward, Text, When } from './small.tsx';

interface Told {
  readonly document: EvidenceFragment['document'];
  readonly places: readonly EvidenceFragment[];
}

/** One document may say so at many places: it is named once, with all of them. */
function byDocument(sources: readonly EvidenceFragment[]): readonly Told[] {
  const found = new Map<string, { document: EvidenceFragment['document']; places: EvidenceFragment[] }>();
  for (const source of sources) {
    const id = source.document?.id ?? '';
    const told = found.get(id) ?? { document: source.document, places: [] };
    told.places.push(source);
    found.set(id, told);
  }
  return [...found.values()];
}

/** The documents that say so, each with the places in it. */
export function EvidenceList({ sources }: { sources: readonly EvidenceFragment[] }) {
  const words = useWords();
  if (sources.length === 0) return <p class="quiet">{words.noSource}</p>;
  return (
    <ul class="evidence">
      {byDocument(sources).map((told) => (
        <li key={told.document?.id ?? ''}>
          <DocumentLines of={told} />
        </li>
      ))}
    </ul>
  );
}

function DocumentLines({ of: { document, places } }: { of: Told }) {
  const words = useWords();
  return (
    <>
      {document && <Entry of={document} />}
      <ul class="plain places">
        {places
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
                  {words.stated}{' '}
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
              <When period={document.published} />
            </span>
          )}
          {document.url && (
            <span>
              <Outward address={document.url}>{words.openDocument}</Outward>
            </span>
          )}
        </span>
      )}
    </>
  );
}

/** Opens the evidence of a fact, and gives a link to cite it by. */
export function Evidence({ sources, cite }: { sources: readonly EvidenceFragment[]; cite: string }) {
  const words = useWords();
  return (
    <details class="who">
      <summary>
        <span class="visually-hidden">{words.who}: </span>
        {words.sources(byDocument(sources).length)}
      </summary>
      <EvidenceList sources={sources} />
      <Cite path={cite} />
    </details>
  );
}

/** Copies the address of a page of its own. */
export function Cite({ path }: { path: string }) {
  const explorer = useExplorer();
  const words = useWords();
  const href = new URL(path, location.origin).href;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(href);
      explorer.say(words.cited);
    } catch {
      open(href, '_blank', 'noopener');
    }
  };
  return (
    <button type="button" class="small" onClick={copy}>
      {words.cite}
    </button>
  );
}
