import { useEffect, useMemo, useState } from 'preact/hooks';
import { NamesDocument } from '../documents.ts';
import { nameOf } from '../format.ts';
import type { Highlights } from '../stage/drawing.ts';
import { type FoundPaths, PATH_LENGTH, PATHS } from '../state/explorer.ts';
import { chosenOf, type Named } from '../state/picture.ts';
import { noPath, type PathQuestion, type PathRole } from '../state/view.ts';
import { type Asked, useAsked, useExplorer, useView, useWords } from './context.tsx';
import { SearchBox } from './search.tsx';
import { Shape } from './shape.tsx';
import { EntityLink, Name, RelationLink, Text, Trouble, Waiting } from './small.tsx';

export interface PathsAnswer extends Asked<FoundPaths | null> {
  /** Whether there are more than these. */
  readonly isCut: boolean;
  /** Asks for them; null where the API gives no more at once. */
  readonly showMore: (() => void) | null;
  /** The entities and relations on the paths that were found. */
  readonly on: Highlights;
}
type FoundPath = FoundPaths['paths'][number];

const few = { path: null, most: PATHS[0] } as const;

/** Asks for the paths that the view names. */
export function usePaths(): PathsAnswer {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const [wanted, want] = useState<{ readonly path: PathQuestion | null; readonly most: number }>(few);
  const most = wanted.path === view.path ? wanted.most : PATHS[0];
  const answer = useAsked(
    // One more than is shown, to know whether there are more.
    async (signal) => ({ most, found: await explorer.paths(most + 1, signal) }),
    [view.path, view.asOf, view.hiddenTypes, words.language, most],
  );
  const { value, isCut } = useMemo(() => {
    const found = answer.value?.found ?? null;
    const paths = found?.paths.slice(0, answer.value?.most) ?? [];
    return { value: found && { ...found, paths }, isCut: paths.length < (found?.paths.length ?? 0) };
  }, [answer.value]);
  const on = useMemo(() => {
    const hops = (value?.paths ?? []).flatMap((path) => path.hops);
    return {
      nodes: new Set(hops.flatMap(({ from, to }) => [from?.id ?? '', to?.id ?? ''])),
      relations: new Set(hops.map(({ relation }) => relation.id)),
    };
  }, [value]);
  useEffect(() => {
    if (value) explorer.found(value);
  }, [value, explorer]);
  const showMore = () => {
    explorer.seek();
    want({ path: view.path, most: PATHS[1] });
  };
  return { ...answer, value, on, isCut, showMore: most < PATHS[1] ? showMore : null };
}

export function Paths({ answer }: { answer: PathsAnswer }) {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const path = view.path ?? noPath;
  const ids = [...new Set(Object.values(path).flat())];
  const names = useAsked(
    async (signal) => {
      if (ids.length === 0) return [];
      return (await explorer.ask(NamesDocument, { ids, language: words.language }, signal)).nodes ?? [];
    },
    [ids.join(' '), words.language],
  );
  const named = new Map<string, Named>();
  for (const node of names.value ?? []) if (node && 'label' in node) named.set(node.id, node);
  const role = (key: PathRole, label: string) => (
    <Ends key={key} role={key} label={label} ids={path[key]} named={named} />
  );
  const isAsked = path.from.length > 0 && path.to.length > 0;
  return (
    <div class="paths">
      {role('from', words.from)}
      {role('to', words.to)}
      {role('through', words.passing)}
      {role('avoid', words.avoiding)}
      <p class="buttons">
        <button
          type="button"
          class="small"
          disabled={!view.path}
          onClick={() => explorer.store.act({ do: 'clearPath' })}
        >
          {words.clearPath}
        </button>
      </p>
      {isAsked ? <Found answer={answer} /> : <p class="quiet">{words.pathHint}</p>}
      {explorer.visibleTypes() !== null && <p class="quiet">{words.pathVisible}</p>}
    </div>
  );
}

function Ends(props: { role: PathRole; label: string; ids: readonly string[]; named: ReadonlyMap<string, Named> }) {
  const { role, label, ids, named } = props;
  const explorer = useExplorer();
  const words = useWords();
  const set = (id: string, on: boolean) => explorer.askPath(role, id, on);
  return (
    <fieldset class="ends">
      <legend>{label}</legend>
      {ids.length > 0 && (
        <ul class="chips">
          {ids.map((id) => {
            const entity = named.get(id) ?? { __typename: '', id, label: null };
            return (
              <li key={id}>
                {entity.__typename && <Shape type={entity.__typename} />} <Name of={entity} />
                <button type="button" aria-label={words.drop(nameOf(entity))} onClick={() => set(id, false)}>
                  ×
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <SearchBox label={`${label}: ${words.search}`} placeholder={words.search} onPick={(id) => set(id, true)} />
    </fieldset>
  );
}

function Found({ answer }: { answer: PathsAnswer }) {
  const words = useWords();
  const { value, busy, problem, retry, isCut, showMore } = answer;
  if (problem) return <Trouble problem={problem} retry={retry} />;
  if (busy) return <Waiting>{words.pathSearching}</Waiting>;
  if (!value) return <p role="status">{words.pathNoKind}</p>;
  const said =
    value.paths.length > 0
      ? isCut
        ? words.pathFirst(value.paths.length)
        : words.pathFound(value.paths.length)
      : value.outcome === 'LIMIT'
        ? words.pathLimit(value.searched)
        : words.pathNone(PATH_LENGTH);
  return (
    <section aria-label={words.path}>
      <p role="status" class="outcome">
        {said}
      </p>
      {value.paths.length > 0 && (
        <>
          {value.outcome === 'LIMIT' && <p class="quiet">{words.pathLimit(value.searched)}</p>}
          <ol class="found-paths">
            {value.paths.map((path) => (
              <li key={path.hops.map(({ relation }) => relation.id).join(' ')}>
                <PathLines path={path} />
              </li>
            ))}
          </ol>
          {isCut && showMore && (
            <button type="button" class="small" onClick={showMore}>
              {words.pathMore}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function PathLines({ path }: { path: FoundPath }) {
  const words = useWords();
  const [first] = path.hops;
  if (!first?.from) return <p>{words.pathSame}</p>;
  const inner = new Set(path.hops.slice(0, -1).map(({ to }) => to?.id));
  return (
    <p class="sentence">
      <EntityLink of={first.from} />
      {path.hops.map(({ relation, to }) => (
        <span key={relation.id}>
          {words.hop.before}
          <RelationLink of={chosenOf(relation)} direction={relation.direction} />
          {words.hop.after}
          {to && <EntityLink of={to} />}
          {relation.role && (
            <>
              {' '}
              (<Text>{relation.role}</Text>)
            </>
          )}
          {!relation.certain && <span class="quiet"> ({words.uncertain})</span>}
          {to && inner.has(to.id) && <Detour of={to} />}{' '}
        </span>
      ))}
      <span class="count">{words.pathLength(path.length)}</span>
    </p>
  );
}

function Detour({ of }: { of: Named }) {
  const explorer = useExplorer();
  const words = useWords();
  return (
    <span class="detour">
      <button
        type="button"
        class="small"
        aria-label={words.avoidThis(nameOf(of))}
        onClick={() => explorer.askPath('avoid', of.id, true)}
      >
        {words.avoidShort}
      </button>
      <button
        type="button"
        class="small"
        aria-label={words.throughThis(nameOf(of))}
        onClick={() => explorer.askPath('through', of.id, true)}
      >
        {words.throughShort}
      </button>
    </span>
  );
}
