import { createHash } from 'node:crypto';
import type { Parameters } from '../graph/graph.ts';
import { comparable, encode, searchable } from '../graph/storage.ts';
import type { EntityFact, Facts, RelationFact, Source } from '../ontology/facts.ts';
import { displayName } from '../ontology/names.ts';
import { type Ontology, relationBase, relationId } from '../ontology/ontology.ts';

/** Checked facts as the rows that the statements of graph/writes.ts take. */

export function merged(sources: readonly Source[]): Source[] {
  const seen = new Map(sources.map((s) => [`${s.document} ${s.locator} ${s.stated}`, s]));
  return [...seen.values()];
}

/** The number in "paragraph 7", so that 10 comes after 9. */
const place = (locator: string) => Number(/\d+/.exec(locator)?.[0] ?? 0);

/** What each document tells of: an entity itself, a value of a field of it, or a relation that it has. */
export function mentions(facts: Facts): RelationFact[] {
  const told = new Map<string, Map<string, Set<string>>>();
  const tell = (id: string, sources: readonly Source[]) => {
    for (const { document, locator } of sources) {
      if (document === id) continue;
      const entities = told.get(document) ?? new Map<string, Set<string>>();
      told.set(document, entities);
      const locators = entities.get(id) ?? new Set<string>();
      entities.set(id, locators);
      if (locator) locators.add(locator);
    }
  };
  for (const entity of facts.entities) {
    tell(entity.id, [
      ...entity.sources,
      ...Object.values(entity.claims)
        .flat()
        .flatMap((c) => c.sources),
    ]);
  }
  for (const relation of facts.relations) {
    tell(relation.from, relation.sources);
    tell(relation.to, relation.sources);
  }
  return [...told].flatMap(([document, entities]) =>
    [...entities].map(([entity, locators]) =>
      inPlaces({
        id: relationId(document, 'MENTIONS', entity),
        type: 'MENTIONS',
        from: document,
        to: entity,
        values: {},
        rank: 'NORMAL',
        sources: (locators.size > 0 ? [...locators] : [null]).map((locator) => ({ document, locator, stated: null })),
      }),
    ),
  );
}

/** What a document tells of an entity, its places in order and named in its locator. */
export function inPlaces(fact: RelationFact): RelationFact {
  const sources = [...fact.sources].sort((a, b) => place(a.locator ?? '') - place(b.locator ?? ''));
  const named = sources.flatMap(({ locator }) => locator ?? []);
  return { ...fact, sources, values: named.length > 0 ? { locator: named.join(', ') } : {} };
}

/** Properties with what tells them from others, to see whether a fact changed, and when they were recorded. */
function recorded(properties: Parameters, recordedAt: string, beside: readonly Parameters[] = []): Parameters {
  const stated = Object.entries(properties).filter(([, value]) => value !== null);
  const claimed = beside.map((row) => (row.properties as Parameters).fingerprint);
  const parts: unknown[] = stated.sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(claimed.length > 0 ? [...parts, claimed] : parts);
  const fingerprint = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { ...properties, fingerprint, recordedAt };
}

/** `claims` are the rows beside it: when one of them changes, so did what is stated of the entity. */
export function entityRow(
  entity: EntityFact,
  ontology: Ontology,
  recordedAt: string,
  claims: readonly Parameters[],
): Parameters {
  const fields = ontology.entity(entity.type)?.fields ?? {};
  const claimed = Object.entries(entity.claims).flatMap(([name, claims]) => {
    const [first] = claims;
    const field = fields[name];
    return first && field ? [encode(name, field.kind, first.value)] : [];
  });
  const properties = Object.assign(
    encode('name', 'text', displayName(entity.names, undefined).text),
    entity.summary === null ? { summary: null } : encode('summary', 'text', entity.summary),
    { sameAs: entity.sameAs, ...comparable('sameAs', entity.sameAs) },
    encode('name', 'names', entity.names),
    encode('source', 'sources', merged(entity.sources)),
    ...claimed,
  );
  // How it is found is no part of what is stated: a later version may find it otherwise.
  const found = searchable(entity.type, fields, properties);
  return { id: entity.id, properties: { ...recorded(properties, recordedAt, claims), ...found } };
}

/** Claims that say more than the entity holds: several values, or other sources than its own. */
export function claimRows(entity: EntityFact, ontology: Ontology, recordedAt: string): Parameters[] {
  const fields = ontology.entity(entity.type)?.fields ?? {};
  return Object.entries(entity.claims).flatMap(([name, claims]) => {
    const field = fields[name];
    if (!field || (claims.length === 1 && claims[0]?.sources === entity.sources)) return [];
    return claims.map((claim, position) => ({
      id: `${entity.id}/${name}/${position}`,
      entity: entity.id,
      properties: recorded(
        {
          field: name,
          position,
          rank: claim.rank,
          ...encode('value', field.kind, claim.value),
          ...encode('source', 'sources', merged(claim.sources)),
        },
        recordedAt,
      ),
    }));
  });
}

export function relationRow(relation: RelationFact, ontology: Ontology, recordedAt: string): Parameters {
  const fields = { ...relationBase, ...ontology.relation(relation.type)?.properties };
  const values = Object.entries(fields).flatMap(([name, field]) => {
    const value = relation.values[name];
    return value === undefined ? [] : [encode(name, field.kind, value)];
  });
  const properties = Object.assign(
    { rank: relation.rank },
    encode('source', 'sources', merged(relation.sources)),
    ...values,
  );
  return { id: relation.id, from: relation.from, to: relation.to, properties: recorded(properties, recordedAt) };
}
