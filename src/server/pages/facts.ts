import type { Claim, EntityFact, Facts, FieldValue, Name, RelationFact, Source } from '../../ontology/facts.ts';
import { inheritedSources } from '../../ontology/sources.ts';
import type { Model } from './model.ts';
import type { ClaimPart, EntityPart, EvidenceRow, RelationPart } from './query.ts';

/** The content of a page as facts. Its JSON-LD is made from these, so it says no more than the page. */

const sourcesOf = (rows: readonly EvidenceRow[]): Source[] =>
  rows.flatMap(({ document, locator, stated }) => (document ? [{ document: document.id, locator, stated }] : []));

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function valueIn(kind: string, { value, period, money, place }: ClaimPart): FieldValue | null {
  if (kind === 'integer') return value === null ? null : Number(value);
  return period ?? money ?? place ?? value;
}

/** The entity and the relations of a page as facts. */
export function factsOf(model: Model, entity: EntityPart, relations: readonly RelationPart[]): Facts {
  const { id, summary = null, sameAs = [], fields = [] } = entity;
  const type = model.typeOf(id) ?? '';
  const names = entity.names.map(({ text, language, kind, origin, sources }): Name => {
    const own = sourcesOf(sources);
    return { text, language, kind, ...(origin === 'ENTENTE' && { origin }), ...(own.length > 0 && { sources: own }) };
  });
  const sources = sourcesOf(entity.sources ?? []);
  const inherited = inheritedSources(sources);
  const claims = fields.flatMap(({ field, claims }) => {
    const declared = model.field(type, field);
    if (!declared) return [];
    const made = claims.flatMap((claim): Claim[] => {
      const value = valueIn(declared.kind, claim);
      const own = sourcesOf(claim.sources);
      // Facts share the list if the claim has no sources of its own.
      return value === null ? [] : [{ value, rank: claim.rank, sources: isSame(own, inherited) ? inherited : own }];
    });
    return [[declared.name, made] as const];
  });
  const fact: EntityFact = { id, type, names, summary, sameAs, sources, claims: Object.fromEntries(claims) };
  // A cited relation may be in a list as well.
  const byId = new Map(relations.map((relation) => [relation.id, relation]));
  return { entities: [fact], relations: [...byId.values()].map((relation) => relationFact(model, relation)) };
}

function relationFact(model: Model, relation: RelationPart): RelationFact {
  const { id, type, from, to, rank, note, sources } = relation;
  const values = model.properties(type).flatMap(({ name }) => {
    const value = relation[name] as FieldValue | null;
    return value === null || (Array.isArray(value) && value.length === 0) ? [] : [[name, value] as const];
  });
  return {
    id,
    type,
    from: from.id,
    to: to.id,
    values: { ...(note === null ? {} : { note }), ...Object.fromEntries(values) },
    rank,
    sources: sourcesOf(sources),
  };
}
