import { isDeepStrictEqual } from 'node:util';
import type { FieldValue, Rank, RelationFact, Source, Values } from '../ontology/facts.ts';
import { byRank, bySource, byText, canonicalText, distinct, joined, sortedOnce } from './order.ts';

/** What documents state about a relation, and the resulting relation. Pure functions, as for entities. */

/** What one document states about a relation. */
export interface RelationStatement {
  readonly values: Values;
  readonly rank: Rank;
}

/** What documents state about one relation. */
export interface RelationRecords {
  /** By document; statements without one are under the empty text. */
  readonly statements: ReadonlyMap<string, RelationStatement>;
  /** The sources, with `stated` as in the documents' files. */
  readonly sources: readonly Source[];
}

/** The values of a relation: for each property, that of the first document that states one. */
export const firstValues = (stated: readonly Values[]): Values => Object.assign({}, ...[...stated].reverse());

/** In words, the values in which a document differs; null if there are none. */
const differing = (shown: Values, stated: Values): string | null =>
  Object.entries(stated)
    .filter(([name, value]) => !isDeepStrictEqual(shown[name], value))
    .map(([name, value]) => `${name}: ${inWords(value)}`)
    .sort()
    .join('; ') || null;

function inWords(value: FieldValue): string {
  if (Array.isArray(value)) return value.map(({ amount, currency }) => `${currency} ${amount}`).join(' + ');
  if (typeof value === 'object')
    return 'edtf' in value
      ? value.edtf
      : Object.values(value)
          .filter((part) => part !== null)
          .join(', ');
  return String(value);
}

const NOBODY = '';

const isUniform = ([first, ...others]: readonly RelationStatement[]) =>
  others.every((other) => other.rank === first?.rank && isDeepStrictEqual(other.values, first.values));

/** What each document states about a relation. By default, all of them state its values and rank. */
export function relationRecordsOf(fact: RelationFact): RelationRecords {
  const documents = [...new Set(fact.sources.map(({ document }) => document))];
  const statements = new Map(
    (documents.length > 0 ? documents : [NOBODY]).map((document) => {
      const values = fact.valuesByDocument?.[document] ?? fact.values;
      return [document, { values, rank: fact.ranksByDocument?.[document] ?? fact.rank }];
    }),
  );
  const sources = fact.sources.map((source) => {
    if (source.stated === null) return source;
    const { values } = statements.get(source.document) as RelationStatement;
    return source.stated === differing(fact.values, values) ? { ...source, stated: null } : source;
  });
  // If documents differ, the order of the sources decides whose values count.
  return {
    statements,
    sources: isUniform([...statements.values()]) ? distinct(sources, bySource) : sortedOnce(sources, bySource),
  };
}

/** Merges two statements of one document: the first value of a property in the order of text, and the better rank. */
function joinedStatements(a: RelationStatement, b: RelationStatement): RelationStatement {
  const values: Record<string, FieldValue> = { ...a.values };
  for (const [name, value] of Object.entries(b.values)) {
    const other = values[name];
    if (other === undefined || byText(canonicalText(value), canonicalText(other)) < 0) values[name] = value;
  }
  return { values, rank: byRank(a.rank, b.rank) <= 0 ? a.rank : b.rank };
}

/** Everything in either of them. */
export function mergeRelationRecords(a: RelationRecords, b: RelationRecords): RelationRecords {
  const statements = new Map(a.statements);
  for (const [document, statement] of b.statements) {
    const other = statements.get(document);
    statements.set(document, other ? joinedStatements(other, statement) : statement);
  }
  return { statements, sources: joined(a.sources, b.sources, bySource) };
}

/** The records without some documents. */
export const relationRecordsWithout = (
  { statements, sources }: RelationRecords,
  documents: ReadonlySet<string>,
): RelationRecords => ({
  statements: new Map([...statements].filter(([document]) => !documents.has(document))),
  sources: sources.filter(({ document }) => !documents.has(document)),
});

/**
 * The relation that follows from records. Documents are ordered by the rank that they give it, then by id. Each property
 * has the value of the first document that states one; different values of others are in the `stated` of their sources.
 * Its rank is the best one.
 */
export function settleRelation(fact: RelationFact, { statements, sources }: RelationRecords): RelationFact {
  const inOrder = [...statements].sort(([a, one], [b, other]) => byRank(one.rank, other.rank) || byText(a, b));
  const values = firstValues(inOrder.map(([, statement]) => statement.values));
  const rank = inOrder[0]?.[1].rank ?? fact.rank;
  const { valuesByDocument: _values, ranksByDocument: _ranks, ...rest } = fact;
  const each = <V>(of: (statement: RelationStatement) => V) =>
    Object.fromEntries([...statements].sort(([a], [b]) => byText(a, b)).map(([id, statement]) => [id, of(statement)]));
  const all = [...statements.values()];
  const place = new Map(inOrder.map(([document], at) => [document, at]));
  const placeOf = ({ document }: Source) => place.get(document) ?? 0;
  const ordered = isUniform(all) ? sources : [...sources].sort((a, b) => placeOf(a) - placeOf(b) || bySource(a, b));
  return {
    ...rest,
    values,
    rank,
    sources: ordered.map((source) => {
      const statement = statements.get(source.document);
      const stated = source.stated ?? (statement ? differing(values, statement.values) : null);
      return stated === source.stated ? source : { ...source, stated };
    }),
    ...(all.some((statement) => !isDeepStrictEqual(statement.values, values)) && {
      valuesByDocument: each((statement) => statement.values),
    }),
    ...(all.some((statement) => statement.rank !== rank) && { ranksByDocument: each((statement) => statement.rank) }),
  };
}

/** A relation in its settled form; the same object if it is settled already. */
export function settledRelation(fact: RelationFact): RelationFact {
  const isPlain = !fact.valuesByDocument && !fact.ranksByDocument && distinct(fact.sources, bySource) === fact.sources;
  return isPlain ? fact : settleRelation(fact, relationRecordsOf(fact));
}
