import { isDeepStrictEqual } from 'node:util';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { endsOf, readEntityFacts, readRelationFacts, sourcesAround } from '../graph/storage/facts-reader.ts';
import type { Facts, RelationFact, Source } from '../ontology/facts.ts';
import { compareLocators, MENTIONS, MOST_LOCATORS } from '../ontology/mentions.ts';
import { type Ontology, relationId } from '../ontology/ontology.ts';
import { compareRelations } from './compare.ts';
import type { RowEncoder } from './encode.ts';
import { chunks } from './groups.ts';
import { type DroppedCitation, sourcesOf } from './merge.ts';
import { distinctSources } from './sources.ts';
import { retractRelations, writeRelations } from './write.ts';

/** MENTIONS: what documents tell of, made from what facts cite. */

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
  for (const entity of facts.entities) tell(entity.id, sourcesOf(entity));
  for (const relation of facts.relations) {
    if (relation.mentionsEnds === false) continue;
    tell(relation.from, relation.sources);
    tell(relation.to, relation.sources);
  }
  return [...told].flatMap(([document, entities]) =>
    [...entities].map(([entity, locators]) =>
      inPlaces({
        id: relationId(document, MENTIONS, entity),
        type: MENTIONS,
        from: document,
        to: entity,
        values: {},
        rank: 'NORMAL',
        sources: (locators.size > 0 ? [...locators] : [null]).map((locator) => ({ document, locator, stated: null })),
      }),
    ),
  );
}

/** What a document tells of an entity, its places in order, no more than are named, and named in its locator. */
function inPlaces(fact: RelationFact): RelationFact {
  const sources = [...fact.sources]
    .sort((a, b) => compareLocators(a.locator ?? '', b.locator ?? ''))
    .slice(0, MOST_LOCATORS);
  const named = sources.flatMap(({ locator }) => locator ?? []);
  return { ...fact, sources, values: named.length > 0 ? { locator: named.join(', ') } : {} };
}

/** What a document tells of an entity, with what it was known to tell. */
function toldIn(held: RelationFact, fact: RelationFact): RelationFact {
  if (held.sources.length >= MOST_LOCATORS || holdsSources(held, fact)) return held;
  const all = distinctSources([...held.sources, ...fact.sources]).filter((s) => s.locator !== null);
  return inPlaces({ ...held, sources: all.length > 0 ? all : fact.sources });
}

const holdsSources = (held: RelationFact, fact: RelationFact) =>
  fact.sources.every((source) => held.sources.some((other) => isDeepStrictEqual(other, source)));

/** Adds what documents tell of entities to what they were known to tell; gives those that are new. */
export async function writeMentions(
  unit: UnitOfWork,
  ontology: Ontology,
  facts: readonly RelationFact[],
  rows: RowEncoder,
  isNew: (fact: RelationFact) => boolean,
): Promise<readonly RelationFact[]> {
  const compared = await compareRelations(unit, ontology, facts, rows, isNew, toldIn);
  await writeRelations(unit, ontology, compared, rows);
  return compared.made;
}

/** Takes out of what documents tell of the places that no fact cites any more; `given` are ids that files state themselves. */
export async function forget(
  unit: UnitOfWork,
  ontology: Ontology,
  left: readonly DroppedCitation[],
  rows: RowEncoder,
  given: ReadonlySet<string> = new Set(),
): Promise<void> {
  const lost = new Map<string, Set<string | null>>();
  for (const { document, entity, locator } of left) {
    const id = relationId(document, MENTIONS, entity);
    const locators = lost.get(id) ?? new Set();
    lost.set(id, locators.add(locator));
  }
  for (const some of chunks([...lost.keys()].filter((id) => !given.has(id)))) {
    const places = some.map((id) => ({ id, from: endsOf(id).from }));
    // That a document tells of it at all hangs on every place.
    const mayBeLost = (id: string, { locator, stated }: Source) =>
      stated === null && (locator === null || lost.get(id)?.has(locator) === true);
    // What is told of in so many places is told of throughout.
    const open = (await readRelationFacts(unit, ontology, MENTIONS, places)).filter(
      ({ id, sources }) => sources.length < MOST_LOCATORS && sources.some((source) => mayBeLost(id, source)),
    );
    if (open.length === 0) continue;
    const cited = new Map(open.map(({ id }) => [id, new Set<string | null>()]));
    const cite = (entity: string, sources: readonly Source[]) => {
      for (const { document, locator } of sources) cited.get(relationId(document, MENTIONS, entity))?.add(locator);
    };
    const entities = open.map(({ to }) => to);
    for (const fact of await readEntityFacts(unit, ontology, [...new Set(entities)])) cite(fact.id, sourcesOf(fact));
    for (const { entity, sources } of await sourcesAround(
      unit,
      ontology,
      open.map(({ from, to }) => ({ document: from, entity: to })),
    ))
      cite(entity, sources);
    const changed: RelationFact[] = [];
    const gone: RelationFact[] = [];
    for (const fact of open) {
      const now: ReadonlySet<string | null> = cited.get(fact.id) ?? new Set();
      const kept = fact.sources.filter(
        (source) => !mayBeLost(fact.id, source) || (source.locator === null ? now.size > 0 : now.has(source.locator)),
      );
      if (kept.length === fact.sources.length) continue;
      const whole: readonly Source[] = now.size > 0 ? [{ document: fact.from, locator: null, stated: null }] : [];
      const sources = kept.length > 0 ? kept : whole;
      if (sources.length > 0) changed.push(inPlaces({ ...fact, sources }));
      else gone.push(fact);
    }
    await writeRelations(unit, ontology, { made: [], changed, unchanged: [] }, rows);
    await retractRelations(unit, ontology, gone, rows);
  }
}
