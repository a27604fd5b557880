import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

const { ask } = await bundled();

const PROJECTS = 'projects(first: 1, where: { areas: { count: { gte: 2 } } })';

test('two aliases with the same selection below them each get their own answer', async () => {
  const { data, errors } = await ask(`{
    a: ${PROJECTS} { nodes { x: areas(first: 1) { nodes { id } } y: areas(first: 2) { nodes { id } } } }
    b: ${PROJECTS} { nodes { y: areas(first: 1) { nodes { id } } x: areas(first: 2) { nodes { id } } } }
  }`);
  expect(errors).toBeUndefined();
  const [a] = data.a.nodes;
  const [b] = data.b.nodes;
  expect([a.x.nodes.length, a.y.nodes.length]).toEqual([1, 2]);
  expect(b).toEqual({ x: a.y, y: a.x });
});

test('aliases of groups get the same answer, and an error in one is reported at its own field', async () => {
  const { data, errors } = await ask(`{
    a: ${PROJECTS} { nodes { areas { one: groups(by: CODE) { count } } } }
    b: ${PROJECTS} { nodes { areas { other: groups(by: CODE) { count } } } }
    c: ${PROJECTS} { nodes { areas { one: groups(by: CODE, first: -1) { count } } } }
  }`);
  expect(data.b.nodes[0].areas.other).toEqual(data.a.nodes[0].areas.one);
  expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['c', 'nodes', 0, 'areas', 'one'], 'BAD_USER_INPUT'],
  ]);
});
