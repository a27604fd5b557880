import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Statement } from './graph.ts';
import { relationValues } from './past.ts';
import { entityIsThere, relationIsThere } from './presence.ts';
import { type Moment, NOW, type Step } from './query.ts';
import { Writing } from './text.ts';

/** What a walk from entity to entity asks of the graph: ids in, ids out, many in one statement. */

/** Which relations are walked, and at what time. */
export interface Ways {
  readonly ontology: Ontology;
  readonly moment: Moment;
  /** Relation types; empty for all. */
  readonly types: readonly string[];
}

const stepOf = ({ types }: Pick<Ways, 'types'>): Step => ({ types, direction: 'BOTH', target: ANY });
const where = (conditions: readonly string[]) => (conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []);

/**
 * As many as an entity has of the relations that are walked, and of those among them that were not there at the time:
 * what a database counts without looking at any. Deprecated ones have other types.
 */
const size = (writing: Writing, ways: Ways, node: string) =>
  `COUNT { ${writing.pattern(node, stepOf(ways), writing.variable('r'), writing.variable('m'), false)} }`;

/** The clauses that leave `others`, the ids of the neighbours of `n`, one for each relation; with their `sizes` where asked for. */
function neighbours(writing: Writing, ways: Ways, sized: boolean): string[] {
  const step = stepOf(ways);
  return [
    `MATCH ${writing.pattern('n', step, 'r', 'm', false)}`,
    ...where(relationIsThere(writing, step, 'r', 'm', null)),
    ...(sized ? [`WITH m, ${size(writing, ways, 'm')} AS size`] : []),
    `RETURN collect(m.id) AS others${sized ? ', collect(size) AS sizes' : ''}`,
  ];
}

/**
 * Rows { id, there, size } of those ids that are in the graph; `there`: at the time that is asked about. Those with no
 * more than `few` relations have their neighbours with them, as in composeNeighbours.
 */
export function composeEntities(ways: Ways, ids: readonly string[], few = 0): Statement {
  const writing = new Writing(ways.ontology, ways.moment);
  const there = entityIsThere(writing, ANY, 'n');
  const text = [
    `UNWIND ${writing.value(ids)} AS id`,
    'MATCH (n:Entity {id: id})',
    `WITH n, id, ${there.length > 0 ? there.join(' AND ') : 'true'} AS there, ${size(writing, ways, 'n')} AS own`,
    ...(few > 0
      ? ['CALL (n, own) {', `WITH n, own WHERE own <= ${writing.value(few)}`, ...neighbours(writing, ways, true), '}']
      : []),
    `RETURN id, there, own AS size${few > 0 ? ', others, sizes' : ''}`,
  ].join('\n');
  return { text, parameters: writing.parameters };
}

/** Rows { id, others } of the ids of all neighbours, one for each relation; with their sizes in `sizes` where asked for. */
export function composeNeighbours(ways: Ways, ids: readonly string[], sized: boolean): Statement {
  const writing = new Writing(ways.ontology, ways.moment);
  const text = [
    `UNWIND ${writing.value(ids)} AS id`,
    'MATCH (n:Entity {id: id})',
    'CALL (n) {',
    ...neighbours(writing, ways, sized),
    '}',
    `RETURN id, others${sized ? ', sizes' : ''}`,
  ].join('\n');
  return { text, parameters: writing.parameters };
}

/** Rows { id, degree }: how many relations of any type each entity has now, as its `relations` would count them. */
export function composeDegrees({ ontology }: Ways, ids: readonly string[]): Statement {
  const writing = new Writing(ontology, NOW);
  const text = [
    `UNWIND ${writing.value(ids)} AS id`,
    'MATCH (n:Entity {id: id})',
    `RETURN id, ${size(writing, { ontology, moment: NOW, types: [] }, 'n')} AS degree`,
  ].join('\n');
  return { text, parameters: writing.parameters };
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
  const writing = new Writing(ways.ontology, ways.moment);
  const step = stepOf(ways);
  const values = relationValues(writing, 'r', columns);
  const rows = pairs.map(({ from, to, fewer }, pair) => ({ pair, near: fewer, far: fewer === from ? to : from }));
  const text = [
    `UNWIND ${writing.value(rows)} AS row`,
    'MATCH (a:Entity {id: row.near})',
    'MATCH (b:Entity {id: row.far})',
    `MATCH ${writing.pattern('a', step, 'r', 'b', false)}`,
    ...where(relationIsThere(writing, step, 'r', 'b', null)),
    `RETURN row.pair AS pair, collect([${values.join(', ')}]) AS relations`,
  ].join('\n');
  return { text, parameters: writing.parameters };
}
