import { LENGTH, LENGTH_CLASSES, TOKEN_INDEX } from '../../graph/encoding/names.ts';
import type { Statement, TokenExpression, TokenQuery } from '../../graph/port/graph.ts';

const TOKEN = /^[\p{L}\p{N}]+$/u;

/** A token expression as a Lucene query. */
function lucene(expression: TokenExpression): string {
  if (typeof expression === 'string') {
    if (!TOKEN.test(expression))
      throw new Error(`expected a token of letters and digits; got ${JSON.stringify(expression)}`);
    return expression;
  }
  return 'all' in expression
    ? `(${expression.all.map((one) => `+${lucene(one)}`).join(' ')})`
    : `(${expression.any.map(lucene).join(' ')})`;
}

/**
 * The most matches that are sorted by the length on their nodes, at 2 µs each. Of more, the index is queried by classes
 * of lengths, shortest first, until there are enough.
 */
const FEW = 2000;

const CLASSES = LENGTH_CLASSES.map(({ least, most, tokens }) => ({ least, most, tokens: lucene({ any: tokens }) }));

// ^0 makes Lucene compute no scores, which are not used: 3 ms instead of 8 for 20,000 matches.
const matching = (search: string) =>
  `CALL db.index.fulltext.queryNodes('${TOKEN_INDEX}', '(' + ${search} + ')^0', {limit: $few + 1}) YIELD node`;
const TEXT = `UNWIND $strategies AS strategy
CALL (strategy) {
  ${matching('strategy.tokens')}
  WITH strategy, collect(node) AS some
  CALL (strategy, some) {
    RETURN strategy.tokens AS search, some AS matches
    UNION ALL
    WITH strategy WHERE strategy.narrow IS NOT NULL AND size(some) > $most
    ${matching('strategy.narrow')}
    RETURN strategy.narrow AS search, collect(node) AS matches
  }
  WITH search, matches AS some
  CALL (search, some) {
    WITH some WHERE size(some) <= $most
    UNWIND some AS node
    RETURN node
    UNION ALL
    WITH some WHERE $most < size(some) AND size(some) <= $few
    UNWIND some AS node
    WITH node ORDER BY node.${LENGTH}, node.id LIMIT $most
    RETURN node
    UNION ALL
    WITH search, some WHERE size(some) > $few
    UNWIND $classes AS class
    CALL (search, class) {
      CALL db.index.fulltext.queryNodes('${TOKEN_INDEX}', '(+' + class.tokens + ' +' + search + ')^0') YIELD node
      WITH class, node, node.${LENGTH} AS length WHERE class.least <= length AND length <= class.most
      WITH node ORDER BY length, node.id LIMIT $most
      RETURN node
    }
    WITH node LIMIT $most
    RETURN node
  }
  RETURN node
}
WITH DISTINCT node AS n`;

/** The beginning of a statement that binds the entities which the full-text index finds, as `n`. */
export const queryTokenIndex = ({ strategies, limit }: TokenQuery): Statement => ({
  text: TEXT,
  parameters: {
    strategies: strategies.map(({ tokens, narrow }) => ({
      tokens: lucene(tokens),
      narrow: narrow ? lucene(narrow) : null,
    })),
    most: limit,
    few: Math.max(FEW, limit),
    classes: CLASSES,
  },
});
