import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { fieldName } from '../../i18n/catalogue.ts';
import { TimelineDocument, type TimelineQuery } from '../documents.ts';
import { dateInWords } from '../format.ts';
import { isDate, lastDayOf } from '../state/dates.ts';
import type { SelectedRelation } from '../state/explorer.ts';
import { chunks, type Named } from '../state/graph-loader.ts';
import {
  type QueryResult,
  useAbsent,
  useExplorer,
  useLoadedGraph,
  useMessages,
  useQuery,
  useScene,
  useView,
} from './context.tsx';
import { EntityLink, LoadingMessage, Name, PeriodText, ProblemMessage, RelationLink, Text, Word } from './small.tsx';

type DatedFact = NonNullable<TimelineQuery['timeline']>['nodes'][number];

export interface DatedFacts {
  readonly facts: readonly DatedFact[];
  readonly all: number;
}

/** The API's limits on ids and rows. */
const IDS = 500;
const ROWS = 500;
const DAY = 86_400_000;

const dayNumber = (date: string) => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);
const dateOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

const keyOf = ({ entity, relation, field }: DatedFact) => `${relation?.id ?? entity.id} ${field}`;
const startOf = ({ period }: DatedFact) => period.start ?? period.end ?? '';

/** The dated facts about the entities in view, at any date: the time line reaches beyond the chosen one. */
export function useDatedFacts(): QueryResult<DatedFacts> {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const ids = view.nodes.filter(({ hidden }) => !hidden).map(({ id }) => id);
  return useQuery(
    async (signal) => {
      const seen = new Map<string, DatedFact>();
      let all = 0;
      for (const of of chunks(ids, IDS)) {
        const { timeline } = await explorer.request(
          TimelineDocument,
          { of, first: ROWS, language: t.language },
          signal,
        );
        all += timeline?.totalCount ?? 0;
        for (const fact of timeline?.nodes ?? []) {
          // A relation between two chunks is in the results of both.
          if (seen.has(keyOf(fact))) all -= 1;
          else seen.set(keyOf(fact), fact);
        }
      }
      const facts = [...seen.values()];
      if (ids.length > IDS) facts.sort((one, other) => (startOf(one) < startOf(other) ? -1 : 1));
      return { facts, all };
    },
    [ids.join(' '), t.language],
  );
}

/** The dated facts about what is visible, and whether a fact is later than the chosen date. */
function useVisible(dated: QueryResult<DatedFacts>) {
  const { asOf } = useView();
  const scene = useScene();
  const ids = new Set(scene.nodes.map(({ id }) => id));
  const relations = new Set(scene.relations.map(({ relation }) => relation.id));
  const facts = (dated.value?.facts ?? []).filter(
    ({ entity, relation }) => ids.has(entity.id) || (relation !== null && relations.has(relation.id)),
  );
  const until = asOf === null ? null : lastDayOf(asOf);
  const isLater = ({ period }: DatedFact) => until !== null && period.start !== null && period.start > until;
  const { value } = dated;
  // While facts are left out, no one knows which entities have none.
  const isWhole = value !== null && value.all <= value.facts.length;
  const isDated = new Set((value?.facts ?? []).flatMap(({ entity, relation }) => [entity.id, relation?.node.id]));
  const undated = isWhole ? scene.nodes.filter(({ id }) => !isDated.has(id)).map(({ entity }) => entity) : [];
  return { facts, isLater, undated };
}

function relationOf(
  entity: Named,
  { id, type, direction, node }: NonNullable<DatedFact['relation']>,
): SelectedRelation {
  const [from, to] = direction === 'IN' ? [node.id, entity.id] : [entity.id, node.id];
  return { id, type, from, to };
}

export function TimePanel({ dated }: { dated: QueryResult<DatedFacts> }) {
  const t = useMessages();
  const { facts, isLater, undated } = useVisible(dated);
  const shown = facts.filter((fact) => !isLater(fact));
  if (dated.problem) return <ProblemMessage problem={dated.problem} retry={dated.retry} />;
  if (!dated.value) return <LoadingMessage>{t.loading}</LoadingMessage>;
  if (facts.length === 0) {
    return (
      <>
        <p class="quiet">{t.timelineEmpty}</p>
        <Undated entities={undated} />
      </>
    );
  }
  return (
    <section aria-label={t.timelineOf}>
      <h2 class="panel-title">{t.timelineOf}</h2>
      <ol class="timeline">
        {shown.map((fact) => {
          const { entity, relation, field, period } = fact;
          return (
            <li key={keyOf(fact)}>
              <span class="when">
                <PeriodText period={period} />
              </span>
              <span>
                <EntityLink of={entity} />{' '}
                {relation ? (
                  <>
                    <RelationLink of={relationOf(entity, relation)} direction={relation.direction} />{' '}
                    <Name of={relation.node} />
                    {relation.role && (
                      <span class="quiet">
                        {' '}
                        (<Text>{relation.role}</Text>)
                      </span>
                    )}
                  </>
                ) : (
                  <span class="quiet">
                    <Word of={fieldName(t, field)} />
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {facts.length > shown.length && <p class="quiet">{t.timelineLater(facts.length - shown.length)}</p>}
      {dated.value.all > dated.value.facts.length && (
        <p class="quiet">{t.timelineCut(dated.value.facts.length, dated.value.all)}</p>
      )}
      <Undated entities={undated} />
    </section>
  );
}

/** The entities that no date says anything about, apart from the time line. */
function Undated({ entities }: { entities: readonly Named[] }) {
  const t = useMessages();
  const id = useId();
  if (entities.length === 0) return null;
  return (
    <section aria-labelledby={id} class="undated">
      <h3 id={id}>
        {t.undated} <span class="quiet">({entities.length.toLocaleString(t.language)})</span>
      </h3>
      <p class="quiet">{t.undatedNote}</p>
      <ul>
        {entities.map((entity) => (
          <li key={entity.id}>
            <EntityLink of={entity} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A time line of the dated facts, with the slider and field for the date. */
export function TimeBar({ dated }: { dated: QueryResult<DatedFacts> }) {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const { facts, isLater } = useVisible(dated);
  const id = useId();
  const today = Math.floor(Date.now() / DAY);
  // The range covers all entities in view: if it changed with the date, the slider would move under the pointer.
  const days = (dated.value?.facts ?? []).flatMap(({ period }) =>
    [period.start, period.end].flatMap((day) => (day === null ? [] : [dayNumber(day)])),
  );
  const first = Math.min(today - 365, ...days) - 30;
  const last = Math.max(today, ...days) + 1;
  const at = asOf === null ? last : Math.min(last, Math.max(first, dayNumber(lastDayOf(asOf))));
  const set = (date: string | null) => explorer.store.dispatch({ type: 'asOf', date });
  const gesture = useRef(0);
  const begin = () => {
    gesture.current += 1;
  };
  const place = (day: number) => `${((day - first) / (last - first)) * 100}%`;
  return (
    <section class="time-bar" tabIndex={-1} aria-label={t.time}>
      <label for={id}>{t.asOf}</label>
      <div class="line">
        <svg class="marks" aria-hidden="true" height="16">
          {facts.map((fact) => {
            const { start, end } = fact.period;
            const from = start ?? end;
            if (from === null) return null;
            const key = keyOf(fact);
            const className = isLater(fact) ? 'later' : '';
            const until = end ?? dateOf(last);
            return start !== null && until !== start ? (
              <line
                key={key}
                class={className}
                x1={place(dayNumber(start))}
                x2={place(dayNumber(until))}
                y1="12"
                y2="12"
              />
            ) : (
              <circle key={key} class={className} cx={place(dayNumber(from))} cy="6" r="3" />
            );
          })}
        </svg>
        <input
          id={id}
          type="range"
          min={first}
          max={last}
          step={1}
          value={at}
          aria-valuetext={asOf === null ? t.now : dateInWords(t, asOf)}
          onFocus={begin}
          onPointerDown={begin}
          onInput={(event) => {
            const day = Number(event.currentTarget.value);
            const date = day >= last ? null : dateOf(day);
            explorer.store.dispatch({ type: 'asOf', date, gesture: gesture.current });
          }}
        />
      </div>
      <DateField asOf={asOf} set={set} />
    </section>
  );
}

function DateField({ asOf, set }: { asOf: string | null; set: (date: string | null) => void }) {
  const t = useMessages();
  const id = useId();
  const [text, setText] = useState(asOf ?? '');
  const [isBad, setBad] = useState(false);
  useEffect(() => {
    setText(asOf ?? '');
    setBad(false);
  }, [asOf]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const date = text.trim();
        const isFine = date === '' || isDate(date);
        setBad(!isFine);
        if (isFine) set(date === '' ? null : date);
      }}
    >
      <input
        type="text"
        class="date"
        size={10}
        inputMode="numeric"
        placeholder={t.now}
        aria-label={t.asOf}
        aria-describedby={id}
        aria-invalid={isBad}
        title={t.asOfHint}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          // The date applies when the field loses the focus, too.
          const date = text.trim();
          if (date === (asOf ?? '') || (date !== '' && !isDate(date))) {
            setText(asOf ?? '');
            setBad(false);
          } else set(date === '' ? null : date);
        }}
      />
      <span id={id} class={isBad ? 'field-problem' : 'visually-hidden'} role={isBad ? 'alert' : undefined}>
        {isBad ? t.asOfBad : t.asOfHint}
      </span>
      <button type="button" class="small" disabled={asOf === null} onClick={() => set(null)}>
        {t.toNow}
      </button>
    </form>
  );
}

/** A banner that says the view is as of a date. */
export function AsOfBanner() {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const graph = useLoadedGraph();
  const absent = useAbsent();
  const { asOf } = view;
  // Until the data for the chosen date is loaded, the picture still shows the date before.
  const isThere = view.nodes.length === 0 || graph.asOf === asOf;
  if (asOf === null && isThere) return null;
  const dateText = (date: string | null) => (date === null ? t.now : dateInWords(t, date));
  return (
    <div class="as-of-sign" role="status">
      <span>
        <strong>{isThere ? t.asOfOn(dateText(asOf)) : t.asOfStill(dateText(asOf), dateText(graph.asOf))}</strong>{' '}
        {absent > 0 && t.absent(absent)}
      </span>
      <button type="button" class="small" onClick={() => explorer.store.dispatch({ type: 'asOf', date: null })}>
        {t.toNow}
      </button>
    </div>
  );
}
