import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import type { Budget, PathsArguments } from '../src/traverse/paths.ts';
import { Topology } from '../src/traverse/topology.ts';
import { pathsContract } from './contract/paths.ts';
import { PATIENCE } from './support/patience.ts';

pathsContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });

/** A search in a topology of these relations. */
function topologyOf(relations: readonly (readonly [string, string])[], ids = [...new Set(relations.flat())]) {
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const ends = (i: 0 | 1) => Uint32Array.from(relations, (ends) => numbers.get(ends[i]) as number);
  const topology = Topology.of(numbers, { all: ['JOINS'], connecting: ['JOINS'] }, '', {
    from: ends(0),
    to: ends(1),
    types: new Uint16Array(relations.length),
    elements: Float64Array.from(relations.keys()),
  });
  return async (args: PathsArguments, budget?: Budget) => (await topology).search(['JOINS'], args, { budget });
}
const argumentsFor = (from: string, to: string, more: Partial<PathsArguments> = {}): PathsArguments => ({
  from: [from],
  to: [to],
  maxLength: 6,
  first: 3,
  through: [],
  avoid: new Set(),
  between: () => true,
  ...more,
});

test('a path leads through a hub with 50,000 relations without reading them', async () => {
  const search = topologyOf([
    ...Array.from({ length: 50_000 }, (_, i) => ['hub', `leaf${i}`] as const),
    ['leaf0', 'a'],
    ['leaf1', 'b'],
    ['b', 'c'],
  ]);
  const { routes, visited, outcome } = await search(argumentsFor('a', 'c', { first: 1 }));
  expect({ routes, outcome }).toEqual({ routes: [['a', 'leaf0', 'hub', 'leaf1', 'b', 'c']], outcome: 'FOUND' });
  expect(visited).toBeLessThan(20);
});

test('hubs at both ends are read only as far as necessary', async () => {
  const search = topologyOf(
    ['one', 'two'].flatMap((hub) =>
      Array.from({ length: 50_000 }, (_, i) => [hub, `${i === 0 ? 'both' : hub + i}`] as const),
    ),
  );
  const { routes, outcome, visited } = await search(argumentsFor('one', 'two'));
  expect({ routes, outcome }).toEqual({ routes: [['one', 'both', 'two']], outcome: 'FOUND' });
  expect(visited).toBeLessThan(200_000);
});

test('a search that stops early never reports that there are none, and has found the first paths', async () => {
  const nodes = Array.from({ length: 10 }, (_, i) => `n${i}`);
  const node = fc.constantFrom(...nodes);
  const graphs = fc.array(fc.tuple(node, node), { minLength: 5, maxLength: 40 });
  const budgets = fc.record({ visits: fc.integer({ min: 0, max: 60 }), steps: fc.integer({ min: 0, max: 40 }) });
  let stopped = 0;
  await fc.assert(
    fc.asyncProperty(graphs, budgets, node, node, async (relations, budget, from, to) => {
      const search = topologyOf(
        relations.filter(([one, other]) => one !== other),
        nodes,
      );
      const args = argumentsFor(from, to, { first: 1000, maxLength: 5 });
      const all = await search(args);
      const some = await search(args, budget);
      expect(all.routes.slice(0, some.routes.length)).toEqual(some.routes);
      if (some.outcome !== 'LIMIT') expect(some).toMatchObject({ routes: all.routes, outcome: all.outcome });
      else {
        stopped += 1;
        const length = some.searched ?? -1;
        expect(some.routes.length).toBeGreaterThanOrEqual(
          all.routes.filter((route) => route.length - 1 <= length).length,
        );
      }
    }),
    { numRuns: 1000, seed: 20261124 },
  );
  expect(stopped).toBeGreaterThan(300);
});
