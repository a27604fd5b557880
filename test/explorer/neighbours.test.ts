import { expect, test } from 'vitest';
import { neighboursOf, type Wanted } from '../../src/explorer/state/neighbours.ts';

const HUB = 'area:hub';
/** An id of so many characters. */
const long = (i: number, length = 1000) => `area:${i}-`.padEnd(length, 'x');
const relationTo = (id: string) => ({ from: { id: HUB }, to: { id } });

/** Answers like the API, for an entity with so many neighbours, and keeps the sizes of what it was asked. */
function answering(neighbours: readonly string[]) {
  const asked: { characters: number; excluded: number }[] = [];
  const request = async (_document: unknown, variables: any) => {
    const excluded: string[] = variables.where?.not.or.flatMap((part: any) => part.id.in) ?? [];
    expect(variables.where?.not.or.every((part: any) => part.id.in.length <= 500) ?? true).toBe(true);
    asked.push({ characters: excluded.join('').length, excluded: excluded.length });
    const all = neighbours.filter((id) => !excluded.includes(id));
    const begin = Number(variables.after ?? 0);
    const end = begin + variables.first;
    return {
      node: {
        relations: {
          totalCount: all.length,
          pageInfo: { hasNextPage: end < all.length, endCursor: String(end) },
          nodes: all.slice(begin, end).map((id) => ({ __typename: 'Area', id })),
        },
      },
    };
  };
  return { asked, request: request as never };
}

const wanted = (shown: readonly string[], more: Partial<Wanted> = {}): Wanted => ({
  id: HUB,
  types: null,
  direction: 'BOTH',
  asOf: null,
  first: 100,
  shown: new Set(shown),
  relations: shown.map(relationTo),
  ...more,
});
const { signal } = new AbortController();
const ids = ({ found }: { found: readonly { id: string }[] }) => found.map(({ id }) => id);

test('only shown entities that are neighbours are left out', async () => {
  const { asked, request } = answering([long(0), long(1), long(2)]);
  const far = Array.from({ length: 5000 }, (_, i) => long(i + 10, 60));
  const question = wanted([long(0), ...far], {
    relations: [relationTo(long(0)), { from: { id: far[0] ?? '' }, to: null }],
  });
  expect(await neighboursOf(request, question, signal)).toEqual({
    found: [long(1), long(2)].map((id) => ({ __typename: 'Area', id })),
    left: 0,
  });
  expect(asked).toEqual([{ characters: 1000, excluded: 1 }]);
});

test('shown neighbours that do not fit into one request are passed over', async () => {
  const shown = Array.from({ length: 250 }, (_, i) => long(i));
  const others = Array.from({ length: 50 }, (_, i) => long(1000 + i));
  const { asked, request } = answering([...shown, ...others]);
  const { found, left } = await neighboursOf(request, wanted(shown), signal);
  expect([ids({ found }), left]).toEqual([others, 0]);
  expect(asked).toEqual([1, 2].map(() => ({ characters: 150_000, excluded: 150 })));
});

test('what is left is counted without those that are shown, met or not', async () => {
  const shown = Array.from({ length: 250 }, (_, i) => long(i));
  const others = Array.from({ length: 350 }, (_, i) => long(1000 + i));
  for (const neighbours of [
    [...shown, ...others],
    [...others, ...shown],
  ]) {
    const { request } = answering(neighbours);
    const { found, left } = await neighboursOf(request, wanted(shown), signal);
    expect([ids({ found }), left]).toEqual([others.slice(0, 100), 250]);
  }
});

test('shown neighbours whose relations are not loaded are passed over too', async () => {
  const shown = Array.from({ length: 120 }, (_, i) => long(i, 20));
  const { asked, request } = answering([...shown, long(1000, 20)]);
  const { found, left } = await neighboursOf(request, wanted(shown, { relations: [] }), signal);
  expect([ids({ found }), left, asked.length]).toEqual([[long(1000, 20)], 0, 2]);
});

test('an entity that is not in the graph has none', async () => {
  const request = (async () => ({ node: null })) as never;
  expect(await neighboursOf(request, wanted([]), signal)).toEqual({ found: [], left: 0 });
});
