import { useEffect, useMemo, useState } from 'preact/hooks';
import { NamesDocument } from '../documents.ts';
import { nameOf } from '../format.ts';
import type { Highlights } from '../stage/drawing.ts';
import { type FoundPaths, PATH_COUNTS, PATH_LENGTH } from '../state/explorer.ts';
import { type Named, selectionOf } from '../state/graph-loader.ts';
import { emptyPath, type PathQuestion, type PathRole } from '../state/view.ts';
import { type QueryResult, useExplorer, useMessages, useQuery, useView } from './context.tsx';
import { SearchBox } from './search.tsx';
import { TypeIcon } from './shape.tsx';
import { EntityLink, LoadingMessage, Name, ProblemMessage, RelationLink, Text } from './small.tsx';

export interface PathsAnswer extends QueryResult<FoundPaths | null> {
  /** Whether there are more paths. */
  readonly isCut: boolean;
  /** Loads more paths; null if the API returns no more at once. */
  readonly showMore: (() => void) | null;
  /** The entities and relations on the paths. */
  readonly on: Highlights;
}
type FoundPath = FoundPaths['paths'][number]['alternatives'][number];

const firstPage = { path: null, most: PATH_COUNTS[0] } as const;

/** Loads the paths that the view asks for. */
export function usePaths(): PathsAnswer {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const [wanted, want] = useState<{ readonly path: PathQuestion | null; readonly most: number }>(firstPage);
  const most = wanted.path === view.path ? wanted.most : PATH_COUNTS[0];
  const answer = useQuery(
    // Request one path more than is shown, to know whether there are more.
    async (signal) => ({ most, found: await explorer.paths(most + 1, signal) }),
    [view.path, view.asOf, view.hiddenTypes, t.language, most],
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
      relations: new Set(hops.flatMap(({ relation, alternatives }) => [relation, ...alternatives].map(({ id }) => id))),
    };
  }, [value]);
  useEffect(() => {
    if (value) explorer.showPaths(value);
  }, [value, explorer]);
  const showMore = () => {
    explorer.showNextPaths();
    want({ path: view.path, most: PATH_COUNTS[1] });
  };
  return { ...answer, value, on, isCut, showMore: most < PATH_COUNTS[1] ? showMore : null };
}

export function Paths({ answer }: { answer: PathsAnswer }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const path = view.path ?? emptyPath;
  const ids = [...new Set(Object.values(path).flat())];
  const names = useQuery(
    async (signal) => {
      if (ids.length === 0) return [];
      return (await explorer.request(NamesDocument, { ids, language: t.language }, signal)).nodes ?? [];
    },
    [ids.join(' '), t.language],
  );
  const named = new Map<string, Named>();
  for (const node of names.value ?? []) if (node && 'label' in node) named.set(node.id, node);
  const role = (key: PathRole, label: string) => (
    <PathEnds key={key} role={key} label={label} ids={path[key]} named={named} />
  );
  const isAsked = path.from.length > 0 && path.to.length > 0;
  return (
    <div class="paths">
      {role('from', t.from)}
      {role('to', t.to)}
      {role('through', t.passing)}
      {role('avoid', t.avoiding)}
      <p class="buttons">
        <button
          type="button"
          class="small"
          disabled={!view.path}
          onClick={() => explorer.store.dispatch({ type: 'clearPath' })}
        >
          {t.clearPath}
        </button>
      </p>
      {isAsked ? <PathResults answer={answer} /> : <p class="quiet">{t.pathHint}</p>}
      {explorer.visibleTypes() !== null && <p class="quiet">{t.pathVisible}</p>}
    </div>
  );
}

function PathEnds(props: { role: PathRole; label: string; ids: readonly string[]; named: ReadonlyMap<string, Named> }) {
  const { role, label, ids, named } = props;
  const explorer = useExplorer();
  const t = useMessages();
  const set = (id: string, on: boolean) => explorer.setPathEnd(role, id, on);
  return (
    <fieldset class="ends">
      <legend>{label}</legend>
      {ids.length > 0 && (
        <ul class="chips">
          {ids.map((id) => {
            const entity = named.get(id) ?? { __typename: '', id, label: null };
            return (
              <li key={id}>
                {entity.__typename && <TypeIcon type={entity.__typename} />} <Name of={entity} />
                <button type="button" aria-label={t.drop(nameOf(entity))} onClick={() => set(id, false)}>
                  ×
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <SearchBox label={`${label}: ${t.search}`} placeholder={t.search} onPick={(id) => set(id, true)} />
    </fieldset>
  );
}

function PathResults({ answer }: { answer: PathsAnswer }) {
  const t = useMessages();
  const { value, busy, problem, retry, isCut, showMore } = answer;
  if (problem) return <ProblemMessage problem={problem} retry={retry} />;
  if (busy) return <LoadingMessage>{t.pathSearching}</LoadingMessage>;
  if (!value) return <p role="status">{t.pathNoKind}</p>;
  const outcome =
    value.paths.length > 0
      ? isCut
        ? t.pathFirst(value.paths.length)
        : t.pathFound(value.paths.length)
      : value.outcome === 'LIMIT'
        ? t.pathLimit(value.searched)
        : t.pathNone(PATH_LENGTH);
  return (
    <section aria-label={t.path}>
      <p role="status" class="outcome">
        {outcome}
      </p>
      {value.paths.length > 0 && (
        <>
          {value.outcome === 'LIMIT' && <p class="quiet">{t.pathLimit(value.searched)}</p>}
          <ol class="found-paths">
            {value.paths.map((path) => (
              <li key={path.hops.map(({ relation }) => relation.id).join(' ')}>
                <PathLines path={path} />
                {path.alternatives.length > 0 && (
                  <details>
                    <summary>{t.pathAlso(path.alternatives.length)}</summary>
                    {path.alternatives.map((other) => (
                      <PathLines key={other.hops.map(({ relation }) => relation.id).join(' ')} path={other} />
                    ))}
                  </details>
                )}
              </li>
            ))}
          </ol>
          {isCut && showMore && (
            <button type="button" class="small" onClick={showMore}>
              {t.pathMore}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function PathLines({ path }: { path: FoundPath }) {
  const t = useMessages();
  const [first] = path.hops;
  if (!first?.from) return <p>{t.pathSame}</p>;
  const inner = new Set(path.hops.slice(0, -1).map(({ to }) => to?.id));
  return (
    <p class="sentence">
      <EntityLink of={first.from} />
      {path.hops.map(({ relation, alternatives, to }) => (
        <span key={relation.id}>
          {t.hop.before}
          <RelationLink of={selectionOf(relation)} direction={relation.direction} />
          {t.hop.after}
          {to && <EntityLink of={to} />}
          {[relation, ...alternatives].map(
            ({ id, role }) =>
              role && (
                <span key={id}>
                  {' '}
                  (<Text>{role}</Text>)
                </span>
              ),
          )}
          {!relation.certain && <span class="quiet"> ({t.uncertain})</span>}
          {to && inner.has(to.id) && <DetourButtons of={to} />}{' '}
        </span>
      ))}
      <span class="count">{t.pathLength(path.length)}</span>
    </p>
  );
}

function DetourButtons({ of }: { of: Named }) {
  const explorer = useExplorer();
  const t = useMessages();
  return (
    <span class="detour">
      <button
        type="button"
        class="small"
        aria-label={t.avoidThis(nameOf(of))}
        onClick={() => explorer.setPathEnd('avoid', of.id, true)}
      >
        {t.avoidShort}
      </button>
      <button
        type="button"
        class="small"
        aria-label={t.throughThis(nameOf(of))}
        onClick={() => explorer.setPathEnd('through', of.id, true)}
      >
        {t.throughShort}
      </button>
    </span>
  );
}
