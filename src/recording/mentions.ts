import type { UnitOfWork } from '../graph/port/graph.ts';
import { endsOf, readEntityFacts, readRelationFacts, sourcesAround } from '../graph/storage/facts-reader.ts';
import { chunks } from '../lists.ts';
import type { Facts, RelationFact, Source } from '../ontology/facts.ts';
import { compareLocators, looksDerived, MENTIONS, MOST_LOCATORS } from '../ontology/mentions.ts';
import { type Ontology, relationId } from '../ontology/ontology.ts';
import { sourcesOf } from '../ontology/sources.ts';
import { compareRelations } from './compare.ts';
import type { RowEncoder } from './encode.ts';
import { inPlaces, mergeMentions } from './mention-places.ts';
import type { DroppedCitation } from './merge.ts';
import { retractRelations, writeRelations } from './write.ts';

/** MENTIONS: which entities documents mention, derived from the sources of facts. */

const NONE: ReadonlySet<string> = new Set();

/** The mentions of each document: it cites an entity itself, a value of one of its fields, or one of its relations. */
export function mentions(facts: Facts): RelationFact[] {
  const mentioned = new Map<string, Map<string, Set<string>>>();
  const mention = (id: string, sources: readonly Source[]) => {
    for (const { document, locator } of sources) {
      if (document === id) continue;
      const entities = mentioned.get(document) ?? new Map<string, Set<string>>();
      mentioned.set(document, entities);
      const locators = entities.get(id) ?? new Set<string>();
      entities.set(id, locators);
      if (locator) locators.add(locator);
    }
  };
  for (const entity of facts.entities) mention(entity.id, sourcesOf(entity));
  for (const relation of facts.relations) {
    if (relation.mentionsEnds === false) continue;
    mention(relation.from, relation.sources);
    mention(relation.to, relation.sources);
  }
  return [...mentioned].flatMap(([document, entities]) =>
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

/** Adds mentions to those in the graph; returns the new relations. */
export async function writeMentions(
  unit: UnitOfWork,
  ontology: Ontology,
  facts: readonly RelationFact[],
  rows: RowEncoder,
  isNew: (fact: RelationFact) => boolean,
): Promise<readonly RelationFact[]> {
  const stated = facts.map((fact) => ({ fact, restates: NONE }));
  const compared = await compareRelations(
    unit,
    ontology,
    stated,
    rows,
    ({ fact }) => isNew(fact),
    (held, { fact }) => mergeMentions(held, fact),
  );
  await writeRelations(unit, ontology, compared, rows);
  return compared.made;
}

/** Removes locators that no fact cites any more from MENTIONS. */
export async function forgetMentions(
  unit: UnitOfWork,
  ontology: Ontology,
  dropped: readonly DroppedCitation[],
  rows: RowEncoder,
): Promise<void> {
  const lost = new Map<string, Set<string | null>>();
  for (const { document, entity, locator } of dropped) {
    const id = relationId(document, MENTIONS, entity);
    const locators = lost.get(id) ?? new Set();
    lost.set(id, locators.add(locator));
  }
  for (const some of chunks([...lost.keys()])) {
    const places = some.map((id) => ({ id, from: endsOf(id).from }));
    // Whether a document mentions an entity at all depends on every source.
    const mayBeLost = (id: string, { locator }: Source) => locator === null || lost.get(id)?.has(locator) === true;
    // What somebody states stays as it is.
    const open = (await readRelationFacts(unit, ontology, MENTIONS, places)).filter(
      (fact) => looksDerived(fact) && fact.sources.some((source) => mayBeLost(fact.id, source)),
    );
    if (open.length === 0) continue;
    const citations = () => new Map(open.map(({ id }) => [id, new Set<string | null>()]));
    const [own, cited] = [citations(), citations()];
    const cite = (entity: string, sources: readonly Source[], within = cited) => {
      for (const { document, locator } of sources) within.get(relationId(document, MENTIONS, entity))?.add(locator);
    };
    const entities = open.map(({ to }) => to);
    for (const fact of await readEntityFacts(unit, ontology, [...new Set(entities)])) {
      cite(fact.id, sourcesOf(fact));
      cite(fact.id, sourcesOf(fact), own);
    }
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
      const left = [...kept, ...placesAfter(fact, own.get(fact.id) ?? new Set(), now)];
      const whole: readonly Source[] = now.size > 0 ? [{ document: fact.from, locator: null, stated: null }] : [];
      const sources = left.length > 0 ? left : whole;
      if (sources.length > 0) changed.push(inPlaces({ ...fact, sources }));
      else gone.push(fact);
    }
    await writeRelations(unit, ontology, { made: [], changed, unchanged: [] }, rows);
    await retractRelations(unit, ontology, gone, rows);
  }
}

/**
 * The places that move up in a full list: those behind its last one that the entity itself cites, and those that its
 * relations cite unless the list shows that these don't count, as with rows of a table.
 */
function placesAfter(
  { from, sources }: RelationFact,
  own: ReadonlySet<string | null>,
  cited: ReadonlySet<string | null>,
): readonly Source[] {
  const last = sources.at(-1)?.locator;
  if (sources.length < MOST_LOCATORS || !last) return [];
  const listed = new Set(sources.map(({ locator }) => locator));
  const isBehind = (locator: string) => compareLocators(locator, last) > 0;
  const others = [...cited].filter((locator) => locator !== null && !own.has(locator) && !isBehind(locator));
  const next = others.every((locator) => listed.has(locator)) ? cited : own;
  return [...next].flatMap((locator) =>
    locator !== null && isBehind(locator) ? [{ document: from, locator, stated: null }] : [],
  );
}
