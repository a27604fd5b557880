import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../support/raw.ts';
import { type Attacked, expectServed, generated, startAttacked } from './support.ts';

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked({ facts: generated(300, 1000) });
});
afterAll(() => attacked.end());

test('what others see of an attack is measured while it runs', async () => {
  const seen = await attacked.during(() => attacked.ask({ query: '{ __typename }' }), { quiet: 100 });
  expect(seen.result.body).toEqual({ data: { __typename: 'Query' } });
  expectServed(seen);
});

test('what others see of a server that stands still is measured too', async () => {
  const { pid } = attacked.server.child;
  const seen = await attacked.during(async () => {
    process.kill(Number(pid), 'SIGSTOP');
    setTimeout(() => process.kill(Number(pid), 'SIGCONT'), 400);
  });
  expect(seen.health.slowest).toBeGreaterThan(300);
  expect(seen.cheap.slowest).toBeGreaterThan(300);
  expect(seen.delay).toBeGreaterThan(300);
});

test('bytes are sent as they are', async () => {
  const answer = await sendRaw(attacked.url, 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\n\r\n\{"status":"ok"\}$/);
});
