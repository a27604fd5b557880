import { LRUCache } from 'lru-cache';
import { badInput } from '../errors.ts';
import {
  type Cited,
  composeStatedClaims,
  composeStatedEntities,
  composeStatedRelations,
  statedFields,
} from '../graph/cypher/document-facts.ts';
import { listOf } from '../graph/encoding/values.ts';
import type { Graph, Row, UnitOfWork, Value } from '../graph/port/graph.ts';
import { IS_NOTES } from '../graph/query/cited-documents.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import { endsOf } from '../graph/storage/facts-reader.ts';
import { grouped } from '../lists.ts';
import type { EntityFact, Source } from '../ontology/facts.ts';
import { DOCUMENT, type Ontology } from '../ontology/ontology.ts';
import { inheritedSources } from '../ontology/sources.ts';
import { readIds } from './read-ids.ts';

/** What one document states and where, in no particular order. */

/** The parts of facts, in their order at one place. */
export const FACT_KINDS = ['NAME', 'FIELD', 'SUMMARY', 'RELATION'] as const;

/** One thing that a document states at one place. */
export interface StatedPlace {
  readonly locator: string | null;
  readonly kind: (typeof FACT_KINDS)[number];
  /** The entity that it is about; of a relation, the one where it begins. */
  readonly subject: string;
  /** The field, the number of the name, or the id of the relation. */
  readonly part: string;
  /** The number of the claim among those of its field. */
  readonly claim: number;
  /** Where a relation ends. */
  readonly to?: string;
  /** Whether no other document states it, notes aside. */
  readonly alone: boolean;
}

/** The most entities, and the most relations, whose ids and locators are read: some 50 MB. */
const MOST_FACTS = 200_000;

/** The most documents of notes that are told from others. */
const MOST_NOTES = 1000;

const textsIn = (value: Value | undefined): readonly string[] => listOf(value).map(String);
const locatorsIn = (value: Value | undefined) => textsIn(value).map((text) => text || null);

/** What a document states in the names, fields and summary of an entity. */
function* placesOfEntity(
  row: Row,
  { document, notes }: Cited,
  fields: readonly string[],
  claims: readonly Row[],
): Generator<StatedPlace> {
  const subject = String(row.id);
  const own = locatorsIn(row.places).map((locator): Source => ({ document, locator, stated: null }));
  const inherited = inheritedSources(own).map(({ locator }) => locator);
  // A row of a table states each of its values, and so the names and the summary.
  const rows = inherited.filter((locator) => locator !== null);
  const alone = row.alone === true;
  const isAlone = (documents: readonly string[]) => documents.every((one) => one === document || notes.includes(one));
  const item = (kind: StatedPlace['kind'], part: string, locator: string | null, isOwn = alone, claim = 0) => ({
    locator,
    kind,
    subject,
    part,
    claim,
    alone: isOwn,
  });
  const statement =
    typeof row.statedBy === 'string' ? (JSON.parse(row.statedBy) as Pick<EntityFact, 'statedBy'>).statedBy : undefined;
  const sourcesOfNames = listOf(row.nameSources).map((text): readonly Source[] | null =>
    text ? JSON.parse(String(text)) : null,
  );
  const origins = listOf(row.nameOrigins);
  for (let i = 0; i < Number(row.named); i += 1) {
    const sources = sourcesOfNames[i];
    const isOwn = isAlone((sources ?? []).map((source) => source.document));
    for (const source of sources ?? [])
      if (source.document === document) yield item('NAME', String(i), source.locator, isOwn);
    if (!sources && !origins[i] && !statement) for (const locator of rows) yield item('NAME', String(i), locator);
  }
  const claimed = new Set(claims.map(({ field }) => field));
  const held = String(row.fields);
  for (const [i, field] of fields.entries())
    if (held[i] === '1' && !claimed.has(field)) for (const locator of inherited) yield item('FIELD', field, locator);
  for (const { field, position, documents, locators } of claims) {
    const cited = textsIn(documents);
    const places = locatorsIn(locators);
    const isOwn = isAlone(cited);
    for (const [i, one] of cited.entries())
      if (one === document) yield item('FIELD', String(field), places[i] ?? null, isOwn, Number(position));
  }
  if (row.summary === true && (!statement || statement[document]?.summary))
    for (const locator of rows) yield item('SUMMARY', '', locator);
}

function* placesOfRelation({ id, places, alone }: Row): Generator<StatedPlace> {
  const { from, to } = endsOf(String(id));
  const relation = { kind: 'RELATION', subject: from, part: String(id), to, claim: 0, alone: alone === true } as const;
  for (const locator of locatorsIn(places)) yield { ...relation, locator };
}

/** The most memory that places take between requests. */
const MOST_BYTES = 64_000_000;
/** Bytes of a place, beside the letters of its part. */
const PLACE_BYTES = 180;

interface Kept {
  /** The number of the graph's state. */
  readonly version: number;
  readonly places: readonly StatedPlace[];
}

const caches = new WeakMap<Graph, LRUCache<string, Kept>>();

function cacheOf(graph: Graph): LRUCache<string, Kept> {
  const cache =
    caches.get(graph) ??
    new LRUCache<string, Kept>({
      maxSize: MOST_BYTES,
      sizeCalculation: ({ places }) => places.reduce((bytes, { part }) => bytes + PLACE_BYTES + part.length, 100),
    });
  caches.set(graph, cache);
  return cache;
}

/** Which of a document's statements to find: whether to tell which no other document makes, notes aside. */
interface Asked {
  readonly document: string;
  readonly alone: boolean;
}

/**
 * Finds everything that a document states. All pages of one state of the graph are cut from the same places, if the engine
 * numbers its states.
 *
 * @throws BAD_USER_INPUT if there is too much
 */
export async function statedPlaces(
  graph: Graph,
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  asked: Asked,
): Promise<readonly StatedPlace[]> {
  const version = graph.version();
  if (version === null) return readPlaces(unit, ontology, timeTravel, asked);
  const cache = cacheOf(graph);
  const key = JSON.stringify([asked, timeTravel]);
  const kept = cache.get(key);
  if (kept?.version === version) return kept.places;
  const places = await readPlaces(unit, ontology, timeTravel, asked);
  cache.set(key, { version, places });
  return places;
}

async function readPlaces(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { document, alone }: Asked,
): Promise<readonly StatedPlace[]> {
  const limit = MOST_FACTS + 1;
  const time = { ...timeTravel, asOf: null };
  const notes = alone ? await readIds(unit, ontology, DOCUMENT, IS_NOTES, MOST_NOTES, time) : [];
  const cited = { document, notes };
  const entities = await unit.run(composeStatedEntities(ontology, cited, limit, timeTravel));
  const claims = grouped(
    await unit.run(composeStatedClaims(ontology, document, 10 * limit, timeTravel)),
    ({ id }) => id,
  );
  const relations = await unit.run(composeStatedRelations(ontology, cited, limit, timeTravel));
  if (Math.max(entities.length, relations.length) > MOST_FACTS) {
    throw badInput(
      `"facts" reads at most ${MOST_FACTS} entities and ${MOST_FACTS} relations of a document; ${document} states more. Ask for entities and relations by "sources" instead.`,
    );
  }
  const fields = statedFields(ontology).map(([name]) => name);
  const places: StatedPlace[] = [];
  for (const row of entities) {
    places.push(...placesOfEntity(row, cited, fields, claims.get(row.id) ?? []));
    if (unit.work.step()) await unit.work.pause();
  }
  for (const row of relations) {
    places.push(...placesOfRelation(row));
    if (unit.work.step()) await unit.work.pause();
  }
  return places;
}
