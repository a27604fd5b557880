import { expect, test } from 'vitest';
import { isDate, lastDayOf } from '../../src/explorer/state/dates.ts';
import { BadLink, fromLink, toLink } from '../../src/explorer/state/share.ts';
import { Store } from '../../src/explorer/state/store.ts';
import { emptyView, reducer, type View } from '../../src/explorer/state/view.ts';

const a = { id: 'minister:a', x: 0, y: 0 };
const b = { id: 'event:b', x: 10, y: -20 };

const full: View = {
  nodes: [a, { ...b, pinned: true }, { id: 'project:이름', x: -3, y: 4, hidden: true }],
  hiddenTypes: ['Document', 'Area'],
  hiddenRelations: ['MENTIONS'],
  asOf: '2024-05',
  selection: {
    kind: 'relation',
    id: 'minister:a/ATTENDED/event:b',
    type: 'ATTENDED',
    from: 'minister:a',
    to: 'event:b',
  },
  path: { from: ['minister:a'], to: ['project:이름'], through: ['event:b'], avoid: [] },
  mode: 'table',
  panel: 'path',
};

test('a link holds the whole view', async () => {
  expect(await fromLink(await toLink(full))).toEqual(full);
});

test('the empty view needs no link', async () => {
  expect(await toLink(emptyView)).toBe('');
  expect(await fromLink('')).toEqual(emptyView);
});

test('a link with 500 entities is short enough for browsers and chats', async () => {
  const nodes = Array.from({ length: 500 }, (_, i) => ({
    id: `project:cordis-${101_000_000 + i * 37}`,
    x: i * 7,
    y: -i,
  }));
  expect((await toLink({ ...emptyView, nodes })).length).toBeLessThan(8000);
});

test.each([
  ['what was cut', async () => (await toLink(full)).slice(0, -8)],
  ['what is no link', async () => 'stage'],
  ['a list of something else', async () => packed([1, 'x'])],
  ['what unpacks to more than any view', async () => packed('x'.repeat(6_000_000))],
  ['another version', async () => packed([99, [], [], [], null, null, null, 0, 0])],
  [
    'an id twice',
    async () =>
      packed([
        1,
        [
          ['a:b', 0, 0],
          ['a:b', 1, 1],
        ],
        [],
        [],
        null,
        null,
        null,
        0,
        0,
      ]),
  ],
  ['a place that is no number', async () => packed([1, [['a:b', 'x', 0]], [], [], null, null, null, 0, 0])],
  ['a time that is none', async () => packed([1, [], [], [], '2024-02-30', null, null, 0, 0])],
  ['a time that is no text', async () => packed([1, [], [], [], 2024, null, null, 0, 0])],
])('%s is refused as a link', async (_what, link) => {
  await expect(link().then(fromLink)).rejects.toThrow(BadLink);
});

async function packed(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
}

test.each([
  ['2024', true, '2024-12-31'],
  ['2024-02', true, '2024-02-29'],
  ['2023-02', true, '2023-02-28'],
  ['2024-12', true, '2024-12-31'],
  ['0004-02', true, '0004-02-29'],
  ['2023-02-28', true, '2023-02-28'],
  ['2023-02-29', false],
  ['2023-13', false],
  ['2023-06-31', false],
  ['23-06-01', false],
  ['2023-6', false],
  ['2023~', false],
  ['', false],
] as const)('%j is a date to ask about: %j', (text, isOne, last?: string) => {
  expect(isDate(text)).toBe(isOne);
  if (last !== undefined) expect(lastDayOf(text)).toBe(last);
});

test('all actions but selections and tabs can be undone and redone', () => {
  const store = new Store();
  store.dispatch({ type: 'add', nodes: [a, b] });
  store.dispatch({ type: 'hide', ids: [a.id] });
  store.dispatch({ type: 'pin', id: b.id, at: { x: 5, y: 6 } });
  store.dispatch({ type: 'toggleType', entityType: 'Area' });
  store.dispatch({ type: 'path', role: 'from', id: a.id, on: true });
  store.dispatch({ type: 'remove', ids: [b.id] });
  const last = store.view;
  store.dispatch({ type: 'select', selection: { kind: 'entity', id: a.id } });
  const { selection } = store.view;
  const steps: number[] = [];
  while (store.get().canUndo) {
    store.undo();
    steps.push(store.view.nodes.length);
  }
  expect(steps).toEqual([2, 2, 2, 2, 2, 0]);
  expect(store.view).toEqual({ ...emptyView, selection });
  while (store.get().canRedo) store.redo();
  expect(store.view).toEqual({ ...last, selection });
});

test('dragging a slider is one undo step', () => {
  const store = new Store();
  for (const date of ['2024-01-01', '2024-01-02', '2024-01-03']) store.dispatch({ type: 'asOf', date, gesture: 1 });
  store.undo();
  expect(store.view.asOf).toBe(null);
  expect(store.get()).toMatchObject({ canUndo: false, canRedo: true });
});

test('adding an entity again shows it if it was hidden', () => {
  const view = reducer({ ...emptyView, nodes: [a, { ...b, hidden: true }] }, { type: 'add', nodes: [{ ...b, x: 99 }] });
  expect(view.nodes).toEqual([a, b]);
  expect(reducer(view, { type: 'add', nodes: [a] })).toBe(view);
});

test('the last choice decides whether a path passes or avoids an entity', () => {
  const through = reducer(emptyView, { type: 'path', role: 'through', id: 'x:y', on: true });
  const avoiding = reducer(through, { type: 'path', role: 'avoid', id: 'x:y', on: true });
  expect(avoiding.path).toEqual({ from: [], to: [], through: [], avoid: ['x:y'] });
  expect(reducer(avoiding, { type: 'path', role: 'avoid', id: 'x:y', on: false }).path).toBe(null);
});
