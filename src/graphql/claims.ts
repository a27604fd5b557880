import type { GraphQLResolveInfo } from 'graphql';
import type { Row } from '../graph/graph.ts';
import { columns, decode, decodeField } from '../graph/storage.ts';
import type { Field } from '../ontology/declaration.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { type Builder, constant, type Enums } from './builder.ts';
import type { Context } from './context.ts';
import type { ClaimRow, createValues } from './values.ts';

interface Parts {
  readonly enums: Enums;
  readonly values: ReturnType<typeof createValues>;
  readonly source: any;
}

interface ContestedField {
  readonly field: string;
  readonly claims: readonly ClaimRow[];
}

const stated = ['rank', 'recordedAt', 'retractedAt', ...columns('source', 'sources')];

const claimRow = (row: Row, name: string, field: Field): ClaimRow => ({
  field: name,
  value: decodeField(row, 'value', field.kind),
  rank: String(row.rank),
  sources: decode.sources(row),
  recordedAt: String(row.recordedAt),
  retractedAt: typeof row.retractedAt === 'string' ? row.retractedAt : null,
});

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
            : typeof value === 'object'
              ? 'edtf' in value
                ? value.edtf
                : JSON.stringify(value)
              : String(value),
      }),
      period: t.field({
        type: values.period,
        description: 'The value, where it is a date.',
        resolve: ({ value }) => (value !== null && typeof value === 'object' && 'edtf' in value ? value : null),
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

  /** All that is claimed of a field, the one that the field itself shows first. */
  async function claimsOf(entity: Row, constantName: string, context: Context, info: GraphQLResolveInfo) {
    const [name, field] = Object.entries(fieldsOf(entity)).find(([own]) => constant(own) === constantName) ?? [];
    if (name === undefined || field === undefined) return [];
    const shape = { kind: 'claims', field: name, columns: [...columns('value', field.kind), ...stated] } as const;
    const page = (await context.at(info).loader.load(shape, String(entity.id)))?.page ?? [];
    if (page.length > 0) return page.map(({ node }) => claimRow(node, name, field));
    // One value, from the entity's own sources, needs no claim beside it.
    const value = decodeField(entity, name, field.kind);
    if (value === null || (Array.isArray(value) && value.length === 0)) return [];
    const { recordedAt } = entity;
    const sources = decode.sources(entity);
    return [{ field: name, value, rank: 'NORMAL', sources, recordedAt: String(recordedAt), retractedAt: null }];
  }

  const type = builder.objectRef<ContestedField>('ContestedField').implement({
    description: 'A field for which sources claim different values.',
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

  /** The fields of an entity for which more than one value is claimed, of those that are not known to be wrong. */
  async function contested(entity: Row, context: Context, info: GraphQLResolveInfo): Promise<ContestedField[]> {
    const kinds = new Set(Object.values(fieldsOf(entity)).map(({ kind }) => kind));
    const read = new Set([...kinds].flatMap((kind) => columns('value', kind)));
    const shape = { kind: 'claims', field: null, columns: ['field', ...[...read].sort(), ...stated] } as const;
    const page = (await context.at(info).loader.load(shape, String(entity.id)))?.page ?? [];
    return Object.entries(fieldsOf(entity)).flatMap(([name, field]) => {
      const rows = page.filter(({ node }) => node.field === name && node.rank !== 'DEPRECATED');
      return rows.length > 1 ? [{ field: name, claims: rows.map(({ node }) => claimRow(node, name, field)) }] : [];
    });
  }

  return { claim, claimsOf, contestedFields: { type, of: contested } };
}
