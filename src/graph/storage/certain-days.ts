import { chunks } from '../../lists.ts';
import { type Attestation, attestation, type Bounds, type CertainDays, certainDays } from '../../ontology/certainty.ts';
import type { RelationDeclaration } from '../../ontology/declaration.ts';
import { DOCUMENT, type Ontology } from '../../ontology/ontology.ts';
import { LAST, parsePeriod } from '../../ontology/period.ts';
import {
  composeAround,
  composeDates,
  composeEntitiesToSettle,
  composeKnownLater,
  composePastEntitiesToSettle,
  composeRelationsAt,
  composeRelationsToSettle,
  composeSettleEntities,
  composeSettlePastEntities,
  composeSettlePastRelations,
  composeSettleRelations,
} from '../cypher/certain-days.ts';
import { CERTAIN_FROM, CERTAIN_TO, DATED_FROM } from '../encoding/names.ts';
import { listOf, periodLimits, textOrNull } from '../encoding/values.ts';
import type { Parameters, Row, Statement, UnitOfWork, Value } from '../port/graph.ts';

/**
 * The certain days of stored facts. They follow from the properties of a fact, and from the dates of its documents and of
 * the end that dates it, so they are settled again when one of these dates changes.
 */

const NONE: ReadonlySet<string> = new Set();

/** A date with its bounds as a row holds it; null if it has none. */
function boundsOf(row: Row, field: string): Bounds | null {
  const edtf = textOrNull(row[field]);
  if (edtf === null) return null;
  const [start, end, startBy, endFrom] = periodLimits(field).map((column) => textOrNull(row[column]));
  return { edtf, start: start ?? null, end: end ?? null, startBy: startBy ?? '', endFrom: endFrom ?? '' };
}

/** The date that says when an entity came into being: the first of its type's fields that has a value. */
function beginningOf(ontology: Ontology, id: string, row: Row): Bounds | null {
  for (const field of ontology.beginnings(ontology.typeOfId(id)?.name ?? '')) {
    const bounds = boundsOf(row, field);
    if (bounds) return bounds;
  }
  return null;
}

const isSame = (a: Bounds | null, b: Bounds | null) => a?.edtf === b?.edtf;

/** The dates of entities, as known within one unit of work. */
export class KnownDates {
  readonly #ontology: Ontology;
  readonly #bounds = new Map<string, Bounds | null>();
  readonly #attestations = new Map<string, Attestation | null>();

  constructor(ontology: Ontology) {
    this.#ontology = ontology;
  }

  /** The date of an entity with these properties. */
  beginning(id: string, row: Row): Bounds | null {
    return beginningOf(this.#ontology, id, row);
  }

  /** The fields by whose values an entity is only planned. */
  plans(id: string): ReadonlyMap<string, readonly string[]> {
    return this.#ontology.plans(this.#ontology.typeOfId(id)?.name ?? '');
  }

  of(id: string): Bounds | null {
    return this.#bounds.get(id) ?? null;
  }

  /** Sets the date of an entity from its properties; returns whether it is another one than was known. */
  set(id: string, row: Row): boolean {
    const before = this.of(id);
    const bounds = this.beginning(id, row);
    this.#bounds.set(id, bounds);
    this.#attestations.delete(id);
    return !isSame(before, bounds);
  }

  /** Reads the dates of those of the entities that are not known yet. */
  async learn(unit: UnitOfWork, ids: Iterable<string>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#bounds.has(id));
    for (const id of unknown) this.#bounds.set(id, null);
    const dated = unknown.filter((id) => this.#ontology.beginnings(this.#ontology.typeOfId(id)?.name ?? '').length > 0);
    for (const part of chunks(dated)) {
      for (const { id, row } of await unit.run(composeDates(this.#ontology, part))) this.set(String(id), row as Row);
    }
  }

  /** What the sources of a fact attest, those aside that only announce it. */
  attestations(row: Row, announcing: ReadonlySet<string> = NONE): readonly Attestation[] {
    const dates = listOf(row.sourceAt);
    return listOf(row.sourceDocuments).flatMap((document, i) => {
      const at = textOrNull(dates[i]);
      if (at === null && announcing.has(String(document))) return [];
      return (at === null ? this.#attestation(String(document)) : attestation(parsePeriod(at), true)) ?? [];
    });
  }

  #attestation(document: string): Attestation | null {
    const known = this.#attestations.get(document);
    if (known !== undefined) return known;
    const bounds = this.of(document);
    const made = bounds && attestation(bounds, false);
    this.#attestations.set(document, made);
    return made;
  }
}

/** The entities whose dates the certain days of an entity follow from, besides its own: the documents that it cites. */
export const datedByEntity = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap((row) => listOf(row.sourceDocuments).map(String));

/** A row of a relation. */
export interface RelationToSettle {
  readonly from: string;
  readonly to: string;
  readonly row: Row;
}

/** The end that dates an occurrence that has no date of its own. */
const datingEnd = ({ occursWith }: RelationDeclaration, { from, to, row }: RelationToSettle): string | null =>
  occursWith && textOrNull(row.period) === null ? (occursWith === 'from' ? from : to) : null;

/** The entities whose dates the certain days of a relation follow from. */
export function datedByRelation(declaration: RelationDeclaration, relation: RelationToSettle): readonly string[] {
  const end = datingEnd(declaration, relation);
  return [...datedByEntity([relation.row]), ...(end === null ? [] : [end])];
}

/** What relations say of when an entity existed. */
export interface Around {
  /** The documents that announce it: what they attest is a plan. */
  readonly announcing: ReadonlySet<string>;
  /** The first day on which a dated relation presupposes it. */
  readonly dated: string | null;
}

export const NOTHING_AROUND: Around = { announcing: NONE, dated: null };

/** An entity as stored, with the rows of the claims beside it. */
export interface EntityToSettle extends Around {
  readonly id: string;
  readonly row: Row;
  readonly claims: readonly Row[];
}

/** The documents by which an entity is only planned: those that state a status that says so. */
function planning(plans: ReadonlyMap<string, readonly string[]>, row: Row, claims: readonly Row[]): readonly string[] {
  return [...plans].flatMap(([field, values]) => {
    const isPlan = (value: Value | undefined) => values.includes(textOrNull(value) ?? '');
    const stated = claims.filter((claim) => claim.field === field);
    // Without claims of its own, all documents of the entity state the field.
    const planned = stated.length > 0 ? stated.filter(({ value }) => isPlan(value)) : isPlan(row[field]) ? [row] : [];
    return datedByEntity(planned);
  });
}

/** The properties with the certain days of an entity; null removes one. What announces or plans it attests a plan. */
export function certainDaysOfEntity(dates: KnownDates, entity: EntityToSettle): Parameters {
  const { id, row, claims, announcing, dated } = entity;
  const beginning = dates.beginning(id, row);
  const plans = new Set([...announcing, ...planning(dates.plans(id), row, claims)]);
  const attested = [row, ...claims].flatMap((holder) => dates.attestations(holder, plans));
  const existed = dated === null ? [] : [{ first: null, last: dated, isOwn: true }];
  return { [CERTAIN_FROM]: certainDays('occurrence', beginning, [...attested, ...existed]).from };
}

const aroundIn = ({ announced, dated }: Row): Around => ({
  announcing: new Set(listOf(announced).flatMap((documents) => listOf(documents).map(String))),
  dated:
    listOf(dated)
      .flatMap((day) => textOrNull(day) ?? [])
      .sort()[0] ?? null,
});

/** What relations say of when entities existed, by the id of the entity. */
export async function readAround(
  unit: UnitOfWork,
  ontology: Ontology,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Around>> {
  const around = new Map<string, Around>();
  for (const part of chunks(ids)) {
    for (const row of await unit.run(composeAround(ontology, part))) around.set(String(row.id), aroundIn(row));
  }
  return around;
}

const properties = ({ from, to }: CertainDays): Parameters => ({ [CERTAIN_FROM]: from, [CERTAIN_TO]: to });

/** The properties with the certain days of a relation; null removes one. What is known to be wrong is never certain. */
export function certainDaysOfRelation(
  dates: KnownDates,
  declaration: RelationDeclaration,
  relation: RelationToSettle,
): Parameters {
  const isDating = declaration.presupposes !== undefined;
  if (relation.row.rank === 'DEPRECATED')
    return { ...properties({ from: null, to: null }), ...(isDating && { [DATED_FROM]: null }) };
  const end = datingEnd(declaration, relation);
  const stated = declaration.properties.period?.kind === 'period' ? boundsOf(relation.row, 'period') : null;
  const period = stated ?? (end === null ? null : dates.of(end));
  const lasting = declaration.isTimeless ? 'occurrence' : declaration.lasting;
  const attested = dates.attestations(relation.row);
  const own = attested.filter(({ isOwn }) => isOwn);
  return {
    ...properties(certainDays(lasting, period, attested)),
    ...(isDating && { [DATED_FROM]: certainDays('occurrence', period, own).from }),
  };
}

const differs = (row: Row, days: Parameters) =>
  Object.entries(days).some(([column, day]) => (row[column] ?? null) !== day);

/** Settles the entities that a statement finds, or their earlier states, and writes those whose days differ. */
async function settleEntities(
  unit: UnitOfWork,
  dates: KnownDates,
  find: Statement,
  write: (rows: readonly Parameters[]) => Statement,
): Promise<void> {
  const found = (await unit.run(find)).map(({ id, entity, row, claims, ...around }) => ({
    stored: String(id),
    id: String(entity ?? id),
    row: row as Row,
    claims: listOf(claims) as readonly Row[],
    ...aroundIn(around),
  }));
  await dates.learn(
    unit,
    found.flatMap(({ row, claims }) => datedByEntity([row, ...claims])),
  );
  const changed = found.flatMap((entity) => {
    const days = certainDaysOfEntity(dates, entity);
    return differs(entity.row, days) ? [{ id: entity.stored, entity: entity.id, ...days }] : [];
  });
  for (const rows of chunks(changed)) await unit.send(write(rows));
}

/** Settles the relations of a type that a statement finds, and writes those whose days differ; returns these. */
async function settleRelations(
  unit: UnitOfWork,
  dates: KnownDates,
  declaration: RelationDeclaration,
  find: Statement,
  write: (rows: readonly Parameters[]) => Statement,
): Promise<readonly Ends[]> {
  const found = (await unit.run(find)).map(({ id, from, to, row }) => ({
    id: String(id),
    from: String(from),
    to: String(to),
    row: row as Row,
  }));
  await dates.learn(
    unit,
    found.flatMap((relation) => datedByRelation(declaration, relation)),
  );
  const changed = found.flatMap((relation) => {
    const { id, from, to, row } = relation;
    const days = certainDaysOfRelation(dates, declaration, relation);
    return differs(row, days) ? [{ id, from, to, ...days }] : [];
  });
  const stored = changed.map((row) => ({ [DATED_FROM]: null, ...row }));
  for (const rows of chunks(stored)) await unit.send(write(rows));
  return changed;
}

/** The ends of a relation. */
interface Ends {
  readonly from: string;
  readonly to: string;
}

const existingEnds = ({ presupposes = [] }: RelationDeclaration, relations: readonly Ends[]): readonly string[] =>
  presupposes.flatMap((end) => relations.map((relation) => relation[end]));

/** Settles every fact that follows from the dates of these entities: they were recorded with other dates before. */
export async function settleAfter(
  unit: UnitOfWork,
  ontology: Ontology,
  dates: KnownDates,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const documents = ids.filter((id) => ontology.typeOfId(id)?.name === DOCUMENT);
  if (documents.length > 0) {
    for (const { name } of ontology.entities)
      await settleEntities(
        unit,
        dates,
        composeEntitiesToSettle(ontology, { type: name, documents }),
        composeSettleEntities,
      );
  }
  const redated: string[] = [];
  for (const declaration of ontology.relations) {
    const { type, occursWith } = declaration;
    const write = (rows: readonly Parameters[]) => composeSettleRelations(unit.capabilities, ontology, type, rows);
    const settle = async (find: Statement) => {
      const changed = await settleRelations(unit, dates, declaration, find, write);
      // Not spread: a document can date more relations than a call can have arguments.
      for (const id of existingEnds(declaration, changed)) redated.push(id);
    };
    if (documents.length > 0) await settle(composeRelationsToSettle(ontology, type, false, documents));
    if (occursWith) await settle(composeRelationsAt(ontology, type, occursWith, ids));
  }
  await settleAround(unit, ontology, dates, redated);
}

/** Settles entities after relations that say when they existed were recorded, changed or retracted. */
export async function settleAround(
  unit: UnitOfWork,
  ontology: Ontology,
  dates: KnownDates,
  ids: readonly string[],
): Promise<void> {
  for (const part of chunks([...new Set(ids)]))
    await settleEntities(unit, dates, composeEntitiesToSettle(ontology, { ids: part }), composeSettleEntities);
}

/** Settles those ends of new relations of a type that, by these, existed earlier than was known. Rows: as written. */
export async function settleEnds(
  unit: UnitOfWork,
  ontology: Ontology,
  dates: KnownDates,
  type: string,
  rows: readonly Parameters[],
): Promise<void> {
  const first = new Map<string, string>();
  for (const end of ontology.relation(type)?.presupposes ?? []) {
    for (const row of rows) {
      const day = textOrNull((row.properties as Row)[DATED_FROM]);
      const id = String(row[end]);
      if (day !== null && day < (first.get(id) ?? LAST)) first.set(id, day);
    }
  }
  const later: string[] = [];
  for (const part of chunks([...first].map(([id, day]) => ({ id, day }))))
    later.push(...(await unit.run(composeKnownLater(part))).map(({ id }) => String(id)));
  await settleAround(unit, ontology, dates, later);
}

/** Settles every fact of the graph, and its earlier states. */
export async function settleAll(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  const dates = new KnownDates(ontology);
  // Entities follow from their relations, which follow from dates alone.
  for (const declaration of ontology.relations) {
    const { type } = declaration;
    const find = (isPast: boolean) => composeRelationsToSettle(ontology, type, isPast, null);
    await settleRelations(unit, dates, declaration, find(false), (rows) =>
      composeSettleRelations(unit.capabilities, ontology, type, rows),
    );
    await settleRelations(unit, dates, declaration, find(true), (rows) => composeSettlePastRelations(type, rows));
  }
  for (const { name } of ontology.entities) {
    await settleEntities(unit, dates, composeEntitiesToSettle(ontology, { type: name }), composeSettleEntities);
    await settleEntities(unit, dates, composePastEntitiesToSettle(ontology, name), composeSettlePastEntities);
  }
}
