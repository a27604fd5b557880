import { CONTESTED, DOCUMENTS } from '../graph/encoding/names.ts';
import type { Properties } from '../graph/encoding/values.ts';
import type { Fields } from '../ontology/declaration.ts';
import type { EntityFact, RelationFact } from '../ontology/facts.ts';
import { sourcesOf } from '../ontology/sources.ts';
import { settleClaims } from './claims.ts';

/** The properties that filters by evidence compare. They derive from the facts, so no fingerprint covers them. */
export function evidenceProperties(fact: EntityFact | RelationFact, fields: Fields): Properties {
  const own = new Set(fact.sources.map(({ document }) => document));
  const documents = new Set(sourcesOf(fact).map(({ document }) => document));
  const isListed = own.size === fact.sources.length && own.size === documents.size;
  return {
    // Nearly every fact cites each of its documents once: then its sources list them.
    ...(!isListed && { [DOCUMENTS]: [...documents] }),
    ...('values' in fact && isContested(fact, fields) && { [CONTESTED]: true }),
  };
}

/** Whether documents state different values of one property of a relation. A less precise date is no other value. */
function isContested({ valuesByDocument }: RelationFact, fields: Fields): boolean {
  if (!valuesByDocument) return false;
  return Object.entries(fields).some(([name, field]) => {
    const stated = Object.entries(valuesByDocument).flatMap(([document, values]) => {
      const value = values[name];
      if (value === undefined) return [];
      return [{ value, rank: 'NORMAL' as const, sources: [{ document, locator: null, stated: null }] }];
    });
    return settleClaims(stated, field).length > 1;
  });
}
