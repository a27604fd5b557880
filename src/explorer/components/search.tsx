import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { typeName } from '../../i18n/catalogue.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { SearchDocument, type SearchQuery } from '../documents.ts';
import { nameOf } from '../format.ts';
import { EVIDENCE } from '../state/view.ts';
import { useExplorer, useMessages, useQuery, useView } from './context.tsx';
import { keyHandler } from './keys.ts';
import { TypeIcon } from './shape.tsx';
import { Name, ProblemMessage, Word } from './small.tsx';

type Hit = NonNullable<SearchQuery['search']>['edges'][number];

const SHOWN = 20;
/** Milliseconds to wait for another character before searching. */
const DEBOUNCE_MS = 120;

interface SearchBoxProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly onPick: (id: string) => void;
  readonly isFirst?: boolean;
}

/** Groups hits by type: the type of the best hit first, documents last. Each group keeps its order. */
function groupByType(hits: readonly Hit[]): readonly (readonly [type: string, hits: readonly Hit[]])[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) groups.set(hit.node.__typename, [...(groups.get(hit.node.__typename) ?? []), hit]);
  return [...groups].sort(([one], [other]) => Number(one === EVIDENCE) - Number(other === EVIDENCE));
}

/** A name with the matching parts highlighted. */
function Highlighted({ matched }: { matched: Hit['matched'] }) {
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

const delay = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });

/** Search as you type: the combobox pattern of the ARIA Authoring Practices. */
export function SearchBox({ label, placeholder = '', onPick, isFirst = false }: SearchBoxProps) {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  /** Enter was pressed before the results arrived. */
  const [isEager, setEager] = useState(false);
  const query = text.trim();
  const answer = useQuery(
    async (signal) => {
      if (query === '') return null;
      await delay(DEBOUNCE_MS, signal);
      const variables = { text: query, first: SHOWN, asOf, language: t.language };
      return { text: query, found: (await explorer.request(SearchDocument, variables, signal)).search ?? null };
    },
    [query, asOf, t.language],
  );
  const found = query !== '' && answer.value?.found ? answer.value.found : null;
  const groups = groupByType(found?.edges ?? []);
  const hits = groups.flatMap(([, list]) => list);
  const optionId = (index: number) => `${id}-${index}`;
  const shows = isOpen && query !== '';
  const isCurrent = answer.value?.text === query && !answer.busy;

  const pick = (hit: Hit | undefined) => {
    if (!hit) return;
    setText('');
    setOpen(false);
    setActive(-1);
    onPick(hit.node.id);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the results arrive
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

  const press = keyHandler([
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

  const none = asOf === null ? t.nothingFound(sanitiseText(query)) : t.nothingFoundThen(sanitiseText(query), asOf);
  const outcome = hits.length === 0 ? none : t.found(hits.length);
  const status = !shows || answer.problem ? '' : isCurrent ? outcome : t.searching;

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
        // biome-ignore lint/a11y/noAutofocus: searching is the purpose of the page, and nothing comes before it
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
        {answer.problem && query !== '' && <ProblemMessage problem={answer.problem} retry={answer.retry} />}
        <div id={`${id}-list`} role="listbox" aria-label={t.search}>
          {groups.map(([type, list]) => (
            // biome-ignore lint/a11y/useSemanticElements: a listbox has groups, and no fieldsets
            <div key={type} role="group" aria-label={typeName(t, type).text}>
              <div class="group-name" aria-hidden="true">
                <TypeIcon type={type} named /> <Word of={typeName(t, type)} />
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
                          {t.matchedBy} <Highlighted matched={hit.matched} />
                        </span>
                      </>
                    ) : (
                      <Highlighted matched={hit.matched} />
                    )}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <p class="quiet" role="status">
          {status}
          {isCurrent && found && found.totalCount > hits.length && <> {t.foundMore(found.totalCount - hits.length)}</>}
        </p>
      </div>
    </search>
  );
}
