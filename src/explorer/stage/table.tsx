import { useMemo, useState } from 'preact/hooks';
import { typeName } from '../../i18n/catalogue.ts';
import { ActionsButton } from '../components/actions.tsx';
import { useExplorer, useMessages, useScene, useView } from '../components/context.tsx';
import { TypeIcon } from '../components/shape.tsx';
import { Amounts, EntityLink, Name, PeriodText, RelationLink, ScrollArea, Text, Word } from '../components/small.tsx';
import { nameOf } from '../format.ts';
import type { Messages } from '../i18n.ts';
import { selectionOf, type VisibleEntity, type VisibleRelation } from '../state/graph-loader.ts';
import { inReadingOrder } from './order.ts';

/** More rows would make the page slow. */
const ROWS = 100;

type Key = 'type' | 'name' | 'degree';

const comparisons = (t: Messages): Readonly<Record<Key, (one: VisibleEntity, other: VisibleEntity) => number>> => {
  const { compare } = new Intl.Collator(t.language);
  const name = (one: VisibleEntity, other: VisibleEntity) => compare(nameOf(one.entity), nameOf(other.entity));
  return {
    name,
    type: (one, other) =>
      compare(typeName(t, one.entity.__typename).text, typeName(t, other.entity.__typename).text) || name(one, other),
    degree: (one, other) => other.degree - one.degree || name(one, other),
  };
};

/** The picture as tables, with everything that the canvas shows and offers. */
export function TableStage() {
  const t = useMessages();
  const scene = useScene();
  const view = useView();
  if (view.nodes.length === 0) return <p class="quiet stage-empty">{t.nothingShown}</p>;
  return (
    <div class="tables">
      <Entities nodes={scene.nodes} />
      <Relations nodes={scene.nodes} relations={scene.relations} />
    </div>
  );
}

function Pager({ from, all, set }: { from: number; all: number; set: (from: number) => void }) {
  const t = useMessages();
  if (all <= ROWS) return null;
  return (
    <p class="pager">
      <button type="button" class="small" disabled={from === 0} onClick={() => set(from - ROWS)}>
        {t.previousPage}
      </button>
      <span role="status">{t.rows(from + 1, Math.min(from + ROWS, all), all)}</span>
      <button type="button" class="small" disabled={from + ROWS >= all} onClick={() => set(from + ROWS)}>
        {t.nextPage}
      </button>
    </p>
  );
}

/** A page of a list. Starts again at the first page if the list has become too short. */
function usePage<T>(list: readonly T[]) {
  const [wanted, set] = useState(0);
  const from = wanted < list.length ? wanted : 0;
  return { rows: list.slice(from, from + ROWS), from, set };
}

function Entities({ nodes }: { nodes: readonly VisibleEntity[] }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const [key, setKey] = useState<Key>('type');
  const sorted = useMemo(() => [...nodes].sort(comparisons(t)[key]), [nodes, t, key]);
  const { rows, from, set } = usePage(sorted);
  const head = (column: Key, text: string) => (
    <th scope="col" aria-sort={key === column ? (column === 'degree' ? 'descending' : 'ascending') : 'none'}>
      <button type="button" class="link" onClick={() => setKey(column)}>
        {text}
      </button>
    </th>
  );
  return (
    <section>
      <h2>
        {t.entities} <span class="count">{nodes.length.toLocaleString(t.language)}</span>
      </h2>
      <ScrollArea label={t.entities}>
        <table class="rows">
          <thead>
            <tr>
              {head('type', t.type)}
              {head('name', t.name)}
              {head('degree', t.shownRelations)}
              <th scope="col">{t.menu}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((node) => {
              const { id, entity, degree, hiddenRelations, pinned } = node;
              const isChosen = view.selection?.kind === 'entity' && view.selection.id === id;
              return (
                <tr key={id} class={isChosen ? 'is-chosen' : ''} aria-current={isChosen ? 'true' : undefined}>
                  <td>
                    <TypeIcon type={entity.__typename} named /> <Word of={typeName(t, entity.__typename)} />
                  </td>
                  <th scope="row">
                    <EntityLink of={entity} />
                    {pinned && <span class="quiet"> · {t.pinned}</span>}
                  </th>
                  <td class="number">
                    {degree.toLocaleString(t.language)}
                    {hiddenRelations > 0 && <span class="quiet"> · {t.moreRelations(hiddenRelations)}</span>}
                  </td>
                  <td>
                    <span class="buttons">
                      <ActionsButton of={entity} />
                      <button
                        type="button"
                        class="small"
                        aria-label={`${t.hide}: ${nameOf(entity)}`}
                        onClick={() => explorer.hide(id)}
                      >
                        {t.hide}
                      </button>
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollArea>
      <Pager from={from} all={sorted.length} set={set} />
    </section>
  );
}

function Relations({ nodes, relations }: { nodes: readonly VisibleEntity[]; relations: readonly VisibleRelation[] }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const { model } = explorer;
  const entities = useMemo(() => new Map(nodes.map(({ id, entity }) => [id, entity])), [nodes]);
  const sorted = useMemo(() => inReadingOrder({ nodes, relations }, t, model), [nodes, relations, t, model]);
  const { rows, from, set } = usePage(sorted);
  return (
    <section>
      <h2>
        {t.relations} <span class="count">{relations.length.toLocaleString(t.language)}</span>
      </h2>
      <ScrollArea label={t.relations}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{t.from}</th>
              <th scope="col">{t.relation}</th>
              <th scope="col">{t.to}</th>
              <th scope="col">{t.role}</th>
              <th scope="col">{t.when}</th>
              <th scope="col">{t.amounts}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ relation, from: begin, to: end }) => {
              const { id, role, period, amounts, certain, rank } = relation;
              const isChosen = view.selection?.kind === 'relation' && view.selection.id === id;
              const one = entities.get(begin);
              const other = entities.get(end);
              return (
                <tr
                  key={id}
                  class={`${isChosen ? 'is-chosen' : ''} ${rank === 'DEPRECATED' ? 'is-deprecated' : ''}`}
                  aria-current={isChosen ? 'true' : undefined}
                >
                  <td>{one && <Name of={one} />}</td>
                  <td>
                    <RelationLink of={selectionOf(relation)} />
                    {!certain && <span class="quiet"> {t.uncertain}</span>}
                  </td>
                  <td>{other && <Name of={other} />}</td>
                  <td>{role && <Text>{role}</Text>}</td>
                  <td>{period && <PeriodText period={period} />}</td>
                  <td>
                    <Amounts of={amounts} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollArea>
      <Pager from={from} all={relations.length} set={set} />
    </section>
  );
}
