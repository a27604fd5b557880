import { idOfRelation, relationValues } from '../graph/cypher/history.ts';
import { preferenceOf, supportOf } from '../graph/cypher/orders.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import { composeVisibleDegrees, Walk, type WalkScope } from '../graph/cypher/walk.ts';
import { typeOfRelationship } from '../graph/encoding/names.ts';
import type { Row, Statement, UnitOfWork, Value } from '../graph/port/graph.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { compare, HUB } from './hub.ts';

/**
 * The neighborhood of entities: level by level, one statement per level that returns the best candidates only. Then the
 * relations between the chosen entities, and what was left out at each of them.
 */

/** The arguments of a neighborhood. */
export interface NeighborhoodArguments extends WalkScope {
  /** The ids of the entities to begin with. */
  readonly of: readonly string[];
  /** The number of levels. */
  readonly depth: number;
  /** The most entities. */
  readonly limit: number;
  /** The columns of relations to read, in addition to id, type, from and to. */
  readonly columns: readonly string[];
  readonly wantsRelations: boolean;
  readonly wantsTruncated: boolean;
}

/** A position among an entity's relations: preferred first, then by number of sources, then by ids. */
export type RelationPosition = readonly [preference: number, support: number, entity: string, relation: string];

/** Relations of an entity that the picture leaves out. */
export interface Truncation {
  readonly entity: string;
  readonly relationType: string;
  /** How many relations of the type are left out. */
  readonly omitted: number;
  readonly reason: 'LIMIT' | 'RELATIONS' | 'HUB';
  /** The last shown relation before the first that is left out; null if the very first is left out. */
  readonly after: RelationPosition | null;
}

/** A neighborhood. */
export interface Picture {
  /** Ids, those to begin with first. */
  readonly entities: readonly string[];
  readonly relations: readonly Row[];
  readonly truncated: readonly Truncation[];
}

/** The most relations of a picture, per entity that it may have. */
const RELATIONS_EACH = 5;

interface Candidate {
  readonly id: string;
  /** How many entities of the level before it is related to. */
  readonly connections: number;
  readonly preference: number;
  readonly support: number;
  /** Its rank among the candidates over the same relation type. */
  readonly rank: number;
  /** The id of the relation that connects it to the picture. */
  readonly via: string;
}

interface ShownRelation {
  readonly row: Row;
  readonly preference: number;
  readonly support: number;
}

const positionOf = ({ row, preference, support }: ShownRelation, from: string): RelationPosition => [
  preference,
  support,
  String(row.from === from ? row.to : row.from),
  String(row.id),
];

const comparePositions = (a: RelationPosition, b: RelationPosition): number =>
  a[0] - b[0] || b[1] - a[1] || compare(a[2], b[2]) || compare(a[3], b[3]);

/** Reads the neighborhood of entities. */
export async function neighborhood(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  args: NeighborhoodArguments,
): Promise<Picture> {
  const { depth, limit } = args;
  const statements = new Statements(ontology, timeTravel, args);
  const degrees = new Map<string, number>();
  const addDegrees = async (ids: readonly string[]) => {
    const rows = await unit.run(composeVisibleDegrees(ontology, timeTravel, args, ids));
    for (const { id, degree } of rows) degrees.set(String(id), Number(degree));
  };
  const isHub = (id: string) => (degrees.get(id) ?? 0) > HUB;

  const of = [...new Set(args.of)];
  await addDegrees(of);
  const roots = of.filter((id) => degrees.has(id));
  const shown = new Set(roots);
  const connecting: string[] = [];
  const expanded: string[] = [];
  const hubs: string[] = [];
  let frontier = roots;
  for (let level = 0; level < depth && frontier.length > 0; level += 1) {
    // Hubs are not expanded, except those to begin with.
    hubs.push(...frontier.filter((id) => level > 0 && isHub(id)));
    frontier = frontier.filter((id) => level === 0 || !isHub(id));
    expanded.push(...frontier);
    const most = limit - shown.size;
    if (most === 0 || frontier.length === 0) break;
    const next = best(await unit.run(statements.level(frontier, [...shown], most))).slice(0, most);
    frontier = next.map(({ id }) => id);
    for (const { id, via } of next) {
      shown.add(id);
      connecting.push(via);
    }
    if (frontier.length > 0) await addDegrees(frontier);
  }

  const entities = [...shown];
  if (!args.wantsRelations && !args.wantsTruncated) return { entities, relations: [], truncated: [] };
  const most = RELATIONS_EACH * limit;
  const large = entities.filter(isHub);
  const small = entities.filter((id) => !isHub(id));
  const candidates: ShownRelation[] = [];
  // Relations of hubs are matched from their far ends, except those between two hubs.
  for (const [from, to] of [
    [small, entities],
    [large, large],
  ] as const) {
    if (from.length === 0 || to.length < 2) continue;
    candidates.push(...statements.read(await unit.run(statements.among(from, to, connecting, most + 1))));
  }
  const isConnecting = new Set(connecting);
  const order = ({ row }: ShownRelation) => (isConnecting.has(String(row.id)) ? 0 : 1);
  candidates.sort(
    (a, b) =>
      order(a) - order(b) ||
      a.preference - b.preference ||
      b.support - a.support ||
      compare(String(a.row.id), String(b.row.id)),
  );
  const chosen = candidates.slice(0, most);
  const relations = chosen.map(({ row }) => row);
  if (!args.wantsTruncated) return { entities, relations, truncated: [] };

  const truncated: Truncation[] = [];
  const capped = candidates.length > most;
  const full = shown.size >= limit;
  // What is left out at a hub is only counted, as reading it takes as long as the picture itself.
  const counted = capped || !full ? [] : expanded.filter(isHub);
  const read = capped ? entities.filter((id) => !hubs.includes(id)) : full ? expanded.filter((id) => !isHub(id)) : [];
  const shownAt = (entity: string, relationType: string): RelationPosition[] =>
    chosen
      .filter(({ row }) => row.type === relationType && (row.from === entity || row.to === entity))
      .map((relation) => positionOf(relation, entity))
      .filter(([, , id]) => statements.isOfTypes(id))
      .sort(comparePositions);
  if (read.length > 0) {
    const rows = await unit.run(statements.omitted(read, capped ? expanded : null, entities, chosen));
    for (const { id, relationType: stored, omitted, outside, first } of rows) {
      if (unit.work.step(chosen.length)) await unit.work.pause();
      const entity = String(id);
      const relationType = typeOfRelationship(String(stored));
      const before = shownAt(entity, relationType).filter(
        (position) => comparePositions(position, first as unknown as RelationPosition) < 0,
      );
      const reason = Number(outside) > 0 ? 'LIMIT' : 'RELATIONS';
      truncated.push({ entity, relationType, omitted: Number(omitted), reason, after: before.at(-1) ?? null });
    }
  }
  for (const [ids, reason] of [
    [hubs, 'HUB'],
    [counted, 'LIMIT'],
  ] as const) {
    if (ids.length === 0) continue;
    const types = statements.typesOf(ids);
    // Where a hub's list continues is read only for hubs to begin with, and only if the picture shows part of the list.
    const most = new Map<string, number>();
    for (const type of reason === 'LIMIT' ? types : []) {
      const longest = Math.max(...ids.map((id) => shownAt(id, type).length));
      if (longest > 0) most.set(type, longest);
    }
    for (const { id, numbers, first } of await unit.run(statements.counts(ids, types, most))) {
      const entity = String(id);
      const firstIds = new Map([...most.keys()].map((type, i) => [type, (first as readonly Value[])[i]]));
      for (const [i, relationType] of types.entries()) {
        if (unit.work.step(chosen.length)) await unit.work.pause();
        const positions = shownAt(entity, relationType);
        const omitted = Number((numbers as readonly Value[])[i]) - positions.length;
        if (omitted === 0) continue;
        const list = (firstIds.get(relationType) ?? []) as readonly string[];
        const gap = positions.findIndex(([, , , id], index) => id !== list[index]);
        const consecutive = gap < 0 ? positions.length : gap;
        const after = (list.length > 0 && positions[consecutive - 1]) || null;
        truncated.push({ entity, relationType, omitted, reason, after });
      }
    }
  }
  const index = new Map(entities.map((id, i) => [id, i]));
  truncated.sort(
    (a, b) => (index.get(a.entity) ?? 0) - (index.get(b.entity) ?? 0) || compare(a.relationType, b.relationType),
  );
  return { entities, relations, truncated };
}

/**
 * Sorts candidates, the best first: by how many entities they connect, then by preferred and better sourced relations;
 * equal ones alternate between relation types, so that a frequent type leaves room for rare ones.
 */
function best(rows: readonly Row[]): Candidate[] {
  const candidates = rows.flatMap(({ candidates }) =>
    (candidates as readonly (readonly Value[])[]).map(
      ([id, connections, preference, support, via], rank): Candidate => ({
        id: String(id),
        connections: Number(connections),
        preference: Number(preference),
        support: Number(support),
        rank,
        via: String(via),
      }),
    ),
  );
  return candidates.sort(
    (a, b) =>
      b.connections - a.connections ||
      a.preference - b.preference ||
      b.support - a.support ||
      a.rank - b.rank ||
      compare(a.id, b.id),
  );
}

class Statements {
  readonly #ontology: Ontology;
  readonly #timeTravel: TimeTravel;
  readonly #arguments: NeighborhoodArguments;
  readonly #columns: readonly string[];

  constructor(ontology: Ontology, timeTravel: TimeTravel, args: NeighborhoodArguments) {
    this.#ontology = ontology;
    this.#timeTravel = timeTravel;
    this.#arguments = args;
    this.#columns = [...new Set(['id', 'type', 'from', 'to', ...args.columns])];
  }

  #walk(types: readonly string[] = this.#arguments.types): Walk {
    return new Walk(this.#ontology, this.#timeTravel, { relations: this.#arguments.relations, types });
  }

  /** The followed relation types that these entities can have. */
  typesOf(ids: readonly string[]): readonly string[] {
    const { relations } = this.#arguments;
    const fields = ids.flatMap((id) => this.#ontology.relationFields(this.#ontology.typeOfId(id)?.name ?? ''));
    const types = [...new Set(fields.map(({ relation }) => relation.type))].sort();
    return relations.length > 0 ? types.filter((type) => relations.includes(type)) : types;
  }

  /** Whether an entity is of the types that relations may lead to. */
  isOfTypes(id: string): boolean {
    const { types } = this.#arguments;
    return types.length === 0 || types.includes(this.#ontology.typeOfId(id)?.name ?? '');
  }

  /** Rows { relationType, candidates }: the best neighbours that are not shown yet, at most `most` per relation type. */
  level(frontier: readonly string[], shown: readonly string[], most: number): Statement {
    const walk = this.#walk();
    const { cypher } = walk;
    return walk.statement(
      walk.anyOf(frontier),
      walk.neighbours(`NOT m.id IN ${cypher.value(shown)}`),
      `WITH m, count(DISTINCT n) AS connections, min(${preferenceOf('r')}) AS preference, max(${supportOf('r')}) AS support, min(${walk.relationType}) AS relationType, min(${idOfRelation(cypher, 'r')}) AS via`,
      'WITH m.id AS id, connections, preference, support, relationType, via',
      'ORDER BY connections DESC, preference, support DESC, id',
      'WITH relationType, collect([id, connections, preference, support, via]) AS candidates',
      `RETURN relationType, candidates[0..${cypher.value(most)}] AS candidates`,
    );
  }

  /** Relations between shown entities, those that connect the picture first. */
  among(from: readonly string[], to: readonly string[], connecting: readonly string[], most: number): Statement {
    // The entities to begin with are shown whatever their type.
    const walk = this.#walk([]);
    const { cypher } = walk;
    return walk.statement(
      walk.anyOf(from),
      walk.neighbours(`m.id IN ${cypher.value(to)}`),
      `WITH DISTINCT r WITH r, ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, ${idOfRelation(cypher, 'r')} AS id`,
      `ORDER BY CASE WHEN id IN ${cypher.value(connecting)} THEN 0 ELSE 1 END, preference, support DESC, id LIMIT ${cypher.value(most)}`,
      `RETURN collect([preference, support, ${relationValues(cypher, 'r', this.#columns).join(', ')}]) AS relations`,
    );
  }

  /** Decodes the rows of `among`. */
  read(rows: readonly Row[]): ShownRelation[] {
    const relations = rows.flatMap((row) => row.relations as unknown as (readonly Value[])[]);
    const reader = relationReader(this.#columns);
    return relations.map((values) => ({
      preference: Number(values[0]),
      support: Number(values[1]),
      row: reader.read(values, 2),
    }));
  }

  /**
   * Rows { id, relationType, omitted, outside, first }: what is left out at entities, by relation type: how many
   * relations, how many of them lead out of the picture, and the position of the first. `expanded`: if given, only
   * these entities' relations out of the picture count.
   */
  omitted(
    ids: readonly string[],
    expanded: readonly string[] | null,
    shown: readonly string[],
    chosen: readonly ShownRelation[],
  ): Statement {
    const walk = this.#walk();
    const { cypher } = walk;
    const inside = `m.id IN ${cypher.value(shown)}`;
    const id = idOfRelation(cypher, 'r');
    const conditions = expanded
      ? [
          `NOT (${inside} AND ${id} IN ${cypher.value(chosen.map(({ row }) => String(row.id)))})`,
          `(n.id IN ${cypher.value(expanded)} OR ${inside})`,
        ]
      : [`NOT ${inside}`];
    return walk.statement(
      walk.anyOf(ids),
      walk.neighbours(...conditions),
      `WITH n, ${walk.relationType} AS relationType, ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, m.id AS far, ${id} AS relation, CASE WHEN ${inside} THEN 0 ELSE 1 END AS out`,
      'ORDER BY preference, support DESC, far, relation',
      'WITH n, relationType, count(*) AS omitted, sum(out) AS outside, head(collect([preference, support, far, relation])) AS first',
      'RETURN n.id AS id, relationType, omitted, outside, first',
    );
  }

  /**
   * Rows { id, numbers, first }: how many relations of each type entities have, and the ids of the first relations of a
   * type, up to `most`. Counting type by type takes a fifth of the time of grouping, although each count makes the
   * embedded engine read all relations of the node.
   */
  counts(ids: readonly string[], types: readonly string[], most: ReadonlyMap<string, number>): Statement {
    const walk = this.#walk();
    const { cypher } = walk;
    const numbers = types.map((type) => `COUNT { ${walk.neighboursOver(type)} }`);
    const first = [...most].map(
      ([type, number], i) =>
        `CALL (n) { ${walk.neighboursOver(type)} WITH ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, m.id AS far, ${idOfRelation(cypher, 'r')} AS relation ORDER BY preference, support DESC, far, relation LIMIT ${cypher.value(number)} RETURN collect(relation) AS first${i} }`,
    );
    return walk.statement(
      walk.anyOf(ids),
      ...first,
      `RETURN n.id AS id, [${numbers.join(', ')}] AS numbers, [${first.map((_, i) => `first${i}`).join(', ')}] AS first`,
    );
  }
}
