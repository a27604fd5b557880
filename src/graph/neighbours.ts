import { ANY, type Ontology } from '../ontology/ontology.ts';
import { relationValues } from './compile.ts';
import type { Statement } from './graph.ts';
import { stateOf } from './past.ts';
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
const all = (conditions: readonly string[]) => (conditions.length > 0 ? conditions.join(' AND ') : 'true');

/** At least as many as an entity has of the relations that are walked: what a database counts without looking at them. */
const size = (writing: Writing, ways: Ways, node: string) =>
  `COUNT { ${writing.pattern(node, stepOf(ways), writing.variable('r'), writing.variable('m'), false)} }`;

/** Rows { id, there, size } of those ids that are in the graph; `there`: at the time that is asked about. */
export function composeEntities(ways: Ways, ids: readonly string[]): Statement {
  const writing = new Writing(ways.ontology, ways.moment);
  const text = [
    `UNWIND ${writing.value(ids)} AS id`,
    'MATCH (n:Entity {id: id})',
    `RETURN id, ${all(entityIsThere(writing, ANY, 'n'))} AS there, ${size(writing, ways, 'n')} AS size`,
  ].join('\n');
  return { text, parameters: writing.parameters };
}

/** Rows { id, others } of the ids of all neighbours, one for each relation; with their sizes in `sizes` where asked for. */
export function composeNeighbours(ways: Ways, ids: readonly string[], sized: boolean): Statement {
  const writing = new Writing(ways.ontology, ways.moment);
  const step = stepOf(ways);
  const text = [
    `UNWIND ${writing.value(ids)} AS id`,
    'MATCH (n:Entity {id: id})',
    'CALL (n) {',
    `MATCH ${writing.pattern('n', step, 'r', 'm', false)}`,
    `WHERE ${all(relationIsThere(writing, step, 'r', 'm', null))}`,
    ...(sized ? [`WITH m, ${size(writing, ways, 'm')} AS size`] : []),
    `RETURN collect(m.id) AS others${sized ? ', collect(size) AS sizes' : ''}`,
    '}',
    `RETURN id, others${sized ? ', sizes' : ''}`,
  ].join('\n');
  return { text, parameters: writing.parameters };
}

/** Rows { id, degree }: how many relations of any type each entity has now, as its `relations` would count them. */
export function composeDegrees({ ontology }: Ways, ids: readonly string[]): Statement {
  const writing = new Writing(ontology, NOW);
  const step = stepOf({ types: [] });
  const pattern = writing.pattern('n', step, 'r', 'm', false);
  const where = relationIsThere(writing, step, 'r', 'm', null);
  const counted = `COUNT { ${pattern}${where.length > 0 ? ` WHERE ${all(where)}` : ''} }`;
  const text = [`UNWIND ${writing.value(ids)} AS id`, 'MATCH (n:Entity {id: id})', `RETURN id, ${counted} AS degree`];
  return { text: text.join('\n'), parameters: writing.parameters };
}

/** Two entities that relations join, in the way in which they are gone along, and from which of them these are looked for. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly fewer: string;
}

/**
 * Rows { pair, relations }: all relations between the two entities of each pair. Each is a list of its own columns, then
 * of those of the entity that it leads to.
 */
export function composeBetween(
  ways: Ways,
  pairs: readonly Pair[],
  columns: readonly string[],
  entityColumns: readonly string[],
): Statement {
  const writing = new Writing(ways.ontology, ways.moment);
  const step = stepOf(ways);
  const values = [...relationValues(writing, 'r', columns), ...entityColumns.map((column) => `state.${column}`)];
  const rows = pairs.map(({ from, to, fewer }, pair) => ({ pair, near: fewer, far: fewer === from ? to : from, to }));
  const text = [
    `UNWIND ${writing.value(rows)} AS row`,
    'MATCH (a:Entity {id: row.near})',
    'MATCH (b:Entity {id: row.far})',
    `MATCH ${writing.pattern('a', step, 'r', 'b', false)}`,
    `WHERE ${all(relationIsThere(writing, step, 'r', 'b', null))}`,
    ...(entityColumns.length > 0
      ? ['MATCH (c:Entity {id: row.to})', `WITH row, r, ${stateOf(writing, 'c')} AS state`]
      : []),
    `RETURN row.pair AS pair, collect([${values.join(', ')}]) AS relations`,
  ].join('\n');
  return { text, parameters: writing.parameters };
}
