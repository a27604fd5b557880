import { lowerBound } from '../binary-search.ts';
import { badInput, quoted } from '../errors.ts';
import {
  type Cited,
  composeRelationRows,
  composeStatedClaims,
  composeStatedEntities,
  composeStatedRelations,
  statedFields,
} from '../graph/cypher/document-facts.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import { listOf } from '../graph/encoding/values.ts';
import type { Row, UnitOfWork, Value } from '../graph/port/graph.ts';
import { IS_NOTES } from '../graph/query/cited-documents.ts';
import type { PageRange, TimeTravel } from '../graph/query/query.ts';
import { endsOf, readEntityFacts } from '../graph/storage/facts-reader.ts';
import { grouped } from '../lists.ts';
import type { EntityFact, Source } from '../ontology/facts.ts';
import { firstNumber } from '../ontology/mentions.ts';
import { DOCUMENT, type Ontology } from '../ontology/ontology.ts';
import { inheritedSources } from '../ontology/sources.ts';
import { readIds } from './read-ids.ts';

/** What one document states, in the order of its locators. */

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

/** Behind every number that a locator can begin with. */
const WHOLE_DOCUMENT = Number.MAX_SAFE_INTEGER;

/** The most documents of notes that are told from others. */
const MOST_NOTES = 1000;

const textsIn = (value: Value | undefined): readonly string[] => listOf(value).map(String);
const locatorsIn = (value: Value | undefined) => textsIn(value).map((text) => text || null);

type Position = readonly [number, string, string, number, string, number];

/** A position in the order: natural numbers of locators first, what cites the whole document last. */
export const positionOf = ({ locator, kind, subject, part, claim }: StatedPlace): Position => [
  locator === null ? WHOLE_DOCUMENT : firstNumber(locator),
  locator ?? '',
  subject,
  FACT_KINDS.indexOf(kind),
  part,
  claim,
];

function compare(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] as string | number, b[i] as string | number];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Counts places, and keeps the first or the last ones of a range in order: sorting all takes ten times as long. */
class Nearest {
  readonly #page: PageRange;
  readonly #kept: { readonly place: StatedPlace; readonly position: Position }[] = [];
  total = 0;
  /** How many are in the order before the range, and behind it. */
  before = 0;
  behind = 0;

  constructor(page: PageRange) {
    this.#page = page;
  }

  get places(): readonly StatedPlace[] {
    return this.#kept.map(({ place }) => place);
  }

  add(place: StatedPlace): void {
    const { after, before, backward, limit } = this.#page;
    const position = positionOf(place);
    this.total += 1;
    if (after && compare(position, after) <= 0) this.before += 1;
    else if (before && compare(position, before) >= 0) this.behind += 1;
    else if (limit > 1) this.#keep(place, position, backward, limit - 1);
    else if (backward) this.before += 1;
    else this.behind += 1;
  }

  #keep(place: StatedPlace, position: Position, backward: boolean, most: number): void {
    const kept = this.#kept;
    const farthest = kept[backward ? 0 : kept.length - 1];
    const isFar = farthest && compare(position, farthest.position) > 0 !== backward;
    if (kept.length < most || !isFar) {
      const at = lowerBound(0, kept.length, (i) => compare((kept[i] as { position: Position }).position, position) < 0);
      kept.splice(at, 0, { place, position });
      if (kept.length <= most) return;
      if (backward) kept.shift();
      else kept.pop();
    }
    if (backward) this.before += 1;
    else this.behind += 1;
  }
}

/** What locators of one form begin with: "paragraph " of "paragraph 4", "id" of "id=5 year=2024". */
const formOf = (locator: string) => /^[^\d=]*/.exec(locator)?.[0] ?? '';

/**
 * Checks places that no fact cites. Nothing may be stated there, but a place in a form that no locator has is a mistake.
 *
 * @throws BAD_USER_INPUT for such a place, with some that there are.
 */
function checkForms(document: string, unmet: readonly string[], locators: Iterable<string | null>): void {
  // Of each form the first one, whatever the order in which the database returns them.
  const examples = new Map<string, string>();
  for (const locator of locators) {
    if (locator === null) continue;
    const form = formOf(locator);
    const known = examples.get(form);
    if (known === undefined || compare([firstNumber(locator), locator], [firstNumber(known), known]) < 0)
      examples.set(form, locator);
  }
  const wrong = unmet.find((one) => !examples.has(formOf(one)));
  if (wrong === undefined || examples.size === 0) return;
  const some = [...examples.values()]
    .sort()
    .slice(0, 3)
    .map((one) => quoted(one))
    .join(', ');
  throw badInput(`"locator" expects places as facts cite them in ${document}, such as ${some}; got ${quoted(wrong)}.`);
}

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

/** What to read of a document. */
export interface DocumentFacts {
  readonly document: string;
  /** Only what is stated at one of these places; null for everything. */
  readonly locators: readonly string[] | null;
  /** Only what no other document states. */
  readonly alone: boolean;
  readonly page: PageRange;
  /** The columns to read of relations. */
  readonly relationColumns: readonly string[];
}

/** A page of what a document states. */
export interface DocumentFactsPage {
  readonly total: number;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  readonly places: readonly StatedPlace[];
  readonly entities: ReadonlyMap<string, EntityFact>;
  readonly relations: ReadonlyMap<string, Row>;
}

/** Reads a page of what a document states, in one state of the graph. */
export async function readDocumentFacts(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { document, locators, alone, page, relationColumns }: DocumentFacts,
): Promise<DocumentFactsPage> {
  const nearest = new Nearest(page);
  const isAsked = locators && new Set<string | null>(locators);
  const met = new Set<string | null>();
  const add = (places: Iterable<StatedPlace>) => {
    for (const place of places) {
      if (isAsked && !isAsked.has(place.locator)) continue;
      if (isAsked) met.add(place.locator);
      if (!alone || place.alone) nearest.add(place);
    }
  };
  const limit = MOST_FACTS + 1;
  const time = { ...timeTravel, asOf: null };
  const notes = alone ? await readIds(unit, ontology, DOCUMENT, IS_NOTES, MOST_NOTES, time) : [];
  const cited = { document, notes };
  const entities = await unit.run(composeStatedEntities(ontology, cited, limit, timeTravel));
  const claims = grouped(
    await unit.run(composeStatedClaims(ontology, document, 10 * limit, timeTravel)),
    ({ id }) => id,
  );
  const fields = statedFields(ontology).map(([name]) => name);
  for (const row of entities) add(placesOfEntity(row, cited, fields, claims.get(row.id) ?? []));
  const relations = await unit.run(composeStatedRelations(ontology, cited, limit, timeTravel));
  for (const row of relations) add(placesOfRelation(row));
  if (Math.max(entities.length, relations.length) > MOST_FACTS) {
    throw badInput(
      `"facts" reads at most ${MOST_FACTS} entities and ${MOST_FACTS} relations of a document; ${document} states more. Ask for entities and relations by "sources" instead.`,
    );
  }
  const unmet = (locators ?? []).filter((one) => !met.has(one));
  if (unmet.length > 0) {
    const all = function* (): Generator<string | null> {
      for (const row of entities)
        for (const { locator } of placesOfEntity(row, cited, fields, claims.get(row.id) ?? [])) yield locator;
      for (const row of relations) for (const { locator } of placesOfRelation(row)) yield locator;
    };
    checkForms(document, unmet, all());
  }
  const { places } = nearest;
  const about = places.filter(({ kind }) => kind !== 'RELATION').map(({ subject }) => subject);
  const joined = new Map(
    places.flatMap(({ kind, part, subject, to: end = '' }) =>
      kind === 'RELATION' ? [[part, { id: part, from: subject, to: end }] as const] : [],
    ),
  );
  const facts = await readEntityFacts(unit, ontology, [...new Set(about)]);
  const reader = relationReader(relationColumns);
  const rows =
    joined.size === 0
      ? []
      : await unit.run(composeRelationRows(ontology, [...joined.values()], relationColumns, timeTravel));
  const relationRows = rows.map(({ values }) => reader.read(values as readonly Value[], 0));
  return {
    total: nearest.total,
    hasPrevious: nearest.before > 0,
    hasNext: nearest.behind > 0,
    places,
    entities: new Map(facts.map((fact) => [fact.id, fact])),
    relations: new Map(relationRows.map((row) => [String(row.id), row])),
  };
}
