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
 * What is around some entities: level by level, each level one statement that gives the best candidates and no more.
 * Then the relations among those shown, and what was left out at each of them.
 */

export interface NeighborhoodArguments extends WalkScope {
  readonly of: readonly string[];
  readonly depth: number;
  /** How many entities at the most. */
  readonly limit: number;
  /** What is read of the relations; id, type, from and to always are. */
  readonly columns: readonly string[];
  readonly wantsRelations: boolean;
  readonly wantsTruncated: boolean;
}

/** A place in the order of a picture: preferred first, then by sources, then by the ids of entity and relation. */
export type Place = readonly [preference: number, support: number, entity: string, relation: string];

export interface Truncation {
  readonly entity: string;
  readonly relationType: string;
  readonly omitted: number;
  readonly reason: 'LIMIT' | 'RELATIONS' | 'HUB';
  /** The last row that is shown before the first that is not; null where the very first is not shown. */
  readonly after: Place | null;
}

export interface Picture {
  readonly entities: readonly string[];
  readonly relations: readonly Row[];
  readonly truncated: readonly Truncation[];
}

/** A picture has no more relations than this for each entity that it may have. */
const RELATIONS_EACH = 5;

interface Candidate {
  readonly id: string;
  readonly ties: number;
  readonly preference: number;
  readonly support: number;
  /** Its place among the candidates over the same relation type. */
  readonly place: number;
  /** The relation by which the picture holds together. */
  readonly via: string;
}

interface Shown {
  readonly row: Row;
  readonly preference: number;
  readonly support: number;
}

const placeOf = ({ row, preference, support }: Shown, from: string): Place => [
  preference,
  support,
  String(row.from === from ? row.to : row.from),
  String(row.id),
];

export const comparePlaces = (a: Place, b: Place): number =>
  a[0] - b[0] || b[1] - a[1] || compare(a[2], b[2]) || compare(a[3], b[3]);

export async function neighborhood(
  unit: UnitOfWork,
  ontology: Ontology,
  timeTravel: TimeTravel,
  asked: NeighborhoodArguments,
): Promise<Picture> {
  const { depth, limit } = asked;
  const statements = new Statements(ontology, timeTravel, asked);
  const degrees = new Map<string, number>();
  const addDegrees = async (ids: readonly string[]) => {
    const rows = await unit.run(composeVisibleDegrees(ontology, timeTravel, asked, ids));
    for (const { id, degree } of rows) degrees.set(String(id), Number(degree));
  };
  const isHub = (id: string) => (degrees.get(id) ?? 0) > HUB;

  const of = [...new Set(asked.of)];
  await addDegrees(of);
  const roots = of.filter((id) => degrees.has(id));
  const shown = new Set(roots);
  const ties: string[] = [];
  const gone: string[] = [];
  const hubs: string[] = [];
  let frontier = roots;
  for (let level = 0; level < depth && frontier.length > 0; level += 1) {
    // Who asks for a hub wants what is around it.
    hubs.push(...frontier.filter((id) => level > 0 && isHub(id)));
    frontier = frontier.filter((id) => level === 0 || !isHub(id));
    gone.push(...frontier);
    const most = limit - shown.size;
    if (most === 0 || frontier.length === 0) break;
    const next = best(await unit.run(statements.level(frontier, [...shown], most))).slice(0, most);
    frontier = next.map(({ id }) => id);
    for (const { id, via } of next) {
      shown.add(id);
      ties.push(via);
    }
    if (frontier.length > 0) await addDegrees(frontier);
  }

  const entities = [...shown];
  if (!asked.wantsRelations && !asked.wantsTruncated) return { entities, relations: [], truncated: [] };
  const most = RELATIONS_EACH * limit;
  const large = entities.filter(isHub);
  const small = entities.filter((id) => !isHub(id));
  const found: Shown[] = [];
  // Relations of a hub are found from their other ends; between hubs they have to be looked for there.
  for (const [from, to] of [
    [small, entities],
    [large, large],
  ] as const) {
    if (from.length === 0 || to.length < 2) continue;
    found.push(...statements.read(await unit.run(statements.among(from, to, ties, most + 1))));
  }
  const tied = new Set(ties);
  const order = (one: Shown) => (tied.has(String(one.row.id)) ? 0 : 1);
  found.sort(
    (a, b) =>
      order(a) - order(b) ||
      a.preference - b.preference ||
      b.support - a.support ||
      compare(String(a.row.id), String(b.row.id)),
  );
  const kept = found.slice(0, most);
  const relations = kept.map(({ row }) => row);
  if (!asked.wantsTruncated) return { entities, relations, truncated: [] };

  const cuts: Truncation[] = [];
  const capped = found.length > most;
  const full = shown.size >= limit;
  // What is left out at a hub is counted, as reading all of it takes as long as the picture itself.
  const begun = capped || !full ? [] : gone.filter(isHub);
  const read = capped ? entities.filter((id) => !hubs.includes(id)) : full ? gone.filter((id) => !isHub(id)) : [];
  const shownAt = (entity: string, relationType: string): Place[] =>
    kept
      .filter(({ row }) => row.type === relationType && (row.from === entity || row.to === entity))
      .map((one) => placeOf(one, entity))
      .filter((place) => statements.inList(place[2]))
      .sort(comparePlaces);
  if (read.length > 0) {
    const rows = await unit.run(statements.left(read, capped ? gone : null, entities, kept));
    for (const { id, kind, omitted, outside, first } of rows) {
      const entity = String(id);
      const relationType = typeOfRelationship(String(kind));
      const before = shownAt(entity, relationType).filter(
        (place) => comparePlaces(place, first as unknown as Place) < 0,
      );
      const reason = Number(outside) > 0 ? 'LIMIT' : 'RELATIONS';
      cuts.push({ entity, relationType, omitted: Number(omitted), reason, after: before.at(-1) ?? null });
    }
  }
  for (const [ids, reason] of [
    [hubs, 'HUB'],
    [begun, 'LIMIT'],
  ] as const) {
    if (ids.length === 0) continue;
    const types = statements.typesOf(ids);
    // Where the list of a hub goes on is asked for where the picture begins at it, and shows some of that list.
    const most = new Map<string, number>();
    for (const type of reason === 'LIMIT' ? types : []) {
      const longest = Math.max(...ids.map((id) => shownAt(id, type).length));
      if (longest > 0) most.set(type, longest);
    }
    for (const { id, numbers, first } of await unit.run(statements.counts(ids, types, most))) {
      const entity = String(id);
      const begins = new Map([...most.keys()].map((type, i) => [type, (first as readonly Value[])[i]]));
      for (const [i, relationType] of types.entries()) {
        const there = shownAt(entity, relationType);
        const omitted = Number((numbers as readonly Value[])[i]) - there.length;
        if (omitted === 0) continue;
        const list = (begins.get(relationType) ?? []) as readonly string[];
        const others = there.findIndex((place, at) => place[3] !== list[at]);
        const inRow = others < 0 ? there.length : others;
        cuts.push({ entity, relationType, omitted, reason, after: (list.length > 0 && there[inRow - 1]) || null });
      }
    }
  }
  const at = new Map(entities.map((id, i) => [id, i]));
  cuts.sort((a, b) => (at.get(a.entity) ?? 0) - (at.get(b.entity) ?? 0) || compare(a.relationType, b.relationType));
  return { entities, relations, truncated: cuts };
}

/**
 * The best first: those that tie the most together, then by preferred and better sourced facts; among equals each
 * relation type in turn, so that the many of one kind leave room for the few of another.
 */
function best(rows: readonly Row[]): Candidate[] {
  const candidates = rows.flatMap(({ found }) =>
    (found as readonly (readonly Value[])[]).map(
      ([id, ties, preference, support, via], place): Candidate => ({
        id: String(id),
        ties: Number(ties),
        preference: Number(preference),
        support: Number(support),
        place,
        via: String(via),
      }),
    ),
  );
  return candidates.sort(
    (a, b) =>
      b.ties - a.ties ||
      a.preference - b.preference ||
      b.support - a.support ||
      a.place - b.place ||
      compare(a.id, b.id),
  );
}

class Statements {
  readonly #ontology: Ontology;
  readonly #moment: TimeTravel;
  readonly #asked: NeighborhoodArguments;
  readonly #columns: readonly string[];

  constructor(ontology: Ontology, timeTravel: TimeTravel, asked: NeighborhoodArguments) {
    this.#ontology = ontology;
    this.#moment = timeTravel;
    this.#asked = asked;
    this.#columns = [...new Set(['id', 'type', 'from', 'to', ...asked.columns])];
  }

  #walk(types: readonly string[] = this.#asked.types): Walk {
    return new Walk(this.#ontology, this.#moment, { relations: this.#asked.relations, types });
  }

  /** The relation types asked for that some entities can have. */
  typesOf(ids: readonly string[]): readonly string[] {
    const { relations } = this.#asked;
    const fields = ids.flatMap((id) => this.#ontology.relationFields(this.#ontology.typeOfId(id)?.name ?? ''));
    const types = [...new Set(fields.map(({ relation }) => relation.type))].sort();
    return relations.length > 0 ? types.filter((type) => relations.includes(type)) : types;
  }

  /** Whether an entity is of the types asked for, as those that relations lead to have to be. */
  inList(id: string): boolean {
    const { types } = this.#asked;
    return types.length === 0 || types.includes(this.#ontology.typeOfId(id)?.name ?? '');
  }

  /** By relation type, as many as there is room for of those that are not shown yet: rows { kind, found }. */
  level(frontier: readonly string[], shown: readonly string[], most: number): Statement {
    const walk = this.#walk();
    const { cypher } = walk;
    return walk.statement(
      walk.anyOf(frontier),
      walk.neighbours(`NOT m.id IN ${cypher.value(shown)}`),
      `WITH m, count(DISTINCT n) AS ties, min(${preferenceOf('r')}) AS preference, max(${supportOf('r')}) AS support, min(${walk.relationType}) AS kind, min(${idOfRelation(cypher, 'r')}) AS via`,
      'WITH m.id AS id, ties, preference, support, kind, via',
      'ORDER BY ties DESC, preference, support DESC, id',
      'WITH kind, collect([id, ties, preference, support, via]) AS found',
      `RETURN kind, found[0..${cypher.value(most)}] AS found`,
    );
  }

  /** Relations from some of the shown to others of them, those that hold the picture together first. */
  among(from: readonly string[], to: readonly string[], ties: readonly string[], most: number): Statement {
    // Those that were asked for are shown, of whatever type they are.
    const walk = this.#walk([]);
    const { cypher } = walk;
    return walk.statement(
      walk.anyOf(from),
      walk.neighbours(`m.id IN ${cypher.value(to)}`),
      `WITH DISTINCT r WITH r, ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, ${idOfRelation(cypher, 'r')} AS id`,
      `ORDER BY CASE WHEN id IN ${cypher.value(ties)} THEN 0 ELSE 1 END, preference, support DESC, id LIMIT ${cypher.value(most)}`,
      `RETURN collect([preference, support, ${relationValues(cypher, 'r', this.#columns).join(', ')}]) AS found`,
    );
  }

  read(rows: readonly Row[]): Shown[] {
    const found = rows.flatMap((row) => row.found as unknown as (readonly Value[])[]);
    const relation = relationReader(this.#columns);
    return found.map((values) => ({
      preference: Number(values[0]),
      support: Number(values[1]),
      row: relation.read(values, 2),
    }));
  }

  /**
   * What is not shown at some entities, by relation type: how many, how many of them lead out of the picture, and the
   * first in the picture's order. `through`: those that were gone through, where others are asked for the picture alone.
   */
  left(
    ids: readonly string[],
    through: readonly string[] | null,
    shown: readonly string[],
    kept: readonly Shown[],
  ): Statement {
    const walk = this.#walk();
    const { cypher } = walk;
    const inside = `m.id IN ${cypher.value(shown)}`;
    const id = idOfRelation(cypher, 'r');
    const conditions = through
      ? [
          `NOT (${inside} AND ${id} IN ${cypher.value(kept.map(({ row }) => String(row.id)))})`,
          `(n.id IN ${cypher.value(through)} OR ${inside})`,
        ]
      : [`NOT ${inside}`];
    return walk.statement(
      walk.anyOf(ids),
      walk.neighbours(...conditions),
      `WITH n, ${walk.relationType} AS kind, ${preferenceOf('r')} AS preference, ${supportOf('r')} AS support, m.id AS far, ${id} AS relation, CASE WHEN ${inside} THEN 0 ELSE 1 END AS out`,
      'ORDER BY preference, support DESC, far, relation',
      'WITH n, kind, count(*) AS omitted, sum(out) AS outside, head(collect([preference, support, far, relation])) AS first',
      'RETURN n.id AS id, kind, omitted, outside, first',
    );
  }

  /**
   * How many relations of each of some types entities have: rows { id, numbers, first }. Counted type by type, which takes a
   * fifth of the time of grouping them; each count looks at all relations of the embedded engine's node. `most`: the ids of
   * so many relations of a type come with them, the first in the picture's order.
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
