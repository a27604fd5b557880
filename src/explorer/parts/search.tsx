import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { typeName } from '../../i18n/catalogue.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { SearchDocument, type SearchQuery } from '../documents.ts';
import { nameOf } from '../format.ts';
import { EVIDENCE } from '../state/view.ts';
import { useAsked, useExplorer, useView, useWords } from './context.tsx';
import { byKey } from './keys.ts';
import { Shape } from './shape.tsx';
import { Name, Trouble } from './small.tsx';

type Hit = NonNullable<SearchQuery['search']>['edges'][number];

const SHOWN = 20;
/** Milliseconds in which another letter may come. */
const PAUSE = 120;

interface SearchBoxProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly onPick: (id: string) => void;
  readonly isFirst?: boolean;
}

/** Hits by type, the type of the best hit first, documents last; in each the best first. */
function grouped(hits: readonly Hit[]): readonly (readonly [type: string, hits: readonly Hit[]])[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) groups.set(hit.node.__typename, [...(groups.get(hit.node.__typename) ?? []), hit]);
  return [...groups].sort(([one], [other]) => Number(one === EVIDENCE) - Number(other === EVIDENCE));
}

/** A name with the parts marked that fit. */
function Marked({ matched }: { matched: Hit['matched'] }) {
  const { name, highlights } = matched;
  const ends = [...highlights.map(({ end }) => end)];
  return (
    <bdi>
      {highlights.map(({ start, end }, i) => (
        <span key={start}>
          {sanitiseText(name.slice(ends[i - 1] ?? 0, start))}
          <mark>{sanitiseText(name.slice(start, end))}</mark>
        </span>
      ))}
      {sanitiseText(name.slice(ends.at(-1) ?? 0))}
    </bdi>
  );
}

const later = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });

/** Search as you type: a combobox after the ARIA Authoring Practices. */
export function SearchBox({ label, placeholder = '', onPick, isFirst = false }: SearchBoxProps) {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  /** Enter was pressed before the answer was here. */
  const [isEager, setEager] = useState(false);
  const asked = text.trim();
  const answer = useAsked(
    async (signal) => {
      if (asked === '') return null;
      await later(PAUSE, signal);
      const variables = { text: asked, first: SHOWN, asOf, language: words.language };
      return { text: asked, found: (await explorer.ask(SearchDocument, variables, signal)).search ?? null };
    },
    [asked, asOf, words.language],
  );
  const found = asked !== '' && answer.value?.found ? answer.value.found : null;
  const groups = grouped(found?.edges ?? []);
  const hits = groups.flatMap(([, list]) => list);
  const optionId = (index: number) => `${id}-${index}`;
  const shows = isOpen && asked !== '';
  const isCurrent = answer.value?.text === asked && !answer.busy;

  const pick = (hit: Hit | undefined) => {
    if (!hit) return;
    setText('');
    setOpen(false);
    setActive(-1);
    onPick(hit.node.id);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer comes
  useEffect(() => {
    if (!isEager || !isCurrent) return;
    setEager(false);
    pick(hits[0]);
  }, [isEager, isCurrent]);

  const go = (index: number) => {
    const next = hits.length === 0 ? -1 : (index + hits.length) % hits.length;
    setActive(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  };

  const press = byKey([
    ['ArrowDown', () => (isOpen ? go(active + 1) : setOpen(true))],
    ['ArrowUp', () => (isOpen ? go(active < 0 ? hits.length - 1 : active - 1) : setOpen(true))],
    ['Enter', () => (isCurrent || active >= 0 ? pick(hits[Math.max(active, 0)]) : setEager(true))],
    [
      'Escape',
      () => {
        if (!isOpen) setText('');
        setEager(false);
        setOpen(false);
        setActive(-1);
      },
    ],
  ]);

  const none =
    asOf === null ? words.nothingFound(sanitiseText(asked)) : words.nothingFoundThen(sanitiseText(asked), asOf);
  const said = hits.length === 0 ? none : words.found(hits.length);
  const status = !shows || answer.problem ? '' : isCurrent ? said : words.searching;

  let index = -1;
  return (
    <search
      class="search"
      onFocusOut={(event) => {
        if (event.currentTarget.contains(event.relatedTarget as Node | null)) return;
        setOpen(false);
        setEager(false);
      }}
    >
      <label for={id} class="visually-hidden">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        inputMode="search"
        enterkeyhint="search"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shows && hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 && shows ? optionId(active) : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        placeholder={placeholder}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the page is for searching, and nothing comes before it
        autoFocus={isFirst}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setActive(-1);
          setEager(false);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={press}
      />
      <div class="found" hidden={!shows}>
        {answer.problem && asked !== '' && <Trouble problem={answer.problem} retry={answer.retry} />}
        <div id={`${id}-list`} role="listbox" aria-label={words.search}>
          {groups.map(([type, list]) => (
            // biome-ignore lint/a11y/useSemanticElements: a listbox has groups, and no fieldsets
            <div key={type} role="group" aria-label={typeName(words, type).text}>
              <div class="group-name" aria-hidden="true">
                <Shape type={type} named /> {typeName(words, type).text}
              </div>
              {list.map((hit) => {
                index += 1;
                const here = index;
                const isOtherName = nameOf(hit.node) !== sanitiseText(hit.matched.name);
                return (
                  <div
                    key={hit.node.id}
                    id={optionId(here)}
                    role="option"
                    tabIndex={-1}
                    aria-selected={here === active}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => pick(hit)}
                    onKeyDown={() => undefined}
                    onMouseMove={() => setActive(here)}
                  >
                    {isOtherName ? (
                      <>
                        <Name of={hit.node} />{' '}
                        <span class="quiet">
                          {words.matchedBy} <Marked matched={hit.matched} />
                        </span>
                      </>
                    ) : (
                      <Marked matched={hit.matched} />
                    )}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <p class="quiet" role="status">
          {status}
          {isCurrent && found && found.totalCount > hits.length && (
            <> {words.foundMore(found.totalCount - hits.length)}</>
          )}
        </p>
      </div>
    </search>
  );
}
