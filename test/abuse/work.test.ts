import { afterAll, beforeAll, expect, test } from 'vitest';
import { powerLawFacts } from '../../bench/power-law.js';
import { type Attacked, expectServed, startAttacked } from './support.ts';

/** Requests that need much work, in memory or in the database, on a graph in which a few entities have most relations. */

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked({
    facts: (ontology) => powerLawFacts(ontology, { seed: 1, entities: 4000, relations: 40_000, dated: true }),
  });
});
afterAll(() => attacked.end());

const hubs = ['institution:p0', 'event:p0', 'area:p0', 'agreement:p0', 'minister:p0'];
const some = (type: string) => Array.from({ length: 100 }, (_, i) => `${type}:p${i}`);

const attacks: [name: string, query: string, variables?: Record<string, unknown>][] = [
  [
    'paths through five hubs',
    'query ($from: [ID!]!, $to: [ID!]!, $hubs: [ID!]) { paths(from: $from, to: $to, through: $hubs, maxLength: 10, first: 100) { outcome } }',
    { from: some('minister'), to: some('project'), hubs },
  ],
  [
    'paths between a hundred and a hundred',
    'query ($from: [ID!]!, $to: [ID!]!) { paths(from: $from, to: $to, maxLength: 10, first: 100) { outcome } }',
    { from: some('minister'), to: some('project') },
  ],
  [
    'a picture around hubs',
    'query ($of: [ID!]!) { neighborhood(of: $of, depth: 6, limit: 500) { entities { id } relations { id } truncated { omitted } } }',
    { of: hubs },
  ],
  ['related to a hub', '{ related(to: "institution:p0", first: 500) { edges { shared(first: 10) { sentence } } } }'],
  ['between hubs', '{ between(a: ["institution:p0"], b: ["institution:p1"]) { projects { totalCount } omitted } }'],
  [
    'a timeline around hubs',
    'query ($of: [ID!]) { timeline(of: $of, around: true, first: 500) { totalCount } }',
    { of: hubs },
  ],
  [
    'every in none in every',
    '{ institutions(where: { projects: { every: { participants: { none: { projects: { every: { areas: { some: {} } } } } } } } }) { totalCount } }',
  ],
  [
    'some in some in some, which nothing meets',
    '{ institutions(where: { projects: { some: { participants: { some: { projects: { some: { participants: { some: { name: { contains: "zz" } } } } } } } } } }) { totalCount } }',
  ],
  [
    'counts in counts, in an order',
    '{ institutions(first: 5, orderBy: [{ projects: { count: DESC }, where: { projects: { participants: { count: { gt: 3 }, where: { projects: { every: { areas: { none: {} } } } } } } } }]) { nodes { id } } }',
  ],
  ['long lists in a long list', '{ areas(first: 500) { nodes { id projects(first: 390) { nodes { id name } } } } }'],
];

test.each(attacks)('%s holds nobody up', async (_name, query, variables = {}) => {
  const seen = await attacked.during(() => attacked.ask({ query, variables }), { quiet: 100 });
  expectServed(seen);
  for (const { extensions } of seen.result.body.errors ?? []) expect(extensions.code).toBe('LIMIT_EXCEEDED');
});

test('work ends when its client goes', async () => {
  const gone = new AbortController();
  const [, query, variables] = attacks[0] as (typeof attacks)[number];
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
