/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
// Made of queries/*.graphql and the schema by `npm run schema`; not edited by hand.
export type ClaimField =
  | 'BUDGET'
  | 'CHECKSUM'
  | 'CODE'
  | 'COUNTRY'
  | 'DURATION'
  | 'KIND'
  | 'LANGUAGE'
  | 'LICENCE'
  | 'ORDINAL'
  | 'PERIOD'
  | 'PLACE'
  | 'PUBLISHED'
  | 'SIGNED'
  | 'STATUS'
  | 'URL';

export type DateField =
  | 'PERIOD'
  | 'PUBLISHED'
  | 'SIGNED';

export type Direction =
  | 'BOTH'
  | 'IN'
  | 'OUT';

export type DocumentKind =
  | 'ARTICLE'
  | 'DATASET'
  | 'JOINT_STATEMENT'
  | 'OTHER'
  | 'PRESS_RELEASE';

export type EntityType =
  | 'AGREEMENT'
  | 'AREA'
  | 'DOCUMENT'
  | 'EVENT'
  | 'INSTITUTION'
  | 'MINISTER'
  | 'PROJECT';

export type EntityWhere = {
  readonly and?: ReadonlyArray<EntityWhere> | null | undefined;
  readonly id?: IdFilter | null | undefined;
  readonly name?: TextFilter | null | undefined;
  readonly names?: NameFilter | null | undefined;
  readonly not?: EntityWhere | null | undefined;
  readonly or?: ReadonlyArray<EntityWhere> | null | undefined;
  readonly relation?: RelationWhere | null | undefined;
  readonly sameAs?: TextFilter | null | undefined;
  readonly summary?: TextFilter | null | undefined;
};

export type IdFilter = {
  readonly eq?: string | null | undefined;
  readonly in?: ReadonlyArray<string> | null | undefined;
};

export type MatchKind =
  | 'EXACT'
  | 'FORGIVEN'
  | 'PREFIX'
  | 'WORDS';

export type MoneyFilter = {
  readonly currency: string;
  readonly eq?: number | null | undefined;
  readonly gt?: number | null | undefined;
  readonly gte?: number | null | undefined;
  readonly isNull?: boolean | null | undefined;
  readonly lt?: number | null | undefined;
  readonly lte?: number | null | undefined;
};

export type NameFilter = {
  readonly contains?: string | null | undefined;
  readonly eq?: string | null | undefined;
  readonly in?: ReadonlyArray<string> | null | undefined;
  readonly kind?: NameKind | null | undefined;
  readonly language?: string | null | undefined;
  readonly matchCase?: boolean | null | undefined;
  readonly startsWith?: string | null | undefined;
};

export type NameKind =
  | 'ACRONYM'
  | 'ALIAS'
  | 'OFFICIAL'
  | 'SHORT';

export type PathsOutcome =
  | 'EXHAUSTED'
  | 'FOUND'
  | 'LIMIT';

export type PeriodFilter = {
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  readonly during?: string | null | undefined;
  readonly isNull?: boolean | null | undefined;
  readonly overlaps?: string | null | undefined;
};

export type Rank =
  | 'DEPRECATED'
  | 'NORMAL'
  | 'PREFERRED';

export type RankFilter = {
  readonly eq?: Rank | null | undefined;
  readonly in?: ReadonlyArray<Rank> | null | undefined;
  readonly isNull?: boolean | null | undefined;
};

export type RelationType =
  | 'ANNOUNCED'
  | 'ATTENDED'
  | 'COUNTERPART_OF'
  | 'COVERS'
  | 'DISCUSSED'
  | 'FOLLOWS'
  | 'FUNDS'
  | 'HOLDS_OFFICE'
  | 'IN_AREA'
  | 'MENTIONS'
  | 'NARROWER_THAN'
  | 'ORGANISED'
  | 'PARTICIPATED'
  | 'PARTICIPATES_IN'
  | 'PARTY_TO'
  | 'PART_OF_EVENT'
  | 'PUBLISHED'
  | 'SIGNED'
  | 'SUBUNIT_OF'
  | 'SUCCEEDED_BY'
  | 'SUPPORTS'
  | 'UNDER_AGREEMENT'
  | 'WORKS_ON';

export type RelationWhere = {
  readonly amounts?: MoneyFilter | null | undefined;
  readonly id?: IdFilter | null | undefined;
  readonly locator?: TextFilter | null | undefined;
  readonly note?: TextFilter | null | undefined;
  readonly period?: PeriodFilter | null | undefined;
  readonly rank?: RankFilter | null | undefined;
  readonly role?: TextFilter | null | undefined;
  readonly type?: ReadonlyArray<RelationType> | null | undefined;
};

export type TextFilter = {
  readonly contains?: string | null | undefined;
  readonly eq?: string | null | undefined;
  readonly gt?: string | null | undefined;
  readonly gte?: string | null | undefined;
  readonly in?: ReadonlyArray<string> | null | undefined;
  readonly isNull?: boolean | null | undefined;
  readonly lt?: string | null | undefined;
  readonly lte?: string | null | undefined;
  readonly matchCase?: boolean | null | undefined;
  readonly startsWith?: string | null | undefined;
};

export type AroundQueryVariables = Exact<{
  id: string;
  types?: ReadonlyArray<RelationType> | RelationType | null | undefined;
  direction: Direction;
  first: number;
  where?: EntityWhere | null | undefined;
  asOf?: string | null | undefined;
}>;


export type AroundQuery = { readonly node:
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
    | { readonly relations: { readonly totalCount: number, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'Agreement', readonly id: string }
          | { readonly __typename: 'Area', readonly id: string }
          | { readonly __typename: 'Document', readonly id: string }
          | { readonly __typename: 'Event', readonly id: string }
          | { readonly __typename: 'Institution', readonly id: string }
          | { readonly __typename: 'Minister', readonly id: string }
          | { readonly __typename: 'Project', readonly id: string }
        > } | null }
   | null };

export type DetailsQueryVariables = Exact<{
  id: string;
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type DetailsQuery = { readonly node:
    | { readonly __typename: 'Agreement', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Area', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Document', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Event', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Institution', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Minister', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Project', readonly summary: string | null, readonly sameAs: ReadonlyArray<string>, readonly id: string, readonly names: ReadonlyArray<{ readonly text: string, readonly language: string, readonly kind: NameKind }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }>, readonly fields: ReadonlyArray<{ readonly field: ClaimField, readonly claims: ReadonlyArray<{ readonly value: string | null, readonly rank: Rank, readonly recordedAt: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly money: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }> | null, readonly place: { readonly name: string | null, readonly city: string | null, readonly country: string | null, readonly latitude: number | null, readonly longitude: number | null } | null, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> }> | null, readonly label: { readonly text: string, readonly language: string } | null, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
   | null };

export type ModelQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelQuery = { readonly ontology: { readonly entityTypes: ReadonlyArray<{ readonly name: string, readonly idPattern: string, readonly fields: ReadonlyArray<{ readonly name: string, readonly kind: string }> }>, readonly relationTypes: ReadonlyArray<{ readonly type: RelationType, readonly reading: string, readonly inverseReading: string, readonly ends: ReadonlyArray<{ readonly from: string, readonly to: string }> }> } };

export type NamesQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
  language?: string | null | undefined;
}>;


export type NamesQuery = { readonly nodes: ReadonlyArray<
    | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
   | null> | null };

export type NearbyQueryVariables = Exact<{
  id: string;
  limit: number;
  types?: ReadonlyArray<EntityType> | EntityType | null | undefined;
  asOf?: string | null | undefined;
}>;


export type NearbyQuery = { readonly neighborhood: { readonly entities: ReadonlyArray<
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
      | { readonly id: string }
    >, readonly truncated: ReadonlyArray<{ readonly omitted: number }> } | null };

type Named_Agreement_Fragment = { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

type Named_Area_Fragment = { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

type Named_Document_Fragment = { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

type Named_Event_Fragment = { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

type Named_Institution_Fragment = { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

type Named_Minister_Fragment = { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

type Named_Project_Fragment = { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null };

export type NamedFragment =
  | Named_Agreement_Fragment
  | Named_Area_Fragment
  | Named_Document_Fragment
  | Named_Event_Fragment
  | Named_Institution_Fragment
  | Named_Minister_Fragment
  | Named_Project_Fragment
;

type Shown_Agreement_Fragment = { readonly __typename: 'Agreement', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

type Shown_Area_Fragment = { readonly __typename: 'Area', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

type Shown_Document_Fragment = { readonly __typename: 'Document', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

type Shown_Event_Fragment = { readonly __typename: 'Event', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

type Shown_Institution_Fragment = { readonly __typename: 'Institution', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

type Shown_Minister_Fragment = { readonly __typename: 'Minister', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

type Shown_Project_Fragment = { readonly __typename: 'Project', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null };

export type ShownFragment =
  | Shown_Agreement_Fragment
  | Shown_Area_Fragment
  | Shown_Document_Fragment
  | Shown_Event_Fragment
  | Shown_Institution_Fragment
  | Shown_Minister_Fragment
  | Shown_Project_Fragment
;

export type EvidenceFragment = { readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null };

export type WhenFragment = { readonly edtf: string, readonly start: string | null, readonly end: string | null };

export type AmountFragment = { readonly amount: number, readonly currency: string, readonly approximate: boolean };

export type DrawnFragment = { readonly id: string, readonly type: RelationType, readonly reading: string, readonly role: string | null, readonly rank: Rank, readonly certain: boolean, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly from:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null, readonly to:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null };

export type PathsQueryVariables = Exact<{
  from: ReadonlyArray<string> | string;
  to: ReadonlyArray<string> | string;
  first: number;
  maxLength: number;
  through?: ReadonlyArray<string> | string | null | undefined;
  avoid?: ReadonlyArray<string> | string | null | undefined;
  types?: ReadonlyArray<EntityType> | EntityType | null | undefined;
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type PathsQuery = { readonly paths: { readonly outcome: PathsOutcome, readonly searched: number | null, readonly visited: number, readonly paths: ReadonlyArray<{ readonly length: number, readonly hops: ReadonlyArray<{ readonly from:
          | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
         | null, readonly to:
          | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
         | null, readonly relation: { readonly direction: Direction, readonly id: string, readonly type: RelationType, readonly reading: string, readonly role: string | null, readonly rank: Rank, readonly certain: boolean, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly from:
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
           | null, readonly to:
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
            | { readonly id: string }
           | null } }> }> } | null };

export type PictureQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
  limit: number;
  relations?: ReadonlyArray<RelationType> | RelationType | null | undefined;
  drawn?: ReadonlyArray<RelationType> | RelationType | null | undefined;
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type PictureQuery = { readonly neighborhood: { readonly entities: ReadonlyArray<
      | { readonly __typename: 'Agreement', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
      | { readonly __typename: 'Area', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
      | { readonly __typename: 'Document', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
      | { readonly __typename: 'Event', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
      | { readonly __typename: 'Institution', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
      | { readonly __typename: 'Minister', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
      | { readonly __typename: 'Project', readonly id: string, readonly relations: { readonly totalCount: number } | null, readonly label: { readonly text: string, readonly language: string } | null }
    >, readonly relations: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly reading: string, readonly role: string | null, readonly rank: Rank, readonly certain: boolean, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly from:
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
       | null, readonly to:
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
       | null }>, readonly truncated: ReadonlyArray<{ readonly omitted: number, readonly entity:
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
        | { readonly id: string }
       | null }> } | null };

export type RelationsQueryVariables = Exact<{
  id: string;
  type: RelationType;
  direction: Direction;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  where?: EntityWhere | null | undefined;
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type RelationsQuery = { readonly node:
    | { readonly __typename: 'Agreement', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Area', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Document', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Event', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Institution', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Minister', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
    | { readonly __typename: 'Project', readonly id: string, readonly relations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly node:
            | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
            | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          , readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> }> } | null, readonly label: { readonly text: string, readonly language: string } | null }
   | null };

export type StatedFragment = { readonly id: string, readonly type: RelationType, readonly direction: Direction, readonly reading: string, readonly role: string | null, readonly note: string | null, readonly rank: Rank, readonly certain: boolean, readonly recordedAt: string | null, readonly locator: string | null, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly amounts: ReadonlyArray<{ readonly amount: number, readonly currency: string, readonly approximate: boolean }>, readonly sources: ReadonlyArray<{ readonly locator: string | null, readonly stated: string | null, readonly document: { readonly __typename: 'Document', readonly url: string | null, readonly kind: DocumentKind | null, readonly id: string, readonly published: { readonly edtf: string, readonly start: string | null, readonly end: string | null } | null, readonly publishers: { readonly nodes: ReadonlyArray<{ readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }> } | null, readonly label: { readonly text: string, readonly language: string } | null } | null }> };

export type SearchQueryVariables = Exact<{
  text: string;
  first: number;
  types?: ReadonlyArray<EntityType> | EntityType | null | undefined;
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type SearchQuery = { readonly search: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly score: number, readonly matched: { readonly name: string, readonly kind: MatchKind, readonly highlights: ReadonlyArray<{ readonly start: number, readonly end: number }> }, readonly node:
        | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
       }> } | null };

export type StartQueryVariables = Exact<{
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type StartQuery = { readonly timeline: { readonly nodes: ReadonlyArray<{ readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null }, readonly entity:
        | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
      , readonly relation: { readonly id: string } | null }> } | null, readonly contested: { readonly edges: ReadonlyArray<{ readonly node:
        | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
      , readonly fields: ReadonlyArray<{ readonly field: ClaimField }> }> } | null };

export type TimelineQueryVariables = Exact<{
  of: ReadonlyArray<string> | string;
  first: number;
  after?: string | null | undefined;
  asOf?: string | null | undefined;
  language?: string | null | undefined;
}>;


export type TimelineQuery = { readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly field: DateField, readonly period: { readonly edtf: string, readonly start: string | null, readonly end: string | null }, readonly entity:
        | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
        | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
      , readonly relation: { readonly id: string, readonly type: RelationType, readonly reading: string, readonly role: string | null, readonly direction: Direction, readonly node:
          | { readonly __typename: 'Agreement', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Area', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Document', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Event', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Institution', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Minister', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
          | { readonly __typename: 'Project', readonly id: string, readonly label: { readonly text: string, readonly language: string } | null }
         } | null }> } | null };

export type WaysQueryVariables = Exact<{
  id: string;
  asOf?: string | null | undefined;
}>;


export type WaysQuery = { readonly node:
    | { readonly __typename: 'Agreement', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Area', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Document', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Event', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Institution', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Minister', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
    | { readonly __typename: 'Project', readonly id: string, readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null }
   | null };

type Leading_Agreement_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

type Leading_Area_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

type Leading_Document_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

type Leading_Event_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

type Leading_Institution_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

type Leading_Minister_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

type Leading_Project_Fragment = { readonly outward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null, readonly inward: { readonly groups: ReadonlyArray<{ readonly key: string | null, readonly count: number }> } | null };

export type LeadingFragment =
  | Leading_Agreement_Fragment
  | Leading_Area_Fragment
  | Leading_Document_Fragment
  | Leading_Event_Fragment
  | Leading_Institution_Fragment
  | Leading_Minister_Fragment
  | Leading_Project_Fragment
;

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const NamedFragmentDoc = new TypedDocumentString(`
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
    `, {"fragmentName":"Named"}) as unknown as TypedDocumentString<NamedFragment, unknown>;
export const ShownFragmentDoc = new TypedDocumentString(`
    fragment Shown on Entity {
  ...Named
  relations(types: $drawn) {
    totalCount
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}`, {"fragmentName":"Shown"}) as unknown as TypedDocumentString<ShownFragment, unknown>;
export const WhenFragmentDoc = new TypedDocumentString(`
    fragment When on Period {
  edtf
  start
  end
}
    `, {"fragmentName":"When"}) as unknown as TypedDocumentString<WhenFragment, unknown>;
export const AmountFragmentDoc = new TypedDocumentString(`
    fragment Amount on Money {
  amount
  currency
  approximate
}
    `, {"fragmentName":"Amount"}) as unknown as TypedDocumentString<AmountFragment, unknown>;
export const DrawnFragmentDoc = new TypedDocumentString(`
    fragment Drawn on RelationStatement {
  id
  type
  reading
  role
  rank
  certain
  period {
    ...When
  }
  amounts {
    ...Amount
  }
  from {
    id
  }
  to {
    id
  }
}
    fragment When on Period {
  edtf
  start
  end
}
fragment Amount on Money {
  amount
  currency
  approximate
}`, {"fragmentName":"Drawn"}) as unknown as TypedDocumentString<DrawnFragment, unknown>;
export const EvidenceFragmentDoc = new TypedDocumentString(`
    fragment Evidence on Source {
  locator
  stated
  document {
    ...Named
    url
    kind
    published {
      ...When
    }
    publishers {
      nodes {
        ...Named
      }
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment When on Period {
  edtf
  start
  end
}`, {"fragmentName":"Evidence"}) as unknown as TypedDocumentString<EvidenceFragment, unknown>;
export const StatedFragmentDoc = new TypedDocumentString(`
    fragment Stated on RelationEdge {
  id
  type
  direction
  reading
  role
  note
  rank
  certain
  recordedAt
  locator
  period {
    ...When
  }
  amounts {
    ...Amount
  }
  sources {
    ...Evidence
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment Evidence on Source {
  locator
  stated
  document {
    ...Named
    url
    kind
    published {
      ...When
    }
    publishers {
      nodes {
        ...Named
      }
    }
  }
}
fragment When on Period {
  edtf
  start
  end
}
fragment Amount on Money {
  amount
  currency
  approximate
}`, {"fragmentName":"Stated"}) as unknown as TypedDocumentString<StatedFragment, unknown>;
export const LeadingFragmentDoc = new TypedDocumentString(`
    fragment Leading on Entity {
  outward: relations(direction: OUT) {
    groups(by: RELATION_TYPE, first: 100) {
      key
      count
    }
  }
  inward: relations(direction: IN) {
    groups(by: RELATION_TYPE, first: 100) {
      key
      count
    }
  }
}
    `, {"fragmentName":"Leading"}) as unknown as TypedDocumentString<LeadingFragment, unknown>;
export const AroundDocument = new TypedDocumentString(`
    query Around($id: ID!, $types: [RelationType!], $direction: Direction!, $first: Int!, $where: EntityWhere, $asOf: String) @asOf(date: $asOf) {
  node(id: $id) {
    ... on Entity {
      relations(types: $types, direction: $direction, first: $first, where: $where) {
        totalCount
        nodes {
          __typename
          id
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AroundQuery, AroundQueryVariables>;
export const DetailsDocument = new TypedDocumentString(`
    query Details($id: ID!, $asOf: String, $language: String) @asOf(date: $asOf) {
  node(id: $id) {
    ... on Entity {
      ...Named
      names {
        text
        language
        kind
      }
      summary
      sameAs
      sources {
        ...Evidence
      }
      fields {
        field
        claims {
          value
          period {
            ...When
          }
          money {
            ...Amount
          }
          place {
            name
            city
            country
            latitude
            longitude
          }
          rank
          recordedAt
          sources {
            ...Evidence
          }
        }
      }
      ...Leading
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment Evidence on Source {
  locator
  stated
  document {
    ...Named
    url
    kind
    published {
      ...When
    }
    publishers {
      nodes {
        ...Named
      }
    }
  }
}
fragment When on Period {
  edtf
  start
  end
}
fragment Amount on Money {
  amount
  currency
  approximate
}
fragment Leading on Entity {
  outward: relations(direction: OUT) {
    groups(by: RELATION_TYPE, first: 100) {
      key
      count
    }
  }
  inward: relations(direction: IN) {
    groups(by: RELATION_TYPE, first: 100) {
      key
      count
    }
  }
}`) as unknown as TypedDocumentString<DetailsQuery, DetailsQueryVariables>;
export const ModelDocument = new TypedDocumentString(`
    query Model {
  ontology {
    entityTypes {
      name
      idPattern
      fields {
        name
        kind
      }
    }
    relationTypes {
      type
      reading
      inverseReading
      ends {
        from
        to
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ModelQuery, ModelQueryVariables>;
export const NamesDocument = new TypedDocumentString(`
    query Names($ids: [ID!]!, $language: String) {
  nodes(ids: $ids) {
    ... on Entity {
      ...Named
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}`) as unknown as TypedDocumentString<NamesQuery, NamesQueryVariables>;
export const NearbyDocument = new TypedDocumentString(`
    query Nearby($id: ID!, $limit: Int!, $types: [EntityType!], $asOf: String) @asOf(date: $asOf) {
  neighborhood(of: [$id], depth: 1, limit: $limit, types: $types) {
    entities {
      id
    }
    truncated {
      omitted
    }
  }
}
    `) as unknown as TypedDocumentString<NearbyQuery, NearbyQueryVariables>;
export const PathsDocument = new TypedDocumentString(`
    query Paths($from: [ID!]!, $to: [ID!]!, $first: Int!, $maxLength: Int!, $through: [ID!], $avoid: [ID!], $types: [EntityType!], $asOf: String, $language: String) @asOf(date: $asOf) {
  paths(
    from: $from
    to: $to
    first: $first
    maxLength: $maxLength
    through: $through
    avoid: $avoid
    types: $types
  ) {
    outcome
    searched
    visited
    paths {
      length
      hops {
        from {
          ...Named
        }
        to {
          ...Named
        }
        relation {
          ...Drawn
          direction
        }
      }
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment When on Period {
  edtf
  start
  end
}
fragment Amount on Money {
  amount
  currency
  approximate
}
fragment Drawn on RelationStatement {
  id
  type
  reading
  role
  rank
  certain
  period {
    ...When
  }
  amounts {
    ...Amount
  }
  from {
    id
  }
  to {
    id
  }
}`) as unknown as TypedDocumentString<PathsQuery, PathsQueryVariables>;
export const PictureDocument = new TypedDocumentString(`
    query Picture($ids: [ID!]!, $limit: Int!, $relations: [RelationType!], $drawn: [RelationType!], $asOf: String, $language: String) @asOf(date: $asOf) {
  neighborhood(of: $ids, depth: 0, limit: $limit, relations: $relations) {
    entities {
      ...Shown
    }
    relations {
      ...Drawn
    }
    truncated {
      entity {
        id
      }
      omitted
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment Shown on Entity {
  ...Named
  relations(types: $drawn) {
    totalCount
  }
}
fragment When on Period {
  edtf
  start
  end
}
fragment Amount on Money {
  amount
  currency
  approximate
}
fragment Drawn on RelationStatement {
  id
  type
  reading
  role
  rank
  certain
  period {
    ...When
  }
  amounts {
    ...Amount
  }
  from {
    id
  }
  to {
    id
  }
}`) as unknown as TypedDocumentString<PictureQuery, PictureQueryVariables>;
export const RelationsDocument = new TypedDocumentString(`
    query Relations($id: ID!, $type: RelationType!, $direction: Direction!, $first: Int, $after: String, $last: Int, $before: String, $where: EntityWhere, $asOf: String, $language: String) @asOf(date: $asOf) {
  node(id: $id) {
    ... on Entity {
      ...Named
      relations(
        types: [$type]
        direction: $direction
        first: $first
        after: $after
        last: $last
        before: $before
        where: $where
      ) {
        totalCount
        pageInfo {
          hasNextPage
          hasPreviousPage
          startCursor
          endCursor
        }
        edges {
          ...Stated
          node {
            ...Named
          }
        }
      }
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment Evidence on Source {
  locator
  stated
  document {
    ...Named
    url
    kind
    published {
      ...When
    }
    publishers {
      nodes {
        ...Named
      }
    }
  }
}
fragment When on Period {
  edtf
  start
  end
}
fragment Amount on Money {
  amount
  currency
  approximate
}
fragment Stated on RelationEdge {
  id
  type
  direction
  reading
  role
  note
  rank
  certain
  recordedAt
  locator
  period {
    ...When
  }
  amounts {
    ...Amount
  }
  sources {
    ...Evidence
  }
}`) as unknown as TypedDocumentString<RelationsQuery, RelationsQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($text: String!, $first: Int!, $types: [EntityType!], $asOf: String, $language: String) @asOf(date: $asOf) {
  search(text: $text, first: $first, types: $types) {
    totalCount
    edges {
      score
      matched {
        name
        kind
        highlights {
          start
          end
        }
      }
      node {
        ...Named
      }
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}`) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const StartDocument = new TypedDocumentString(`
    query Start($asOf: String, $language: String) @asOf(date: $asOf) {
  timeline(last: 40) {
    nodes {
      period {
        ...When
      }
      entity {
        ...Named
      }
      relation {
        id
      }
    }
  }
  contested(first: 5) {
    edges {
      node {
        ...Named
      }
      fields {
        field
      }
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment When on Period {
  edtf
  start
  end
}`) as unknown as TypedDocumentString<StartQuery, StartQueryVariables>;
export const TimelineDocument = new TypedDocumentString(`
    query Timeline($of: [ID!]!, $first: Int!, $after: String, $asOf: String, $language: String) @asOf(date: $asOf) {
  timeline(of: $of, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      field
      period {
        ...When
      }
      entity {
        ...Named
      }
      relation {
        id
        type
        reading
        role
        direction
        node {
          ...Named
        }
      }
    }
  }
}
    fragment Named on Entity {
  __typename
  id
  label(language: $language) {
    text
    language
  }
}
fragment When on Period {
  edtf
  start
  end
}`) as unknown as TypedDocumentString<TimelineQuery, TimelineQueryVariables>;
export const WaysDocument = new TypedDocumentString(`
    query Ways($id: ID!, $asOf: String) @asOf(date: $asOf) {
  node(id: $id) {
    ... on Entity {
      __typename
      id
      ...Leading
    }
  }
}
    fragment Leading on Entity {
  outward: relations(direction: OUT) {
    groups(by: RELATION_TYPE, first: 100) {
      key
      count
    }
  }
  inward: relations(direction: IN) {
    groups(by: RELATION_TYPE, first: 100) {
      key
      count
    }
  }
}`) as unknown as TypedDocumentString<WaysQuery, WaysQueryVariables>;