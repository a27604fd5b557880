import { type Catalogue, fieldName, type Localised, readingName, typeName } from '../../i18n/catalogue.ts';
import { formatLanguage, formatPeriod } from '../../i18n/format-values.ts';
import { fragmentOf, queryOf } from '../../i18n/page-addresses.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { entityAddress, factAddress, linkedAddress, type View } from './address.ts';
import type { CountedGroup, Group, Model } from './model.ts';
import { renderPage } from './page.tsx';
import { Address, Cell, Entity, Evidence, Link, Rank, type RenderContext, Table, Value, Word } from './parts.tsx';
import {
  type ClaimPart,
  type EntityPart,
  nameOf,
  type RelationPart,
  type RelationsPart,
  relationsIn,
} from './query.ts';
import { Text } from './text.tsx';

/** What the page of an entity shows. */
export interface EntityPage {
  readonly model: Model;
  readonly catalogue: Catalogue;
  readonly view: View;
  /** Such as https://kg.example.org, for addresses that other sites keep; null if the server doesn't know it. */
  readonly origin: string | null;
  readonly entity: EntityPart;
  /** The groups that aren't empty. */
  readonly groups: readonly CountedGroup[];
  /** Set if the page shows one group only. */
  readonly page: { readonly group: Group; readonly after: string | null } | null;
  /** The id of the cited relation. */
  readonly fact: string | null;
  /** The same content as JSON-LD. */
  readonly linked: string;
}

function Fields({ context, entity }: { context: RenderContext; entity: EntityPart }) {
  const { catalogue, model, view } = context;
  const { page } = catalogue;
  const type = model.typeOf(entity.id) ?? '';
  const rows = (entity.fields ?? []).flatMap(({ field, claims }) => {
    const kind = model.field(type, field)?.kind ?? 'text';
    const word = fieldName(catalogue, field);
    const address = `${entityAddress(entity.id, { ...view, language: null })}#${fragmentOf(field)}`;
    return claims.map((claim, i) => (
      <tr role="row" {...(i === 0 ? { id: fragmentOf(field) } : {})}>
        <th role="rowheader" scope="row">
          <Word of={word} /> {i === 0 && <Link catalogue={catalogue} address={address} fact={word.text} />}
          {i === 0 && claims.length > 1 && <span class="contested">{page.contested}</span>}
        </th>
        <Cell column={page.value}>
          <Value catalogue={catalogue} kind={kind} value={valueIn(claim)} />{' '}
          <Rank catalogue={catalogue} rank={claim.rank} />
        </Cell>
        <Cell column={page.evidence}>
          <Evidence context={context} sources={claim.sources} />
        </Cell>
      </tr>
    ));
  });
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="fields">
      <h2 id="fields">{page.fields}</h2>
      <Table caption={page.fields} columns={[page.field, page.value, page.evidence]} rows={rows} />
    </section>
  );
}

const valueIn = ({ value, period, money, place }: ClaimPart) => period ?? money ?? place ?? value;

const hasValue = (value: unknown) =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/** A table of relations. A property has a column if any of the relations has a value for it. */
function Relations({
  context,
  caption,
  relations,
}: {
  context: RenderContext;
  caption: string;
  relations: readonly RelationPart[];
}) {
  const { catalogue, model, view } = context;
  const { page } = catalogue;
  const properties = model
    .properties(relations[0]?.type ?? '')
    .filter(({ name }) => relations.some((relation) => hasValue(relation[name])))
    .map((property) => ({ ...property, word: fieldName(catalogue, property.name) }));
  const hasNotes = relations.some(({ note }) => note !== null);
  const columns = [page.entity, ...properties.map(({ word }) => word), ...(hasNotes ? [page.note] : []), page.evidence];
  const rows = relations.map((relation) => {
    const { id, node, rank, certain, note, sources } = relation;
    return (
      <tr role="row" id={fragmentOf(id)}>
        <th role="rowheader" scope="row">
          <Entity context={context} entity={node} />{' '}
          <Link catalogue={catalogue} address={factAddress(relation, view)} fact={`${caption} ${node.label.text}`} />
          <Rank catalogue={catalogue} rank={rank} />
          {!certain && <span class="uncertain">{page.uncertain}</span>}
        </th>
        {properties.map(({ name, kind, word }) => (
          <Cell column={word.text}>
            {hasValue(relation[name]) && <Value catalogue={catalogue} kind={kind} value={relation[name]} />}
          </Cell>
        ))}
        {hasNotes && <Cell column={page.note}>{note !== null && <Text>{note}</Text>}</Cell>}
        <Cell column={page.evidence}>
          <Evidence context={context} sources={sources} />
        </Cell>
      </tr>
    );
  });
  return <Table caption={caption} columns={columns} rows={rows} />;
}

/** A group with its relations. Its heading is their reading. */
interface FoundGroup {
  readonly group: CountedGroup;
  readonly relations: RelationsPart;
  readonly heading: Localised;
}

function nonEmptyGroups(
  catalogue: Catalogue,
  entity: EntityPart,
  groups: readonly CountedGroup[],
): readonly FoundGroup[] {
  return groups.flatMap((group) => {
    const relations = relationsIn(entity, group);
    const [first] = relations.edges;
    return first
      ? [{ group, relations, heading: readingName(catalogue, group.type, group.direction, first.reading) }]
      : [];
  });
}

function Groups({
  context,
  entity,
  found,
  cited,
  page,
}: {
  context: RenderContext;
  entity: EntityPart;
  found: readonly FoundGroup[];
  cited: string | undefined;
  page: EntityPage['page'];
}) {
  const { catalogue, model, view } = context;
  return found.map(({ group, relations, heading }) => {
    const { edges, pageInfo } = relations;
    const name = nameOf(group);
    // The cited relation is shown above, and an HTML id may occur only once.
    const rows = edges.filter(({ id }) => id !== cited);
    const dates = model.properties(group.type).filter(({ kind }) => kind === 'period');
    const isDated = (relation: RelationPart) => dates.some(({ name }) => hasValue(relation[name]));
    // What has no date stands apart from what was then, or from what has dates.
    const isApart = dates.length > 0 && (view.asOf !== null || rows.some(isDated));
    const dated = isApart ? rows.filter(isDated) : rows;
    const undated = isApart ? rows.filter((row) => !isDated(row)) : [];
    return (
      <section aria-labelledby={name}>
        <h3 id={name}>
          <Word of={heading} /> <small>{catalogue.page.rows(edges.length, group.count)}</small>
        </h3>
        {dated.length > 0 && <Relations context={context} caption={heading.text} relations={dated} />}
        {undated.length > 0 && (
          <>
            <h4>
              {catalogue.page.undated} <small>{catalogue.page.undatedNote}</small>
            </h4>
            <Relations context={context} caption={`${heading.text}: ${catalogue.page.undated}`} relations={undated} />
          </>
        )}
        {(pageInfo.hasNextPage || page?.after) && (
          <p class="pages">
            {page?.after && <a href={entityAddress(entity.id, view, { group })}>{catalogue.page.first}</a>}
            {pageInfo.hasNextPage && (
              <a rel="next" href={entityAddress(entity.id, view, { group, after: pageInfo.endCursor })}>
                {catalogue.page.next}
              </a>
            )}
          </p>
        )}
      </section>
    );
  });
}

function Title({ context, entity, page }: { context: RenderContext; entity: EntityPart; page: EntityPage['page'] }) {
  const { catalogue, model, view } = context;
  const { label } = entity;
  return (
    <>
      <p class="type">
        <Word of={typeName(catalogue, model.typeOf(entity.id) ?? '')} /> <code>{entity.id}</code>
      </p>
      <h1>
        <Text language={label.language}>{label.text}</Text>
      </h1>
      {page && (
        <p>
          <a href={entityAddress(entity.id, view)}>{catalogue.page.whole}</a>
        </p>
      )}
    </>
  );
}

function Cited({ context, relation }: { context: RenderContext; relation: RelationPart | undefined }) {
  const { catalogue } = context;
  const heading = relation && readingName(catalogue, relation.type, relation.direction, relation.reading);
  return (
    <section aria-labelledby="cited" class="cited">
      <h2 id="cited">{catalogue.page.cited}</h2>
      {relation && heading ? (
        <>
          <h3>
            <Word of={heading} />
          </h3>
          <Relations context={context} caption={heading.text} relations={[relation]} />
        </>
      ) : (
        <p class="notice">{catalogue.page.citedGone}</p>
      )}
    </section>
  );
}

/** The entity's summary, names and identifiers elsewhere. */
function About({ context, entity }: { context: RenderContext; entity: EntityPart }) {
  const { catalogue } = context;
  const { label, names, summary, sameAs = [] } = entity;
  // The title has no room to say who gives the name.
  const others = names.filter(
    ({ text, language, origin, sources }) =>
      text !== label.text || language !== label.language || origin === 'ENTENTE' || sources.length > 0,
  );
  return (
    <>
      {summary && (
        <p class="summary">
          <Text>{summary}</Text>
        </p>
      )}
      {others.length > 0 && (
        <section aria-labelledby="names">
          <h2 id="names">{catalogue.page.names}</h2>
          <ul class="names">
            {others.map(({ text, language, kind, origin, sources }) => (
              <li>
                <Text language={language}>{text}</Text>{' '}
                <small>
                  {formatLanguage(catalogue, language)}, {catalogue.nameKinds[kind]}
                  {origin === 'ENTENTE' && `, ${catalogue.givenByEntente}`}
                </small>
                {sources.length > 0 && <Evidence context={context} sources={sources} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      {sameAs.length > 0 && (
        <section aria-labelledby="same">
          <h2 id="same">{catalogue.page.sameAs}</h2>
          <ul>
            {sameAs.map((uri) => (
              <li>
                <Address uri={uri} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Renders the page of an entity: its names, its facts and its relations, each with its sources. */
export function entityPage({ model, catalogue, view, origin, entity, groups, page, fact, linked }: EntityPage): string {
  const context: RenderContext = { model, catalogue, view };
  const { id, label, summary } = entity;
  const found = nonEmptyGroups(catalogue, entity, groups);
  const place = { group: page?.group, after: page?.after, fact };
  const cited = entity.cited?.edges[0];
  const asOf = view.asOf === null ? null : dayIn(catalogue, view.asOf);
  const isUndated = !page && !(entity.fields ?? []).some(({ claims }) => claims.some(({ period }) => period !== null));
  return renderPage({
    catalogue,
    root: view.root,
    title: label.text,
    description: summary,
    canonical: (origin ?? '') + entityAddress(id, { ...view, language: null, asOf: null }),
    inLanguage: (language) => entityAddress(id, { ...view, language }, place),
    linked: { address: linkedAddress(id, view, place), text: linked },
    links: (
      <>
        <a href={`${view.root}/${queryOf({ entity: id, asOf: view.asOf })}`}>{catalogue.page.explore}</a>
        <a href={linkedAddress(id, view, place)}>{catalogue.page.linkedData}</a>
      </>
    ),
    children: (
      <article>
        {asOf !== null && (
          <p class="notice">
            {catalogue.page.asOf(asOf)}{' '}
            <a href={entityAddress(id, { ...view, asOf: null }, { fact })}>{catalogue.page.now}</a>
            {isUndated && (
              <>
                <br />
                {catalogue.page.undatedEntity}
              </>
            )}
          </p>
        )}
        <Title context={context} entity={entity} page={page} />
        {fact !== null && <Cited context={context} relation={cited} />}
        {!page && <About context={context} entity={entity} />}
        {!page && <Fields context={context} entity={entity} />}
        {!page && (entity.sources ?? []).length > 0 && (
          <section aria-labelledby="documents">
            <h2 id="documents">{catalogue.page.mentionedIn}</h2>
            <Evidence context={context} sources={entity.sources ?? []} />
          </section>
        )}
        <h2 id="relations">{catalogue.page.relations}</h2>
        {found.length === 0 && <p>{catalogue.page.noRelations}</p>}
        {found.length > 1 && (
          <nav aria-labelledby="relations">
            <ul class="contents">
              {found.map(({ group, heading }) => (
                <li>
                  <a href={`#${nameOf(group)}`}>
                    <Word of={heading} /> <small>{group.count.toLocaleString(catalogue.locale)}</small>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <Groups context={context} entity={entity} found={found} cited={cited?.id} page={page} />
      </article>
    ),
  });
}

/** A date in EDTF, in words as well if there are words for it. */
export function dayIn(catalogue: Catalogue, edtf: string): string {
  const text = formatPeriod(catalogue, { edtf, start: null, end: null });
  return text === null || text === edtf ? sanitiseText(edtf) : `${text} (${sanitiseText(edtf)})`;
}
