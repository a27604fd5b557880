import type { GraphQLResolveInfo } from 'graphql';
import { constantCase } from '../../constant-case.ts';
import { columns, decode, decodeField } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { Shape } from '../../graph/query/query.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { FieldValue, Source } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { inheritedSources } from '../../ontology/sources.ts';
import type { Context } from './context.ts';

/** A value that sources give for a field, as read from the graph. */
export interface ClaimRow {
  readonly field: string;
  readonly value: FieldValue | null;
  readonly rank: string;
  readonly sources: readonly Source[];
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly retractedAt: string | null;
}

/** A field of an entity with all its claims. */
export interface ClaimedField {
  readonly field: string;
  readonly claims: readonly ClaimRow[];
}

const CLAIM_COLUMNS = ['rank', 'recordedAt', 'retractedAt', ...columns('source', 'sources')];

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

/** All claims of a field, in their order: those that are stored beside the entity, or the one on the entity itself. */
function claimsOfField(entity: Row, name: string, field: Field, rows: readonly Row[]): ClaimRow[] {
  if (rows.length > 0) return rows.map((row) => claimRow(row, name, field));
  const value = decodeField(entity, name, field.kind);
  if (value === null || (Array.isArray(value) && value.length === 0)) return [];
  return [
    { field: name, value, rank: 'NORMAL', sources: inheritedSources(decode.sources(entity)), ...recorded(entity) },
  ];
}

/** Claims, without the deprecated ones by default. */
const withRank = (claims: readonly ClaimRow[], deprecated: boolean) =>
  deprecated ? claims : claims.filter(({ rank }) => rank !== 'DEPRECATED');

/** Reads the claims that sources make about the fields of entities. */
export class ClaimReader {
  readonly #ontology: Ontology;
  /** One shape for entities of all types, so that one query reads all the claims of a request. */
  readonly #ofAllFields: Extract<Shape, { kind: 'claims' }>;

  constructor(ontology: Ontology) {
    this.#ontology = ontology;
    const kinds = new Set(ontology.entities.flatMap(({ fields }) => Object.values<Field>(fields).map((f) => f.kind)));
    const valueColumns = new Set([...kinds].flatMap((kind) => columns('value', kind)));
    this.#ofAllFields = {
      kind: 'claims',
      field: null,
      columns: ['field', ...[...valueColumns].sort(), ...CLAIM_COLUMNS],
    };
  }

  /** The claims of a field, by its name as an enum value; first the claim whose value the field itself shows. */
  async claims(
    entity: Row,
    claimField: string,
    deprecated: boolean,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<readonly ClaimRow[]> {
    const fields = Object.entries<Field>(this.#fieldsOf(entity));
    const [name, field] = fields.find(([own]) => constantCase(own) === claimField) ?? [];
    if (name === undefined || field === undefined) return [];
    const shape = {
      kind: 'claims',
      field: name,
      columns: [...columns('value', field.kind), ...CLAIM_COLUMNS],
    } as const;
    return withRank(claimsOfField(entity, name, field, await this.#read(shape, entity, context, info)), deprecated);
  }

  /** The own fields of an entity that have claims, in the order of the ontology. */
  async fields(
    entity: Row,
    deprecated: boolean,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<readonly ClaimedField[]> {
    const rows = await this.#read(this.#ofAllFields, entity, context, info);
    return Object.entries<Field>(this.#fieldsOf(entity)).flatMap(([name, field]) => {
      const own = rows.filter((row) => row.field === name);
      const claims = withRank(claimsOfField(entity, name, field, own), deprecated);
      return claims.length > 0 ? [{ field: name, claims }] : [];
    });
  }

  /** The fields of an entity with more than one claim, deprecated ones aside. */
  async contested(entity: Row, context: Context, info: GraphQLResolveInfo): Promise<readonly ClaimedField[]> {
    return (await this.fields(entity, false, context, info)).filter(({ claims }) => claims.length > 1);
  }

  #fieldsOf(entity: Row) {
    return this.#ontology.typeOfId(String(entity.id))?.fields ?? {};
  }

  async #read(shape: Extract<Shape, { kind: 'claims' }>, entity: Row, context: Context, info: GraphQLResolveInfo) {
    const answer = await context.reader(info).loader.load(shape, String(entity.id));
    return (answer?.page ?? []).map(({ node }) => node);
  }
}
