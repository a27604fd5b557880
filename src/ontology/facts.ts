import type { Period } from './period.ts';

/** Facts: the checked content of data files, which recording writes and exports read. */

export const nameKinds = {
  OFFICIAL: 'The official name.',
  SHORT: 'A shorter form.',
  ACRONYM: 'Its initials.',
  ALIAS: 'Another name.',
} as const;
/** What kind of name it is. */
export type NameKind = keyof typeof nameKinds;

export const nameOrigins = {
  DOCUMENT: 'A document gives it.',
  ENTENTE: 'Entente gives it, as a translation or a working title; no document does.',
} as const;

export const ranks = {
  PREFERRED: 'Shown first: the best supported.',
  NORMAL: 'One of several, or the only one.',
  DEPRECATED: 'Known to be wrong or outdated, but kept because a source states it.',
} as const;
/** The rank of a claim or a relation, as in Wikidata. */
export type Rank = keyof typeof ranks;

export interface Name {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  readonly kind: NameKind;
  /** Set if no document gives the name. */
  readonly origin?: 'ENTENTE';
  /** Where documents give it; absent if only the sources of the entity as a whole are known. */
  readonly sources?: readonly Source[];
}

export interface Money {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly approximate: boolean;
}

/** A geographic place. */
export interface Place {
  readonly name: string | null;
  readonly city: string | null;
  /** ISO 3166-1 alpha-2, or EU. */
  readonly country: string | null;
  /** Degrees, WGS 84. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Evidence for a fact: a document, or a passage of it. */
export interface Source {
  /** The id of the document. */
  readonly document: string;
  /** Where in the document, such as `paragraph 7`; null for the whole of it. */
  readonly locator: string | null;
  /** What the document states, if that differs from the fact, for example because it is less precise. */
  readonly stated: string | null;
  /** The date in EDTF that the passage speaks of, if it is not that of the document: the fact held then. */
  readonly at?: string;
}

/** The value of a field, by its kind. */
export type FieldValue = string | number | Period | Place | readonly Money[];

/** One value of a field, with its evidence. */
export interface Claim {
  readonly value: FieldValue;
  readonly rank: Rank;
  readonly sources: readonly Source[];
}

/** What one document states about an entity, apart from its fields. */
export interface DocumentStatement {
  readonly names: readonly Name[];
  readonly summary: string | null;
  readonly sameAs: readonly string[];
}

/** Everything that sources state about an entity itself. */
export interface EntityFact {
  readonly id: string;
  readonly type: string;
  readonly names: readonly Name[];
  readonly summary: string | null;
  readonly sameAs: readonly string[];
  readonly sources: readonly Source[];
  /** The claims about each field, the one to show first. */
  readonly claims: Readonly<Record<string, readonly Claim[]>>;
  /** By document: what each document states, if not all of them state the names, summary and `sameAs` shown here. */
  readonly statedBy?: Readonly<Record<string, DocumentStatement>>;
  /** By field: the original claims, if the settled ones don't determine them. */
  readonly statedClaims?: Readonly<Record<string, readonly Claim[]>>;
}

/** The values of a relation's properties. */
export type Values = Readonly<Record<string, FieldValue>>;

/** A relation, as stated by its sources. */
export interface RelationFact {
  readonly id: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly values: Values;
  readonly rank: Rank;
  readonly sources: readonly Source[];
  /** What each document states, if several documents state the relation and disagree. */
  readonly valuesByDocument?: Readonly<Record<string, Values>>;
  /** The rank that each document gives it, if they disagree. */
  readonly ranksByDocument?: Readonly<Record<string, Rank>>;
  /** Set on import only: whether the passage it cites also mentions its ends, as a paragraph does and a table row doesn't. */
  readonly mentionsEnds?: boolean;
}

export interface Facts {
  readonly entities: readonly EntityFact[];
  readonly relations: readonly RelationFact[];
}
