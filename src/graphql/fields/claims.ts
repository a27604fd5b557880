import type { GraphQLResolveInfo } from 'graphql';
import { columns, decode, decodeField } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { Shape } from '../../graph/query/query.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { FieldValue, Money, Place } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { Period } from '../../ontology/period.ts';
import type { Context } from '../planning/context.ts';
import { type Builder, constant, type Enums } from '../schema/builder.ts';
import type { ClaimRow, createValues } from '../schema/values.ts';

interface Parts {
  readonly enums: Enums;
  readonly values: ReturnType<typeof createValues>;
  readonly source: any;
}

interface ClaimedField {
  readonly field: string;
  readonly claims: readonly ClaimRow[];
}

const stated = ['rank', 'recordedAt', 'retractedAt', ...columns('source', 'sources')];

const recorded = ({ recordedAt, retractedAt }: Row) => ({
  recordedAt: String(recordedAt),
  retractedAt: typeof retractedAt === 'string' ? retractedAt : null,
});

const claimRow = (row: Row, name: string, field: Field): ClaimRow => ({
  field: name,
  value: decodeField(row, 'value', field.kind),
  rank: String(row.rank),
  sources: decode.sources(row),
  ...recorded(row),
});

const isPeriod = (value: FieldValue | null): value is Period =>
  value !== null && typeof value === 'object' && 'edtf' in value;
const isMoney = (value: FieldValue | null): value is readonly Money[] => Array.isArray(value);
const isPlace = (value: FieldValue | null): value is Place =>
  value !== null && typeof value === 'object' && !isMoney(value) && !isPeriod(value);

/** What sources claim of entities' fields: the type of a claim, and how claims are read. */
export function createClaims(ontology: Ontology, builder: Builder, { enums, values, source }: Parts) {
  const claim = builder.objectRef<ClaimRow>('Claim').implement({
    description:
      'A value that sources give for a field of an entity. Where sources disagree, each value is a claim of its own.',
    fields: (t) => ({
      value: t.string({
        description: 'The value as text: a date in EDTF, a code, or JSON for money and places.',
        resolve: ({ value }) =>
          value === null
            ? null
            : isPeriod(value)
              ? value.edtf
              : typeof value === 'object'
                ? JSON.stringify(value)
                : String(value),
      }),
      period: t.field({
        type: values.period,
        description: 'The value, where it is a date.',
        resolve: ({ value }) => (isPeriod(value) ? value : null),
      }),
      money: t.field({
        type: [values.money],
        description: 'The value, where it is money: one amount for each currency that a source states.',
        resolve: ({ value }) => (isMoney(value) ? value : null),
      }),
      place: t.field({
        type: values.place,
        description: 'The value, where it is a place.',
        resolve: ({ value }) => (isPlace(value) ? value : null),
      }),
      rank: t.field({
        type: enums.rank,
        nullable: false,
        description: 'How it stands beside the other claims.',
        resolve: (c) => c.rank as never,
      }),
      sources: t.field({ type: [source], nullable: false, description: 'Who says so.', resolve: (c) => c.sources }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When it was put into this graph.',
        resolve: (c) => c.recordedAt as never,
      }),
      retractedAt: t.field({
        type: 'DateTime',
        description:
          'When it was taken back; null while it stands. Only an operation that asks what was known shows such.',
        resolve: (c) => c.retractedAt as never,
      }),
    }),
  });

  const fieldsOf = (entity: Row) => ontology.typeOfId(String(entity.id))?.fields ?? {};

  const read = async (
    shape: Extract<Shape, { kind: 'claims' }>,
    entity: Row,
    context: Context,
    info: GraphQLResolveInfo,
  ) => ((await context.at(info).loader.load(shape, String(entity.id)))?.page ?? []).map(({ node }) => node);

  /** All that is claimed of a field, by the claims of it that stand beside the entity, in their order. */
  function claimed(entity: Row, name: string, field: Field, rows: readonly Row[]): ClaimRow[] {
    if (rows.length > 0) return rows.map((row) => claimRow(row, name, field));
    // One value, from the entity's own sources, needs no claim beside it.
    const value = decodeField(entity, name, field.kind);
    if (value === null || (Array.isArray(value) && value.length === 0)) return [];
    return [{ field: name, value, rank: 'NORMAL', sources: decode.sources(entity), ...recorded(entity) }];
  }

  const without = (claims: readonly ClaimRow[], deprecated: boolean) =>
    deprecated ? claims : claims.filter(({ rank }) => rank !== 'DEPRECATED');

  /** All that is claimed of a field, the one that the field itself shows first. */
  async function claimsOf(
    entity: Row,
    constantName: string,
    deprecated: boolean,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<readonly ClaimRow[]> {
    const [name, field] = Object.entries(fieldsOf(entity)).find(([own]) => constant(own) === constantName) ?? [];
    if (name === undefined || field === undefined) return [];
    const shape = { kind: 'claims', field: name, columns: [...columns('value', field.kind), ...stated] } as const;
    return without(claimed(entity, name, field, await read(shape, entity, context, info)), deprecated);
  }

  const type = builder.objectRef<ClaimedField>('ClaimedField').implement({
    description: 'An own field of an entity, with each value that sources give for it.',
    fields: (t) => ({
      field: t.field({
        type: enums.claimField,
        nullable: false,
        description: 'Which field.',
        resolve: ({ field }) => constant(field) as never,
      }),
      claims: t.field({
        type: [claim],
        nullable: false,
        description: 'Each value with who says so, the one that the field itself shows first.',
        resolve: ({ claims }) => claims,
      }),
    }),
  });

  // The same for entities of all types, so that all that a request asks for are one question.
  const kinds = new Set(ontology.entities.flatMap(({ fields }) => Object.values(fields).map(({ kind }) => kind)));
  const valueColumns = new Set([...kinds].flatMap((kind) => columns('value', kind)));
  const ofAllFields = {
    kind: 'claims',
    field: null,
    columns: ['field', ...[...valueColumns].sort(), ...stated],
  } as const;

  /** The own fields of an entity for which something is claimed, with all that is. */
  async function claimedFields(
    entity: Row,
    deprecated: boolean,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<readonly ClaimedField[]> {
    const rows = await read(ofAllFields, entity, context, info);
    return Object.entries(fieldsOf(entity)).flatMap(([name, field]) => {
      const own = rows.filter((row) => row.field === name);
      const claims = without(claimed(entity, name, field, own), deprecated);
      return claims.length > 0 ? [{ field: name, claims }] : [];
    });
  }

  /** Those for which more than one value is claimed, of those that are not known to be wrong. */
  const contested = async (entity: Row, context: Context, info: GraphQLResolveInfo) =>
    (await claimedFields(entity, false, context, info)).filter(({ claims }) => claims.length > 1);

  return { claim, claimsOf, claimedField: { type, of: claimedFields, contested } };
}
