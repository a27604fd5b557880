import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Statement } from './graph.ts';
import { relationshipTypes, relationValues } from './past.ts';
import { entityIsThere, relationIsThere } from './presence.ts';
import { type Moment, NOW, type Step } from './query.ts';
import { Walk } from './walk.ts';

/** What a walk from entity to entity asks of the graph: ids in, ids out, many in one statement. */

/** Which relations are walked, and at what time. */
export interface Ways {
  readonly ontology: Ontology;
  readonly moment: Moment;
  /** Relation types; empty for all. */
  readonly types: readonly string[];
}

const walkOf = ({ ontology, moment, types }: Ways) => new Walk(ontology, moment, { relations: types, types: [] });

/**
 * As many as an entity has of the relations that are walked, and of those among them that were not there at the time:
 * what a database counts without looking at any. Deprecated ones have other types.
 */
const size = ({ writing, step: own }: Walk, node: string, step: Step = own) =>
  `COUNT { ${writing.pattern(node, step, writing.variable('r'), writing.variable('m'), false)} }`;

/**
 * How many relations of any type an entity has now. Neo4j counts each type by itself, also those that the entity can't
 * have: so only those of its own type are counted.
 */
function degree(walk: Walk, node: string): string {
  const { writing, step } = walk;
  const { ontology } = writing;
  const cases = ontology.entities.map(({ name }) => {
    const types = [...new Set(ontology.relationFields(name).map(({ relation }) => relation.type))];
    return `WHEN ${node}:${writing.label(name)} THEN ${size(walk, node, { ...step, types })}`;
  });
  return `CASE ${cases.join(' ')} ELSE 0 END`;
}

/** The clauses that leave `others`, the ids of the neighbours of `n`, one for each relation; with their `sizes` where asked for. */
const neighbours = (walk: Walk, sized: boolean): string[] => [
  walk.neighbours(),
  ...(sized ? [`WITH m, ${size(walk, 'm')} AS size`] : []),
  `RETURN collect(m.id) AS others${sized ? ', collect(size) AS sizes' : ''}`,
];

/**
 * Rows { id, there, size } of those ids that are in the graph; `there`: at the time that is asked about. Those with no
 * more than `few` relations have their neighbours with them, as in composeNeighbours.
 */
export function composeEntities(ways: Ways, ids: readonly string[], few = 0): Statement {
  const walk = walkOf(ways);
  const { writing } = walk;
  const there = entityIsThere(writing, ANY, 'n');
  return walk.statement(
    walk.known(ids),
    `WITH n, id, ${there.length > 0 ? there.join(' AND ') : 'true'} AS there, ${size(walk, 'n')} AS own`,
    ...(few > 0
      ? ['CALL (n, own) {', `WITH n, own WHERE own <= ${writing.value(few)}`, ...neighbours(walk, true), '}']
      : []),
    `RETURN id, there, own AS size${few > 0 ? ', others, sizes' : ''}`,
  );
}

/** Within which bounds the database itself is asked for paths; beyond them the search goes step by step. */
export interface Bounds {
  /** Relations of either end. */
  readonly few: number;
  /** Relations of all neighbours of both ends. */
  readonly visits: number;
  /** Not a value of a request, which may be larger: the length of a path is a part of a statement's text. */
  readonly maxLength: number;
  /** Paths of one length. */
  readonly ties: number;
}

/**
 * Any path other than the only shortest one lacks a relation of it. So those one longer are: the shortest ones without
 * the relation in its middle, and those that have it, with one longer before or behind it, which are found likewise.
 * For a path of so many relations: from which of its entities to which is searched, without which relation between
 * them. Halves are searched, as what lies between entities that are near each other is found soon.
 */
const cuts = (begin: number, end: number): (readonly [begin: number, end: number, at: number])[] => {
  if (begin === end) return [];
  const at = (begin + end) >> 1;
  return [[begin, end, at], ...cuts(begin, at), ...cuts(at + 1, end)];
};

/**
 * One row: what the database's own search finds, where both ends are in the graph and `isNear`, within the bounds: how
 * many `ties` of the shortest `length`, and, where these are one or two and too few, how many `longer` ones by one (see
 * `cuts`; such a path never comes back to an entity, as the rest of it would be shorter than the shortest). Where that
 * is enough, `paths` holds the `first` with those that have as many degrees as the last, each with its degrees, its
 * entities and the `columns` of its relations; otherwise null. `behind`: how many relations of any kind and time the
 * neighbours of both ends have; to count those that are walked alone takes as long as the search. `whole`: longer paths
 * than those of the bound are not asked for.
 */
export function composeShortest(
  ways: Ways,
  [from, to]: readonly [string, string],
  first: number,
  whole: boolean,
  columns: readonly string[],
  bounds: Bounds,
): Statement {
  const walk = walkOf(ways);
  const { writing, step } = walk;
  const types = relationshipTypes(writing, writing.types(step), false).join('|');
  const limit = `LIMIT ${writing.value(bounds.ties + 1)}`;
  const search = (most: number) => `MATCH path = allShortestPaths((a)-[:${types}*..${most}]-(b))`;
  // One of these runs: the search must not go further than is left.
  const onwards = Array.from({ length: Math.max(1, bounds.maxLength - 1) }, (_, i) => [
    `WITH a, b, taken, left WHERE left = ${i + 2}`,
    `${search(i + 2)} WHERE all(r IN relationships(path) WHERE NOT r IN taken)`,
    `RETURN path ${limit}`,
  ]);
  const wanted = writing.value(first);
  const few = writing.value(bounds.few);
  const ties = writing.value(bounds.ties);
  const sections = writing.value(Array.from({ length: bounds.maxLength }, (_, length) => cuts(0, length)));
  const further = [
    'CALL (shortest) {',
    `WITH shortest, length(shortest[0]) AS length WHERE size(shortest) < ${wanted} AND size(shortest) <= 2 AND length < ${bounds.maxLength}`,
    'UNWIND range(0, size(shortest) - 1) AS j',
    'WITH shortest, j, length, nodes(shortest[j]) AS along, relationships(shortest[j]) AS over',
    `UNWIND ${sections}[length] AS section`,
    'WITH shortest, j, along, over, section[0] AS begin, section[1] AS end, section[2] AS at',
    // What two have in common before and behind a section is searched once.
    'WHERE none(other IN shortest[0..j] WHERE relationships(other)[0..begin] = over[0..begin] AND relationships(other)[end..] = over[end..])',
    'WITH along, over, begin, end, along[begin] AS a, along[end] AS b, end - begin + 1 AS left, [other IN shortest WHERE nodes(other)[begin] = along[begin] AND nodes(other)[end] = along[end] | relationships(other)[at]] AS taken',
    'CALL (a, b, taken, left) {',
    ...onwards.flatMap((lines, i) => (i === 0 ? lines : ['UNION ALL', ...lines])),
    '}',
    `WITH along, over, begin, end, path ${limit}`,
    'RETURN collect([along[0..begin] + nodes(path) + along[end + 1..], over[0..begin] + relationships(path) + over[end..]]) AS longer',
    '}',
  ];
  return walk.statement(
    `UNWIND ${writing.value([from, to])} AS id`,
    'MATCH (n:Entity {id: id})',
    'WITH n, COUNT { (n)--() } AS own',
    'CALL (n, own) {',
    `WITH n WHERE own <= ${few}`,
    walk.neighbours(),
    'RETURN sum(COUNT { (m)--() }) AS near',
    '}',
    'WITH collect(n) AS ends, max(own) AS most, sum(near) AS behind',
    `WITH ends, behind, size(ends) = 2 AND most <= ${few} AND behind <= ${writing.value(bounds.visits)} AS isNear`,
    'CALL (ends, isNear) {',
    'WITH ends, isNear WHERE isNear',
    'WITH ends[0] AS a, ends[1] AS b',
    search(bounds.maxLength),
    `WITH path ${limit}`,
    'RETURN collect(path) AS shortest',
    '}',
    ...(first > 1 ? further : ['WITH *, [] AS longer']),
    'WITH *, size(shortest) AS ties, size(shortest) + size(longer) AS number',
    `WITH *, isNear AND ties <= ${ties} AND size(longer) <= ${ties} AND (number >= ${wanted} OR ${writing.value(whole)} AND (ties = 0 OR ties <= 2 AND longer = [] AND length(shortest[0]) >= ${bounds.maxLength - 1})) AS enough`,
    'CALL (enough, shortest, longer) {',
    'WITH [path IN shortest | [nodes(path), relationships(path)]] + longer AS ways WHERE enough',
    'UNWIND ways AS way',
    'UNWIND CASE WHEN size(way[1]) = 1 THEN [null] ELSE way[0][1..-1] END AS n',
    // Of each entity once: the same hubs stand on many paths.
    'WITH n, collect(way) AS over',
    `WITH over, ${degree(walk, 'n')} AS degree`,
    'UNWIND over AS way',
    'WITH way, sum(degree) AS hubs',
    'ORDER BY size(way[1]), hubs',
    'WITH collect([way, size(way[1]), hubs]) AS ways',
    `WITH ways, ways[${wanted} - 1] AS last`,
    `RETURN [i IN range(0, size(ways) - 1) WHERE i < ${wanted} OR ways[i][1] = last[1] AND ways[i][2] = last[2] | [ways[i][2], [n IN ways[i][0][0] | n.id], [r IN ways[i][0][1] | [${relationValues(writing, 'r', columns).join(', ')}]]]] AS found`,
    '}',
    'RETURN isNear, behind, ties, length(shortest[0]) AS length, size(longer) AS longer, CASE WHEN enough THEN found END AS paths',
  );
}

/** Rows { id, others } of the ids of all neighbours, one for each relation; with their sizes in `sizes` where asked for. */
export function composeNeighbours(ways: Ways, ids: readonly string[], sized: boolean): Statement {
  const walk = walkOf(ways);
  const others = neighbours(walk, sized);
  return walk.statement(walk.known(ids), 'CALL (n) {', ...others, '}', `RETURN id, others${sized ? ', sizes' : ''}`);
}

/** Rows { id, degree }: how many relations of any type each entity has now, as its `relations` would count them. */
export function composeDegrees({ ontology }: Ways, ids: readonly string[]): Statement {
  const walk = walkOf({ ontology, moment: NOW, types: [] });
  return walk.statement(walk.known(ids), `RETURN id, ${size(walk, 'n')} AS degree`);
}

/** Whether the size of an entity is its degree. */
export const sizeIsDegree = ({ moment, types }: Ways): boolean => moment.known === null && types.length === 0;

/** Two entities that relations join, in the way in which they are gone along, and from which of them these are looked for. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly fewer: string;
}

/** Rows { pair, relations }: all relations between the two entities of each pair, each a list of its columns. */
export function composeBetween(ways: Ways, pairs: readonly Pair[], columns: readonly string[]): Statement {
  const walk = walkOf(ways);
  const { writing, step } = walk;
  const values = relationValues(writing, 'r', columns);
  const rows = pairs.map(({ from, to, fewer }, pair) => ({ pair, near: fewer, far: fewer === from ? to : from }));
  const there = relationIsThere(writing, step, 'r', 'b', null);
  return walk.statement(
    `UNWIND ${writing.value(rows)} AS row`,
    'MATCH (a:Entity {id: row.near})',
    'MATCH (b:Entity {id: row.far})',
    `MATCH ${writing.pattern('a', step, 'r', 'b', false)}`,
    ...(there.length > 0 ? [`WHERE ${there.join(' AND ')}`] : []),
    `RETURN row.pair AS pair, collect([${values.join(', ')}]) AS relations`,
  );
}
