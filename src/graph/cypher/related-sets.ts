import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import type { Filter, Step, TimeTravel } from '../query/query.ts';
import { condition } from './conditions.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { reversed, scan } from './start-point.ts';
import { asksForRank, relationIsVisible } from './visibility.ts';

/** Statements that read which entities meet a condition on related ones, from the related ones back. */

/** Ids in one row: a row is converted at once. */
const SLICE = 2000;

const sliced = (cypher: CypherBuilder, node: string): string[] => {
  const [all, i] = [cypher.variable('w'), cypher.variable('i')];
  return [
    `WITH collect(${node}.id) AS ${all}`,
    `UNWIND range(0, size(${all}) - 1, ${SLICE}) AS ${i}`,
    `RETURN ${all}[${i}..${i} + ${SLICE}] AS ids`,
  ];
};

/** Rows { ids }: the entities of a type that pass filters of their own properties, visible or not. */
export function composeOfType(
  ontology: Ontology,
  timeTravel: TimeTravel,
  type: string,
  filters: readonly Filter[],
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const node = cypher.variable('n');
  const { clauses, conditions, rest } = scan(cypher, type, node, filters);
  const tests = rest.map((filter) => condition(cypher, filter, { node, relation: null, near: null }));
  const text = [...clauses, ...whereClause([...conditions, ...tests]), ...sliced(cypher, node)].join('\n');
  return { text, parameters: cypher.parameters };
}

/** What leads from an entity to the related ones that count. */
export interface Leading {
  readonly step: Step;
  readonly filter: Filter;
}

/**
 * One row { ids, numbers, reads }: the entities from which a step leads to some entities, how many of its relations do,
 * and how many were read for that. `filter` is what remains to be tested; `whole` is the filter that it is a part of.
 */
export function composeLeadingTo(
  ontology: Ontology,
  timeTravel: TimeTravel,
  { step, filter }: Leading,
  whole: Filter,
  ids: readonly string[],
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const [id, far, relation, node] = [
    cypher.variable('i'),
    cypher.variable('n'),
    cypher.variable('r'),
    cypher.variable('n'),
  ];
  const [hits, read] = [cypher.variable('c'), cypher.variable('c')];
  const deprecated = asksForRank(whole);
  const conditions = [
    ...relationIsVisible(cypher, step, relation, far, whole),
    condition(cypher, filter, { node: far, relation, near: node }),
  ].filter((one) => one !== 'true');
  const meets = conditions.join(' AND ') || 'true';
  const text = [
    `UNWIND ${cypher.value(ids)} AS ${id}`,
    `MATCH (${far}:${cypher.label(ANY)} {id: ${id}})`,
    `MATCH ${reversed(cypher, step, ANY, { node, relation, far, deprecated })}`,
    `WITH ${node}, count(*) AS ${read}, sum(CASE WHEN ${meets} THEN 1 ELSE 0 END) AS ${hits}`,
    `RETURN collect(CASE WHEN ${hits} > 0 THEN ${node}.id END) AS ids, collect(CASE WHEN ${hits} > 0 THEN ${hits} END) AS numbers, sum(${read}) AS reads`,
  ].join('\n');
  return { text, parameters: cypher.parameters };
}
