import type { ComponentChildren } from 'preact';
import type { Localised } from '../../i18n/catalogue.ts';
import { formatMoney, type MoneyPart, type Period } from '../../i18n/format-values.ts';
import { safeLink, sanitiseText } from '../../i18n/sanitise-text.ts';
import type { Problem } from '../api.ts';
import type { Direction } from '../documents.ts';
import { nameOf, periodInWords } from '../format.ts';
import type { SelectedRelation } from '../state/explorer.ts';
import type { Named } from '../state/graph-loader.ts';
import { useExplorer, useMessages } from './context.tsx';

/** The name of an entity. It can't change the direction of the text around it. */
export function Name({ of }: { of: Named }) {
  return <bdi {...(of.label ? { lang: of.label.language } : {})}>{nameOf(of)}</bdi>;
}

/** A text of the catalogue, marked with its language if it isn't translated. */
export function Word({ of: { text, language } }: { of: Localised }): ComponentChildren {
  return language === undefined ? text : <span lang={language}>{text}</span>;
}

/** Text from the data, such as a summary or a role. */
export const Text = ({ children, lang }: { children: string; lang?: string }) => (
  <bdi {...(lang ? { lang } : {})}>{sanitiseText(children)}</bdi>
);

/** The breakpoint of style.css below which everything is in one column. */
const NARROW = '(max-width: 60rem)';

/** On a narrow screen the panel is far below, so scroll to it, once the next frame has its new content. */
function goToPanel(): void {
  if (matchMedia(NARROW).matches) requestAnimationFrame(() => document.querySelector('.panel')?.scrollIntoView());
}

/** Selects an entity, which opens its details. */
export function EntityLink({ of }: { of: Named }) {
  const explorer = useExplorer();
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        explorer.select(of.id);
        goToPanel();
      }}
    >
      <Name of={of} />
    </button>
  );
}

/** Selects a relation, which opens its details. Shows its reading in the given direction. */
export function RelationLink({ of, direction = 'OUT' }: { of: SelectedRelation; direction?: Direction }) {
  const explorer = useExplorer();
  const t = useMessages();
  return (
    <button
      type="button"
      class="link reading"
      onClick={() => {
        explorer.selectRelation(of);
        goToPanel();
      }}
    >
      <Word of={explorer.model.reading(t, of.type, direction)} />
    </button>
  );
}

/** A web address as an external link; anything else as text. */
export function ExternalLink({ address, children }: { address: string; children?: ComponentChildren }) {
  const href = safeLink(address);
  if (href === undefined) return <Text>{address}</Text>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer external">
      {children ?? <Text>{address}</Text>}
    </a>
  );
}

export function PeriodText({ period }: { period: Period }) {
  const t = useMessages();
  return <time title={period.edtf}>{periodInWords(t, period)}</time>;
}

export function Amounts({ of }: { of: readonly MoneyPart[] }) {
  const t = useMessages();
  if (of.length === 0) return null;
  return (
    <ul class="plain amounts">
      {of.map((amount) => (
        <li key={`${amount.currency}${amount.amount}`}>{formatMoney(t, amount)}</li>
      ))}
    </ul>
  );
}

/** An error message with a button to try again. */
export function ProblemMessage({ problem, retry }: { problem: Problem; retry: () => void }) {
  const t = useMessages();
  return (
    <div class="trouble" role="alert">
      <p>
        {t.problem[problem.reason]}
        {problem.message && problem.reason !== 'gone' && (
          <>
            {' '}
            <span lang="en">{sanitiseText(problem.message)}</span>
          </>
        )}
      </p>
      <button type="button" onClick={retry}>
        {t.retry}
      </button>
    </div>
  );
}

export function LoadingMessage({ children }: { children: ComponentChildren }) {
  return (
    <p class="quiet waiting" role="status">
      {children}
    </p>
  );
}

/** An area that may scroll sideways, by keyboard too. */
export function ScrollArea({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard (WCAG 2.1.1)
    <section class="scrolls" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
