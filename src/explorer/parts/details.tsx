import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fieldName, typeName, valueName } from '../../i18n/catalogue.ts';
import { formatCountry, formatDuration, formatLanguage, formatPlace } from '../../i18n/format-values.ts';
import { fieldPath, pathOf, relationPath } from '../../i18n/page-addresses.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import {
  DetailsDocument,
  type DetailsQuery,
  type Direction,
  NamesDocument,
  RelationsDocument,
  type RelationsQuery,
  type RelationType,
} from '../documents.ts';
import { dateInWords, dayInWords, nameOf } from '../format.ts';
import type { Chosen } from '../state/view.ts';
import { ActionsButton, type Counted, waysOf } from './actions.tsx';
import { useAsked, useExplorer, useScene, useView, useWords } from './context.tsx';
import { Cite, Evidence, EvidenceList } from './evidence.tsx';
import { Entry, Shape } from './shape.tsx';
import { Amounts, EntityLink, Name, Outward, Scrolls, Text, Trouble, Waiting, When } from './small.tsx';

type Told = Extract<NonNullable<DetailsQuery['node']>, { names: unknown }>;
type StatedField = NonNullable<Told['fields']>[number];
type Claim = StatedField['claims'][number];
type Listed = NonNullable<Extract<NonNullable<RelationsQuery['node']>, { relations: unknown }>['relations']>;
type Row = Listed['edges'][number];

/** How many rows of one kind of relation are read at once. */
const ROWS = 10;
/** Groups up to this size are open from the start. */
const OPEN = 20;

export function Details() {
  const words = useWords();
  const { chosen } = useView();
  if (!chosen) return <p class="quiet">{words.chooseHint}</p>;
  return chosen.kind === 'entity' ? (
    <EntityDetails key={chosen.id} id={chosen.id} />
  ) : (
    <RelationDetails key={chosen.id} of={chosen} />
  );
}

function EntityDetails({ id }: { id: string }) {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const scene = useScene();
  const answer = useAsked(
    async (signal) => {
      const { language } = words;
      const { node } = await explorer.ask(DetailsDocument, { id, asOf, language }, signal);
      if (node || asOf === null) return { node };
      // Not at that time; at another it has a name.
      const { nodes } = await explorer.ask(NamesDocument, { ids: [id], language }, signal);
      return { node, absent: { asOf, of: nodes?.[0] } };
    },
    [id, asOf, words.language],
  );
  const node = answer.value?.node;
  const absent = answer.value?.absent;
  const title = node && 'label' in node ? nameOf(node) : null;
  useEffect(() => {
    document.title = title === null ? 'Entente' : `${title} – Entente`;
    return () => {
      document.title = 'Entente';
    };
  }, [title]);
  if (answer.problem) return <Trouble problem={answer.problem} retry={answer.retry} />;
  if (!answer.value) return <Waiting>{words.loading}</Waiting>;
  if (absent?.of && 'label' in absent.of) {
    return <p>{words.notThen(nameOf(absent.of), dateInWords(words, absent.asOf))}</p>;
  }
  if (!node || !('names' in node)) return <p>{words.notThere}</p>;
  const isShown = scene.nodes.some((shown) => shown.id === id);
  return (
    <article class="entity" aria-busy={answer.busy}>
      <header>
        <p class="kind">
          <Shape type={node.__typename} named /> {typeName(words, node.__typename).text}
        </p>
        <h2>
          <Name of={node} />
        </h2>
        <p class="buttons">
          {!isShown && (
            <button type="button" class="small" onClick={() => void explorer.bring([id])}>
              {words.show}
            </button>
          )}
          <ActionsButton of={node} />
          <Cite path={pathOf(id)} />
        </p>
      </header>
      {node.summary && (
        <p class="summary">
          <Text>{node.summary}</Text>
        </p>
      )}
      {node.fields && node.fields.length > 0 && (
        <section aria-label={words.fields}>
          <h3>{words.fields}</h3>
          <dl class="fields">
            {node.fields.map((field) => (
              <FieldLines key={field.field} id={id} type={node.__typename} of={field} />
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3>{words.relations}</h3>
        {waysOf(id, node, scene, explorer.model).map((way) => (
          <RelationGroup key={way.type + way.direction} id={id} way={way} />
        ))}
      </section>
      <section aria-label={words.names}>
        <h3>{words.names}</h3>
        <ul class="names">
          {node.names.map((name) => (
            <li key={name.language + name.text}>
              <Text lang={name.language}>{name.text}</Text>{' '}
              <span class="quiet">
                {formatLanguage(words, name.language)}, {words.nameKinds[name.kind]}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {node.sameAs.length > 0 && (
        <section aria-label={words.sameAs}>
          <h3>{words.sameAs}</h3>
          <ul class="plain">
            {node.sameAs.map((address) => (
              <li key={address}>
                <Outward address={address} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={words.toldOf}>
        <h3>{words.toldOf}</h3>
        <EvidenceList sources={node.sources} />
      </section>
      <p class="quiet id">{sanitiseText(id)}</p>
    </article>
  );
}

function FieldLines(props: { id: string; type: string; of: StatedField }) {
  const { id, type, of } = props;
  const { field, claims } = of;
  const explorer = useExplorer();
  const words = useWords();
  const isContested = claims.length > 1;
  return (
    <>
      <dt>
        {fieldName(words, field).text}
        {isContested && <span class="contested"> {words.contested}</span>}
      </dt>
      <dd class={isContested ? 'claims' : ''}>
        {isContested && <p class="visually-hidden">{words.contestedHow(claims.length)}</p>}
        {claims.map((claim, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two sources may claim the same in other words
          <div key={i} class="claim">
            <ClaimValue kind={explorer.model.kindOf(type, field)} of={claim} />
            <RankOf rank={claim.rank} />
            <Evidence sources={claim.sources} cite={fieldPath(id, field)} />
          </div>
        ))}
      </dd>
    </>
  );
}

function RankOf({ rank }: { rank: string }) {
  const words = useWords();
  if (rank === 'PREFERRED') return <span class="rank"> {words.ranks.PREFERRED}</span>;
  if (rank === 'DEPRECATED') return <span class="rank deprecated"> {words.ranks.DEPRECATED}</span>;
  return null;
}

/** A value as it was stated. */
function ClaimValue({ kind, of }: { kind: string; of: Claim }) {
  const words = useWords();
  if (of.period) return <When period={of.period} />;
  if (of.money && of.money.length > 0) return <Amounts of={of.money} />;
  if (of.place) return <Text>{formatPlace(words, of.place)}</Text>;
  const value = of.value ?? '';
  if (kind === 'enum') return <>{valueName(words, value).text}</>;
  if (kind === 'country') return <Text>{formatCountry(words, value)}</Text>;
  if (kind === 'language') return <Text>{formatLanguage(words, value)}</Text>;
  if (kind === 'duration') return <Text>{formatDuration(words, value)}</Text>;
  return kind === 'uri' ? <Outward address={value} /> : <Text>{value}</Text>;
}

function RelationGroup({ id, way }: { id: string; way: Counted }) {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const { type, direction, count, more } = way;
  const [isOpen, setOpen] = useState(count <= OPEN && explorer.model.isMoreThanEvidence(type));
  const reading = explorer.model.reading(words, type, direction);
  return (
    <details class="relation-group" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="reading">{reading}</span> <span class="count">{count.toLocaleString(words.language)}</span>
      </summary>
      {isOpen && (
        <>
          {more > 0 && (
            <button type="button" class="small" onClick={() => void explorer.expand(id, way)}>
              {words.bring(more)}
              <span class="visually-hidden"> {reading}</span>
            </button>
          )}
          <RelationRows key={asOf ?? ''} id={id} way={way} caption={reading} />
        </>
      )}
    </details>
  );
}

interface Page {
  readonly from: number;
  readonly after?: string;
  readonly before?: string;
}

function RelationRows({ id, way, caption }: { id: string; way: Counted; caption: string }) {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const [page, setPage] = useState<Page>({ from: 0 });
  const answer = useAsked(
    async (signal) => {
      const place = page.before ? { last: ROWS, before: page.before } : { first: ROWS, after: page.after ?? null };
      const { node } = await explorer.ask(
        RelationsDocument,
        {
          id,
          type: way.type as RelationType,
          direction: way.direction as Direction,
          ...place,
          asOf,
          language: words.language,
        },
        signal,
      );
      return node && 'relations' in node && node.relations ? { list: node.relations, from: page.from } : null;
    },
    [id, way.type, way.direction, asOf, page, words.language],
  );
  if (answer.problem) return <Trouble problem={answer.problem} retry={answer.retry} />;
  if (!answer.value) return answer.busy ? <Waiting>{words.loading}</Waiting> : <p>{words.notThere}</p>;
  const { list, from } = answer.value;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = list.pageInfo;
  const has = (test: (row: Row) => boolean) => list.edges.some(test);
  const columns = { when: has(({ period }) => period !== null), amounts: has(({ amounts }) => amounts.length > 0) };
  return (
    <>
      <Scrolls label={caption}>
        <table class="rows" aria-busy={answer.busy}>
          <thead>
            <tr>
              <th scope="col">{words.relatedTo}</th>
              {columns.when && <th scope="col">{words.when}</th>}
              {columns.amounts && <th scope="col">{words.amounts}</th>}
            </tr>
          </thead>
          <tbody>
            {list.edges.map((row) => (
              <tr key={row.id} class={row.rank === 'DEPRECATED' ? 'is-deprecated' : ''}>
                <td>
                  <Entry of={row.node} />
                  <RowRest of={row} />
                  <Evidence
                    sources={row.sources}
                    cite={relationPath(row.direction === 'IN' ? row.node.id : id, row.id)}
                  />
                </td>
                {columns.when && <td>{row.period && <When period={row.period} />}</td>}
                {columns.amounts && (
                  <td>
                    <Amounts of={row.amounts} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      {(hasNextPage || hasPreviousPage) && (
        <p class="pager">
          <button
            type="button"
            class="small"
            disabled={!hasPreviousPage}
            onClick={() => setPage({ from: Math.max(0, from - ROWS), before: startCursor ?? '' })}
          >
            {words.previousPage}
          </button>
          <span>{words.rows(from + 1, from + list.edges.length, list.totalCount)}</span>
          <button
            type="button"
            class="small"
            disabled={!hasNextPage}
            onClick={() => setPage({ from: from + ROWS, after: endCursor ?? '' })}
          >
            {words.nextPage}
          </button>
        </p>
      )}
    </>
  );
}

function RowRest({ of: { role, note, certain, rank } }: { of: Row }) {
  const words = useWords();
  return (
    <>
      {role && (
        <span class="role">
          <Text>{role}</Text>
        </span>
      )}
      {note && (
        <span class="note">
          <Text>{note}</Text>
        </span>
      )}
      {!certain && <span class="quiet"> {words.uncertain}</span>}
      <RankOf rank={rank} />
    </>
  );
}

function Line({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** One edge of the picture. Two relations of one type may join the same two, so it is looked for by its id among them. */
function RelationDetails({ of }: { of: Extract<Chosen, { kind: 'relation' }> }) {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const answer = useAsked(
    async (signal) => {
      const { node } = await explorer.ask(
        RelationsDocument,
        {
          id: of.from,
          type: of.type as RelationType,
          direction: 'OUT',
          where: { id: { eq: of.to } },
          first: 100,
          asOf,
          language: words.language,
        },
        signal,
      );
      if (!node || !('relations' in node)) return null;
      const row = node.relations?.edges.find(({ id }) => id === of.id);
      return row ? { begin: node, row } : null;
    },
    [of.id, asOf, words.language],
  );
  if (answer.problem) return <Trouble problem={answer.problem} retry={answer.retry} />;
  if (answer.busy && !answer.value) return <Waiting>{words.loading}</Waiting>;
  if (!answer.value) return <p>{words.notThere}</p>;
  const { begin, row } = answer.value;
  return (
    <article class="relation">
      <header>
        <p class="kind">{words.relation}</p>
        <h2>
          <EntityLink of={begin} /> <span class="reading">{explorer.model.reading(words, row.type, 'OUT')}</span>{' '}
          <EntityLink of={row.node} />
        </h2>
        <p class="buttons">
          <Cite path={relationPath(begin.id, row.id)} />
        </p>
      </header>
      <dl class="fields">
        {row.role && (
          <Line term={words.role}>
            <Text>{row.role}</Text>
          </Line>
        )}
        {row.period && (
          <Line term={words.when}>
            <When period={row.period} />
          </Line>
        )}
        {row.amounts.length > 0 && (
          <Line term={words.amounts}>
            <Amounts of={row.amounts} />
          </Line>
        )}
        {row.note && (
          <Line term={words.note}>
            <Text>{row.note}</Text>
          </Line>
        )}
      </dl>
      <p>
        <RankOf rank={row.rank} />
        {!row.certain && <span class="quiet"> {words.uncertain}</span>}
      </p>
      <section aria-label={words.who}>
        <h3>{words.who}</h3>
        <EvidenceList sources={row.sources} />
      </section>
      {row.recordedAt && <p class="quiet">{words.recorded(dayInWords(row.recordedAt, words))}</p>}
    </article>
  );
}
