import { columns } from '../encoding/values.ts';
import type { Across, Sum } from '../query/query.ts';
import { countedFrom } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { boundState } from './history.ts';
import { exactSum } from './orders.ts';

/** Sums of money, by currency. */

/** The columns of a money field: amounts, currencies, and which are approximate. */
export const amountsOf = (sum: Pick<Sum, 'field'>, holder: string) =>
  columns(sum.field, 'money').map((column) => `${holder}.${column}`) as [string, string, string];

/** Adds up a money field of distinct holders: a list of { currency, whole, thousandths, approximate }. */
export function addedUp(cypher: CypherBuilder, sum: Pick<Sum, 'field'>, holder: string): string {
  const [amounts, currencies, approximate] = amountsOf(sum, holder);
  const i = cypher.variable('i');
  const [whole, thousandths] = exactSum(`${amounts}[${i}]`);
  return [
    `UNWIND range(0, size(coalesce(${currencies}, [])) - 1) AS ${i}`,
    `WITH ${currencies}[${i}] AS currency, ${whole} AS whole, ${thousandths} AS thousandths, max(CASE WHEN ${approximate}[${i}] THEN 1 ELSE 0 END) AS approximate`,
    'ORDER BY currency',
    'RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1})',
  ].join('\n');
}

/** What a sum adds up, as variables. */
export interface Holders {
  /** The CALL clauses that collect it. */
  readonly calls: readonly string[];
  /** The list to import. */
  readonly list: string;
  /** The clauses that bind `holder` to each once. */
  readonly clauses: readonly string[];
  readonly holder: string;
}

/** The clauses that bind what a sum across relations adds up, from a list of distinct entities. */
export function foundAcross(cypher: CypherBuilder, { side }: Pick<Sum, 'side'>, across: Across, rows: string) {
  const one = cypher.variable('o');
  const { pattern, conditions, variables } = countedFrom(cypher, one, across);
  const clauses = [`UNWIND ${rows} AS ${one}`, `MATCH ${pattern}`, ...whereClause(conditions)];
  return { clauses, variables, holder: side === 'node' ? variables.node : variables.relation };
}

/** What a sum across relations adds up, from a list of distinct entities. */
export function holdersAcross(cypher: CypherBuilder, sum: Pick<Sum, 'side'>, across: Across, rows: string): Holders {
  const { clauses, variables } = foundAcross(cypher, sum, across, rows);
  // Distinct entities have distinct relations.
  if (sum.side === 'relation') return { calls: [], list: rows, clauses, holder: variables.relation };
  const [found, holder] = [cypher.variable('w'), cypher.variable('o')];
  const { state, bindState } = boundState(cypher, variables.node, []);
  return {
    calls: [
      `CALL (${rows}) { ${[...clauses, ...bindState, `RETURN collect(DISTINCT ${state}) AS ${found}`].join('\n')} }`,
    ],
    list: found,
    clauses: [`UNWIND ${found} AS ${holder}`],
    holder,
  };
}
