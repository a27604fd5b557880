import { CLAIM, CONTESTED, DOCUMENTS } from '../encoding/names.ts';
import type { CitedFilter, Quantifier } from '../query/query.ts';
import { isAmong } from './among.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { claimTypes, wasKnown } from './history.ts';

/** Conditions on the evidence of facts: which documents they cite, and whether these disagree. */

/** The documents that a fact cites, each once. */
export const documentsOf = (holder: string) => `coalesce(${holder}.${DOCUMENTS}, ${holder}.sourceDocuments, [])`;

const quantifiers: Readonly<Record<Quantifier, string>> = { some: 'any', none: 'none', every: 'all' };

/** A condition on the documents that a fact cites. Their filter must be resolved to ids before. */
export function isCited(cypher: CypherBuilder, filter: CitedFilter, holder: string): string {
  const { documents } = filter;
  const one = cypher.variable('x');
  const listed = documentsOf(holder);
  const passes = (isOther = false) => {
    if (!documents || !('ids' in documents))
      throw new Error('expected a filter of documents to be resolved; it is not');
    return `${isOther ? 'NOT ' : ''}${isAmong(cypher, documents.ids, one)}`;
  };
  if (filter.kind === 'cited') return `${quantifiers[filter.quantifier]}(${one} IN ${listed} WHERE ${passes()})`;
  const counted = documents === null ? listed : `[${one} IN ${listed} WHERE ${passes(filter.others)}]`;
  return `size(${counted})`;
}

/** A condition under which sources claim different values of a field of an entity. Deprecated claims come last. */
export function entityIsContested(cypher: CypherBuilder, node: string): string {
  const claim = cypher.variable('c');
  const { known } = cypher.timeTravel;
  const label = known === null ? `:${CLAIM}` : '';
  const conditions = [`${claim}.position = 1`, `${claim}.rank <> 'DEPRECATED'`, ...wasKnown(cypher, claim)];
  return `EXISTS { MATCH (${node})-[:${claimTypes(cypher)}]->(${claim}${label}) WHERE ${conditions.join(' AND ')} }`;
}

/** A condition under which documents state different values of a property of a relation. */
export const relationIsContested = (relation: string): string => `coalesce(${relation}.${CONTESTED}, false)`;
