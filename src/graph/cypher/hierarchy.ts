import type { Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import type { Step, TimeTravel } from '../query/query.ts';
import { stepFrom } from './conditions.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { entityIsVisible } from './visibility.ts';

/** Statements that read the hierarchies of an entity type, as visible at the time of the query. */

/** Down to the parts of an entity, or up to what it is a part of. */
export type HierarchyDirection = 'DOWN' | 'UP';

const stepOf = (ontology: Ontology, type: string, direction: HierarchyDirection): Step => ({
  types: ontology.hierarchies(type),
  direction: direction === 'UP' ? 'OUT' : 'IN',
  target: type,
});

/** Rows { id, next } for each of the ids that the graph has: the entities one step further. */
export function composeNext(
  ontology: Ontology,
  timeTravel: TimeTravel,
  type: string,
  direction: HierarchyDirection,
  ids: readonly string[],
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const { pattern, conditions, variables } = stepFrom(cypher, 'n', stepOf(ontology, type, direction), null);
  const text = [
    `UNWIND ${cypher.value(ids)} AS id MATCH (n:Entity {id: id})`,
    // With OPTIONAL MATCH, the embedded engine reads all relations of the types.
    `CALL (n) { MATCH ${pattern}`,
    ...whereClause([...entityIsVisible(cypher, type, 'n'), ...conditions]),
    `RETURN collect(DISTINCT ${variables.node}.id) AS next }`,
    'RETURN id, next',
  ].join('\n');
  return { text, parameters: cypher.parameters };
}

/** One row { lower, upper }, two lists: the ends of each relation of the hierarchies, at most `limit`. */
export function composeHierarchy(ontology: Ontology, timeTravel: TimeTravel, type: string, limit: number): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const { pattern, conditions, variables } = stepFrom(cypher, 'n', stepOf(ontology, type, 'UP'), null);
  const text = [
    `MATCH (n:${cypher.label(type)})`,
    `MATCH ${pattern}`,
    ...whereClause([...entityIsVisible(cypher, type, 'n'), ...conditions]),
    `WITH n.id AS lower, ${variables.node}.id AS upper LIMIT ${cypher.value(limit)}`,
    'RETURN collect(lower) AS lower, collect(upper) AS upper',
  ].join('\n');
  return { text, parameters: cypher.parameters };
}
