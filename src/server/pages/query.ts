import type { MoneyPart, PlacePart } from '../../i18n/format-values.ts';
import type { Name, Rank } from '../../ontology/facts.ts';
import type { Period } from '../../ontology/period.ts';
import type { Group, Model, ModelField } from './model.ts';

/**
 * What a page asks. The fields are the same for all entities; which relations they can have, and with which properties,
 * comes from the model, so that a new type of relation needs nothing here. All values are variables.
 */

/** Rows of a group on one page. */
export const PAGE = 20;

const PARTS: Readonly<Record<string, string>> = {
  period: '{ edtf start end }',
  money: '{ amount currency approximate }',
  place: '{ name city country latitude longitude }',
};

const FRAGMENTS = `
fragment Named on Name { text language kind }
fragment Evidence on Source {
  locator
  stated
  document {
    id
    label(language: $language) { ...Named }
    url
    published ${PARTS.period}
    publishers(first: 3) { nodes { id label(language: $language) { ...Named } } }
  }
}`;

const FIELDS = `
  summary
  sameAs
  sources { ...Evidence }
  fields {
    field
    claims { value period ${PARTS.period} money ${PARTS.money} place ${PARTS.place} rank sources { ...Evidence } }
  }`;

const CITED =
  'cited: relations(first: 1, where: { relation: { id: { eq: $fact }, rank: { in: [PREFERRED, NORMAL, DEPRECATED] } } }) { ...Relations }';

export const nameOf = ({ type, direction }: Group) => `${direction}_${type}`;

const relationsOf = ({ type, direction }: Group) => `relations(types: [${type}], direction: ${direction}`;

const selected = ({ name, kind }: ModelField) => `${name} ${PARTS[kind] ?? ''}`.trim();

function relationsFragment(model: Model, isOnePage: boolean): string {
  const properties = model.properties().map(selected).join(' ');
  return `
fragment Relations on RelationConnection {
  ${isOnePage ? 'totalCount' : ''}
  pageInfo { hasNextPage endCursor }
  edges {
    id type direction reading from { id } to { id } note rank certain ${properties}
    sources { ...Evidence }
    node { id label(language: $language) { ...Named } }
  }
}`;
}

/**
 * Asks how many relations of each kind an entity has. Which it has none of is not asked for again: a database plans a list
 * that is empty as long as another. To count each kind alone takes a thirtieth of the time of grouping those of a hub.
 */
export function countsFor(groups: readonly Group[]): string {
  const counts = groups.map((group) => `${nameOf(group)}: ${relationsOf(group)}) { totalCount }`);
  return `query EntityRelations($id: ID!, $asOf: String) @asOf(date: $asOf) {
  entity: node(id: $id) { ... on Entity { id ${counts.join(' ')} } }
}`;
}

/** What is shown: all of an entity, or one group of its relations from some place on. */
export interface Shown {
  readonly groups: readonly Group[];
  /** A page of one group leaves out what the entity itself is. */
  readonly isOnePage: boolean;
  /** Whether one fact is asked for by its id. */
  readonly isCited: boolean;
}

export function questionFor(model: Model, { groups, isOnePage, isCited }: Shown): string {
  const lists = groups.map(
    (group) =>
      `${nameOf(group)}: ${relationsOf(group)}, first: $first${isOnePage ? ', after: $after' : ''}) { ...Relations }`,
  );
  const variables = [
    '$id: ID!',
    '$language: String!',
    '$asOf: String',
    ...(groups.length > 0 ? ['$first: Int!'] : []),
    ...(isOnePage ? ['$after: String'] : []),
    ...(isCited ? ['$fact: ID!'] : []),
  ];
  const hasRelations = groups.length > 0 || isCited;
  return `query EntityPage(${variables.join(', ')}) @asOf(date: $asOf) {
  entity: node(id: $id) {
    ... on Entity {
      id
      label(language: $language) { ...Named }
      names { ...Named }
      ${[...(isOnePage ? [] : [FIELDS]), ...(isCited ? [CITED] : []), ...lists].join('\n      ')}
    }
  }
}${hasRelations ? relationsFragment(model, isOnePage) : ''}${FRAGMENTS}`;
}

interface Linked {
  readonly id: string;
  readonly label: Name;
}

export interface EvidenceRow {
  readonly locator: string | null;
  readonly stated: string | null;
  /** Null where it is not in the graph at that time. */
  readonly document:
    | (Linked & {
        readonly url: string | null;
        readonly published: Period | null;
        readonly publishers: { readonly nodes: readonly Linked[] };
      })
    | null;
}

export interface ClaimPart {
  readonly value: string | null;
  readonly period: Period | null;
  readonly money: readonly MoneyPart[] | null;
  readonly place: PlacePart | null;
  readonly rank: Rank;
  readonly sources: readonly EvidenceRow[];
}

export interface RelationPart {
  readonly id: string;
  readonly type: string;
  readonly direction: 'OUT' | 'IN';
  readonly reading: string;
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly note: string | null;
  readonly rank: Rank;
  readonly certain: boolean;
  readonly sources: readonly EvidenceRow[];
  readonly node: Linked;
  /** The properties that its type declares. */
  readonly [property: string]: unknown;
}

export interface RelationsPart {
  /** Of a page of one group; else it was asked for before. */
  readonly totalCount?: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly RelationPart[];
}

export interface EntityPart extends Linked {
  readonly names: readonly Name[];
  readonly summary?: string | null;
  readonly sameAs?: readonly string[];
  readonly sources?: readonly EvidenceRow[];
  readonly fields?: readonly { readonly field: string; readonly claims: readonly ClaimPart[] }[];
  readonly cited?: RelationsPart;
}

/** What is told of a group, by the name that it has in the question. */
const partOf = <T>(entity: object, group: Group): T => (entity as Record<string, T>)[nameOf(group)] as T;
export const relationsIn = (entity: EntityPart, group: Group): RelationsPart => partOf(entity, group);
export const countIn = (counts: object, group: Group): number =>
  partOf<{ readonly totalCount: number }>(counts, group).totalCount;
