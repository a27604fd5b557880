import { afterAll, beforeAll, expect, test } from 'vitest';
import { powerLawFacts } from '../../bench/power-law.js';
import { type HeavyQuery, heavyQueries } from './heavy-queries.ts';
import { type Attacked, expectServed, startAttacked } from './support.ts';

/** Requests that need much work, on a graph in which a few entities have most relations. */

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked({
    facts: (ontology) => powerLawFacts(ontology, { seed: 1, entities: 4000, relations: 40_000, dated: true }),
  });
});
afterAll(() => attacked.end());

test.each(heavyQueries)('%s holds nobody up', async (_name, query, variables = {}) => {
  const seen = await attacked.during(() => attacked.ask({ query, variables }), { quiet: 100 });
  expectServed(seen);
  for (const { extensions } of seen.result.body.errors ?? []) expect(extensions.code).toBe('LIMIT_EXCEEDED');
});

test('work ends when its client goes', async () => {
  const gone = new AbortController();
  const [, query, variables] = heavyQueries[0] as HeavyQuery;
  const seen = await attacked.during(async () => {
    const asked = Array.from({ length: 10 }, () =>
      fetch(`${attacked.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
        signal: gone.signal,
      }).catch(() => null),
    );
    setTimeout(() => gone.abort(), 50);
    await Promise.all(asked);
  });
  expectServed(seen);
});
