import { badInput } from '../errors.ts';
import { composeRelationRows, composeStatedEntities, composeStatedRelations } from '../graph/cypher/document-facts.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import type { Row, UnitOfWork, Value } from '../graph/port/graph.ts';
import type { PageRange, TimeTravel } from '../graph/query/query.ts';
import { readEntityFacts } from '../graph/storage/facts-reader.ts';
import type { EntityFact, Source } from '../ontology/facts.ts';
import { firstNumber } from '../ontology/mentions.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { inheritedSources } from '../ontology/sources.ts';

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
  /** Whether no other document states it. */
  readonly alone: boolean;
}

/** The most facts that are put in order: their ids and locators take some 50 MB. */
const MOST_FACTS = 200_000;

/** Behind every number that a locator can begin with. */
const WHOLE_DOCUMENT = Number.MAX_SAFE_INTEGER;

const list = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);
const textsIn = (value: Value | undefined): readonly string[] => list(value).map(String);
const locatorsIn = (value: Value | undefined) => textsIn(value).map((text) => text || null);

/** A position in the order: natural numbers of locators first, what cites the whole document last. */
export const positionOf = ({ locator, kind, subject, part, claim }: StatedPlace) =>
  [
    locator === null ? WHOLE_DOCUMENT : firstNumber(locator),
    locator ?? '',
    subject,
    FACT_KINDS.indexOf(kind),
    part,
    claim,
  ] as const;

function compare(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] as string | number, b[i] as string | number];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** What a document states in the names, fields and summary of an entity. */
function* placesOfEntity(row: Row, document: string): Generator<StatedPlace> {
  const subject = String(row.id);
  const own = locatorsIn(row.places).map((locator): Source => ({ document, locator, stated: null }));
  const inherited = inheritedSources(own).map(({ locator }) => locator);
  // A row of a table states each of its values, and so the names and the summary.
  const rows = inherited.filter((locator) => locator !== null);
  const alone = new Set(textsIn(row.documents)).size === 1;
  const item = (kind: StatedPlace['kind'], part: string, locator: string | null, isAlone = alone, claim = 0) => ({
    locator,
    kind,
    subject,
    part,
    claim,
    alone: isAlone,
  });
  const statement =
    typeof row.statedBy === 'string' ? (JSON.parse(row.statedBy) as Pick<EntityFact, 'statedBy'>).statedBy : undefined;
  const sourcesOfNames = list(row.nameSources).map((text): readonly Source[] | null =>
    text ? JSON.parse(String(text)) : null,
  );
  const origins = list(row.nameOrigins);
  for (let i = 0; i < Number(row.named); i += 1) {
    const sources = sourcesOfNames[i];
    const isAlone = new Set(sources?.map((source) => source.document)).size === 1;
    for (const source of sources ?? [])
      if (source.document === document) yield item('NAME', String(i), source.locator, isAlone);
    if (!sources && !origins[i] && !statement) for (const locator of rows) yield item('NAME', String(i), locator);
  }
  const claims = list(row.claims).map(list);
  const claimed = new Set(claims.map(([field]) => field));
  for (const field of textsIn(row.fields))
    if (!claimed.has(field)) for (const locator of inherited) yield item('FIELD', field, locator);
  for (const [field, position, documents, locators] of claims) {
    const cited = textsIn(documents);
    const places = locatorsIn(locators);
    const isAlone = new Set(cited).size === 1;
    for (const [i, one] of cited.entries())
      if (one === document) yield item('FIELD', String(field), places[i] ?? null, isAlone, Number(position));
  }
  if (row.summary === true && (!statement || statement[document]?.summary))
    for (const locator of rows) yield item('SUMMARY', '', locator);
}

function* placesOfRelation({ id, from, to, places, documents }: Row): Generator<StatedPlace> {
  const relation = { kind: 'RELATION', subject: String(from), part: String(id), to: String(to), claim: 0 } as const;
  const alone = list(documents).length === 1;
  for (const locator of locatorsIn(places)) yield { ...relation, locator, alone };
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
  readonly from: number;
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
  const all: StatedPlace[] = [];
  const isAsked = locators && new Set<string | null>(locators);
  const add = (places: Iterable<StatedPlace>) => {
    for (const place of places)
      if ((!isAsked || isAsked.has(place.locator)) && (!alone || place.alone)) all.push(place);
  };
  const limit = MOST_FACTS + 1;
  const entities = await unit.run(composeStatedEntities(ontology, document, limit, timeTravel));
  for (const row of entities) add(placesOfEntity(row, document));
  const relations = await unit.run(composeStatedRelations(ontology, document, limit, timeTravel));
  for (const row of relations) add(placesOfRelation(row));
  if (entities.length + relations.length > MOST_FACTS || all.length > MOST_FACTS) {
    throw badInput(
      `"facts" puts at most ${MOST_FACTS} facts of a document in order; ${document} states more. Read its \`mentions\`, or ask for facts where \`sources\` has this document.`,
    );
  }
  const ordered = all.map((place) => ({ place, position: positionOf(place) }));
  ordered.sort((a, b) => compare(a.position, b.position));
  const indexOf = (fits: (position: readonly unknown[]) => boolean) => {
    const index = ordered.findIndex(({ position }) => fits(position));
    return index < 0 ? ordered.length : index;
  };
  const { after, before, backward, limit: most } = page;
  const low = after ? indexOf((position) => compare(position, after) > 0) : 0;
  const high = before ? indexOf((position) => compare(position, before) >= 0) : ordered.length;
  const size = most - 1;
  const from = backward ? Math.max(low, high - size) : low;
  const to = backward ? Math.max(low, high) : Math.max(low, Math.min(high, low + size));
  const places = ordered.slice(from, to).map(({ place }) => place);
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
    total: ordered.length,
    from,
    places,
    entities: new Map(facts.map((fact) => [fact.id, fact])),
    relations: new Map(relationRows.map((row) => [String(row.id), row])),
  };
}
