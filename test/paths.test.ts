import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded.ts';
import { findPaths, type Question, type Surroundings } from '../src/traverse/paths.ts';
import { pathsContract } from './contract/paths.ts';

pathsContract('embedded, memory', { open: () => openEmbedded(null) });

/** A graph in memory; counts how many relations are read of it. */
function inMemory(relations: readonly (readonly [string, string])[]): Surroundings {
  const others = new Map<string, string[]>();
  const add = (one: string, other: string) => void (others.get(one)?.push(other) ?? others.set(one, [other]));
  for (const [one, other] of relations) {
    add(one, other);
    add(other, one);
  }
  const of = (id: string) => others.get(id) ?? [];
  const sizes = async (ids: readonly string[]) => new Map(ids.map((id) => [id, of(id).length]));
  return {
    sizesAreDegrees: true,
    sizes,
    degrees: sizes,
    neighbours: async (ids, sized) =>
      ids.map((id) => ({ id, others: of(id), sizes: sized ? of(id).map((other) => of(other).length) : undefined })),
  };
}
const asked = (from: string, to: string, more: Partial<Question> = {}): Question => ({
  from: [from],
  to: [to],
  maxLength: 6,
  first: 3,
  through: [],
  avoid: new Set(),
  between: () => true,
  ...more,
});

test('a hub with 50,000 relations in the middle is gone through and not read', async () => {
  const graph = inMemory([
    ...Array.from({ length: 50_000 }, (_, i) => ['hub', `leaf${i}`] as const),
    ['leaf0', 'a'],
    ['leaf1', 'b'],
    ['b', 'c'],
  ]);
  const { ways, visited, outcome } = await findPaths(asked('a', 'c', { first: 1 }), graph);
  expect({ ways, outcome }).toEqual({ ways: [['a', 'leaf0', 'hub', 'leaf1', 'b', 'c']], outcome: 'FOUND' });
  expect(visited).toBeLessThan(20);
});

test('a hub at both ends is read where it must be', async () => {
  const graph = inMemory(
    ['one', 'two'].flatMap((hub) =>
      Array.from({ length: 50_000 }, (_, i) => [hub, `${i === 0 ? 'both' : hub + i}`] as const),
    ),
  );
  const { ways, outcome, visited } = await findPaths(asked('one', 'two'), graph);
  expect({ ways, outcome }).toEqual({ ways: [['one', 'both', 'two']], outcome: 'FOUND' });
  expect(visited).toBeLessThan(200_000);
});

test('a search that stops early never calls that none, and what it found are the first of all', async () => {
  const node = fc.integer({ min: 0, max: 9 }).map((i) => `n${i}`);
  const graphs = fc.array(fc.tuple(node, node), { minLength: 5, maxLength: 40 });
  const budgets = fc.record({ visits: fc.integer({ min: 0, max: 60 }), steps: fc.integer({ min: 0, max: 40 }) });
  let stopped = 0;
  await fc.assert(
    fc.asyncProperty(graphs, budgets, node, node, async (relations, budget, from, to) => {
      const graph = inMemory(relations.filter(([one, other]) => one !== other));
      const question = asked(from, to, { first: 1000, maxLength: 5 });
      const all = await findPaths(question, graph);
      const some = await findPaths(question, graph, budget);
      expect(all.ways.slice(0, some.ways.length)).toEqual(some.ways);
      if (some.outcome !== 'LIMIT') expect(some).toMatchObject({ ways: all.ways, outcome: all.outcome });
      else {
        stopped += 1;
        const length = some.searched ?? -1;
        expect(some.ways.length).toBeGreaterThanOrEqual(all.ways.filter((way) => way.length - 1 <= length).length);
      }
    }),
    { numRuns: 1000, seed: 20261124 },
  );
  expect(stopped).toBeGreaterThan(300);
});
