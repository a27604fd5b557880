import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EntityFact, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { documentsOf, entityWithout, mergeEntity, mergeRelation, relationWithout } from '../../src/recording/merge.ts';
import { bySource } from '../../src/recording/order.ts';
import { sized } from '../support/extent.ts';
import { DOCUMENTS, eventBy, relationBy } from './statements.ts';

/** The merge rules without a graph: the result depends only on the facts. */

const fields = createOntology().entity('Event')?.fields ?? {};
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const seed = number('ENTENTE_PROPERTY_SEED', 20261124);
const numRuns = number('ENTENTE_PROPERTY_QUESTIONS', sized(100, 500));
const NONE: ReadonlySet<string> = new Set();

const entityOf = (facts: readonly EntityFact[]) =>
  facts.reduce<EntityFact | null>((held, fact) => mergeEntity(held, { fact, restates: NONE }, fields), null);
const relationOf = (facts: readonly RelationFact[]) =>
  facts.reduce<RelationFact | null>((held, fact) => mergeRelation(held, { fact, restates: NONE }), null);

/** Facts about one entity or relation, the same ones shuffled with repetitions, and where to split them. */
const shuffled = <T>(fact: fc.Arbitrary<T>) =>
  fc.array(fact, { minLength: 1, maxLength: 5 }).chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      again: fc
        .tuple(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts))
        .map(([all, some]) => [...all, ...some]),
      parting: fc.nat(facts.length),
    }),
  );
const event = eventBy(DOCUMENTS).map((fact) => ({ ...fact, id: 'event:one' }));
const SUBUNIT = {
  id: 'institution:two/SUBUNIT_OF/institution:one',
  type: 'SUBUNIT_OF',
  from: 'institution:two',
  to: 'institution:one',
};
const subunit = relationBy(DOCUMENTS).map((fact) => ({ ...fact, ...SUBUNIT }));

test('an entity does not depend on the order, grouping or repetition of its facts', () => {
  const property = fc.property(shuffled(event), ({ facts, again, parting }) => {
    const expected = entityOf(facts);
    expect(entityOf(again)).toEqual(expected);
    const [before, after] = [entityOf(facts.slice(0, parting)), entityOf(facts.slice(parting))];
    const parts = [after, before].flatMap((part) => part ?? []);
    expect(entityOf(parts)).toEqual(expected);
  });
  fc.assert(property, { numRuns, seed });
});

test('a relation does not depend on the order, grouping or repetition of its facts', () => {
  const property = fc.property(shuffled(subunit), ({ facts, again, parting }) => {
    const expected = relationOf(facts);
    expect(relationOf(again)).toEqual(expected);
    const parts = [relationOf(facts.slice(parting)), relationOf(facts.slice(0, parting))];
    expect(relationOf(parts.flatMap((part) => part ?? []))).toEqual(expected);
  });
  fc.assert(property, { numRuns, seed });
});

/** Sorts the sources: merging sorts them, and they stay sorted when other documents are removed. */
const inOrder = <T extends EntityFact | RelationFact>(fact: T): T => ({
  ...fact,
  sources: [...fact.sources].sort(bySource),
  ...('claims' in fact && {
    claims: Object.fromEntries(
      Object.entries(fact.claims).map(([field, claims]) => [
        field,
        claims.map((claim) => ({ ...claim, sources: [...claim.sources].sort(bySource) })),
      ]),
    ),
  }),
});

/** Facts that cite one document each. */
const single = <T extends EntityFact | RelationFact>(by: (documents: readonly string[]) => fc.Arbitrary<T>) =>
  fc.array(
    fc.constantFrom(...DOCUMENTS).chain((document) => by([document]).map(inOrder)),
    { minLength: 1, maxLength: 5 },
  );
const isBy = (document: string) => (fact: EntityFact | RelationFact) => documentsOf(fact).has(document);

test('an entity without a document equals one that the document never stated', () => {
  const facts = single((some) => eventBy(some).map((fact) => ({ ...fact, id: 'event:one' })));
  const property = fc.property(facts, fc.constantFrom(...DOCUMENTS), (facts, document) => {
    const others = facts.filter((fact) => !isBy(document)(fact));
    expect(entityWithout(entityOf(facts) as EntityFact, new Set([document]), fields)).toEqual(entityOf(others));
  });
  fc.assert(property, { numRuns, seed });
});

test('a new statement of a document replaces its earlier ones, whatever others state', () => {
  const facts = single((some) => eventBy(some).map((fact) => ({ ...fact, id: 'event:one' })));
  const property = fc.property(facts, eventBy(['document:b']).map(inOrder), (facts, anew) => {
    const fact = { ...anew, id: 'event:one' };
    const others = facts.filter((fact) => !isBy('document:b')(fact));
    const restated = mergeEntity(entityOf(facts), { fact, restates: new Set(['document:b']) }, fields);
    expect(restated).toEqual(entityOf([fact, ...others]));
  });
  fc.assert(property, { numRuns, seed });
});

test('a relation without a document equals one that the document never stated', () => {
  const facts = single((some) => relationBy(some).map((fact) => ({ ...fact, ...SUBUNIT })));
  const property = fc.property(facts, fc.constantFrom(...DOCUMENTS), (facts, document) => {
    const others = facts.filter((fact) => !isBy(document)(fact));
    const left = relationWithout(relationOf(facts) as RelationFact, document);
    expect(left.sources.length > 0 ? left : null).toEqual(relationOf(others));
  });
  fc.assert(property, { numRuns, seed });
});
