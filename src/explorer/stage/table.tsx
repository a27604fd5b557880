import { useMemo, useState } from 'preact/hooks';
import { typeName } from '../../i18n/catalogue.ts';
import { nameOf } from '../format.ts';
import type { Words } from '../i18n.ts';
import { ActionsButton } from '../parts/actions.tsx';
import { useExplorer, useScene, useView, useWords } from '../parts/context.tsx';
import { Shape } from '../parts/shape.tsx';
import { Amounts, EntityLink, Name, RelationLink, Scrolls, Text, When } from '../parts/small.tsx';
import { chosenOf, type Shown, type ShownRelation } from '../state/picture.ts';
import { inOrder } from './order.ts';

/** More rows than this at once make a page slow, and nobody reads them. */
const ROWS = 100;

type Key = 'type' | 'name' | 'degree';

const comparisons = (words: Words): Readonly<Record<Key, (one: Shown, other: Shown) => number>> => {
  const { compare } = new Intl.Collator(words.language);
  const name = (one: Shown, other: Shown) => compare(nameOf(one.entity), nameOf(other.entity));
  return {
    name,
    type: (one, other) =>
      compare(typeName(words, one.entity.__typename).text, typeName(words, other.entity.__typename).text) ||
      name(one, other),
    degree: (one, other) => other.degree - one.degree || name(one, other),
  };
};

/** The picture as tables: all that the canvas shows and lets one do. */
export function TableStage() {
  const words = useWords();
  const scene = useScene();
  const view = useView();
  if (view.nodes.length === 0) return <p class="quiet stage-empty">{words.nothingShown}</p>;
  return (
    <div class="tables">
      <Entities nodes={scene.nodes} />
      <Relations nodes={scene.nodes} relations={scene.relations} />
    </div>
  );
}

function Pager({ from, all, set }: { from: number; all: number; set: (from: number) => void }) {
  const words = useWords();
  if (all <= ROWS) return null;
  return (
    <p class="pager">
      <button type="button" class="small" disabled={from === 0} onClick={() => set(from - ROWS)}>
        {words.previousPage}
      </button>
      <span role="status">{words.rows(from + 1, Math.min(from + ROWS, all), all)}</span>
      <button type="button" class="small" disabled={from + ROWS >= all} onClick={() => set(from + ROWS)}>
        {words.nextPage}
      </button>
    </p>
  );
}

/** A page of a list that may have become shorter meanwhile. */
function usePage<T>(list: readonly T[]) {
  const [wanted, set] = useState(0);
  const from = wanted < list.length ? wanted : 0;
  return { rows: list.slice(from, from + ROWS), from, set };
}

function Entities({ nodes }: { nodes: readonly Shown[] }) {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const [key, setKey] = useState<Key>('type');
  const sorted = useMemo(() => [...nodes].sort(comparisons(words)[key]), [nodes, words, key]);
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
        {words.entities} <span class="count">{nodes.length.toLocaleString(words.language)}</span>
      </h2>
      <Scrolls label={words.entities}>
        <table class="rows">
          <thead>
            <tr>
              {head('type', words.type)}
              {head('name', words.name)}
              {head('degree', words.shownRelations)}
              <th scope="col">{words.menu}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((node) => {
              const { id, entity, degree, more, pinned } = node;
              const isChosen = view.chosen?.kind === 'entity' && view.chosen.id === id;
              return (
                <tr key={id} class={isChosen ? 'is-chosen' : ''} aria-current={isChosen ? 'true' : undefined}>
                  <td>
                    <Shape type={entity.__typename} named /> {typeName(words, entity.__typename).text}
                  </td>
                  <th scope="row">
                    <EntityLink of={entity} />
                    {pinned && <span class="quiet"> · {words.pinned}</span>}
                  </th>
                  <td class="number">
                    {degree.toLocaleString(words.language)}
                    {more > 0 && <span class="quiet"> · {words.moreRelations(more)}</span>}
                  </td>
                  <td>
                    <span class="buttons">
                      <ActionsButton of={entity} />
                      <button
                        type="button"
                        class="small"
                        aria-label={`${words.hide}: ${nameOf(entity)}`}
                        onClick={() => explorer.hide(id)}
                      >
                        {words.hide}
                      </button>
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolls>
      <Pager from={from} all={sorted.length} set={set} />
    </section>
  );
}

function Relations({ nodes, relations }: { nodes: readonly Shown[]; relations: readonly ShownRelation[] }) {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const { model } = explorer;
  const entities = useMemo(() => new Map(nodes.map(({ id, entity }) => [id, entity])), [nodes]);
  const sorted = useMemo(() => inOrder({ nodes, relations }, words, model), [nodes, relations, words, model]);
  const { rows, from, set } = usePage(sorted);
  return (
    <section>
      <h2>
        {words.relations} <span class="count">{relations.length.toLocaleString(words.language)}</span>
      </h2>
      <Scrolls label={words.relations}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{words.from}</th>
              <th scope="col">{words.relation}</th>
              <th scope="col">{words.to}</th>
              <th scope="col">{words.role}</th>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.amounts}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ relation, from: begin, to: end }) => {
              const { id, role, period, amounts, certain, rank } = relation;
              const isChosen = view.chosen?.kind === 'relation' && view.chosen.id === id;
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
                    <RelationLink of={chosenOf(relation)} />
                    {!certain && <span class="quiet"> {words.uncertain}</span>}
                  </td>
                  <td>{other && <Name of={other} />}</td>
                  <td>{role && <Text>{role}</Text>}</td>
                  <td>{period && <When period={period} />}</td>
                  <td>
                    <Amounts of={amounts} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolls>
      <Pager from={from} all={relations.length} set={set} />
    </section>
  );
}
