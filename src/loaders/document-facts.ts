import { lowerBound } from '../binary-search.ts';
import { badInput, quoted } from '../errors.ts';
import { composeRelationRows } from '../graph/cypher/document-facts.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import type { Graph, Row, UnitOfWork, Value } from '../graph/port/graph.ts';
import type { PageRange, TimeTravel } from '../graph/query/query.ts';
import { readEntityFacts } from '../graph/storage/facts-reader.ts';
import type { EntityFact } from '../ontology/facts.ts';
import { firstNumber } from '../ontology/mentions.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { FACT_KINDS, type StatedPlace, statedPlaces } from './stated-places.ts';

/** What one document states, in the order of its locators. */

/** Behind every number that a locator can begin with. */
const WHOLE_DOCUMENT = Number.MAX_SAFE_INTEGER;

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
  graph: Graph,
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { document, locators, alone, page, relationColumns }: DocumentFacts,
): Promise<DocumentFactsPage> {
  const nearest = new Nearest(page);
  const isAsked = locators && new Set<string | null>(locators);
  const met = new Set<string | null>();
  const stated = await statedPlaces(graph, unit, ontology, timeTravel, { document, alone });
  for (const place of stated) {
    if (unit.work.step()) await unit.work.pause();
    if (isAsked && !isAsked.has(place.locator)) continue;
    if (isAsked) met.add(place.locator);
    if (!alone || place.alone) nearest.add(place);
  }
  const unmet = (locators ?? []).filter((one) => !met.has(one));
  if (unmet.length > 0) {
    checkForms(
      document,
      unmet,
      stated.map(({ locator }) => locator),
    );
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
