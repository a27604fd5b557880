import { pathOf } from '../../i18n/page-addresses.ts';
import { WaysDocument, type WaysQuery } from '../documents.ts';
import { nameOf } from '../format.ts';
import type { Model } from '../model.ts';
import type { Way } from '../state/explorer.ts';
import type { Named, Scene, ShownRelation } from '../state/picture.ts';
import type { PathRole } from '../state/view.ts';
import { useAsked, useExplorer, useScene, useView, useWords } from './context.tsx';
import { Opens } from './popover.tsx';
import { Trouble, Waiting } from './small.tsx';

type Leading = Pick<Extract<NonNullable<WaysQuery['node']>, { outward: unknown }>, 'outward' | 'inward'>;

export interface Counted extends Way {
  readonly count: number;
  /** How many of them are not to be seen. */
  readonly more: number;
  /** How many are not in view at all, of whatever kind they are. */
  readonly fresh: number;
}

/** The ways on from an entity, in the order of the ontology, each with what it would bring. */
export function waysOf(id: string, leading: Leading, scene: Scene, model: Model): Counted[] {
  const counted = (relations: readonly ShownRelation[]) => {
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
  const ways = (direction: 'OUT' | 'IN', groups: readonly { key: string | null; count: number }[] | undefined) =>
    (groups ?? []).map(({ key, count }): Counted => {
      const type = key ?? '';
      const way = `${type} ${direction}`;
      const less = (known: number) => Math.max(0, count - known);
      return { type, direction, count, more: less(shown(way)), fresh: less(inView(way)) };
    });
  return [...ways('OUT', leading.outward?.groups), ...ways('IN', leading.inward?.groups)].sort(
    (one, other) => model.orderOf(one.type) - model.orderOf(other.type) || (one.direction < other.direction ? 1 : -1),
  );
}

/** All that can be done with an entity: from the canvas, the table and the details alike. */
export function EntityActions({ of, close }: { of: Named; close: () => void }) {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const { id } = of;
  const answer = useAsked((signal) => explorer.ask(WaysDocument, { id, asOf: view.asOf }, signal), [id, view.asOf]);
  const node = answer.value?.node;
  const ways = node && 'outward' in node ? waysOf(id, node, scene, explorer.model) : [];
  const placed = view.nodes.find((other) => other.id === id);
  // Where documents are not shown, neighbours are not those either; they can be asked for by themselves.
  const leading = new Set(explorer.leading(of.__typename));
  const all = ways.reduce((sum, { type, fresh }) => sum + (leading.has(type) ? fresh : 0), 0);
  const act = (work: () => void) => () => {
    close();
    work();
  };
  const inPath = (role: PathRole) => view.path?.[role].includes(id) ?? false;
  const path = (role: PathRole, text: string) => (
    <li>
      <button type="button" aria-pressed={inPath(role)} onClick={act(() => explorer.askPath(role, id, !inPath(role)))}>
        {text}
      </button>
    </li>
  );
  return (
    <div class="actions">
      <p class="menu-title">{nameOf(of)}</p>
      {answer.problem && <Trouble problem={answer.problem} retry={answer.retry} />}
      {answer.busy && !node && <Waiting>{words.loading}</Waiting>}
      <ul class="plain">
        {placed?.hidden ? (
          <li>
            <button type="button" onClick={act(() => explorer.store.act({ do: 'unhide', ids: [id] }))}>
              {words.show}
            </button>
          </li>
        ) : placed ? (
          node && (
            <li>
              <button type="button" disabled={all === 0} onClick={act(() => void explorer.expand(id))}>
                {words.expand(all)}
              </button>
            </li>
          )
        ) : (
          <li>
            <button type="button" onClick={act(() => void explorer.bring([id]))}>
              {words.show}
            </button>
          </li>
        )}
        {ways
          .filter(({ more }) => more > 0)
          .map(({ type, direction, more }) => (
            <li key={type + direction} class="way">
              <button type="button" onClick={act(() => void explorer.expand(id, { type, direction }))}>
                {explorer.model.reading(words, type, direction)}{' '}
                <span class="count">+{more.toLocaleString(words.language)}</span>
              </button>
            </li>
          ))}
      </ul>
      {placed && !placed.hidden && (
        <ul class="plain">
          <li>
            <button type="button" onClick={act(() => explorer.collapse(id))}>
              {words.collapse} <span class="quiet">{words.collapseHint}</span>
            </button>
          </li>
          <li>
            <button
              type="button"
              onClick={act(() => explorer.store.act(placed.pinned ? { do: 'unpin', id } : { do: 'pin', id }))}
            >
              {placed.pinned ? words.unpin : words.pin}
            </button>
          </li>
          {view.look === 'canvas' && (
            <li>
              <button type="button" onClick={act(() => explorer.moving.set(id))}>
                {words.move}
              </button>
            </li>
          )}
          <li>
            <button type="button" onClick={act(() => explorer.hide(id))}>
              {words.hide}
            </button>
          </li>
          <li>
            <button type="button" onClick={act(() => explorer.remove(id))}>
              {words.remove}
            </button>
          </li>
        </ul>
      )}
      <ul class="plain">
        {path('from', words.pathFrom)}
        {path('to', words.pathTo)}
        {path('through', words.through)}
        {path('avoid', words.avoid)}
      </ul>
      <ul class="plain">
        <li>
          <a href={pathOf(id)} target="_blank" rel="noopener">
            {words.pageToCite}
          </a>
        </li>
      </ul>
    </div>
  );
}

export function ActionsButton({ of }: { of: Named }) {
  const words = useWords();
  return (
    <Opens
      class="small"
      label={words.actions(nameOf(of))}
      text={
        <>
          {words.menu}
          <span class="visually-hidden"> {nameOf(of)}</span>
        </>
      }
    >
      {(close) => <EntityActions of={of} close={close} />}
    </Opens>
  );
}
