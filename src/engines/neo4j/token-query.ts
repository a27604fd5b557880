import { LENGTH, LENGTH_CLASSES, TOKEN_INDEX } from '../../graph/encoding/names.ts';
import type { Statement, TokenExpression, TokenQuery } from '../../graph/port/graph.ts';

const TOKEN = /^[\p{L}\p{N}]+$/u;

/** What is wanted in the syntax of Lucene. */
function lucene(wanted: TokenExpression): string {
  if (typeof wanted === 'string') {
    if (!TOKEN.test(wanted)) throw new Error(`a token is made of letters and digits; got ${JSON.stringify(wanted)}`);
    return wanted;
  }
  return 'all' in wanted
    ? `(${wanted.all.map((one) => `+${lucene(one)}`).join(' ')})`
    : `(${wanted.any.map(lucene).join(' ')})`;
}

/**
 * So many are put in order by what their nodes hold, at 2 µs each. Of more, the index is asked for those with short
 * names first, length by length, until they are enough.
 */
const FEW = 2000;

const CLASSES = LENGTH_CLASSES.map(({ least, most, tokens }) => ({ least, most, tokens: lucene({ any: tokens }) }));

// Nothing is done with scores, as the project ranks by itself: at ^0 Lucene makes none (8 ms to 3 for 20,000 found).
const found = (search: string) =>
  `CALL db.index.fulltext.queryNodes('${TOKEN_INDEX}', '(' + ${search} + ')^0', {limit: $few + 1}) YIELD node`;
const TEXT = `UNWIND $ways AS way
CALL (way) {
  ${found('way.wanted')}
  WITH way, collect(node) AS some
  CALL (way, some) {
    RETURN way.wanted AS search, some AS found
    UNION ALL
    WITH way WHERE way.narrow IS NOT NULL AND size(some) > $most
    ${found('way.narrow')}
    RETURN way.narrow AS search, collect(node) AS found
  }
  WITH search, found AS some
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

/** The beginning of a statement with what Neo4j's own index finds. */
export const foundByIndex = ({ strategies, limit }: TokenQuery): Statement => ({
  text: TEXT,
  parameters: {
    ways: strategies.map(({ wanted, narrow }) => ({ wanted: lucene(wanted), narrow: narrow ? lucene(narrow) : null })),
    most: limit,
    few: Math.max(FEW, limit),
    classes: CLASSES,
  },
});
