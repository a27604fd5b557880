import { createHash } from 'node:crypto';
import type { Graph, Parameters, Statement } from '../graph/graph.ts';
import { statement } from '../graph/statements.ts';
import { comparable, encode, searchable } from '../graph/storage.ts';
import {
  composeRetractRelations,
  composeWriteEntities,
  composeWriteRelations,
  countRelations,
} from '../graph/writes.ts';
import type { EntityFact, Facts, RelationFact, Source } from '../ontology/facts.ts';
import { displayName } from '../ontology/names.ts';
import { type Ontology, relationBase, relationId } from '../ontology/ontology.ts';

/** Rows in one statement: large enough to be fast, small enough that progress shows. */
const BATCH = 2000;

/** Milliseconds: a load has no reader who waits for it. */
const LOADING = 600_000;

/** How many of the rows to write are in the graph. */
export type Progress = (done: number, all: number) => void;

function merged(sources: readonly Source[]): Source[] {
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
    [...entities].map(([entity, locators]): RelationFact => {
      const sorted = [...locators].sort((a, b) => place(a) - place(b));
      return {
        id: relationId(document, 'MENTIONS', entity),
        type: 'MENTIONS',
        from: document,
        to: entity,
        values: sorted.length > 0 ? { locator: sorted.join(', ') } : {},
        rank: 'NORMAL',
        sources:
          sorted.length > 0
            ? sorted.map((locator) => ({ document, locator, stated: null }))
            : [{ document, locator: null, stated: null }],
      };
    }),
  );
}

/** Properties with what tells them from others, to see whether a fact changed, and when they were recorded. */
function recorded(properties: Parameters, recordedAt: string): Parameters {
  const stated = Object.entries(properties).filter(([, value]) => value !== null);
  const text = JSON.stringify(stated.sort(([a], [b]) => (a < b ? -1 : 1)));
  const fingerprint = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { ...properties, fingerprint, recordedAt };
}

function entityRow(entity: EntityFact, ontology: Ontology, recordedAt: string): Parameters {
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
  return { id: entity.id, properties: { ...recorded(properties, recordedAt), ...found } };
}

/** Claims that say more than the entity holds: several values, or other sources than its own. */
function claimRows(entity: EntityFact, ontology: Ontology, recordedAt: string): Parameters[] {
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

function relationRow(relation: RelationFact, ontology: Ontology, recordedAt: string): Parameters {
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

function* batched(
  rows: readonly Parameters[],
  compose: (rows: readonly Parameters[]) => Statement,
): Generator<[Statement, number]> {
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH);
    yield [compose(batch), batch.length];
  }
}

function grouped<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/**
 * Writes checked facts in one unit of work: all of them or none. Writing the same facts again changes nothing; what
 * changed is retracted and recorded anew, and the state before is kept.
 */
export async function writeFacts(
  graph: Graph,
  ontology: Ontology,
  facts: Facts,
  recordedAt: Date,
  progress: Progress = () => {},
): Promise<number> {
  const at = recordedAt.toISOString();
  const relations = [...facts.relations, ...mentions(facts)];
  const claims = facts.entities.flatMap((entity) => claimRows(entity, ontology, at));
  const made = grouped(claims, ({ entity }) => entity);
  const all = facts.entities.length + claims.length + relations.length;
  await graph.write(
    async (unit) => {
      let done = 0;
      const write = async (rows: readonly Parameters[], compose: (rows: readonly Parameters[]) => Statement) => {
        for (const [batch, size] of batched(rows, compose)) {
          await unit.run(batch);
          done += size;
          progress(done, all);
        }
      };
      for (const [type, group] of grouped(facts.entities, ({ type }) => type)) {
        await write(
          group.map((e) => entityRow(e, ontology, at)),
          (rows) => composeWriteEntities(ontology, type, rows),
        );
      }
      for (let from = 0; from < facts.entities.length; from += BATCH) {
        const rows = facts.entities
          .slice(from, from + BATCH)
          .map(({ id }) => ({ entity: id, claims: (made.get(id) ?? []).map((claim) => claim.id ?? '') }));
        await unit.run({ ...statement('retract-claims', { rows, at }), changes: [] });
      }
      await write(claims, (rows) => ({ ...statement('write-claims', { rows }), changes: [] }));
      for (const [type, group] of grouped(relations, ({ type }) => type)) {
        for (const [deprecated, some] of grouped(group, ({ rank }) => rank === 'DEPRECATED')) {
          const rows = some.map((r) => relationRow(r, ontology, at));
          const [others] = await unit.run(countRelations(ontology, type, !deprecated));
          if (Number(others?.number) > 0) {
            for (const [batch] of batched(rows, (few) => composeRetractRelations(ontology, type, !deprecated, few))) {
              await unit.run(batch);
            }
          }
          await write(rows, (few) => composeWriteRelations(ontology, type, deprecated, few));
        }
      }
    },
    { deadline: LOADING },
  );
  return all;
}
