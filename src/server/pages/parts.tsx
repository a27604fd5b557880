import type { ComponentChildren } from 'preact';
import { type Catalogue, type Localised, valueName } from '../../i18n/catalogue.ts';
import {
  formatCountry,
  formatDuration,
  formatLanguage,
  formatMoney,
  formatPeriod,
  formatPlace,
  type MoneyPart,
  type PlacePart,
} from '../../i18n/format-values.ts';
import { safeLink, sanitiseText } from '../../i18n/sanitise-text.ts';
import type { Period } from '../../ontology/period.ts';
import { entityAddress, type View } from './address.ts';
import type { Model } from './model.ts';
import type { EntityPart, EvidenceRow } from './query.ts';
import { Text } from './text.tsx';

/** What every component of a page needs to render. */
export interface RenderContext {
  readonly catalogue: Catalogue;
  readonly view: View;
  readonly model: Model;
}

/** A text from the catalogue, marked with its language if it isn't translated. */
export const Word = ({ of }: { of: Localised }) => <span lang={of.language}>{of.text}</span>;

/** The name of an entity as a link to its page. */
export const Entity = ({ context, entity }: { context: RenderContext; entity: Pick<EntityPart, 'id' | 'label'> }) => (
  <a href={entityAddress(entity.id, context.view)}>
    <Text language={entity.label.language}>{entity.label.text}</Text>
  </a>
);

function PeriodIn({ catalogue, period }: { catalogue: Catalogue; period: Period }) {
  const text = formatPeriod(catalogue, period);
  if (text === null) return <code>{sanitiseText(period.edtf)}</code>;
  return (
    <>
      {text} <code>{sanitiseText(period.edtf)}</code>
    </>
  );
}

function Money({ catalogue, money }: { catalogue: Catalogue; money: readonly MoneyPart[] }) {
  return money.map((one) => <span class="money">{formatMoney(catalogue, one)}</span>);
}

/** A value in words if there are words for it, and as stated. */
export function Value({ catalogue, kind, value }: { catalogue: Catalogue; kind: string; value: unknown }) {
  if (kind === 'period') return <PeriodIn catalogue={catalogue} period={value as Period} />;
  if (kind === 'money') return <Money catalogue={catalogue} money={value as readonly MoneyPart[]} />;
  if (kind === 'place') return <Text>{formatPlace(catalogue, value as PlacePart)}</Text>;
  const text = String(value);
  if (kind === 'enum') return <Word of={valueName(catalogue, text)} />;
  if (kind === 'country') return <bdi>{sanitiseText(formatCountry(catalogue, text))}</bdi>;
  if (kind === 'language') return <bdi>{sanitiseText(formatLanguage(catalogue, text))}</bdi>;
  if (kind === 'duration') return <bdi>{sanitiseText(formatDuration(catalogue, text))}</bdi>;
  if (kind === 'uri') return <Address uri={text} />;
  return <Text>{text}</Text>;
}

/** A web address as a link; anything else as text. */
export function Address({ uri, children }: { uri: string; children?: string }) {
  const href = safeLink(uri);
  if (href === undefined) return <Text>{children ?? uri}</Text>;
  return (
    <a href={href} rel="external noopener noreferrer nofollow">
      <Text>{children ?? uri}</Text>
    </a>
  );
}

/** More documents than this are folded into <details>, which needs no script. */
const MAX_DOCUMENTS = 4;

/** The sources of a fact: each document once, with all its locators. */
export function Evidence({ context, sources }: { context: RenderContext; sources: readonly EvidenceRow[] }) {
  const { catalogue } = context;
  const places = new Map<string, EvidenceRow[]>();
  for (const source of sources) {
    const key = source.document?.id ?? '';
    places.set(key, [...(places.get(key) ?? []), source]);
  }
  const items = [...places.values()].map((rows) => (
    <li>
      <Document context={context} rows={rows} />
    </li>
  ));
  const [first, rest] = items.length > MAX_DOCUMENTS ? [items.slice(0, 2), items.slice(2)] : [items, []];
  return (
    <>
      <ul class="evidence">{first}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{catalogue.page.more(rest.length)}</summary>
          <ul class="evidence">{rest}</ul>
        </details>
      )}
    </>
  );
}

function Document({ context, rows }: { context: RenderContext; rows: readonly EvidenceRow[] }) {
  const { catalogue } = context;
  const document = rows[0]?.document;
  const places = rows.filter(({ locator, stated }) => locator !== null || stated !== null);
  const published = document?.published;
  const address = document?.url ? safeLink(document.url) : undefined;
  const about: ComponentChildren[] = (document?.publishers.nodes ?? []).map((publisher) => (
    <Text language={publisher.label.language}>{publisher.label.text}</Text>
  ));
  if (published) about.push(formatPeriod(catalogue, published) ?? sanitiseText(published.edtf));
  if (address !== undefined) {
    about.push(
      <a href={address} rel="external noopener noreferrer nofollow">
        {catalogue.page.original}
      </a>,
    );
  }
  return (
    <>
      {document ? (
        <cite>
          <Entity context={context} entity={document} />
        </cite>
      ) : (
        catalogue.page.absent
      )}
      {places.map(({ locator, stated }) => (
        <span class="place">
          {', '}
          {locator !== null && <Text>{locator}</Text>}
          {stated !== null && (
            <>
              {locator !== null && ' '}({catalogue.page.states}:{' '}
              <q>
                <Text>{stated}</Text>
              </q>
              )
            </>
          )}
        </span>
      ))}
      {about.length > 0 && (
        <span class="about">
          {about.map((part) => (
            <span>
              {' · '}
              {part}
            </span>
          ))}
        </span>
      )}
    </>
  );
}

/** The rank of a claim or relation, unless it is normal. */
export const Rank = ({ catalogue, rank }: { catalogue: Catalogue; rank: keyof Catalogue['ranks'] }) =>
  rank === 'NORMAL' ? null : <span class={`rank ${rank.toLowerCase()}`}>{catalogue.ranks[rank]}</span>;

/** The permanent address of a fact. */
export const Link = ({ catalogue, address, fact }: { catalogue: Catalogue; address: string; fact: string }) => (
  <a class="permalink" href={address} aria-label={sanitiseText(catalogue.page.linkTo(fact))}>
    #
  </a>
);

/** A table with explicit ARIA roles: on a narrow screen CSS shows it as a list, and browsers drop the implied roles. */
export function Table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  /** Words of the ontology may be untranslated, so they come with their language. */
  columns: readonly (string | Localised)[];
  rows: ComponentChildren;
}) {
  return (
    <table role="table">
      <caption class="unseen">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" scope="col">
              {typeof column === 'string' ? column : <Word of={column} />}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{rows}</tbody>
    </table>
  );
}

/** A cell of a table. On a narrow screen CSS shows the column’s name beside it. */
export function Cell({ column, children }: { column: string; children?: ComponentChildren }) {
  return (
    <td role="cell" data-column={column}>
      <div>{children}</div>
    </td>
  );
}
