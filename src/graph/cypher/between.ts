import { ANY } from '../../ontology/ontology.ts';
import { CERTAIN_FROM, CERTAIN_TO } from '../encoding/names.ts';
import { columns } from '../encoding/values.ts';
import type { Statement } from '../port/graph.ts';
import type { Step } from '../query/query.ts';
import { condition } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { idOfRelation, relationValues, stateOf } from './history.ts';
import { addedUp } from './sums.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/** Statements that read what two sides have to do with each other. */

const statement = (cypher: CypherBuilder, ...lines: readonly string[]): Statement => ({
  text: lines.join('\n'),
  parameters: cypher.parameters,
});

const step = (types: readonly string[], direction: Step['direction']): Step => ({ types, direction, target: ANY });

/** Binds `n` to each entity of the ids. */
const each = (cypher: CypherBuilder, ids: readonly string[]) =>
  `UNWIND ${cypher.value(ids)} AS id MATCH (n:Entity {id: id})`;

/** Expressions for stored columns of an entity, after clauses that bind the state which holds them. */
function stateColumns(cypher: CypherBuilder, names: readonly string[]): { bind: string; values: string } {
  const state = stateOf(cypher, 'n');
  return {
    bind: state === 'n' ? 'WITH n AS s, n' : `WITH ${state} AS s, n`,
    values: names.map((name) => `s.${name}`).join(', '),
  };
}

/** Rows { id }: those of the ids that the graph has, whatever the time. */
export const composeKnownIds = (cypher: CypherBuilder, ids: readonly string[]): Statement =>
  statement(cypher, each(cypher, ids), 'RETURN n.id AS id');

/** Rows { id, found }: the values of stored columns of visible entities. */
export function composeColumns(cypher: CypherBuilder, ids: readonly string[], names: readonly string[]): Statement {
  const { bind, values } = stateColumns(cypher, names);
  const visible = whereClause(entityIsVisible(cypher, ANY, 'n'));
  return statement(cypher, each(cypher, ids), ...visible, bind, `RETURN n.id AS id, [${values}] AS found`);
}

/** Rows { id }: the entities of a type with a value in a column. */
export function composeWithValue(
  cypher: CypherBuilder,
  type: string,
  column: string,
  value: string,
  limit: number,
): Statement {
  const filter = { kind: 'test', side: 'node', column, operator: 'eq', value } as const;
  return statement(
    cypher,
    `MATCH (n:${cypher.label(type)})`,
    ...whereClause([
      condition(cypher, filter, { node: 'n', relation: null, near: null }),
      ...entityIsVisible(cypher, type, 'n'),
    ]),
    `RETURN n.id AS id ORDER BY id LIMIT ${cypher.value(limit)}`,
  );
}

/** What a link is read with: its id, its type, its period, and when it certainly held. */
export const LINK_COLUMNS = ['id', 'type', ...columns('period', 'period'), CERTAIN_FROM, CERTAIN_TO] as const;

/** Rows { whole, part, country, link }: what relations of some types lead to the entities of the ids. */
export function composeLinks(
  cypher: CypherBuilder,
  types: readonly string[],
  ids: readonly string[],
  country: readonly string[],
  limit: number,
): Statement {
  const inward = step(types, 'IN');
  const state = stateOf(cypher, 'm');
  return statement(
    cypher,
    each(cypher, ids),
    `MATCH ${cypher.pattern('n', inward, 'r', 'm', false)}`,
    ...whereClause(relationIsVisible(cypher, inward, 'r', 'm', null)),
    `WITH n.id AS whole, m.id AS part, r, ${state} AS s`,
    `RETURN whole, part, ${country.length > 0 ? `coalesce(${country.map((name) => `s.${name}`).join(', ')}, '')` : "''"} AS country, [${relationValues(cypher, 'r', LINK_COLUMNS).join(', ')}] AS link`,
    `ORDER BY whole, part LIMIT ${cypher.value(limit)}`,
  );
}

/** Rows { id, far }: the ids of all entities that relations of some types lead to from each entity. */
export function composeFar(cypher: CypherBuilder, types: readonly string[], ids: readonly string[]): Statement {
  const outward = step(types, 'OUT');
  return statement(
    cypher,
    each(cypher, ids),
    ...whereClause(entityIsVisible(cypher, ANY, 'n')),
    `MATCH ${cypher.pattern('n', outward, 'r', 'm', false)}`,
    ...whereClause(relationIsVisible(cypher, outward, 'r', 'm', null)),
    'RETURN n.id AS id, collect(DISTINCT m.id) AS far',
  );
}

/** Rows { id, far, type }: the relations of some types from each entity, at most `limit`. */
export function composeStatements(
  cypher: CypherBuilder,
  types: readonly string[],
  ids: readonly string[],
  limit: number,
): Statement {
  const outward = step(types, 'OUT');
  return statement(
    cypher,
    each(cypher, ids),
    `MATCH ${cypher.pattern('n', outward, 'r', 'm', false)}`,
    ...whereClause(relationIsVisible(cypher, outward, 'r', 'm', null)),
    `RETURN n.id AS id, m.id AS far, type(r) AS type LIMIT ${cypher.value(limit)}`,
  );
}

/** Ends of relations: one entity, and those that relations come from. */
export type Ends = readonly [to: string, from: readonly string[]];

/** Binds `r` to the relations of some types between the ends. */
function relationsOf(cypher: CypherBuilder, types: readonly string[], ends: readonly Ends[]): string[] {
  const inward = step(types, 'IN');
  return [
    `UNWIND ${cypher.value(ends)} AS pair MATCH (n:Entity {id: pair[0]})`,
    `MATCH ${cypher.pattern('n', inward, 'r', 'm', false)}`,
    ...whereClause(['m.id IN pair[1]', ...relationIsVisible(cypher, inward, 'r', 'm', null)]),
  ];
}

/** Rows { relation }: columns of the relations of some types between the ends, in the order of their ids. */
export function composeRelations(
  cypher: CypherBuilder,
  types: readonly string[],
  ends: readonly Ends[],
  names: readonly string[],
): Statement {
  return statement(
    cypher,
    ...relationsOf(cypher, types, ends),
    `WITH DISTINCT r WITH r, ${idOfRelation(cypher, 'r')} AS id`,
    `RETURN [${relationValues(cypher, 'r', names).join(', ')}] AS relation ORDER BY id`,
  );
}

/** One row { amounts }: the sum of a money field of the relations between the ends. */
export function composeAmounts(
  cypher: CypherBuilder,
  types: readonly string[],
  ends: readonly Ends[],
  field: string,
): Statement {
  return statement(
    cypher,
    ...relationsOf(cypher, types, ends),
    'WITH DISTINCT r',
    `${addedUp(cypher, { field }, 'r')} AS amounts`,
  );
}
