import { constantCase } from '../../constant-case.ts';
import type { FieldValue, Money, Place } from '../../ontology/facts.ts';
import type { Period } from '../../ontology/period.ts';
import type { SchemaParts } from './parts.ts';
import { retractedAt } from './relation.ts';

const isPeriod = (value: FieldValue | null): value is Period =>
  value !== null && typeof value === 'object' && 'edtf' in value;
const isMoney = (value: FieldValue | null): value is readonly Money[] => Array.isArray(value);
const isPlace = (value: FieldValue | null): value is Place =>
  value !== null && typeof value === 'object' && !isMoney(value) && !isPeriod(value);

/** A value as text: a date in EDTF, a code, or JSON. */
export function textOfValue(value: FieldValue | null): string | null {
  if (value === null) return null;
  if (isPeriod(value)) return value.edtf;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Adds the types of claims: the values that sources give for the fields of entities. */
export function addClaims({ enums, claim, claimedField, source, period, money, place }: SchemaParts): void {
  claim.implement({
    description:
      'A value that sources give for a field of an entity. Where sources disagree, each value is a claim of its own.',
    fields: (t) => ({
      value: t.string({
        description: 'The value as text: a date in EDTF, a code, or JSON for money and places.',
        resolve: ({ value }) => textOfValue(value),
      }),
      period: t.field({
        type: period,
        description: 'The value, if it is a date.',
        resolve: ({ value }) => (isPeriod(value) ? value : null),
      }),
      money: t.field({
        type: [money],
        description: 'The value, if it is money: one amount for each currency that a source states.',
        resolve: ({ value }) => (isMoney(value) ? value : null),
      }),
      place: t.field({
        type: place,
        description: 'The value, if it is a place.',
        resolve: ({ value }) => (isPlace(value) ? value : null),
      }),
      rank: t.field({
        type: enums.rank,
        nullable: false,
        description: 'How the claim ranks among the others.',
        resolve: ({ rank }) => rank,
      }),
      sources: t.field({
        type: [source],
        nullable: false,
        description: 'The documents that give this value.',
        resolve: ({ sources }) => sources,
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When it was recorded in this graph.',
        resolve: (c) => c.recordedAt,
      }),
      retractedAt: t.field({ type: 'DateTime', description: retractedAt, resolve: (c) => c.retractedAt }),
    }),
  });
  claimedField.implement({
    description: 'An own field of an entity, with every value that sources give for it.',
    fields: (t) => ({
      field: t.field({
        type: enums.claimField,
        nullable: false,
        description: 'The field.',
        resolve: ({ field }) => constantCase(field),
      }),
      claims: t.field({
        type: [claim],
        nullable: false,
        description: 'Each value with its sources; first the value that the field itself shows.',
        resolve: ({ claims }) => claims,
      }),
    }),
  });
}
