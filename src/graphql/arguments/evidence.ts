import { badInput } from '../../errors.ts';
import { IS_NOTES } from '../../graph/query/cited-documents.ts';
import type { CitedFilter, Filter, Quantifier, Side, Test } from '../../graph/query/query.ts';
import { type ArgumentValues, pathTo } from './argument-reader.ts';

/** How the reader of `where` reads the parts of a condition on evidence. */
interface Parts {
  /** A condition on a document. */
  document(path: string, input: ArgumentValues): Filter;
  /** A condition on a number. */
  count(path: string, input: ArgumentValues, make: (test: Omit<Test, 'column'>) => Filter): Filter[];
  entries(path: string, input: ArgumentValues, expected: string): readonly (readonly [string, ArgumentValues])[];
}

/** The documents that a filter names by id alone, which need no search; null if it asks for anything else. */
function namedIds(filter: Filter): readonly string[] | null {
  if (filter.kind === 'all') return filter.filters.length === 1 ? namedIds(filter.filters[0] as Filter) : null;
  if (filter.kind !== 'test' || filter.column !== 'id') return null;
  return filter.operator === 'eq' || filter.operator === 'in' ? [filter.value].flat().map(String) : null;
}

function documentsOf(filter: Filter): CitedFilter['documents'] {
  const ids = namedIds(filter);
  return ids ? { ids } : { filter };
}

/** All documents but those that are no evidence of their own. */
const SOURCES = { documents: { filter: IS_NOTES }, others: true } as const;

/**
 * A fact that cites some documents and no other ones. Notes may stand beside them, as they are no evidence of their own, but
 * do not stand for them. What cites nothing meets every condition.
 */
function citesOnly(side: Side, filter: Filter): Filter {
  const orNotes: Filter = { kind: 'any', filters: [filter, IS_NOTES] };
  return {
    kind: 'all',
    filters: [
      { kind: 'cited', side, quantifier: 'every', documents: { filter: orNotes } },
      {
        kind: 'any',
        filters: [
          { kind: 'cited', side, quantifier: 'some', documents: documentsOf(filter) },
          { kind: 'citedCount', side, documents: null, operator: 'eq', value: 0 },
        ],
      },
    ],
  };
}

/** Reads `sources`: a condition on the documents that a fact cites, each once. */
export function citedFilter(path: string, input: ArgumentValues, side: Side, parts: Parts): Filter {
  const { where, ...conditions } = input;
  if (where && conditions.count === undefined) {
    throw badInput(
      `"${pathTo(path, 'where')}" says which documents are counted, and "count" is not given. Give both, or use some.`,
    );
  }
  const counted = where ? { documents: documentsOf(parts.document(pathTo(path, 'where'), where)) } : SOURCES;
  const filters = parts.entries(path, conditions, 'a condition').flatMap(([key, value]): Filter[] => {
    const at = pathTo(path, key);
    if (key === 'count') return parts.count(at, value, (test) => ({ kind: 'citedCount', side, ...counted, ...test }));
    const document = parts.document(at, value);
    if (key === 'every') return [citesOnly(side, document)];
    const documents = documentsOf(document);
    return [{ kind: 'cited', side, quantifier: key as Quantifier, documents }];
  });
  if (filters.length === 0) throw badInput(`"${path}" expects some, none, every or count; got none of them.`);
  return { kind: 'all', filters };
}
