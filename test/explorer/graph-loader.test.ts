import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Model } from '../../src/explorer/model.ts';
import { batchesOf, GraphLoader, type LoadedGraph, leavesOf, sceneOf } from '../../src/explorer/state/graph-loader.ts';
import { emptyView, type View } from '../../src/explorer/state/view.ts';

const model = new Model({
  entityTypes: [{ name: 'Project', idPattern: '^p:[a-z]+$', fields: [] }],
  relationTypes: [
    { type: 'FUNDS', reading: 'funds', inverseReading: 'is funded by', ends: [{ from: 'Project', to: 'Project' }] },
  ],
} as never);

const entity = (id: string, type = 'Project') =>
  ({ __typename: type, id, label: { text: id, language: 'en' }, relations: { totalCount: 3 } }) as never;
const relation = (id: string, from: string, to: string, type = 'FUNDS') =>
  ({ id, type, reading: 'funds', from: { id: from }, to: { id: to }, certain: true, rank: 'NORMAL' }) as never;

const known = (entities: readonly never[], relations: readonly never[]): LoadedGraph => ({
  asOf: null,
  language: 'en',
  entities: new Map(entities.map((e: { id: string }) => [e.id, e as never])),
  relations: new Map(relations.map((r: { id: string }) => [r.id, r as never])),
  omitted: 0,
  busy: false,
  problem: null,
});

const view = (...ids: string[]): View => ({ ...emptyView, nodes: ids.map((id) => ({ id, x: 0, y: 0 })) });

test('each new entity shares a batch with every other one, and no batch is too large', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 2, max: 20 }), (fresh, old, size) => {
      const news = Array.from({ length: fresh }, (_, i) => `n${i}`);
      const olds = Array.from({ length: old }, (_, i) => `o${i}`);
      const pieces = batchesOf(news, olds, size).map((piece) => new Set(piece));
      for (const piece of pieces) expect(piece.size).toBeLessThanOrEqual(size);
      for (const one of news) {
        for (const other of [...news, ...olds]) expect(pieces.some((p) => p.has(one) && p.has(other))).toBe(true);
      }
    }),
  );
});

test('a scene has the entities that exist and are not hidden, and the relations between them', () => {
  const facts = known(
    [entity('p:a'), entity('p:b'), entity('p:c'), entity('d:d', 'Document'), entity('p:gone')],
    [
      relation('1', 'p:a', 'p:b'),
      relation('2', 'p:a', 'p:c'),
      relation('3', 'd:d', 'p:a', 'MENTIONS'),
      relation('4', 'p:a', 'p:gone'),
    ],
  );
  const base = view('p:a', 'p:b', 'p:c', 'd:d', 'p:absent');
  const hiding = { ...base, nodes: base.nodes.map((n) => (n.id === 'p:c' ? { ...n, hidden: true as const } : n)) };
  const scene = sceneOf(hiding, facts);
  expect(scene.nodes.map(({ id, degree, hiddenRelations }) => [id, degree, hiddenRelations])).toEqual([
    ['p:a', 1, 2],
    ['p:b', 1, 2],
  ]);
  expect(scene.relations.map(({ relation }) => relation.id)).toEqual(['1']);
  expect(scene.hidden.map(({ id }) => id)).toEqual(['p:c']);
  expect(scene.absent).toBe(1);
  expect(Object.fromEntries(scene.types)).toEqual({ Project: 3, Document: 1 });
  expect(Object.fromEntries(scene.relationTypes)).toEqual({ FUNDS: 2, MENTIONS: 1 });
  expect(sceneOf({ ...base, hiddenRelations: ['FUNDS'] }, facts).relations).toEqual([]);
});

test('collapsing removes entities connected to one only, and no pinned ones', () => {
  const facts = known(
    [entity('p:a'), entity('p:leaf'), entity('p:pinned'), entity('p:tied'), entity('p:other')],
    [
      relation('1', 'p:a', 'p:leaf'),
      relation('2', 'p:pinned', 'p:a'),
      relation('3', 'p:a', 'p:tied'),
      relation('4', 'p:tied', 'p:other'),
    ],
  );
  const base = view('p:a', 'p:leaf', 'p:pinned', 'p:tied', 'p:other');
  const nodes = base.nodes.map((n) => (n.id === 'p:pinned' ? { ...n, pinned: true as const } : n));
  expect(leavesOf(sceneOf({ ...base, nodes }, facts), 'p:a')).toEqual(['p:leaf']);
});

/** Answers like the API, for a graph in which each entity is connected to the next. */
function counting() {
  const asked: { ids: readonly string[]; asOf: string | null }[] = [];
  const ask = async (_document: unknown, { ids, asOf }: { ids: readonly string[]; asOf: string | null }) => {
    asked.push({ ids, asOf });
    return { neighborhood: { entities: ids.map((id) => entity(id)), relations: [], truncated: [] } };
  };
  return { asked, picture: new GraphLoader(ask as never, model) };
}

test('only new entities are requested, together with those in view', async () => {
  const { asked, picture } = counting();
  await picture.follow(view('p:a', 'p:b'), 'en');
  await picture.follow(view('p:a', 'p:b'), 'en');
  await picture.follow(view('p:a', 'p:b', 'p:c'), 'en');
  expect(asked.map(({ ids }) => ids)).toEqual([
    ['p:a', 'p:b'],
    ['p:c', 'p:a', 'p:b'],
  ]);
  expect([...picture.get().entities.keys()]).toEqual(['p:a', 'p:b', 'p:c']);
});

test('an entity that was removed and added again gets its relations to entities added meanwhile', async () => {
  const { asked, picture } = counting();
  await picture.follow(view('p:a', 'p:b'), 'en');
  await picture.follow(view('p:b'), 'en');
  await picture.follow(view('p:b', 'p:c'), 'en');
  await picture.follow(view('p:a', 'p:b', 'p:c'), 'en');
  expect(asked.at(-1)?.ids).toEqual(['p:a', 'p:b', 'p:c']);
});

test('invalid ids are not requested, as they would fail the whole request', async () => {
  const { asked, picture } = counting();
  await picture.follow(view('p:a', 'someone', 'P:A', ''), 'en');
  expect(asked.map(({ ids }) => ids)).toEqual([['p:a']]);
  expect(sceneOf(view('p:a', 'someone'), picture.get())).toMatchObject({ absent: 1 });
});

test('another date requests everything again', async () => {
  const { asked, picture } = counting();
  await picture.follow(view('p:a', 'p:b'), 'en');
  await picture.follow({ ...view('p:a', 'p:b'), asOf: '2023' }, 'en');
  expect(asked.map(({ asOf }) => asOf)).toEqual([null, '2023']);
  expect(picture.get().asOf).toBe('2023');
});

test('a failed request can be retried, and loaded data is kept', async () => {
  let fails = false;
  const ask = async (_document: unknown, { ids }: { ids: readonly string[] }) => {
    if (fails) throw new TypeError('no network');
    return { neighborhood: { entities: ids.map((id) => entity(id)), relations: [], truncated: [] } };
  };
  const picture = new GraphLoader(ask as never, model);
  await picture.follow(view('p:a'), 'en');
  fails = true;
  await picture.follow(view('p:a', 'p:b'), 'en');
  expect(picture.get().problem).not.toBe(null);
  expect([...picture.get().entities.keys()]).toEqual(['p:a']);
  fails = false;
  await picture.follow(view('p:a', 'p:b'), 'en');
  expect(picture.get().problem).toBe(null);
  expect([...picture.get().entities.keys()]).toEqual(['p:a', 'p:b']);
});

/** Holds each response until `answer` is called, like a slow network. Aborted requests never get one. */
function waiting() {
  const waits: { readonly asOf: string | null; readonly ids: readonly string[]; readonly answer: () => void }[] = [];
  const ask = (_document: unknown, { ids, asOf }: { ids: string[]; asOf: string | null }, signal: AbortSignal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      const answer = () =>
        resolve({ neighborhood: { entities: ids.map((id) => entity(id)), relations: [], truncated: [] } });
      waits.push({ asOf, ids, answer });
    });
  return { waits, picture: new GraphLoader(ask as never, model) };
}

test('going to another date and back before the response shows the present', async () => {
  const { waits, picture } = waiting();
  const first = picture.follow(view('p:a'), 'en');
  waits[0]?.answer();
  await first;
  const there = picture.follow({ ...view('p:a'), asOf: '2023' }, 'en');
  const back = picture.follow(view('p:a'), 'en');
  for (const { answer } of waits) answer();
  await Promise.all([there, back]);
  expect(waits.map(({ asOf }) => asOf)).toEqual([null, '2023', null]);
  expect(picture.get()).toMatchObject({ asOf: null, busy: false, problem: null });
});

test('responses may arrive out of order', async () => {
  const { waits, picture } = waiting();
  const one = picture.follow(view('p:a'), 'en');
  const other = picture.follow(view('p:a', 'p:b'), 'en');
  waits[1]?.answer();
  await other;
  expect(picture.get().busy).toBe(true);
  waits[0]?.answer();
  await one;
  expect(picture.get().busy).toBe(false);
  expect([...picture.get().entities.keys()].sort()).toEqual(['p:a', 'p:b']);
});
