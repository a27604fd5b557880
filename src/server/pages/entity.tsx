import { type Catalogue, fieldName, type Localised, readingName, typeName } from '../../i18n/catalogue.ts';
import { formatLanguage, formatPeriod } from '../../i18n/format-values.ts';
import { anchor, queryOf } from '../../i18n/page-addresses.ts';
import { sanitiseText } from '../../i18n/sanitise-text.ts';
import { entityAddress, factAddress, linkedAddress, type View } from './address.ts';
import type { Counted, Group, Model } from './model.ts';
import { renderPage } from './page.tsx';
import { Address, Cell, Entity, Evidence, Link, Rank, type Shown, Table, Value, Word } from './parts.tsx';
import {
  type ClaimPart,
  type EntityPart,
  nameOf,
  type RelationPart,
  type RelationsPart,
  relationsIn,
} from './query.ts';
import { Text } from './text.tsx';

export interface EntityPage {
  readonly model: Model;
  readonly words: Catalogue;
  readonly view: View;
  readonly entity: EntityPart;
  /** Those that it has, with how many there are of each. */
  readonly groups: readonly Counted[];
  /** Where one group alone is shown. */
  readonly page: { readonly group: Group; readonly after: string | null } | null;
  /** The id of the relation that is cited. */
  readonly fact: string | null;
  /** What describes the entity for programs, as JSON-LD. */
  readonly linked: string;
}

function Fields({ shown, entity }: { shown: Shown; entity: EntityPart }) {
  const { words, model, view } = shown;
  const { page } = words;
  const type = model.typeOf(entity.id) ?? '';
  const rows = (entity.fields ?? []).flatMap(({ field, claims }) => {
    const kind = model.field(type, field)?.kind ?? 'text';
    const word = fieldName(words, field);
    const address = `${entityAddress(entity.id, { ...view, language: null })}#${anchor(field)}`;
    return claims.map((claim, i) => (
      <tr role="row" {...(i === 0 ? { id: anchor(field) } : {})}>
        <th role="rowheader" scope="row">
          <Word said={word} /> {i === 0 && <Link words={words} address={address} fact={word.text} />}
          {i === 0 && claims.length > 1 && <span class="contested">{page.contested}</span>}
        </th>
        <Cell column={page.value}>
          <Value words={words} kind={kind} value={valueIn(claim)} /> <Rank words={words} rank={claim.rank} />
        </Cell>
        <Cell column={page.evidence}>
          <Evidence shown={shown} sources={claim.sources} />
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

const holds = (value: unknown) =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/** Rows of relations; a column stands where one of them has something in it. */
function Relations({
  shown,
  caption,
  relations,
}: {
  shown: Shown;
  caption: string;
  relations: readonly RelationPart[];
}) {
  const { words, model, view } = shown;
  const { page } = words;
  const properties = model
    .properties(relations[0]?.type ?? '')
    .filter(({ name }) => relations.some((relation) => holds(relation[name])))
    .map((property) => ({ ...property, word: fieldName(words, property.name) }));
  const hasNotes = relations.some(({ note }) => note !== null);
  const columns = [
    page.entity,
    ...properties.map(({ word }) => word.text),
    ...(hasNotes ? [page.note] : []),
    page.evidence,
  ];
  const rows = relations.map((relation) => {
    const { id, node, rank, certain, note, sources } = relation;
    return (
      <tr role="row" id={anchor(id)}>
        <th role="rowheader" scope="row">
          <Entity shown={shown} entity={node} />{' '}
          <Link words={words} address={factAddress(relation, view)} fact={`${caption} ${node.label.text}`} />
          <Rank words={words} rank={rank} />
          {!certain && <span class="uncertain">{page.uncertain}</span>}
        </th>
        {properties.map(({ name, kind, word }) => (
          <Cell column={word.text}>
            {holds(relation[name]) && <Value words={words} kind={kind} value={relation[name]} />}
          </Cell>
        ))}
        {hasNotes && <Cell column={page.note}>{note !== null && <Text>{note}</Text>}</Cell>}
        <Cell column={page.evidence}>
          <Evidence shown={shown} sources={sources} />
        </Cell>
      </tr>
    );
  });
  return <Table caption={caption} columns={columns} rows={rows} />;
}

/** A group with what is found in it: its heading is how its relations read. */
interface Found {
  readonly group: Counted;
  readonly relations: RelationsPart;
  readonly heading: Localised;
}

function groupsFound(words: Catalogue, entity: EntityPart, groups: readonly Counted[]): readonly Found[] {
  return groups.flatMap((group) => {
    const relations = relationsIn(entity, group);
    const [first] = relations.edges;
    return first ? [{ group, relations, heading: readingName(words, group.type, group.direction, first.reading) }] : [];
  });
}

function Groups({
  shown,
  entity,
  found,
  cited,
  page,
}: {
  shown: Shown;
  entity: EntityPart;
  found: readonly Found[];
  cited: string | undefined;
  page: EntityPage['page'];
}) {
  const { words, view } = shown;
  return found.map(({ group, relations, heading }) => {
    const { edges, pageInfo } = relations;
    const name = nameOf(group);
    // What is shown above has its name there, and a name stands once in a page.
    const rows = edges.filter(({ id }) => id !== cited);
    return (
      <section aria-labelledby={name}>
        <h3 id={name}>
          <Word said={heading} /> <small>{words.page.rows(edges.length, group.count)}</small>
        </h3>
        {rows.length > 0 && <Relations shown={shown} caption={heading.text} relations={rows} />}
        {(pageInfo.hasNextPage || page?.after) && (
          <p class="pages">
            {page?.after && <a href={entityAddress(entity.id, view, { group })}>{words.page.first}</a>}
            {pageInfo.hasNextPage && (
              <a rel="next" href={entityAddress(entity.id, view, { group, after: pageInfo.endCursor })}>
                {words.page.next}
              </a>
            )}
          </p>
        )}
      </section>
    );
  });
}

function Title({ shown, entity, page }: { shown: Shown; entity: EntityPart; page: EntityPage['page'] }) {
  const { words, model, view } = shown;
  const { label } = entity;
  return (
    <>
      <p class="type">
        <Word said={typeName(words, model.typeOf(entity.id) ?? '')} /> <code>{entity.id}</code>
      </p>
      <h1>
        <Text language={label.language}>{label.text}</Text>
      </h1>
      {page && (
        <p>
          <a href={entityAddress(entity.id, view)}>{words.page.whole}</a>
        </p>
      )}
    </>
  );
}

function Cited({ shown, relation }: { shown: Shown; relation: RelationPart | undefined }) {
  const { words } = shown;
  const heading = relation && readingName(words, relation.type, relation.direction, relation.reading);
  return (
    <section aria-labelledby="cited" class="cited">
      <h2 id="cited">{words.page.cited}</h2>
      {relation && heading ? (
        <>
          <h3>
            <Word said={heading} />
          </h3>
          <Relations shown={shown} caption={heading.text} relations={[relation]} />
        </>
      ) : (
        <p class="notice">{words.page.citedGone}</p>
      )}
    </section>
  );
}

/** What it is, by names and in its own words. */
function About({ words, entity }: { words: Catalogue; entity: EntityPart }) {
  const { label, names, summary, sameAs = [] } = entity;
  const others = names.filter(({ text, language }) => text !== label.text || language !== label.language);
  return (
    <>
      {summary && (
        <p class="summary">
          <Text>{summary}</Text>
        </p>
      )}
      {others.length > 0 && (
        <section aria-labelledby="names">
          <h2 id="names">{words.page.names}</h2>
          <ul class="names">
            {others.map(({ text, language, kind }) => (
              <li>
                <Text language={language}>{text}</Text>{' '}
                <small>
                  {formatLanguage(words, language)}, {words.nameKinds[kind]}
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {sameAs.length > 0 && (
        <section aria-labelledby="same">
          <h2 id="same">{words.page.sameAs}</h2>
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

/** The page of an entity: what it is, what is known of it and what it is related to, each with who says so. */
export function entityPage({ model, words, view, entity, groups, page, fact, linked }: EntityPage): string {
  const shown: Shown = { model, words, view };
  const { id, label, summary } = entity;
  const found = groupsFound(words, entity, groups);
  const place = { group: page?.group, after: page?.after, fact };
  const cited = entity.cited?.edges[0];
  const asOf = view.asOf === null ? null : dayIn(words, view.asOf);
  return renderPage({
    words,
    title: label.text,
    description: summary,
    canonical: entityAddress(id, { language: null, asOf: null }),
    inLanguage: (language) => entityAddress(id, { ...view, language }, place),
    linked: { address: linkedAddress(id, view, place), text: linked },
    links: (
      <>
        <a href={`/${queryOf({ entity: id, asOf: view.asOf })}`}>{words.page.explore}</a>
        <a href={linkedAddress(id, view, place)}>{words.page.linkedData}</a>
      </>
    ),
    children: (
      <article>
        {asOf !== null && (
          <p class="notice">
            {words.page.asOf(asOf)} <a href={entityAddress(id, { ...view, asOf: null }, { fact })}>{words.page.now}</a>
          </p>
        )}
        <Title shown={shown} entity={entity} page={page} />
        {fact !== null && <Cited shown={shown} relation={cited} />}
        {!page && <About words={words} entity={entity} />}
        {!page && <Fields shown={shown} entity={entity} />}
        {!page && (entity.sources ?? []).length > 0 && (
          <section aria-labelledby="told">
            <h2 id="told">{words.page.toldIn}</h2>
            <Evidence shown={shown} sources={entity.sources ?? []} />
          </section>
        )}
        <h2 id="relations">{words.page.relations}</h2>
        {found.length === 0 && <p>{words.page.noRelations}</p>}
        {found.length > 1 && (
          <nav aria-labelledby="relations">
            <ul class="contents">
              {found.map(({ group, heading }) => (
                <li>
                  <a href={`#${nameOf(group)}`}>
                    <Word said={heading} /> <small>{group.count.toLocaleString(words.locale)}</small>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <Groups shown={shown} entity={entity} found={found} cited={cited?.id} page={page} />
      </article>
    ),
  });
}

/** A date that was asked about, in words where it has some. */
export function dayIn(words: Catalogue, edtf: string): string {
  const said = formatPeriod(words, { edtf, start: null, end: null });
  return said === null || said === edtf ? sanitiseText(edtf) : `${said} (${sanitiseText(edtf)})`;
}
