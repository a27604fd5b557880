import type { Period } from './period.ts';

/** The checked content of a data file: what ingest writes and export reads. */

export const nameKinds = {
  OFFICIAL: 'The name by which it goes officially.',
  SHORT: 'A shorter form.',
  ACRONYM: 'Its initials.',
  ALIAS: 'Another name.',
} as const;
export type NameKind = keyof typeof nameKinds;

export const ranks = {
  PREFERRED: 'Shown first: the best supported.',
  NORMAL: 'Stands beside the others.',
  DEPRECATED: 'Known to be wrong or outdated, and kept because a source says it.',
} as const;
export type Rank = keyof typeof ranks;

export interface Name {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  readonly kind: NameKind;
}

export interface Money {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly approximate: boolean;
}

export interface Place {
  readonly name: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** Who says so: one place in one document, or the whole of it. `stated` is what it says where that is less precise. */
export interface Source {
  readonly document: string;
  readonly locator: string | null;
  readonly stated: string | null;
}

export type FieldValue = string | number | Period | Place | readonly Money[];

export interface Claim {
  readonly value: FieldValue;
  readonly rank: Rank;
  readonly sources: readonly Source[];
}

export interface EntityFact {
  readonly id: string;
  readonly type: string;
  readonly names: readonly Name[];
  readonly summary: string | null;
  readonly sameAs: readonly string[];
  readonly sources: readonly Source[];
  /** By field: all that is claimed of it, the one to show first. */
  readonly claims: Readonly<Record<string, readonly Claim[]>>;
}

/** Of a relation, by property. */
export type Values = Readonly<Record<string, FieldValue>>;

export interface RelationFact {
  readonly id: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly values: Values;
  readonly rank: Rank;
  readonly sources: readonly Source[];
  /** Where several documents state it and not all the same: what each of them says. */
  readonly valuesByDocument?: Readonly<Record<string, Values>>;
  /** As it is read in: whether what it cites tells of its ends as well, as a paragraph does and a row of a table does not. */
  readonly mentionsEnds?: boolean;
}

export interface Facts {
  readonly entities: readonly EntityFact[];
  readonly relations: readonly RelationFact[];
}
