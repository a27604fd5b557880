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
 * One row: `entities`, as composeEntities gives them of both ends, each a list; how many relations the larger end has
 * (`most`) and how many there are `behind` their neighbours; and what the database's own search finds, where these are
 * within the bounds: how many `ties` of the shortest `length`, and, where these are one or two and too few, how many
 * `longer` ones by one. Any other path lacks a relation of each that is found, so the next ones are shortest paths
 * without these: the search is asked again without each of them. Where that is `enough`, `paths` holds
 * the `first` with those that have as many degrees as the last, each with its degrees, its entities and the `columns` of
 * its relations, and the entities are left out. `whole`: longer paths than those of the bound are not asked for.
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
  // One of these runs: from where it leaves, the search must not go further than is left.
  const onwards = Array.from({ length: Math.max(1, bounds.maxLength - 1) }, (_, i) => [
    `WITH a, b, passed, taken, left WHERE left = ${i + 2}`,
    `${search(i + 2)} WHERE all(r IN relationships(path) WHERE NOT r IN taken) AND all(n IN nodes(path) WHERE NOT n IN passed)`,
    `RETURN path ${limit}`,
  ]);
  const wanted = writing.value(first);
  const few = writing.value(bounds.few);
  const ties = writing.value(bounds.ties);
  const common = (other: string) => `relationships(${other})[0..i] = gone`;
  return walk.statement(
    `UNWIND ${writing.value([from, to])} AS id`,
    'MATCH (n:Entity {id: id})',
    `WITH n, id, ${size(walk, 'n')} AS own`,
    'CALL (n, own) {',
    `WITH n, own WHERE own <= ${few}`,
    ...neighbours(walk, true),
    '}',
    'WITH collect(n) AS ends, collect([id, own, others, sizes]) AS entities, max(own) AS most, sum(reduce(sum = 0, size IN sizes | sum + size)) AS behind',
    `WITH *, size(ends) = 2 AND most <= ${few} AND behind <= ${writing.value(bounds.visits)} AS isNear`,
    'CALL (ends, isNear) {',
    'WITH ends, isNear WHERE isNear',
    'WITH ends[0] AS a, ends[1] AS b',
    search(bounds.maxLength),
    `WITH path ${limit}`,
    'RETURN collect(path) AS shortest',
    '}',
    'CALL (ends, shortest) {',
    `WITH ends[1] AS b, shortest, length(shortest[0]) AS length WHERE size(shortest) < ${wanted} AND size(shortest) <= 2 AND length < ${bounds.maxLength}`,
    'UNWIND range(0, size(shortest) - 1) AS j',
    'UNWIND range(0, length - 1) AS i',
    'WITH b, shortest, length, j, i, nodes(shortest[j]) AS along, relationships(shortest[j])[0..i] AS gone',
    `WHERE none(other IN shortest[0..j] WHERE ${common('other')})`,
    `WITH along[i] AS a, b, along[0..i] AS passed, gone, [other IN shortest WHERE ${common('other')} | relationships(other)[i]] AS taken, length + 1 - i AS left`,
    'CALL (a, b, passed, taken, left) {',
    ...onwards.flatMap((lines, i) => (i === 0 ? lines : ['UNION ALL', ...lines])),
    '}',
    `WITH passed, gone, path ${limit}`,
    'RETURN collect([passed + nodes(path), gone + relationships(path)]) AS longer',
    '}',
    'WITH *, size(shortest) AS ties, size(shortest) + size(longer) AS number',
    `WITH *, isNear AND ties <= ${ties} AND size(longer) <= ${ties} AND (number >= ${wanted} OR ${writing.value(whole)} AND (ties = 0 OR ties <= 2 AND longer = [] AND length(shortest[0]) >= ${bounds.maxLength - 1})) AS enough`,
    'CALL (enough, shortest, longer) {',
    'WITH [path IN shortest | [nodes(path), relationships(path)]] + longer AS ways WHERE enough',
    'UNWIND ways AS way',
    'UNWIND CASE WHEN size(way[1]) = 1 THEN [null] ELSE way[0][1..-1] END AS n',
    // Of each entity once: the same hubs stand on many paths.
    'WITH n, collect(way) AS over',
    `WITH over, CASE WHEN n IS NULL THEN 0 ELSE ${size(walk, 'n', { ...step, types: [] })} END AS degree`,
    'UNWIND over AS way',
    'WITH way, sum(degree) AS hubs',
    'ORDER BY size(way[1]), hubs',
    'WITH collect([way, size(way[1]), hubs]) AS ways',
    `WITH ways, ways[${wanted} - 1] AS last`,
    `RETURN [i IN range(0, size(ways) - 1) WHERE i < ${wanted} OR ways[i][1] = last[1] AND ways[i][2] = last[2] | [ways[i][2], [n IN ways[i][0][0] | n.id], [r IN ways[i][0][1] | [${relationValues(writing, 'r', columns).join(', ')}]]]] AS paths`,
    '}',
    'RETURN CASE WHEN enough THEN null ELSE entities END AS entities, isNear, behind, ties, length(shortest[0]) AS length, size(longer) AS longer, paths',
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
