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
import type { Selection } from '../state/view.ts';
import { ActionsButton, type RelationStepCounts, relationStepsOf } from './actions.tsx';
import { useExplorer, useMessages, useQuery, useScene, useView } from './context.tsx';
import { Cite, Evidence, EvidenceList } from './evidence.tsx';
import { EntityEntry, TypeIcon } from './shape.tsx';
import {
  Amounts,
  EntityLink,
  ExternalLink,
  LoadingMessage,
  Name,
  PeriodText,
  ProblemMessage,
  ScrollArea,
  Text,
  Word,
} from './small.tsx';

type EntityDetailsData = Extract<NonNullable<DetailsQuery['node']>, { names: unknown }>;
type StatedField = NonNullable<EntityDetailsData['fields']>[number];
type Claim = StatedField['claims'][number];
type Listed = NonNullable<Extract<NonNullable<RelationsQuery['node']>, { relations: unknown }>['relations']>;
type Row = Listed['edges'][number];

/** Rows on one page of a group of relations. */
const ROWS = 10;
/** Groups of up to this many relations start open. */
const OPEN = 20;

export function Details() {
  const t = useMessages();
  const { selection } = useView();
  if (!selection) return <p class="quiet">{t.chooseHint}</p>;
  return selection.kind === 'entity' ? (
    <EntityDetails key={selection.id} id={selection.id} />
  ) : (
    <RelationDetails key={selection.id} of={selection} />
  );
}

function EntityDetails({ id }: { id: string }) {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const scene = useScene();
  const answer = useQuery(
    async (signal) => {
      const { language } = t;
      const { node } = await explorer.request(DetailsDocument, { id, asOf, language }, signal);
      if (node || asOf === null) return { node };
      // It isn't in the graph at that date, but its name is known.
      const { nodes } = await explorer.request(NamesDocument, { ids: [id], language }, signal);
      return { node, absent: { asOf, of: nodes?.[0] } };
    },
    [id, asOf, t.language],
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
  if (answer.problem) return <ProblemMessage problem={answer.problem} retry={answer.retry} />;
  if (!answer.value) return <LoadingMessage>{t.loading}</LoadingMessage>;
  if (absent?.of && 'label' in absent.of) {
    return <p>{t.notThen(nameOf(absent.of), dateInWords(t, absent.asOf))}</p>;
  }
  if (!node || !('names' in node)) return <p>{t.notThere}</p>;
  const isShown = scene.nodes.some((shown) => shown.id === id);
  return (
    <article class="entity" aria-busy={answer.busy}>
      <header>
        <p class="kind">
          <TypeIcon type={node.__typename} named /> <Word of={typeName(t, node.__typename)} />
        </p>
        <h2>
          <Name of={node} />
        </h2>
        <p class="buttons">
          {!isShown && (
            <button type="button" class="small" onClick={() => void explorer.bring([id])}>
              {t.show}
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
        <section aria-label={t.fields}>
          <h3>{t.fields}</h3>
          <dl class="fields">
            {node.fields.map((field) => (
              <FieldLines key={field.field} id={id} type={node.__typename} of={field} />
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3>{t.relations}</h3>
        {relationStepsOf(id, node, scene, explorer.model).map((way) => (
          <RelationGroup key={way.type + way.direction} id={id} way={way} />
        ))}
      </section>
      <section aria-label={t.names}>
        <h3>{t.names}</h3>
        <ul class="names">
          {node.names.map((name) => (
            <li key={name.language + name.text}>
              <Text lang={name.language}>{name.text}</Text>{' '}
              <span class="quiet">
                {formatLanguage(t, name.language)}, {t.nameKinds[name.kind]}
                {name.origin === 'ENTENTE' && `, ${t.givenByEntente}`}
              </span>
              {name.sources.length > 0 && <EvidenceList sources={name.sources} />}
            </li>
          ))}
        </ul>
      </section>
      {node.sameAs.length > 0 && (
        <section aria-label={t.sameAs}>
          <h3>{t.sameAs}</h3>
          <ul class="plain">
            {node.sameAs.map((address) => (
              <li key={address}>
                <ExternalLink address={address} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t.mentionedIn}>
        <h3>{t.mentionedIn}</h3>
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
  const t = useMessages();
  const isContested = claims.length > 1;
  return (
    <>
      <dt>
        <Word of={fieldName(t, field)} />
        {isContested && <span class="contested"> {t.contested}</span>}
      </dt>
      <dd class={isContested ? 'claims' : ''}>
        {isContested && <p class="visually-hidden">{t.contestedHow(claims.length)}</p>}
        {claims.map((claim, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two sources may claim the same value in different words
          <div key={i} class="claim">
            <ClaimValue kind={explorer.model.kindOf(type, field)} of={claim} />
            <RankLabel rank={claim.rank} />
            <Evidence sources={claim.sources} cite={fieldPath(id, field)} />
          </div>
        ))}
      </dd>
    </>
  );
}

function RankLabel({ rank }: { rank: string }) {
  const t = useMessages();
  if (rank === 'PREFERRED') return <span class="rank"> {t.ranks.PREFERRED}</span>;
  if (rank === 'DEPRECATED') return <span class="rank deprecated"> {t.ranks.DEPRECATED}</span>;
  return null;
}

/** A value of a claim. */
function ClaimValue({ kind, of }: { kind: string; of: Claim }) {
  const t = useMessages();
  if (of.period) return <PeriodText period={of.period} />;
  if (of.money && of.money.length > 0) return <Amounts of={of.money} />;
  if (of.place) return <Text>{formatPlace(t, of.place)}</Text>;
  const value = of.value ?? '';
  if (kind === 'enum') return <Word of={valueName(t, value)} />;
  if (kind === 'country') return <Text>{formatCountry(t, value)}</Text>;
  if (kind === 'language') return <Text>{formatLanguage(t, value)}</Text>;
  if (kind === 'duration') return <Text>{formatDuration(t, value)}</Text>;
  return kind === 'uri' ? <ExternalLink address={value} /> : <Text>{value}</Text>;
}

function RelationGroup({ id, way }: { id: string; way: RelationStepCounts }) {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const { type, direction, count, more } = way;
  const [isOpen, setOpen] = useState(count <= OPEN && explorer.model.isMoreThanEvidence(type));
  const reading = explorer.model.reading(t, type, direction);
  return (
    <details class="relation-group" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="reading">
          <Word of={reading} />
        </span>{' '}
        <span class="count">{count.toLocaleString(t.language)}</span>
      </summary>
      {isOpen && (
        <>
          {more > 0 && (
            <button type="button" class="small" onClick={() => void explorer.expand(id, way)}>
              {t.bring(more)}
              <span class="visually-hidden">
                {' '}
                <Word of={reading} />
              </span>
            </button>
          )}
          <RelationRows key={asOf ?? ''} id={id} way={way} caption={reading.text} />
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

function RelationRows({ id, way, caption }: { id: string; way: RelationStepCounts; caption: string }) {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const [page, setPage] = useState<Page>({ from: 0 });
  const answer = useQuery(
    async (signal) => {
      const place = page.before ? { last: ROWS, before: page.before } : { first: ROWS, after: page.after ?? null };
      const { node } = await explorer.request(
        RelationsDocument,
        {
          id,
          type: way.type as RelationType,
          direction: way.direction as Direction,
          ...place,
          asOf,
          language: t.language,
        },
        signal,
      );
      return node && 'relations' in node && node.relations ? { list: node.relations, from: page.from } : null;
    },
    [id, way.type, way.direction, asOf, page, t.language],
  );
  if (answer.problem) return <ProblemMessage problem={answer.problem} retry={answer.retry} />;
  if (!answer.value) return answer.busy ? <LoadingMessage>{t.loading}</LoadingMessage> : <p>{t.notThere}</p>;
  const { list, from } = answer.value;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = list.pageInfo;
  const has = (test: (row: Row) => boolean) => list.edges.some(test);
  const columns = { when: has(({ period }) => period !== null), amounts: has(({ amounts }) => amounts.length > 0) };
  return (
    <>
      <ScrollArea label={caption}>
        <table class="rows" aria-busy={answer.busy}>
          <thead>
            <tr>
              <th scope="col">{t.relatedTo}</th>
              {columns.when && <th scope="col">{t.when}</th>}
              {columns.amounts && <th scope="col">{t.amounts}</th>}
            </tr>
          </thead>
          <tbody>
            {list.edges.map((row) => (
              <tr key={row.id} class={row.rank === 'DEPRECATED' ? 'is-deprecated' : ''}>
                <td>
                  <EntityEntry of={row.node} />
                  <RowNotes of={row} />
                  <Evidence
                    sources={row.sources}
                    cite={relationPath(row.direction === 'IN' ? row.node.id : id, row.id)}
                  />
                </td>
                {columns.when && <td>{row.period && <PeriodText period={row.period} />}</td>}
                {columns.amounts && (
                  <td>
                    <Amounts of={row.amounts} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {(hasNextPage || hasPreviousPage) && (
        <p class="pager">
          <button
            type="button"
            class="small"
            disabled={!hasPreviousPage}
            onClick={() => setPage({ from: Math.max(0, from - ROWS), before: startCursor ?? '' })}
          >
            {t.previousPage}
          </button>
          <span>{t.rows(from + 1, from + list.edges.length, list.totalCount)}</span>
          <button
            type="button"
            class="small"
            disabled={!hasNextPage}
            onClick={() => setPage({ from: from + ROWS, after: endCursor ?? '' })}
          >
            {t.nextPage}
          </button>
        </p>
      )}
    </>
  );
}

function RowNotes({ of: { role, note, certain, rank } }: { of: Row }) {
  const t = useMessages();
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
      {!certain && <span class="quiet"> {t.uncertain}</span>}
      <RankLabel rank={rank} />
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

/** The details of an edge. Several relations of a type may connect the same two entities, so the id decides. */
function RelationDetails({ of }: { of: Extract<Selection, { kind: 'relation' }> }) {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const answer = useQuery(
    async (signal) => {
      const { node } = await explorer.request(
        RelationsDocument,
        {
          id: of.from,
          type: of.type as RelationType,
          direction: 'OUT',
          where: { id: { eq: of.to } },
          first: 100,
          asOf,
          language: t.language,
        },
        signal,
      );
      if (!node || !('relations' in node)) return null;
      const row = node.relations?.edges.find(({ id }) => id === of.id);
      return row ? { begin: node, row } : null;
    },
    [of.id, asOf, t.language],
  );
  if (answer.problem) return <ProblemMessage problem={answer.problem} retry={answer.retry} />;
  if (answer.busy && !answer.value) return <LoadingMessage>{t.loading}</LoadingMessage>;
  if (!answer.value) return <p>{t.notThere}</p>;
  const { begin, row } = answer.value;
  return (
    <article class="relation">
      <header>
        <p class="kind">{t.relation}</p>
        <h2>
          <EntityLink of={begin} />{' '}
          <span class="reading">
            <Word of={explorer.model.reading(t, row.type, 'OUT')} />
          </span>{' '}
          <EntityLink of={row.node} />
        </h2>
        <p class="buttons">
          <Cite path={relationPath(begin.id, row.id)} />
        </p>
      </header>
      <dl class="fields">
        {row.role && (
          <Line term={t.role}>
            <Text>{row.role}</Text>
          </Line>
        )}
        {row.period && (
          <Line term={t.when}>
            <PeriodText period={row.period} />
          </Line>
        )}
        {row.amounts.length > 0 && (
          <Line term={t.amounts}>
            <Amounts of={row.amounts} />
          </Line>
        )}
        {row.note && (
          <Line term={t.note}>
            <Text>{row.note}</Text>
          </Line>
        )}
      </dl>
      <p>
        <RankLabel rank={row.rank} />
        {!row.certain && <span class="quiet"> {t.uncertain}</span>}
      </p>
      <section aria-label={t.who}>
        <h3>{t.who}</h3>
        <EvidenceList sources={row.sources} />
      </section>
      {row.recordedAt && <p class="quiet">{t.recorded(dayInWords(row.recordedAt, t))}</p>}
    </article>
  );
}
