import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import type { Budget, PathsArguments } from '../src/traverse/paths.ts';
import { Topology } from '../src/traverse/topology.ts';
import { pathsContract } from './contract/paths.ts';
import { PATIENCE } from './support/patience.ts';

pathsContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });

/** Searches a graph in memory. */
function searching(relations: readonly (readonly [string, string])[], ids = [...new Set(relations.flat())]) {
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const ends = (i: 0 | 1) => Uint32Array.from(relations, (ends) => numbers.get(ends[i]) as number);
  const made = Topology.of(numbers, ['JOINS'], '', {
    from: ends(0),
    to: ends(1),
    kinds: new Uint16Array(relations.length),
    elements: Float64Array.from(relations.keys()),
  });
  return async (question: PathsArguments, budget?: Budget) => (await made).search([], question, { budget });
}
const asked = (from: string, to: string, more: Partial<PathsArguments> = {}): PathsArguments => ({
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
  const search = searching([
    ...Array.from({ length: 50_000 }, (_, i) => ['hub', `leaf${i}`] as const),
    ['leaf0', 'a'],
    ['leaf1', 'b'],
    ['b', 'c'],
  ]);
  const { ways, visited, outcome } = await search(asked('a', 'c', { first: 1 }));
  expect({ ways, outcome }).toEqual({ ways: [['a', 'leaf0', 'hub', 'leaf1', 'b', 'c']], outcome: 'FOUND' });
  expect(visited).toBeLessThan(20);
});

test('a hub at both ends is read where it must be', async () => {
  const search = searching(
    ['one', 'two'].flatMap((hub) =>
      Array.from({ length: 50_000 }, (_, i) => [hub, `${i === 0 ? 'both' : hub + i}`] as const),
    ),
  );
  const { ways, outcome, visited } = await search(asked('one', 'two'));
  expect({ ways, outcome }).toEqual({ ways: [['one', 'both', 'two']], outcome: 'FOUND' });
  expect(visited).toBeLessThan(200_000);
});

test('a search that stops early never calls that none, and what it found are the first of all', async () => {
  const nodes = Array.from({ length: 10 }, (_, i) => `n${i}`);
  const node = fc.constantFrom(...nodes);
  const graphs = fc.array(fc.tuple(node, node), { minLength: 5, maxLength: 40 });
  const budgets = fc.record({ visits: fc.integer({ min: 0, max: 60 }), steps: fc.integer({ min: 0, max: 40 }) });
  let stopped = 0;
  await fc.assert(
    fc.asyncProperty(graphs, budgets, node, node, async (relations, budget, from, to) => {
      const search = searching(
        relations.filter(([one, other]) => one !== other),
        nodes,
      );
      const question = asked(from, to, { first: 1000, maxLength: 5 });
      const all = await search(question);
      const some = await search(question, budget);
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
