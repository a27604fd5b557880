import type { ComponentChildren } from 'preact';
import { formatMoney, type MoneyPart, type Period } from '../../i18n/format-values.ts';
import { safeLink, sanitiseText } from '../../i18n/sanitise-text.ts';
import type { Problem } from '../api.ts';
import type { Direction } from '../documents.ts';
import { nameOf, periodInWords } from '../format.ts';
import type { ChosenRelation } from '../state/explorer.ts';
import type { Named } from '../state/picture.ts';
import { useExplorer, useWords } from './context.tsx';

/** A name of any language and any letters, which cannot turn round what stands beside it. */
export function Name({ of }: { of: Named }) {
  return <bdi {...(of.label ? { lang: of.label.language } : {})}>{nameOf(of)}</bdi>;
}

/** Text of others, such as a summary or a role. */
export const Text = ({ children, lang }: { children: string; lang?: string }) => (
  <bdi {...(lang ? { lang } : {})}>{sanitiseText(children)}</bdi>
);

/** As in style.css: one thing stands below the other. */
const NARROW = '(max-width: 60rem)';

/** On a narrow screen details are far below what leads there. By the next frame what was there before has gone. */
function goToPanel(): void {
  if (matchMedia(NARROW).matches) requestAnimationFrame(() => document.querySelector('.panel')?.scrollIntoView());
}

/** Leads to what is known of an entity. */
export function EntityLink({ of }: { of: Named }) {
  const explorer = useExplorer();
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        explorer.choose(of.id);
        goToPanel();
      }}
    >
      <Name of={of} />
    </button>
  );
}

/** Leads to a relation and who says so; it reads as it is travelled here. */
export function RelationLink({ of, direction = 'OUT' }: { of: ChosenRelation; direction?: Direction }) {
  const explorer = useExplorer();
  const words = useWords();
  return (
    <button
      type="button"
      class="link reading"
      onClick={() => {
        explorer.chooseRelation(of);
        goToPanel();
      }}
    >
      {explorer.model.reading(words, of.type, direction)}
    </button>
  );
}

/** A web address as a link to elsewhere; anything else as text. */
export function Outward({ address, children }: { address: string; children?: ComponentChildren }) {
  const href = safeLink(address);
  if (href === undefined) return <Text>{address}</Text>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer external">
      {children ?? <Text>{address}</Text>}
    </a>
  );
}

export function When({ period }: { period: Period }) {
  const words = useWords();
  return <time title={period.edtf}>{periodInWords(words, period)}</time>;
}

export function Amounts({ of }: { of: readonly MoneyPart[] }) {
  const words = useWords();
  if (of.length === 0) return null;
  return (
    <ul class="plain amounts">
      {of.map((amount) => (
        <li key={`${amount.currency}${amount.amount}`}>{formatMoney(words, amount)}</li>
      ))}
    </ul>
  );
}

/** What went wrong, where it did, and a way to try again. */
export function Trouble({ problem, retry }: { problem: Problem; retry: () => void }) {
  const words = useWords();
  return (
    <div class="trouble" role="alert">
      <p>
        {words.problem[problem.reason]}
        {problem.message && problem.reason !== 'gone' && (
          <>
            {' '}
            <span lang="en">{sanitiseText(problem.message)}</span>
          </>
        )}
      </p>
      <button type="button" onClick={retry}>
        {words.retry}
      </button>
    </div>
  );
}

export function Waiting({ children }: { children: ComponentChildren }) {
  return (
    <p class="quiet waiting" role="status">
      {children}
    </p>
  );
}

/** What may be wider than its place, to be moved by keyboard as well. */
export function Scrolls({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scrolls" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
