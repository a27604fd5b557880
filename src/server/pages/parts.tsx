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

/** What pages are put together of. */

/** What every part of a page is shown by. */
export interface Shown {
  readonly words: Catalogue;
  readonly view: View;
  readonly model: Model;
}

export const Word = ({ said }: { said: Localised }) => <span lang={said.language}>{said.text}</span>;

export const Entity = ({ shown, entity }: { shown: Shown; entity: Pick<EntityPart, 'id' | 'label'> }) => (
  <a href={entityAddress(entity.id, shown.view)}>
    <Text language={entity.label.language}>{entity.label.text}</Text>
  </a>
);

function PeriodIn({ words, period }: { words: Catalogue; period: Period }) {
  const said = formatPeriod(words, period);
  if (said === null) return <code>{sanitiseText(period.edtf)}</code>;
  return (
    <>
      {said} <code>{sanitiseText(period.edtf)}</code>
    </>
  );
}

function Money({ words, money }: { words: Catalogue; money: readonly MoneyPart[] }) {
  return money.map((one) => <span class="money">{formatMoney(words, one)}</span>);
}

/** A value as it is read: in words where it has some, and as stated. */
export function Value({ words, kind, value }: { words: Catalogue; kind: string; value: unknown }) {
  if (kind === 'period') return <PeriodIn words={words} period={value as Period} />;
  if (kind === 'money') return <Money words={words} money={value as readonly MoneyPart[]} />;
  if (kind === 'place') return <Text>{formatPlace(words, value as PlacePart)}</Text>;
  const text = String(value);
  if (kind === 'enum') return <Word said={valueName(words, text)} />;
  if (kind === 'country') return <bdi>{sanitiseText(formatCountry(words, text))}</bdi>;
  if (kind === 'language') return <bdi>{sanitiseText(formatLanguage(words, text))}</bdi>;
  if (kind === 'duration') return <bdi>{sanitiseText(formatDuration(words, text))}</bdi>;
  if (kind === 'uri') return <Address uri={text} />;
  return <Text>{text}</Text>;
}

/** A link where it leads somewhere, and else what it says. */
export function Address({ uri, children }: { uri: string; children?: string }) {
  const href = safeLink(uri);
  if (href === undefined) return <Text>{children ?? uri}</Text>;
  return (
    <a href={href} rel="external noopener noreferrer nofollow">
      <Text>{children ?? uri}</Text>
    </a>
  );
}

/** More of them are folded up, and can be opened without a script. */
const DOCUMENTS = 4;

/** Who says so: each document once, with the places in it. */
export function Evidence({ shown, sources }: { shown: Shown; sources: readonly EvidenceRow[] }) {
  const { words } = shown;
  const places = new Map<string, EvidenceRow[]>();
  for (const source of sources) {
    const key = source.document?.id ?? '';
    places.set(key, [...(places.get(key) ?? []), source]);
  }
  const items = [...places.values()].map((rows) => (
    <li>
      <Document shown={shown} rows={rows} />
    </li>
  ));
  const [first, rest] = items.length > DOCUMENTS ? [items.slice(0, 2), items.slice(2)] : [items, []];
  return (
    <>
      <ul class="evidence">{first}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{words.page.more(rest.length)}</summary>
          <ul class="evidence">{rest}</ul>
        </details>
      )}
    </>
  );
}

function Document({ shown, rows }: { shown: Shown; rows: readonly EvidenceRow[] }) {
  const { words } = shown;
  const document = rows[0]?.document;
  const places = rows.filter(({ locator, stated }) => locator !== null || stated !== null);
  const published = document?.published;
  const address = document?.url ? safeLink(document.url) : undefined;
  const about: ComponentChildren[] = (document?.publishers.nodes ?? []).map((publisher) => (
    <Text language={publisher.label.language}>{publisher.label.text}</Text>
  ));
  if (published) about.push(formatPeriod(words, published) ?? sanitiseText(published.edtf));
  if (address !== undefined) {
    about.push(
      <a href={address} rel="external noopener noreferrer nofollow">
        {words.page.original}
      </a>,
    );
  }
  return (
    <>
      {document ? (
        <cite>
          <Entity shown={shown} entity={document} />
        </cite>
      ) : (
        words.page.absent
      )}
      {places.map(({ locator, stated }) => (
        <span class="place">
          {', '}
          {locator !== null && <Text>{locator}</Text>}
          {stated !== null && (
            <>
              {locator !== null && ' '}({words.page.states}:{' '}
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

export const Rank = ({ words, rank }: { words: Catalogue; rank: keyof Catalogue['ranks'] }) =>
  rank === 'NORMAL' ? null : <span class={`rank ${rank.toLowerCase()}`}>{words.ranks[rank]}</span>;

export const Link = ({ words, address, fact }: { words: Catalogue; address: string; fact: string }) => (
  <a class="permalink" href={address} aria-label={sanitiseText(words.page.linkTo(fact))}>
    #
  </a>
);

/** A table that stays one for those who hear it, also where it is shown as a list because there is no room. */
export function Table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  rows: ComponentChildren;
}) {
  return (
    <table role="table">
      <caption class="unseen">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{rows}</tbody>
    </table>
  );
}

export function Cell({ column, children }: { column: string; children?: ComponentChildren }) {
  return (
    <td role="cell" data-column={column}>
      <div>{children}</div>
    </td>
  );
}
