import { expect, test } from 'vitest';
import { serialised } from '../src/server/http/serialise.ts';
import { sortedInTurns, Work } from '../src/work.ts';

test('work lets others have their turns', async () => {
  const work = new Work();
  let others = 0;
  const beside = setInterval(() => {
    others += 1;
  });
  for (const end = performance.now() + 100; performance.now() < end; ) if (work.step()) await work.pause();
  clearInterval(beside);
  expect(others).toBeGreaterThan(1);
});

test('work ends with its request, and with the call that it is part of', async () => {
  const [request, call] = [new AbortController(), new AbortController()];
  const work = new Work(request.signal);
  const part = work.within(call.signal);
  call.abort(new Error('the call'));
  await expect(part.pause()).rejects.toThrow('the call');
  await work.pause();
  request.abort(new Error('the request'));
  await expect(work.pause()).rejects.toThrow('the request');
});

test('all parts of a request spend one budget', () => {
  const work = new Work(undefined, { rows: 10 });
  work.take('rows', 6);
  expect(() => work.within(new AbortController().signal).take('rows', 5)).toThrow(
    'The query needs more than 10 rows from the database, which is the limit of one request. Narrow the filter, ask for fewer rows, or ask in several requests.',
  );
});

test('a list sorted in turns is the same as one sorted at once', async () => {
  const items = Array.from({ length: 25_000 }, (_, i) => ({ key: (i * 7919) % 101, i }));
  const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
  expect(await sortedInTurns(items, compare, new Work())).toEqual(items.toSorted(compare));
});

test('a large answer is the same JSON in turns, up to a limit', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => ({
    id: `area:${i}`,
    name: '"é\n',
    left: undefined,
    list: [i, null],
  }));
  const answer = { data: { areas: { nodes: rows, none: [], nothing: {} } } };
  expect(await serialised(answer, new Work())).toBe(JSON.stringify(answer));
  await expect(serialised(answer, new Work(undefined, { bytes: 1000 }))).rejects.toThrow('more than 1000 bytes');
});
