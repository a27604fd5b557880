import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attacked, expectServed, generated, type Query, startAttacked } from './support.ts';

const ATTACKER = { 'x-forwarded-for': '203.0.113.5' };
const OTHER = { 'x-forwarded-for': '198.51.100.9' };

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked({
    facts: generated(2000, 15_000),
    args: ['--trust-proxy', 'loopback', '--client-requests', '60', '--heavy-queue', '4'],
  });
});
afterAll(() => attacked.end());

/** Some 20,000 rows; the alias makes each a document of its own, which nothing has cached. */
const heavy = (n: number): Query => ({
  query: `query Heavy { projects(first: 100) { nodes { id a${n}: name areas(first: 100) { nodes { id name } } participants(first: 100) { edges { node { id name names { text } } sources { document { id } } } } } } }`,
});

const statuses = (replies: readonly { status: number }[]) =>
  Object.fromEntries(
    [...new Set(replies.map(({ status }) => status))].map((status) => [
      status,
      replies.filter((reply) => reply.status === status).length,
    ]),
  );

test('forty heavy requests at once leave others served, and those beyond the queue are told when to come back', async () => {
  const seen = await attacked.during(
    () => Promise.all(Array.from({ length: 40 }, (_, n) => attacked.ask(heavy(n), ATTACKER))),
    { headers: OTHER },
  );
  // Without the lane, others wait for all forty: seconds.
  expectServed(seen, 300);
  const { 200: answered = 0, 503: busy = 0 } = statuses(seen.result);
  expect(answered + busy).toBe(40);
  // Two run and four wait, however slow they are.
  expect(answered).toBeGreaterThanOrEqual(6);
  expect(busy).toBeGreaterThan(0);
  const refused = seen.result.find(({ status }) => status === 503);
  expect(refused?.headers.get('retry-after')).toBe('5');
  expect(refused?.body.errors[0].extensions).toEqual({ code: 'UNAVAILABLE' });
});

test('a client that sends far too many requests is refused even cached answers, and others are served', async () => {
  const seen = await attacked.during(
    async () => {
      const replies = [];
      for (let round = 0; round < 20; round += 1) {
        const sent = Array.from({ length: 50 }, () => attacked.ask({ query: '{ __typename }' }, ATTACKER));
        replies.push(...(await Promise.all(sent)));
      }
      return replies;
    },
    { headers: OTHER },
  );
  expectServed(seen);
  const { 200: answered = 0, 429: refused = 0, ...others } = statuses(seen.result);
  expect(others).toEqual({});
  expect(answered + refused).toBe(1000);
  expect(refused).toBeGreaterThan(0);
  const [reply] = seen.result.filter(({ status }) => status === 429);
  expect(reply?.headers.get('retry-after')).toBe('1');
  expect(reply?.body.errors[0].extensions).toEqual({ code: 'RATE_LIMITED' });
});
