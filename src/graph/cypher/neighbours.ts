import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import { NOW, type TimeTravel } from '../query/query.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { relationValues } from './history.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';
import { Walk } from './walk.ts';

/** Statements for searching paths: many ids in, ids out. */

/** Which relations are followed, and at what time. */
export interface NeighbourScope {
  readonly ontology: Ontology;
  readonly timeTravel: TimeTravel;
  /** Relation types; empty for all. */
  readonly types: readonly string[];
}

const walkOf = ({ ontology, timeTravel, types }: NeighbourScope) =>
  new Walk(ontology, timeTravel, { relations: types, types: [] });

/**
 * The number of an entity's relations of the followed types, including those that are not visible at the time of the
 * query: databases count these without reading any. Deprecated relations have types of their own.
 */
const size = ({ cypher, step }: Walk, node: string) =>
  `COUNT { ${cypher.pattern(node, step, cypher.variable('r'), cypher.variable('m'), false)} }`;

/** Clauses that return `others`, the ids of the neighbours of `n`, one per relation, and optionally their `sizes`. */
const neighbours = (walk: Walk, sized: boolean): string[] => [
  walk.neighbours(),
  ...(sized ? [`WITH m, ${size(walk, 'm')} AS size`] : []),
  `RETURN collect(m.id) AS others${sized ? ', collect(size) AS sizes' : ''}`,
];

/**
 * Rows { id, visible, size } of the ids that are in the graph; `visible`: at the time of the query. Rows of entities
 * with at most `few` relations also have `others` and `sizes` of their neighbours, as in composeNeighbours.
 */
export function composeEntities(scope: NeighbourScope, ids: readonly string[], few = 0): Statement {
  const walk = walkOf(scope);
  const { cypher } = walk;
  const visible = entityIsVisible(cypher, ANY, 'n');
  return walk.statement(
    walk.anyOf(ids),
    `WITH n, id, ${visible.length > 0 ? visible.join(' AND ') : 'true'} AS visible, ${size(walk, 'n')} AS own`,
    ...(few > 0
      ? ['CALL (n, own) {', `WITH n, own WHERE own <= ${cypher.value(few)}`, ...neighbours(walk, true), '}']
      : []),
    `RETURN id, visible, own AS size${few > 0 ? ', others, sizes' : ''}`,
  );
}

/** Rows { id, others, sizes? }: the ids of all neighbours, one per relation, and optionally their sizes. */
export function composeNeighbours(scope: NeighbourScope, ids: readonly string[], sized: boolean): Statement {
  const walk = walkOf(scope);
  const others = neighbours(walk, sized);
  return walk.statement(walk.anyOf(ids), 'CALL (n) {', ...others, '}', `RETURN id, others${sized ? ', sizes' : ''}`);
}

/** Rows { id, degree }: the number of current relations of the types that connect entities. */
export function composeDegrees({ ontology }: NeighbourScope, ids: readonly string[]): Statement {
  const walk = walkOf({ ontology, timeTravel: NOW, types: ontology.connecting });
  return walk.statement(walk.anyOf(ids), `RETURN id, ${size(walk, 'n')} AS degree`);
}

/** Whether the size of an entity equals its degree. */
export const sizeIsDegree = ({ ontology, timeTravel, types }: NeighbourScope): boolean =>
  timeTravel.known === null &&
  types.length === ontology.connecting.length &&
  types.every((type) => ontology.connecting.includes(type));

/** The most relations in one row. */
const ROW = 2000;

/** One row { number }: the number of current relations. */
export function composeCount(ontology: Ontology): Statement {
  const walk = walkOf({ ontology, timeTravel: NOW, types: [] });
  const { cypher, step } = walk;
  return walk.statement(
    `MATCH ${cypher.pattern('', { ...step, direction: 'OUT' }, 'r', '', false)} RETURN count(r) AS number`,
  );
}

/**
 * Rows { id, type, others, elements }: the far ends and the element ids of the relations that begin at each entity, by
 * relationship type, in one or several rows.
 */
export function composeOutgoing(ontology: Ontology, ids: readonly string[]): Statement {
  const walk = walkOf({ ontology, timeTravel: NOW, types: [] });
  const { cypher, step } = walk;
  return walk.statement(
    walk.anyOf(ids),
    `MATCH ${cypher.pattern('n', { ...step, direction: 'OUT' }, 'r', 'm', false)}`,
    'WITH id, type(r) AS type, collect(m.id) AS others, collect(elementId(r)) AS elements',
    // The driver decodes a row at once, so a hub's relations come in several rows.
    `UNWIND range(0, size(others) - 1, ${ROW}) AS i`,
    `RETURN id, type, others[i..i + ${ROW}] AS others, elements[i..i + ${ROW}] AS elements`,
  );
}

/** Two entities that relations join. The search starts at `near`, which has fewer relations. */
export interface Pair {
  readonly near: string;
  readonly far: string;
}

/** Rows { relation }: the columns of each relation between the entities of a pair. */
export function composeBetween(scope: NeighbourScope, pairs: readonly Pair[], columns: readonly string[]): Statement {
  const walk = walkOf(scope);
  const { cypher, step } = walk;
  const visible = relationIsVisible(cypher, step, 'r', 'b', null);
  return walk.statement(
    `UNWIND ${cypher.value(pairs.map(({ near, far }) => ({ near, far })))} AS pair`,
    'MATCH (a:Entity {id: pair.near})',
    'MATCH (b:Entity {id: pair.far})',
    `MATCH ${cypher.pattern('a', step, 'r', 'b', false)}`,
    ...whereClause(visible),
    `RETURN [${relationValues(cypher, 'r', columns).join(', ')}] AS relation`,
  );
}

/** The same for relations by their element ids, which the database finds without their ends. */
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
