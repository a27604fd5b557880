import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attacked, type Query, startAttacked } from './support.ts';

/** What a server keeps of documents that all differ. */

let attacked: Attacked;
beforeAll(async () => {
  attacked = await startAttacked();
});
afterAll(() => attacked.end());

/** Megabytes by which the heap grows while queries are sent, eight at a time. */
async function growth(count: number, query: (n: number) => Query): Promise<number> {
  await attacked.ask(query(0));
  const before = await attacked.heap();
  let n = 0;
  const client = async () => {
    while (n < count) await attacked.ask(query(++n));
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return ((await attacked.heap()) - before) / 1_000_000;
}

test('mistakes do not keep what validation made of their documents', async () => {
  // With stacks, each takes 70 kB.
  expect(await growth(500, (n) => ({ query: `{ projects(first: 3) { nodes { nothing${n} } } }` }))).toBeLessThan(15);
});

test('answers are kept without the documents that asked for them', async () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `"area:${i}"`);
  const nodes = (name: string, from: number) =>
    `${name}: nodes(ids: [${ids.slice(from, from + 500).join(' ')}]) { id }`;
  // A document takes 350 kB, and those that are kept at all take 32 MB.
  const grown = await growth(250, (n) => ({ query: `query Q${n} { ${nodes('a', 0)} ${nodes('b', 500)} }` }));
  expect(grown).toBeLessThan(55);
});
