import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import { NOW, type TimeTravel } from '../query/query.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { relationValues } from './history.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';
import { Walk } from './walk.ts';

/** What a walk from entity to entity asks of the graph: ids in, ids out, many in one statement. */

/** Which relations are walked, and at what time. */
export interface NeighbourScope {
  readonly ontology: Ontology;
  readonly timeTravel: TimeTravel;
  /** Relation types; empty for all. */
  readonly types: readonly string[];
}

const walkOf = ({ ontology, timeTravel, types }: NeighbourScope) =>
  new Walk(ontology, timeTravel, { relations: types, types: [] });

/**
 * As many as an entity has of the relations that are walked, and of those among them that were not there at the time:
 * what a database counts without looking at any. Deprecated ones have other types.
 */
const size = ({ cypher, step }: Walk, node: string) =>
  `COUNT { ${cypher.pattern(node, step, cypher.variable('r'), cypher.variable('m'), false)} }`;

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
export function composeEntities(ways: NeighbourScope, ids: readonly string[], few = 0): Statement {
  const walk = walkOf(ways);
  const { cypher } = walk;
  const there = entityIsVisible(cypher, ANY, 'n');
  return walk.statement(
    walk.known(ids),
    `WITH n, id, ${there.length > 0 ? there.join(' AND ') : 'true'} AS there, ${size(walk, 'n')} AS own`,
    ...(few > 0
      ? ['CALL (n, own) {', `WITH n, own WHERE own <= ${cypher.value(few)}`, ...neighbours(walk, true), '}']
      : []),
    `RETURN id, there, own AS size${few > 0 ? ', others, sizes' : ''}`,
  );
}

/** Rows { id, others } of the ids of all neighbours, one for each relation; with their sizes in `sizes` where asked for. */
export function composeNeighbours(ways: NeighbourScope, ids: readonly string[], sized: boolean): Statement {
  const walk = walkOf(ways);
  const others = neighbours(walk, sized);
  return walk.statement(walk.known(ids), 'CALL (n) {', ...others, '}', `RETURN id, others${sized ? ', sizes' : ''}`);
}

/** Rows { id, degree }: how many relations of any type each entity has now, as its `relations` would count them. */
export function composeDegrees({ ontology }: NeighbourScope, ids: readonly string[]): Statement {
  const walk = walkOf({ ontology, timeTravel: NOW, types: [] });
  return walk.statement(walk.known(ids), `RETURN id, ${size(walk, 'n')} AS degree`);
}

/** Whether the size of an entity is its degree. */
export const sizeIsDegree = ({ timeTravel, types }: NeighbourScope): boolean =>
  timeTravel.known === null && types.length === 0;

/** Relations in one row. */
const ROW = 2000;

/** One row { number } of all relations that hold now. */
export function composeCount(ontology: Ontology): Statement {
  const walk = walkOf({ ontology, timeTravel: NOW, types: [] });
  const { cypher, step } = walk;
  return walk.statement(
    `MATCH ${cypher.pattern('', { ...step, direction: 'OUT' }, 'r', '', false)} RETURN count(r) AS number`,
  );
}

/** Rows { id, type, others, elements }: where the relations of each entity lead that begin at it, and their element ids; a row or some for each type. */
export function composeLeading(ontology: Ontology, ids: readonly string[]): Statement {
  const walk = walkOf({ ontology, timeTravel: NOW, types: [] });
  const { cypher, step } = walk;
  return walk.statement(
    walk.known(ids),
    `MATCH ${cypher.pattern('n', { ...step, direction: 'OUT' }, 'r', 'm', false)}`,
    'WITH id, type(r) AS type, collect(m.id) AS others, collect(elementId(r)) AS elements',
    // A row is decoded in one go: a hub's come in several.
    `UNWIND range(0, size(others) - 1, ${ROW}) AS i`,
    `RETURN id, type, others[i..i + ${ROW}] AS others, elements[i..i + ${ROW}] AS elements`,
  );
}

/** Two entities that relations join, and from which of them these are looked for: from that with fewer. */
export interface Pair {
  readonly near: string;
  readonly far: string;
}

/** Rows { relation }: the columns of each relation between the two entities of a pair. */
export function composeBetween(ways: NeighbourScope, pairs: readonly Pair[], columns: readonly string[]): Statement {
  const walk = walkOf(ways);
  const { cypher, step } = walk;
  const there = relationIsVisible(cypher, step, 'r', 'b', null);
  return walk.statement(
    `UNWIND ${cypher.value(pairs.map(({ near, far }) => ({ near, far })))} AS pair`,
    'MATCH (a:Entity {id: pair.near})',
    'MATCH (b:Entity {id: pair.far})',
    `MATCH ${cypher.pattern('a', step, 'r', 'b', false)}`,
    ...(there.length > 0 ? [`WHERE ${there.join(' AND ')}`] : []),
    `RETURN [${relationValues(cypher, 'r', columns).join(', ')}] AS relation`,
  );
}

/** The same of relations by their element ids in the database, which it finds without looking at what they join. */
export function composeElements(
  ontology: Ontology,
  elements: readonly string[],
  columns: readonly string[],
): Statement {
  const cypher = new CypherBuilder(ontology, NOW);
  return {
    text: `MATCH ()-[r]->() WHERE elementId(r) IN ${cypher.value(elements)} RETURN [${relationValues(cypher, 'r', columns).join(', ')}] AS relation`,
    parameters: cypher.parameters,
  };
}
