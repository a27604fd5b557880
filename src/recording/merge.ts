import { grouped } from '../lists.ts';
import type { Fields } from '../ontology/declaration.ts';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { compareLocators, looksDerived, MENTIONS } from '../ontology/mentions.ts';
import { sourcesOf } from '../ontology/sources.ts';
import {
  type EntityRecords,
  entityRecordsOf,
  entityRecordsWithout,
  mergeEntityRecords,
  settledEntity,
  settleEntity,
} from './entity-records.ts';
import { mergeMentions } from './mention-places.ts';
import {
  mergeRelationRecords,
  relationRecordsOf,
  relationRecordsWithout,
  settledRelation,
  settleRelation,
} from './relation-records.ts';

/** Merges new statements with those in the graph. A document's statements stay until it restates them. */

/** The ids of the documents that a fact cites. */
export const documentsOf = (fact: EntityFact | RelationFact): ReadonlySet<string> =>
  new Set(sourcesOf(fact).map(({ document }) => document));

const NO_NAMES = { names: [], summary: null, sameAs: [] };

/** A fact, and the documents whose earlier statements about the same thing it replaces. */
export interface Stated<T> {
  readonly fact: T;
  readonly restates: ReadonlySet<string>;
}

/** An entity with one more fact about it. */
export function mergeEntity(
  held: EntityFact | null,
  { fact, restates }: Stated<EntityFact>,
  fields: Fields,
): EntityFact {
  if (!held) return settledEntity(fact, fields);
  const others = entityRecordsOf(held, fields);
  const kept = restates.size > 0 ? entityRecordsWithout(others, restates) : others;
  return settleEntity(held, mergeEntityRecords(kept, entityRecordsOf(fact, fields)), fields);
}

/** An entity as if some documents had never mentioned it; null if no other document does. */
export function entityWithout(fact: EntityFact, documents: ReadonlySet<string>, fields: Fields): EntityFact | null {
  const records = entityRecordsWithout(entityRecordsOf(fact, fields), documents);
  const isGone = records.sources.length === 0 && Object.keys(records.claims).length === 0;
  return isGone ? null : settleEntity(fact, named(records, fact), fields);
}

/** Every entity has a name: if the remaining documents give none, it keeps its present names. */
function named(records: EntityRecords, { names }: EntityFact): EntityRecords {
  const all = [...records.statements];
  if (all.some(([, statement]) => statement.names.length > 0)) return records;
  const cited = [
    ...records.sources,
    ...Object.values(records.claims).flatMap((some) => some.flatMap((c) => c.sources)),
  ];
  const kept = names.map(({ sources: _gone, ...name }) => name);
  const documents =
    all.length > 0 ? all : [...new Set(cited.map((s) => s.document))].map((id) => [id, NO_NAMES] as const);
  return { ...records, statements: new Map(documents.map(([id, statement]) => [id, { ...statement, names: kept }])) };
}

/** A relation with one more fact that states it. */
export function mergeRelation(held: RelationFact | null, { fact, restates }: Stated<RelationFact>): RelationFact {
  if (!held) return settledRelation(fact);
  if (held.type === MENTIONS && (looksDerived(held) || looksDerived(fact))) return mergeMentions(held, fact);
  const others = relationRecordsOf(held);
  const kept = restates.size > 0 ? relationRecordsWithout(others, restates) : others;
  return settleRelation(fact, mergeRelationRecords(kept, relationRecordsOf(fact)));
}

/** A relation without one document: what the others state. It has no sources if there are no others. */
export function relationWithout(fact: RelationFact, document: string): RelationFact {
  const records = relationRecordsWithout(relationRecordsOf(fact), new Set([document]));
  return records.statements.size === 0 ? { ...fact, sources: [] } : settleRelation(fact, records);
}

/** Merges facts about the same relation into one. */
export const mergedById = (stated: readonly Stated<RelationFact>[]): readonly Stated<RelationFact>[] =>
  [...grouped(stated, ({ fact }) => fact.id).values()].map((some) => {
    const [first, ...others] = some as [Stated<RelationFact>];
    if (others.length === 0) return first;
    return {
      fact: others.reduce((whole, { fact }) => mergeRelation(whole, { fact, restates: new Set() }), first.fact),
      restates: new Set(some.flatMap(({ restates }) => [...restates])),
    };
  });

/** Keeps the first source in each document: several rows of a table that state the same relation count as one. */
export function inFirstPlace(fact: RelationFact, documents: ReadonlySet<string>): RelationFact {
  if (fact.sources.length < 2) return fact;
  const first = new Map<string, Source>();
  for (const source of fact.sources) {
    const other = first.get(source.document);
    if (!other || compareLocators(source.locator ?? '', other.locator ?? '') < 0) first.set(source.document, source);
  }
  const sources = fact.sources.filter((s) => !documents.has(s.document) || first.get(s.document) === s);
  return sources.length === fact.sources.length ? fact : { ...fact, sources };
}

/** A source that a fact about an entity no longer cites. */
export interface DroppedCitation {
  readonly document: string;
  readonly entity: string;
  readonly locator: string | null;
}

const placeOf = ({ document, locator }: Source) => `${document} ${locator}`;

/** The sources that a fact cited before and no longer cites. `null`: the fact is gone. */
export function droppedCitations(
  before: EntityFact | RelationFact,
  now: EntityFact | RelationFact | null,
): readonly DroppedCitation[] {
  if (before.type === MENTIONS) return [];
  const cited = new Set(now ? sourcesOf(now).map(placeOf) : []);
  const entities = 'claims' in before ? [before.id] : [before.from, before.to];
  return sourcesOf(before)
    .filter((source) => !cited.has(placeOf(source)))
    .flatMap(({ document, locator }) => entities.map((entity) => ({ document, entity, locator })));
}
