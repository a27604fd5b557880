import { condition } from '../graph/cypher/conditions.ts';
import { idOfRelation, relationValues } from '../graph/cypher/history.ts';
import { preferenceOf, supportOf } from '../graph/cypher/orders.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import { composeVisibleDegrees, typeFilter, Walk, type WalkScope } from '../graph/cypher/walk.ts';
import type { Row, Statement, UnitOfWork, Value } from '../graph/port/graph.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { compare, HUB } from './hub.ts';

/**
 * Which entities share most with one: each neighbour that both have counts 1 / ln of how many neighbours it has itself
 * (Adamic and Adar, "Friends and neighbors on the Web", Social Networks 25, 2003). The database gives whole numbers and
 * ids; the sums are made here, in one order, as floats added up in another give another last digit.
 */

/** How many neighbours of the entity count at the most, and how many of theirs are read in all. */
export const NEIGHBOURS = 1000;
export const READ = 50_000;

export interface Shared {
  readonly id: string;
  /** How many entities it is related to. */
  readonly degree: number;
  readonly weight: number;
}

export interface Related {
  readonly id: string;
  readonly score: number;
  /** The rarest first. */
  readonly shared: readonly Shared[];
}

export interface RelatedResult {
  /** Those that share most first. */
  readonly related: readonly Related[];
  readonly neighbours: number;
  /** How many of the neighbours were gone through. */
  readonly counted: number;
}

/** Null where there is no such entity. */
export async function related(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { to, types, ways }: { readonly to: string; readonly types: readonly string[]; readonly ways: WalkScope },
): Promise<RelatedResult | null> {
  const [there] = await unit.run(composeVisibleDegrees(ontology, timeTravel, ways, [to]));
  if (!there) return null;
  const found = (await unit.run(neighboursOf(ontology, timeTravel, ways, to))).map(({ id, degree, neighbours }) => ({
    id: String(id),
    relations: Number(degree),
    neighbours: Number(neighbours),
  }));
  found.sort((a, b) => a.relations - b.relations || compare(a.id, b.id));
  const through: typeof found = [];
  let read = 0;
  for (const one of found) {
    read += one.relations;
    if (one.relations > HUB || read > READ) break;
    through.push(one);
  }
  const rows =
    through.length > 0
      ? await unit.run(
          behind(
            ontology,
            timeTravel,
            ways,
            through.map(({ id }) => id),
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
  const others = new Map<string, { id: string; score: number; shared: Shared[] }>();
  for (const { far, shared } of neighbours) {
    for (const id of far) {
      const other = others.get(id) ?? { id, score: 0, shared: [] };
      others.set(id, other);
      other.score += shared.weight;
      other.shared.push(shared);
    }
  }
  return {
    related: [...others.values()].sort((a, b) => b.score - a.score || compare(a.id, b.id)),
    neighbours: found[0]?.neighbours ?? 0,
    counted: through.length,
  };
}

/** The neighbours with how many relations they have, and how many neighbours there are in all. */
function neighboursOf(ontology: Ontology, timeTravel: TimeTravel, ways: WalkScope, to: string): Statement {
  const walk = new Walk(ontology, timeTravel, ways);
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

/** How many neighbours each of some entities has, and which of them are of the types asked for. */
function behind(
  ontology: Ontology,
  timeTravel: TimeTravel,
  ways: WalkScope,
  ids: readonly string[],
  to: string,
  types: readonly string[],
): Statement {
  const walk = new Walk(ontology, timeTravel, ways);
  const { cypher } = walk;
  const filter = typeFilter(types);
  const wanted = [
    `m.id <> ${cypher.value(to)}`,
    ...(filter ? [condition(cypher, filter, { node: 'm', relation: 'r' })] : []),
  ];
  return walk.statement(
    walk.anyOf(ids),
    `CALL (n) { ${walk.neighbours('m.id <> n.id')} RETURN count(DISTINCT m) AS degree }`,
    `CALL (n) { ${walk.neighbours('m.id <> n.id', ...wanted)} RETURN collect(DISTINCT m.id) AS far }`,
    'RETURN n.id AS id, degree, far',
  );
}

/** The relations between two entities, whichever way they go, the preferred and better sourced first. */
export type Between = (one: string, other: string) => readonly Row[];

/** Reads the relations that join each of some shared entities with each of some that share them. */
export async function readBetween(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  ways: WalkScope,
  shared: readonly string[],
  sharing: readonly string[],
  read: readonly string[],
): Promise<Between> {
  const columns = [...new Set(['id', 'type', 'from', 'to', ...read])];
  const walk = new Walk(ontology, timeTravel, ways);
  const { cypher } = walk;
  const found = await unit.run(
    walk.statement(
      walk.anyOf(shared),
      walk.neighbours(`m.id IN ${cypher.value(sharing)}`),
      `WITH DISTINCT r WITH r, ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, ${idOfRelation(cypher, 'r')} AS id`,
      'ORDER BY preference, support DESC, id',
      `RETURN collect([${relationValues(cypher, 'r', columns).join(', ')}]) AS found`,
    ),
  );
  const pair = (one: Value | undefined, other: Value | undefined) => [one, other].sort().join(' ');
  const reader = relationReader(columns);
  const rows = new Map<string, Row[]>();
  for (const values of found.flatMap((row) => row.found as unknown as (readonly Value[])[])) {
    const relation = reader.read(values, 0);
    const name = pair(relation.from, relation.to);
    rows.set(name, [...(rows.get(name) ?? []), relation]);
  }
  return (one, other) => rows.get(pair(one, other)) ?? [];
}
