import { afterAll, beforeAll, expect, test } from 'vitest';
import { powerLawFacts } from '../../bench/power-law.js';
import { heavyQueries } from './heavy-queries.ts';
import { type Attacked, startAttacked } from './support.ts';

/** Nothing works on once nobody waits for it. */

/** Milliseconds until the server and its engine are at rest: the aim is a second, on a quiet machine. */
const REST = 3000;
/** Milliseconds in which few of these queries are answered. */
const EARLY = 60;

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked({
    env: { ENTENTE_TIMEOUT: `${EARLY}` },
    facts: (ontology) => powerLawFacts(ontology, { seed: 1, entities: 4000, relations: 40_000, dated: true }),
  });
});
afterAll(() => attacked.end());

test.each(heavyQueries)('%s: at rest after the time limit', async (_name, query, variables = {}) => {
  const { body } = await attacked.ask({ query, variables });
  for (const { extensions } of body.errors ?? []) expect(['TIMEOUT', 'LIMIT_EXCEEDED']).toContain(extensions.code);
  expect(await attacked.rest()).toBeLessThanOrEqual(REST);
});
