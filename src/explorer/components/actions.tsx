import { pathOf } from '../../i18n/page-addresses.ts';
import { WaysDocument, type WaysQuery } from '../documents.ts';
import { nameOf } from '../format.ts';
import type { Model } from '../model.ts';
import { addressOf } from '../site.ts';
import type { RelationStep } from '../state/explorer.ts';
import type { Named, Scene, VisibleRelation } from '../state/graph-loader.ts';
import type { PathRole } from '../state/view.ts';
import { useExplorer, useMessages, useQuery, useScene, useView } from './context.tsx';
import { PopoverButton } from './popover.tsx';
import { LoadingMessage, ProblemMessage, Word } from './small.tsx';

type RelationCounts = Pick<Extract<NonNullable<WaysQuery['node']>, { outward: unknown }>, 'outward' | 'inward'>;

export interface RelationStepCounts extends RelationStep {
  readonly count: number;
  /** How many of them aren't visible. */
  readonly more: number;
  /** How many of them aren't in the view, filtered out or not. */
  readonly fresh: number;
}

/** The relation types that lead on from an entity, in the order of the ontology, each with how much it would add. */
export function relationStepsOf(id: string, leading: RelationCounts, scene: Scene, model: Model): RelationStepCounts[] {
  const counted = (relations: readonly VisibleRelation[]) => {
    const counts = new Map<string, number>();
    for (const { relation, from, to } of relations) {
      const count = (direction: string) => {
        const key = `${relation.type} ${direction}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      };
      if (from === id) count('OUT');
      if (to === id) count('IN');
    }
    return (key: string) => counts.get(key) ?? 0;
  };
  const [shown, inView] = [counted(scene.relations), counted(scene.inView)];
  const ways = (direction: 'OUT' | 'IN', groups: readonly { key: string | null; count: number }[] | null | undefined) =>
    (groups ?? []).map(({ key, count }): RelationStepCounts => {
      const type = key ?? '';
      const way = `${type} ${direction}`;
      const less = (known: number) => Math.max(0, count - known);
      return { type, direction, count, more: less(shown(way)), fresh: less(inView(way)) };
    });
  return [...ways('OUT', leading.outward?.groups), ...ways('IN', leading.inward?.groups)].sort(
    (one, other) => model.orderOf(one.type) - model.orderOf(other.type) || (one.direction < other.direction ? 1 : -1),
  );
}

/** The actions for an entity: the same in the canvas, the table and the details. */
export function EntityActions({ of, close }: { of: Named; close: () => void }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const scene = useScene();
  const { id } = of;
  const answer = useQuery((signal) => explorer.request(WaysDocument, { id, asOf: view.asOf }, signal), [id, view.asOf]);
  const node = answer.value?.node;
  const ways = node && 'outward' in node ? relationStepsOf(id, node, scene, explorer.model) : [];
  const placed = view.nodes.find((other) => other.id === id);
  // If documents are filtered out, "all neighbours" leaves them out; their own button still adds them.
  const leading = new Set(explorer.expandableTypes(of.__typename));
  const all = ways.reduce((sum, { type, fresh }) => sum + (leading.has(type) ? fresh : 0), 0);
  const act = (work: () => void) => () => {
    close();
    work();
  };
  const inPath = (role: PathRole) => view.path?.[role].includes(id) ?? false;
  const path = (role: PathRole, text: string) => (
    <li>
      <button
        type="button"
        aria-pressed={inPath(role)}
        onClick={act(() => explorer.setPathEnd(role, id, !inPath(role)))}
      >
        {text}
      </button>
    </li>
  );
  return (
    <div class="actions">
      <p class="menu-title">{nameOf(of)}</p>
      {answer.problem && <ProblemMessage problem={answer.problem} retry={answer.retry} />}
      {answer.busy && !node && <LoadingMessage>{t.loading}</LoadingMessage>}
      <ul class="plain">
        {placed?.hidden ? (
          <li>
            <button type="button" onClick={act(() => explorer.store.dispatch({ type: 'unhide', ids: [id] }))}>
              {t.show}
            </button>
          </li>
        ) : placed ? (
          node && (
            <li>
              <button type="button" disabled={all === 0} onClick={act(() => void explorer.expand(id))}>
                {t.expand(all)}
              </button>
            </li>
          )
        ) : (
          <li>
            <button type="button" onClick={act(() => void explorer.bring([id]))}>
              {t.show}
            </button>
          </li>
        )}
        {ways
          .filter(({ more }) => more > 0)
          .map(({ type, direction, more }) => (
            <li key={type + direction} class="way">
              <button type="button" onClick={act(() => void explorer.expand(id, { type, direction }))}>
                <Word of={explorer.model.reading(t, type, direction)} />{' '}
                <span class="count">+{more.toLocaleString(t.language)}</span>
              </button>
            </li>
          ))}
      </ul>
      {placed && !placed.hidden && (
        <ul class="plain">
          <li>
            <button type="button" onClick={act(() => explorer.collapse(id))}>
              {t.collapse} <span class="quiet">{t.collapseHint}</span>
            </button>
          </li>
          <li>
            <button
              type="button"
              onClick={act(() => explorer.store.dispatch(placed.pinned ? { type: 'unpin', id } : { type: 'pin', id }))}
            >
              {placed.pinned ? t.unpin : t.pin}
            </button>
          </li>
          {view.mode === 'canvas' && (
            <li>
              <button type="button" onClick={act(() => explorer.moving.set(id))}>
                {t.move}
              </button>
            </li>
          )}
          <li>
            <button type="button" onClick={act(() => explorer.hide(id))}>
              {t.hide}
            </button>
          </li>
          <li>
            <button type="button" onClick={act(() => explorer.remove(id))}>
              {t.remove}
            </button>
          </li>
        </ul>
      )}
      <ul class="plain">
        {path('from', t.pathFrom)}
        {path('to', t.pathTo)}
        {path('through', t.through)}
        {path('avoid', t.avoid)}
      </ul>
      <ul class="plain">
        <li>
          <a href={addressOf(pathOf(id))} target="_blank" rel="noopener">
            {t.pageToCite}
          </a>
        </li>
      </ul>
    </div>
  );
}

export function ActionsButton({ of }: { of: Named }) {
  const t = useMessages();
  return (
    <PopoverButton
      class="small"
      label={t.actions(nameOf(of))}
      text={
        <>
          {t.menu}
          <span class="visually-hidden"> {nameOf(of)}</span>
        </>
      }
    >
      {(close) => <EntityActions of={of} close={close} />}
    </PopoverButton>
  );
}
