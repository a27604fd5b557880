import { expect, test } from 'vitest';
import { type LayoutNode, layOut } from '../../src/explorer/canvas/layout.ts';

const star = (hub: string, count: number, prefix = 'leaf') =>
  Array.from({ length: count }, (_, i) => ({ from: hub, to: `${prefix}:${i}` }));
const ids = (count: number, prefix = 'leaf'): LayoutNode[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}:${i}` }));

/** A graph with hubs, a chain and some isolated nodes. */
function mixed(): { nodes: LayoutNode[]; edges: { from: string; to: string }[] } {
  const nodes = [
    { id: 'hub:a' },
    { id: 'hub:b' },
    ...ids(40, 'a'),
    ...ids(25, 'b'),
    ...ids(12, 'chain'),
    ...ids(6, 'alone'),
  ];
  const edges = [
    ...star('hub:a', 40, 'a'),
    ...star('hub:b', 25, 'b'),
    { from: 'hub:a', to: 'hub:b' },
    { from: 'a:1', to: 'b:1' },
    { from: 'a:1', to: 'a:2' },
    { from: 'b:3', to: 'chain:0' },
    ...Array.from({ length: 11 }, (_, i) => ({ from: `chain:${i}`, to: `chain:${i + 1}` })),
  ];
  return { nodes, edges };
}

const placed = (nodes: readonly LayoutNode[], places: ReadonlyMap<string, { x: number; y: number }>) =>
  nodes.map((node) => ({ ...node, ...places.get(node.id) }));

function nearestTwo(places: ReadonlyMap<string, { x: number; y: number }>): number {
  const all = [...places.values()];
  let nearest = Number.POSITIVE_INFINITY;
  all.forEach((a, i) => {
    for (const b of all.slice(i + 1)) nearest = Math.min(nearest, Math.hypot(a.x - b.x, a.y - b.y));
  });
  return nearest;
}

test('a new layout gives every node whole coordinates, and none overlaps another', async () => {
  const given = mixed();
  const places = await layOut(given);
  expect([...places.keys()]).toEqual(given.nodes.map(({ id }) => id));
  expect([...places.values()].every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
  // The largest node is 36 wide.
  expect(nearestTwo(places)).toBeGreaterThan(42);
});

test('equal graphs have equal layouts', async () => {
  expect(await layOut(mixed())).toEqual(await layOut(mixed()));
});

test('placed nodes stay, and 100 new neighbours appear beside their node', async () => {
  const before = await layOut(mixed());
  const nodes = [...placed(mixed().nodes, before), ...ids(100, 'new')];
  const given = { nodes, edges: [...mixed().edges, ...star('hub:b', 100, 'new'), { from: 'new:3', to: 'new:70' }] };
  const after = await layOut(given);
  for (const [id, place] of before) expect(after.get(id)).toEqual(place);
  expect(nearestTwo(after)).toBeGreaterThan(42);
  const hub = after.get('hub:b') as { x: number; y: number };
  const far = ids(100, 'new').filter(({ id }) => {
    const { x, y } = after.get(id) as { x: number; y: number };
    return Math.hypot(x - hub.x, y - hub.y) > 900;
  });
  expect(far).toEqual([]);
  expect(await layOut(given)).toEqual(after);
});

test('placed nodes stay when more new ones are added than there were', async () => {
  const nodes = [{ id: 'hub', x: 10, y: -20 }, { id: 'other', x: 400, y: 7 }, ...ids(500)];
  const places = await layOut({ nodes, edges: [...star('hub', 500), { from: 'hub', to: 'other' }] });
  expect(places.get('hub')).toEqual({ x: 10, y: -20 });
  expect(places.get('other')).toEqual({ x: 400, y: 7 });
  expect(nearestTwo(places)).toBeGreaterThan(42);
});

test('rearranging keeps only pinned nodes in place', async () => {
  const { nodes, edges } = mixed();
  const crowded = nodes.map((node, i) => ({ ...node, x: i, y: 0, pinned: node.id === 'a:5' }));
  const places = await layOut({ nodes: crowded, edges }, { all: true });
  expect(places.get('a:5')).toEqual({ x: 7, y: 0 });
  expect(nearestTwo(places)).toBeGreaterThan(42);
});

test('new nodes without neighbours get free positions', async () => {
  const nodes = [{ id: 'there', x: 0, y: 0 }, ...ids(5, 'alone')];
  const places = await layOut({ nodes, edges: [] });
  expect(places.get('there')).toEqual({ x: 0, y: 0 });
  expect(places.size).toBe(6);
  expect(nearestTwo(places)).toBeGreaterThan(42);
});

test('a layout accepts no nodes, one node, edges to nowhere and loops', async () => {
  expect(await layOut({ nodes: [], edges: [] })).toEqual(new Map());
  const edges = [
    { from: 'one', to: 'one' },
    { from: 'one', to: 'nowhere' },
  ];
  expect(await layOut({ nodes: [{ id: 'one' }], edges })).toEqual(new Map([['one', { x: 0, y: 0 }]]));
});

test('an aborted layout stops', async () => {
  const nodes = ids(3_000);
  const edges = nodes.slice(1).map(({ id }, i) => ({ from: `leaf:${i % 40}`, to: id }));
  const stop = new AbortController();
  const waiting = layOut({ nodes, edges }, { signal: stop.signal });
  stop.abort(new Error('not wanted'));
  await expect(waiting).rejects.toThrow('not wanted');
});
