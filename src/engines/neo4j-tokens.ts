import type { Finding, Statement, Wanted } from '../graph/graph.ts';
import { LENGTH, TOKEN_INDEX } from '../graph/storage.ts';

const TOKEN = /^[\p{L}\p{N}]+$/u;

/** What is wanted in the syntax of Lucene. Each score is 0, as nothing is done with it: the project ranks by itself. */
function lucene(wanted: Wanted): string {
  if (typeof wanted === 'string') {
    if (!TOKEN.test(wanted)) throw new Error(`a token is made of letters and digits; got ${JSON.stringify(wanted)}`);
    return wanted;
  }
  return 'all' in wanted
    ? `(${wanted.all.map((one) => `+${lucene(one)}`).join(' ')})`
    : `(${wanted.any.map(lucene).join(' ')})`;
}

/** The beginning of a statement with what Neo4j's own index finds. */
export const foundByIndex = ({ wanted, limit }: Finding): Statement => ({
  text: [
    'UNWIND $searches AS search',
    'CALL (search) {',
    `CALL db.index.fulltext.queryNodes('${TOKEN_INDEX}', search) YIELD node`,
    'WITH node',
    `ORDER BY node.${LENGTH}, node.id`,
    'LIMIT $most',
    'RETURN node',
    '}',
    'WITH DISTINCT node AS n',
  ].join('\n'),
  parameters: { searches: wanted.map(lucene), most: limit },
});
