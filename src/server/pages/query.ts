import type { MoneyPart, PlacePart } from '../../i18n/format-values.ts';
import type { Name, nameOrigins, Rank } from '../../ontology/facts.ts';
import type { Period } from '../../ontology/period.ts';
import type { Group, Model, ModelField } from './model.ts';

/**
 * The queries of a page. The fields are the same for all entities. Relations and their properties come from the model,
 * so that a new relation type needs no change here. All values are variables.
 */

/** How many relations of a group one page shows. */
export const PAGE_SIZE = 20;

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

/** The alias of a group in a query, and its id in a page. */
export const nameOf = ({ type, direction }: Group) => `${direction}_${type}`;

const relationsOf = ({ type, direction }: Group) => `relations(types: [${type}], direction: ${direction}`;

const selectionOf = ({ name, kind }: ModelField) => `${name} ${PARTS[kind] ?? ''}`.trim();

function relationsFragment(model: Model, isOnePage: boolean): string {
  const properties = model.properties().map(selectionOf).join(' ');
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
 * The query that counts the relations of an entity in each group, so that the next query leaves out the empty groups: a
 * database takes as long to plan an empty list as any other. Counting each group by itself takes a thirtieth of the time
 * that grouping the relations of a hub takes.
 */
export function countsQueryFor(groups: readonly Group[]): string {
  const counts = groups.map((group) => `${nameOf(group)}: ${relationsOf(group)}) { totalCount }`);
  return `query EntityRelations($id: ID!, $asOf: String) @asOf(date: $asOf) {
  entity: node(id: $id) { ... on Entity { id ${counts.join(' ')} } }
}`;
}

/** What a page shows: a whole entity, or one page of one group of its relations. */
export interface PageScope {
  readonly groups: readonly Group[];
  /** Whether it is a page of one group, which leaves out the entity's own fields. */
  readonly isOnePage: boolean;
  /** Whether one fact is shown first, by its id. */
  readonly isCited: boolean;
}

/** The query for what a page shows. */
export function queryFor(model: Model, { groups, isOnePage, isCited }: PageScope): string {
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
      names { ...Named origin sources { ...Evidence } }
      ${[...(isOnePage ? [] : [FIELDS]), ...(isCited ? [CITED] : []), ...lists].join('\n      ')}
    }
  }
}${hasRelations ? relationsFragment(model, isOnePage) : ''}${FRAGMENTS}`;
}

interface Linked {
  readonly id: string;
  readonly label: Name;
}

/** A source of a fact, as the API returns it. */
export interface EvidenceRow {
  readonly locator: string | null;
  readonly stated: string | null;
  /** Null if the document isn't in the graph at that time. */
  readonly document:
    | (Linked & {
        readonly url: string | null;
        readonly published: Period | null;
        readonly publishers: { readonly nodes: readonly Linked[] };
      })
    | null;
}

/** A claim, as the API returns it. */
export interface ClaimPart {
  readonly value: string | null;
  readonly period: Period | null;
  readonly money: readonly MoneyPart[] | null;
  readonly place: PlacePart | null;
  readonly rank: Rank;
  readonly sources: readonly EvidenceRow[];
}

/** A relation, as the API returns it. */
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
  /** The properties of its relation type, by name. */
  readonly [property: string]: unknown;
}

/** A page of relations, as the API returns it. */
export interface RelationsPart {
  /** Only on a page of one group; otherwise counted before. */
  readonly totalCount?: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly RelationPart[];
}

/** A name, as the API returns it: with who gives it. */
export interface NamePart extends Pick<Name, 'text' | 'language' | 'kind'> {
  readonly origin: keyof typeof nameOrigins;
  readonly sources: readonly EvidenceRow[];
}

/** An entity, as the API returns it. */
export interface EntityPart extends Linked {
  readonly names: readonly NamePart[];
  readonly summary?: string | null;
  readonly sameAs?: readonly string[];
  readonly sources?: readonly EvidenceRow[];
  readonly fields?: readonly { readonly field: string; readonly claims: readonly ClaimPart[] }[];
  readonly cited?: RelationsPart;
}

/** The part of a response that belongs to a group, by its alias in the query. */
const partOf = <T>(entity: object, group: Group): T => (entity as Record<string, T>)[nameOf(group)] as T;
/** The relations of a group in a response. */
export const relationsIn = (entity: EntityPart, group: Group): RelationsPart => partOf(entity, group);
/** The number of relations of a group in a response. */
export const countIn = (counts: object, group: Group): number =>
  partOf<{ readonly totalCount: number }>(counts, group).totalCount;
