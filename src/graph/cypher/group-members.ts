import { RELATION_ID } from '../encoding/names.ts';
import type { Value } from '../port/graph.ts';
import { type Across, type Grouping, type Step, type Sum, stepKey } from '../query/query.ts';
import { countedFrom } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { KeyedRows, type RowSource, stepsOf } from './group-keys.ts';
import { boundState } from './history.ts';
import { amountsOf } from './sums.ts';

/**
 * The members of groups that roll up: which keys each has, and what is added up and counted. A member counts once for
 * each entity above its keys, which is found in memory; in Cypher, each row would be repeated for these.
 */

/** The most rows of one `groups` that are read. */
export const MOST_ROWS = 1_000_000;

/** What is added up or counted of each group. */
export type Measure = { readonly alias: string } & (
  | { readonly kind: 'sum'; readonly sum: Sum }
  | { readonly kind: 'count'; readonly across: Across }
);

/** The alias of the sum that orders the groups, if it is not among their sums. */
const ORDER = ' order';

/** The alias of the sum that orders the groups. */
export function orderAlias({ order, sums }: Grouping): string | null {
  if (typeof order !== 'object') return null;
  const text = JSON.stringify(order.sum);
  return Object.keys(sums).find((alias) => JSON.stringify(sums[alias]) === text) ?? ORDER;
}

export function measuresOf(grouping: Grouping): readonly Measure[] {
  const { order, sums, counts, numberOf } = grouping;
  if (numberOf) return [];
  return [
    ...Object.entries(sums).map(([alias, sum]): Measure => ({ alias, kind: 'sum', sum })),
    ...(typeof order === 'object' && orderAlias(grouping) === ORDER
      ? [{ alias: ORDER, kind: 'sum', sum: order.sum } as const]
      : []),
    ...Object.entries(counts).map(([alias, across]): Measure => ({ alias, kind: 'count', across })),
  ];
}

/** Whether a row holds what is measured. Otherwise relations lead there from the members, whatever their keys are. */
export function isInRow({ keys }: Grouping, measure: Measure): boolean {
  const across = measure.kind === 'sum' ? measure.sum.across : measure.across;
  if (!across) return true;
  return stepsOf(keys).some((step) => stepKey(step) === stepKey(across.step));
}

/**
 * What `membersCall` reads. Rows have columns: the keys, the member and its entity; then, of each measure that is in the
 * row, the id of what is measured and, for sums, its amounts, currencies and which of them are approximate. `places`
 * says where each column is in a row, as several may be the same value. Then a list for each other measure: of sums
 * [entity, id, amounts, currencies, approximate], of counts [entity, number].
 */
export type GroupMembers = readonly [
  rows: readonly (readonly Value[])[],
  places: readonly number[],
  ...led: readonly (readonly Value[])[][],
];

/** Reads the members of groups that roll up (see GroupMembers). */
export function membersCall(cypher: CypherBuilder, grouping: Grouping, source: RowSource, name: string): string {
  const { node, relation, state, scope } = source;
  const { expressions, clauses, joined } = keyed(cypher, grouping, source);
  const own = relation === null ? `${node}.id` : `${relation}.${RELATION_ID}`;
  const values = [...expressions, own, `${node}.id`];
  const calls: string[] = [];
  const tables: string[] = [];
  const entities = cypher.variable('w');
  for (const measure of measuresOf(grouping)) {
    if (!isInRow(grouping, measure)) {
      const table = cypher.variable('t');
      calls.push(`CALL (${entities}) { ${led(cypher, measure, entities)} AS ${table} }`);
      tables.push(table);
    } else if (measure.kind === 'count') {
      values.push(`${joined(measure.across.step).relation}.${RELATION_ID}`);
    } else {
      const { across, side } = measure.sum;
      const holder = across ? joined(across.step) : { node, relation: `${relation}`, state };
      const isOfRelation = side === 'relation';
      values.push(isOfRelation ? `${holder.relation}.${RELATION_ID}` : `${holder.node}.id`);
      values.push(...amountsOf(measure.sum, isOfRelation ? holder.relation : holder.state));
    }
  }
  const columns = [...new Set(values)];
  const places = values.map((value) => columns.indexOf(value));
  const variables = columns.map(() => cypher.variable('v'));
  const rows = cypher.variable('l');
  const collected = [
    `collect([${variables.join(', ')}]) AS ${rows}`,
    ...(tables.length > 0 ? [`collect(DISTINCT ${node}) AS ${entities}`] : []),
  ];
  return [
    `CALL (${scope}) {`,
    ...clauses,
    `WITH ${[...(tables.length > 0 ? [node] : []), ...columns.map((value, i) => `${value} AS ${variables[i]}`)].join(', ')} LIMIT ${cypher.value(MOST_ROWS + 1)}`,
    `WITH ${collected.join(', ')}`,
    ...calls,
    `RETURN [${[rows, `[${places.join(', ')}]`, ...tables].join(', ')}] AS ${name}`,
    '}',
  ].join('\n');
}

function keyed(cypher: CypherBuilder, grouping: Grouping, source: RowSource) {
  const rows = new KeyedRows(cypher, grouping, source);
  const joined = (step: Step) => {
    const found = rows.joined(step);
    if (!found) throw new Error(`expected a key that follows ${stepKey(step)}; got none`);
    return found;
  };
  return { expressions: rows.expressions, clauses: rows.clauses, joined };
}

/** What relations lead to from entities, which a variable lists. */
function led(cypher: CypherBuilder, measure: Measure, entities: string): string {
  const one = cypher.variable('o');
  const across = measure.kind === 'sum' ? measure.sum.across : measure.across;
  if (!across) throw new Error(`expected ${measure.alias} to follow relations; got none`);
  const { pattern, conditions, variables } = countedFrom(cypher, one, across);
  const found = [`UNWIND ${entities} AS ${one}`, `MATCH ${pattern}`, ...whereClause(conditions)].join(' ');
  if (measure.kind === 'count') {
    const number = cypher.variable('x');
    return `${found} WITH ${one}, count(*) AS ${number} RETURN collect([${one}.id, ${number}])`;
  }
  if (measure.sum.side === 'relation') {
    const { relation } = variables;
    const amounts = amountsOf(measure.sum, relation);
    return `${found} RETURN collect([${[`${one}.id`, `${relation}.${RELATION_ID}`, ...amounts].join(', ')}])`;
  }
  const { state, bindState } = boundState(cypher, variables.node, [one, variables.node]);
  const amounts = amountsOf(measure.sum, state);
  return `${[found, ...bindState].join(' ')} RETURN collect([${[`${one}.id`, `${variables.node}.id`, ...amounts].join(', ')}])`;
}
