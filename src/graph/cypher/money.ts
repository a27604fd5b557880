import type { Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import { NOW, type Step } from '../query/query.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { amountsOf } from './sums.ts';

/** Numbers of one row, so that no row takes long to convert. */
const PART = 4096;

/** What holds a money field: relations of some types, or entities of a type. */
export type MoneyHolders = { readonly field: string } & (
  | { readonly side: 'relation'; readonly types: readonly string[] }
  | { readonly side: 'node'; readonly type: string }
);

/**
 * Reads a money field of all its holders, deprecated ones included. Rows { currencies, approximate, numbers, amounts }:
 * the holders with these numbers have these lists of amounts, in these currencies.
 */
export function composeMoney(ontology: Ontology, holders: MoneyHolders, limit: number): Statement {
  const cypher = new CypherBuilder(ontology, NOW);
  const [amounts, currencies, approximate] = amountsOf(holders, 'h');
  const step: Step = { types: holders.side === 'relation' ? holders.types : [], direction: 'OUT', target: 'Entity' };
  const pattern =
    holders.side === 'relation' ? cypher.pattern('', step, 'h', '', true) : `(h:${cypher.label(holders.type)})`;
  return {
    text: [
      `MATCH ${pattern}`,
      `WHERE ${currencies} IS NOT NULL`,
      `WITH h LIMIT ${cypher.value(limit)}`,
      `RETURN ${currencies} AS currencies, ${approximate} AS approximate, id(h) / ${PART} AS part, collect(id(h)) AS numbers, collect(${amounts}) AS amounts`,
    ].join('\n'),
    parameters: cypher.parameters,
  };
}
