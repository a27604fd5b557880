import { basename } from 'node:path';
import type { RowFacts } from '../../src/ingest/row-facts.ts';
import type { EntityFact, FieldValue, Name, RelationFact, Source } from '../../src/ontology/facts.ts';

/** The facts of rows in a short form for tests, without empty values. */

const value = (held: FieldValue): unknown => {
  if (typeof held !== 'object') return held;
  if (Array.isArray(held))
    return held.map(({ amount, currency, approximate }) => `${approximate ? '~' : ''}${amount} ${currency}`);
  if ('edtf' in held) return held.edtf;
  return Object.fromEntries(Object.entries(held).filter(([, part]) => part !== null));
};
const values = (all: Readonly<Record<string, FieldValue>>) =>
  Object.fromEntries(Object.entries(all).map(([name, held]) => [name, value(held)]));
const source = ({ document, locator, stated }: Source) => [document, locator, stated].filter(Boolean).join(' ');
const named = ({ text, language, kind }: Name) => `${text} @${language} ${kind}`;

/** A claim with its own sources or rank is not shortened. */
const claims = ({ claims, sources }: EntityFact) =>
  Object.fromEntries(
    Object.entries(claims).map(([field, held]) => {
      const [only] = held;
      const plain = held.length === 1 && only?.rank === 'NORMAL' && only.sources === sources;
      return [field, plain ? value(only.value) : held];
    }),
  );

export const entity = (fact: EntityFact) => ({
  id: fact.id,
  names: fact.names.map(named),
  ...(fact.summary === null ? {} : { summary: fact.summary }),
  ...(fact.sameAs.length === 0 ? {} : { sameAs: fact.sameAs }),
  ...claims(fact),
  from: fact.sources.map(source).join(', '),
});

export const relation = (fact: RelationFact) => [fact.id, values(fact.values), fact.sources.map(source).join(', ')];

export const entities = (rows: readonly RowFacts[]) => rows.flatMap((row) => row.entities).map(entity);
export const relations = (rows: readonly RowFacts[]) => rows.flatMap((row) => row.relations).map(relation);
export const problems = (rows: readonly RowFacts[]) =>
  rows
    .flatMap((row) => row.problems)
    .map(({ file, line, column, value, expected }) => [`${basename(file)}:${line}`, column, value, expected]);
