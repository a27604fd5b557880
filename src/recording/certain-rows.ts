import type { Parameters, Row, UnitOfWork } from '../graph/port/graph.ts';
import {
  type Around,
  certainDaysOfEntity,
  certainDaysOfRelation,
  datedByEntity,
  datedByRelation,
  KnownDates,
  NOTHING_AROUND,
  type RelationToSettle,
  readAround,
} from '../graph/storage/certain-days.ts';
import type { EntityFact } from '../ontology/facts.ts';
import type { Ontology } from '../ontology/ontology.ts';
import type { EntityRows, RowEncoder } from './encode.ts';

/** Rows with the days on which their facts certainly hold. The fingerprint leaves these out: they follow from other facts. */

/** The row with more properties, without those that are null. */
function withDays(row: Parameters, days: Parameters): Parameters {
  const properties: Record<string, Parameters[string]> = { ...(row.properties as Parameters) };
  for (const [column, day] of Object.entries(days)) if (day !== null) properties[column] = day;
  return { ...row, properties };
}

const propertiesOf = (row: Parameters) => row.properties as Row;

const units = new WeakMap<UnitOfWork, CertainRows>();

/** Adds certain days to the rows of one unit of work, which reads each date once. */
export class CertainRows {
  readonly #ontology: Ontology;
  readonly dates: KnownDates;
  #around: ReadonlyMap<string, Around> = new Map();

  constructor(ontology: Ontology) {
    this.#ontology = ontology;
    this.dates = new KnownDates(ontology);
  }

  /** Those of a unit of work. */
  static in(unit: UnitOfWork, ontology: Ontology): CertainRows {
    const known = units.get(unit) ?? new CertainRows(ontology);
    units.set(unit, known);
    return known;
  }

  /** Takes the dates of entities that are about to be written; returns those that had another one before. */
  async take(
    unit: UnitOfWork,
    rows: RowEncoder,
    made: readonly EntityFact[],
    changed: readonly EntityFact[],
  ): Promise<readonly string[]> {
    await this.dates.learn(
      unit,
      changed.map(({ id }) => id),
    );
    this.#around = await readAround(
      unit,
      this.#ontology,
      changed.map(({ id }) => id),
    );
    for (const fact of made) this.#set(rows.entity(fact));
    const redated = changed.filter((fact) => this.#set(rows.entity(fact)));
    await this.dates.learn(
      unit,
      [...made, ...changed].flatMap((fact) => this.#cited(rows.entity(fact))),
    );
    return redated.map(({ id }) => id);
  }

  #set({ row }: EntityRows): boolean {
    return this.dates.set(String(row.id), propertiesOf(row));
  }

  #cited({ row, claims }: EntityRows): readonly string[] {
    return datedByEntity([row, ...claims].map(propertiesOf));
  }

  /** The row of an entity; the dates of its documents are known. */
  entity({ row, claims }: EntityRows): Parameters {
    const id = String(row.id);
    const entity = {
      id,
      row: propertiesOf(row),
      claims: claims.map(propertiesOf),
      ...(this.#around.get(id) ?? NOTHING_AROUND),
    };
    return withDays(row, certainDaysOfEntity(this.dates, entity));
  }

  /** The rows of relations of a type. */
  async relations(unit: UnitOfWork, type: string, rows: readonly Parameters[]): Promise<readonly Parameters[]> {
    const declaration = this.#ontology.relation(type);
    if (!declaration) throw new Error(`${type} is not a relation type of the ontology`);
    const found = rows.map((row): RelationToSettle & { readonly held: Parameters } => ({
      held: row,
      from: String(row.from),
      to: String(row.to),
      row: propertiesOf(row),
    }));
    await this.dates.learn(
      unit,
      found.flatMap((relation) => datedByRelation(declaration, relation)),
    );
    return found.map((relation) => withDays(relation.held, certainDaysOfRelation(this.dates, declaration, relation)));
  }
}
