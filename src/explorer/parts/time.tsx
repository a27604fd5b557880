import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { fieldName } from '../../i18n/catalogue.ts';
import { TimelineDocument, type TimelineQuery } from '../documents.ts';
import { dateInWords } from '../format.ts';
import { isDate, lastDayOf } from '../state/dates.ts';
import type { ChosenRelation } from '../state/explorer.ts';
import { chunks, type Named } from '../state/picture.ts';
import { type Asked, useAbsent, useAsked, useExplorer, useKnown, useScene, useView, useWords } from './context.tsx';
import { EntityLink, Name, RelationLink, Text, Trouble, Waiting, When } from './small.tsx';

type Dated = NonNullable<TimelineQuery['timeline']>['nodes'][number];

export interface DatedFacts {
  readonly facts: readonly Dated[];
  readonly all: number;
}

/** The API takes so many ids at once, and gives so many rows. */
const IDS = 500;
const ROWS = 500;
const DAY = 86_400_000;

const dayNumber = (date: string) => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);
const dateOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

const keyOf = ({ entity, relation, field }: Dated) => `${relation?.id ?? entity.id} ${field}`;
const startOf = ({ period }: Dated) => period.start ?? period.end ?? '';

/** Dated facts of what is in view, whatever the time that is asked about: the line has to reach beyond it. */
export function useDated(): Asked<DatedFacts> {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const ids = view.nodes.filter(({ hidden }) => !hidden).map(({ id }) => id);
  return useAsked(
    async (signal) => {
      const seen = new Map<string, Dated>();
      let all = 0;
      for (const of of chunks(ids, IDS)) {
        const { timeline } = await explorer.ask(
          TimelineDocument,
          { of, first: ROWS, language: words.language },
          signal,
        );
        all += timeline?.totalCount ?? 0;
        for (const fact of timeline?.nodes ?? []) {
          // A relation between two pieces is found from both.
          if (seen.has(keyOf(fact))) all -= 1;
          else seen.set(keyOf(fact), fact);
        }
      }
      const facts = [...seen.values()];
      if (ids.length > IDS) facts.sort((one, other) => (startOf(one) < startOf(other) ? -1 : 1));
      return { facts, all };
    },
    [ids.join(' '), words.language],
  );
}

/** Facts of what is to be seen, up to the time that is asked about. */
function useVisible(dated: Asked<DatedFacts>) {
  const { asOf } = useView();
  const scene = useScene();
  const ids = new Set(scene.nodes.map(({ id }) => id));
  const relations = new Set(scene.relations.map(({ relation }) => relation.id));
  const facts = (dated.value?.facts ?? []).filter(
    ({ entity, relation }) => ids.has(entity.id) || (relation !== null && relations.has(relation.id)),
  );
  const until = asOf === null ? null : lastDayOf(asOf);
  const isLater = ({ period }: Dated) => until !== null && period.start !== null && period.start > until;
  return { facts, isLater };
}

function relationOf(entity: Named, { id, type, direction, node }: NonNullable<Dated['relation']>): ChosenRelation {
  const [from, to] = direction === 'IN' ? [node.id, entity.id] : [entity.id, node.id];
  return { id, type, from, to };
}

export function TimePanel({ dated }: { dated: Asked<DatedFacts> }) {
  const words = useWords();
  const { facts, isLater } = useVisible(dated);
  const shown = facts.filter((fact) => !isLater(fact));
  if (dated.problem) return <Trouble problem={dated.problem} retry={dated.retry} />;
  if (!dated.value) return <Waiting>{words.loading}</Waiting>;
  if (facts.length === 0) return <p class="quiet">{words.timelineEmpty}</p>;
  return (
    <section aria-label={words.timelineOf}>
      <h2 class="panel-title">{words.timelineOf}</h2>
      <ol class="timeline">
        {shown.map((fact) => {
          const { entity, relation, field, period } = fact;
          return (
            <li key={keyOf(fact)}>
              <span class="when">
                <When period={period} />
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
                  <span class="quiet">{fieldName(words, field).text}</span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {facts.length > shown.length && <p class="quiet">{words.timelineLater(facts.length - shown.length)}</p>}
      {dated.value.all > dated.value.facts.length && (
        <p class="quiet">{words.timelineCut(dated.value.facts.length, dated.value.all)}</p>
      )}
    </section>
  );
}

/** A line of what was when, and the time that all is asked about. */
export function TimeBar({ dated }: { dated: Asked<DatedFacts> }) {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const { facts, isLater } = useVisible(dated);
  const id = useId();
  const today = Math.floor(Date.now() / DAY);
  // Of all that is in view, whatever the time: a line that grew and shrank with it could not be pointed at.
  const days = (dated.value?.facts ?? []).flatMap(({ period }) =>
    [period.start, period.end].flatMap((day) => (day === null ? [] : [dayNumber(day)])),
  );
  const first = Math.min(today - 365, ...days) - 30;
  const last = Math.max(today, ...days) + 1;
  const at = asOf === null ? last : Math.min(last, Math.max(first, dayNumber(lastDayOf(asOf))));
  const set = (date: string | null) => explorer.store.act({ do: 'asOf', date });
  const slide = useRef(0);
  const begin = () => {
    slide.current += 1;
  };
  const place = (day: number) => `${((day - first) / (last - first)) * 100}%`;
  return (
    <section class="time-bar" tabIndex={-1} aria-label={words.time}>
      <label for={id}>{words.asOf}</label>
      <div class="line">
        <svg class="marks" aria-hidden="true" height="16">
          {facts.map((fact) => {
            const { start, end } = fact.period;
            const from = start ?? end;
            if (from === null) return null;
            const key = keyOf(fact);
            const look = isLater(fact) ? 'later' : '';
            const until = end ?? dateOf(last);
            return start !== null && until !== start ? (
              <line key={key} class={look} x1={place(dayNumber(start))} x2={place(dayNumber(until))} y1="12" y2="12" />
            ) : (
              <circle key={key} class={look} cx={place(dayNumber(from))} cy="6" r="3" />
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
          aria-valuetext={asOf === null ? words.now : dateInWords(words, asOf)}
          onFocus={begin}
          onPointerDown={begin}
          onInput={(event) => {
            const day = Number(event.currentTarget.value);
            const date = day >= last ? null : dateOf(day);
            explorer.store.act({ do: 'asOf', date, slide: slide.current });
          }}
        />
      </div>
      <DateField asOf={asOf} set={set} />
    </section>
  );
}

function DateField({ asOf, set }: { asOf: string | null; set: (date: string | null) => void }) {
  const words = useWords();
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
        placeholder={words.now}
        aria-label={words.asOf}
        aria-describedby={id}
        aria-invalid={isBad}
        title={words.asOfHint}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={() => {
          // What stands here is what all is about, also when somebody leaves without Enter.
          const date = text.trim();
          if (date === (asOf ?? '') || (date !== '' && !isDate(date))) {
            setText(asOf ?? '');
            setBad(false);
          } else set(date === '' ? null : date);
        }}
      />
      <span id={id} class={isBad ? 'field-problem' : 'visually-hidden'} role={isBad ? 'alert' : undefined}>
        {isBad ? words.asOfBad : words.asOfHint}
      </span>
      <button type="button" class="small" disabled={asOf === null} onClick={() => set(null)}>
        {words.toNow}
      </button>
    </form>
  );
}

/** Says, over whatever is looked at, that it is not about now. */
export function AsOfSign() {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const known = useKnown();
  const absent = useAbsent();
  const { asOf } = view;
  // What is asked about, and what is still to be seen until that is answered.
  const isThere = view.nodes.length === 0 || known.asOf === asOf;
  if (asOf === null && isThere) return null;
  const said = (date: string | null) => (date === null ? words.now : dateInWords(words, date));
  return (
    <div class="as-of-sign" role="status">
      <span>
        <strong>{isThere ? words.asOfOn(said(asOf)) : words.asOfStill(said(asOf), said(known.asOf))}</strong>{' '}
        {absent > 0 && words.absent(absent)}
      </span>
      <button type="button" class="small" onClick={() => explorer.store.act({ do: 'asOf', date: null })}>
        {words.toNow}
      </button>
    </div>
  );
}
