import { condition } from '../graph/cypher/conditions.ts';
import { idOfRelation, relationValues } from '../graph/cypher/history.ts';
import { preferenceOf, supportOf } from '../graph/cypher/orders.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import { composeVisibleDegrees, typeFilter, Walk, type WalkScope } from '../graph/cypher/walk.ts';
import type { Row, Statement, UnitOfWork, Value } from '../graph/port/graph.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { sortedInTurns } from '../work.ts';
import { compare, HUB } from './hub.ts';

/**
 * Finds the entities that share most neighbours with one. Each shared neighbour counts 1 / ln of its own number of
 * neighbours (Adamic and Adar, "Friends and neighbors on the Web", Social Networks 25, 2003). The database returns
 * integers and ids; the sums are computed here in a fixed order, as the order of float additions changes the last digit.
 */

/** The most neighbours of the entity that count. */
export const NEIGHBOURS = 1000;
/** The most relations of these neighbours that are read. */
export const READ = 50_000;

/** A shared neighbour. */
export interface Shared {
  readonly id: string;
  /** The number of its neighbours. */
  readonly degree: number;
  /** What it adds to the score: 1 / ln(degree). */
  readonly weight: number;
}

/** An entity that shares neighbours. */
export interface Related {
  readonly id: string;
  readonly score: number;
  /** Its shared neighbours, those with the fewest neighbours first. */
  readonly shared: readonly Shared[];
}

/** The related entities, and how many neighbours were counted. */
export interface RelatedResult {
  /** The highest score first. */
  readonly related: readonly Related[];
  /** The number of the entity's neighbours. */
  readonly neighbours: number;
  /** How many of these neighbours were counted. */
  readonly counted: number;
}

/**
 * Finds the entities that share neighbours with `to`; null if there is no such entity. `types`: of the entities found;
 * `scope`: which relations and neighbours count.
 */
export async function related(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { to, types, scope }: { readonly to: string; readonly types: readonly string[]; readonly scope: WalkScope },
): Promise<RelatedResult | null> {
  const [entity] = await unit.run(composeVisibleDegrees(ontology, timeTravel, scope, [to]));
  if (!entity) return null;
  const candidates = (await unit.run(composeCandidates(ontology, timeTravel, scope, to))).map(
    ({ id, degree, neighbours }) => ({
      id: String(id),
      relations: Number(degree),
      neighbours: Number(neighbours),
    }),
  );
  candidates.sort((a, b) => a.relations - b.relations || compare(a.id, b.id));
  const counted: typeof candidates = [];
  let read = 0;
  for (const candidate of candidates) {
    read += candidate.relations;
    if (candidate.relations > HUB || read > READ) break;
    counted.push(candidate);
  }
  const rows =
    counted.length > 0
      ? await unit.run(
          composeBeyond(
            ontology,
            timeTravel,
            scope,
            counted.map(({ id }) => id),
            to,
            types,
          ),
        )
      : [];
  const neighbours = rows.map(({ id, degree, far }) => ({
    far: far as readonly string[],
    shared: { id: String(id), degree: Number(degree), weight: 1 / Math.log(Number(degree)) },
  }));
  neighbours.sort((a, b) => a.shared.degree - b.shared.degree || compare(a.shared.id, b.shared.id));
  const sharing = new Map<string, { id: string; score: number; shared: Shared[] }>();
  for (const { far, shared } of neighbours) {
    for (const id of far) {
      if (unit.work.step()) await unit.work.pause();
      const other = sharing.get(id) ?? { id, score: 0, shared: [] };
      sharing.set(id, other);
      other.score += shared.weight;
      other.shared.push(shared);
    }
  }
  return {
    related: await sortedInTurns([...sharing.values()], (a, b) => b.score - a.score || compare(a.id, b.id), unit.work),
    neighbours: candidates[0]?.neighbours ?? 0,
    counted: counted.length,
  };
}

/** Rows { id, neighbours, degree }: the entity's preferred neighbours with their degrees, and the number of all of them. */
function composeCandidates(ontology: Ontology, timeTravel: TimeTravel, scope: WalkScope, to: string): Statement {
  const walk = new Walk(ontology, timeTravel, scope);
  const { cypher } = walk;
  return walk.statement(
    walk.anyOf([to]),
    walk.neighbours(`m.id <> ${cypher.value(to)}`),
    `WITH m, min(${preferenceOf('r')}) AS preference, max(${supportOf('r')}) AS support`,
    'WITH m, preference, support, m.id AS id ORDER BY preference, support DESC, id',
    'WITH collect(m) AS around',
    `WITH size(around) AS neighbours, around[0..${cypher.value(NEIGHBOURS)}] AS some`,
    'UNWIND some AS n',
    `RETURN n.id AS id, neighbours, COUNT { ${walk.neighbours()} } AS degree`,
  );
}

/** Rows { id, degree, far }: the number of each entity's neighbours, and the ids of those of the given types. */
function composeBeyond(
  ontology: Ontology,
  timeTravel: TimeTravel,
  scope: WalkScope,
  ids: readonly string[],
  to: string,
  types: readonly string[],
): Statement {
  const walk = new Walk(ontology, timeTravel, scope);
  const { cypher } = walk;
  const filter = typeFilter(types);
  const conditions = [
    `m.id <> ${cypher.value(to)}`,
    ...(filter ? [condition(cypher, filter, { node: 'm', relation: 'r', near: 'n' })] : []),
  ];
  return walk.statement(
    walk.anyOf(ids),
    `CALL (n) { ${walk.neighbours('m.id <> n.id')} RETURN count(DISTINCT m) AS degree }`,
    `CALL (n) { ${walk.neighbours('m.id <> n.id', ...conditions)} RETURN collect(DISTINCT m.id) AS far }`,
    'RETURN n.id AS id, degree, far',
  );
}

/** The relations between two entities in either direction, preferred and better sourced ones first. */
export type Between = (one: string, other: string) => readonly Row[];

/** Reads the relations between shared neighbours and the entities that share them. */
export async function readBetween(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  scope: WalkScope,
  shared: readonly string[],
  sharing: readonly string[],
  columns: readonly string[],
): Promise<Between> {
  const names = [...new Set(['id', 'type', 'from', 'to', ...columns])];
  const walk = new Walk(ontology, timeTravel, scope);
  const { cypher } = walk;
  const result = await unit.run(
    walk.statement(
      walk.anyOf(shared),
      walk.neighbours(`m.id IN ${cypher.value(sharing)}`),
      `WITH DISTINCT r WITH r, ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, ${idOfRelation(cypher, 'r')} AS id`,
      'ORDER BY preference, support DESC, id',
      // A row each: a single one with all of them would be converted at once.
      `RETURN [${relationValues(cypher, 'r', names).join(', ')}] AS relation`,
    ),
  );
  const pair = (one: Value | undefined, other: Value | undefined) => [one, other].sort().join(' ');
  const reader = relationReader(names);
  const rows = new Map<string, Row[]>();
  for (const row of result) {
    const relation = reader.read(row.relation as readonly Value[], 0);
    const key = pair(relation.from, relation.to);
    const some = rows.get(key);
    if (some) some.push(relation);
    else rows.set(key, [relation]);
    if (unit.work.step(5)) await unit.work.pause();
  }
  return (one, other) => rows.get(pair(one, other)) ?? [];
}
