import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importCommand, thisSender } from '../../src/commands/served-units.ts';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph, UnitOfWork } from '../../src/graph/port/graph.ts';
import { localServer } from '../../src/local/client.ts';
import { serveLocally } from '../../src/local/server.ts';
import { Metrics } from '../../src/server/observe/metrics.ts';
import { temporaryFolders } from '../support/folders.ts';
import { PATIENCE } from '../support/patience.ts';
import { openServed } from '../support/served-graph.ts';

const folder = temporaryFolders();

const put = (unit: UnitOfWork, id: string) =>
  unit.send({ text: 'CREATE (n:Thing {id: $id})', parameters: { id }, changes: [] });
const ids = async (graph: Graph) =>
  (await graph.read((unit) => unit.run({ text: 'MATCH (n:Thing) RETURN n.id AS id ORDER BY id', parameters: {} }))).map(
    ({ id }) => id,
  );

test('a unit of another process is written whole or not at all, and its error is its own', async () => {
  const graph = await openServed(folder());
  await graph.write(async (unit) => {
    await put(unit, 'a');
    await put(unit, 'b');
    // Its own writes, before they are committed.
    expect(await unit.run({ text: 'MATCH (n:Thing) RETURN count(n) AS total', parameters: {} })).toEqual([
      { total: 2 },
    ]);
    expect(await ids(graph.own)).toEqual([]);
  });
  const failing = graph.write(async (unit) => {
    await put(unit, 'c');
    throw new TypeError('mine');
  });
  await expect(failing).rejects.toThrow(new TypeError('mine'));
  await expect(graph.read((unit) => unit.run({ text: 'RETURN oh', parameters: {} }))).rejects.toThrow(/oh/);
  const failingLater = graph.write(async (unit) => {
    await unit.send({ text: 'RETURN oh', parameters: {} });
    await put(unit, 'd');
  });
  await expect(failingLater).rejects.toThrow(/oh/);
  expect(await ids(graph)).toEqual(['a', 'b']);
  // Integers that a number would round, and texts that look like their form.
  const odd = { big: 2n ** 60n, text: '{"$bigint":"1"}', list: [-(2n ** 60n), 1.5, null] };
  expect(
    await graph.read((unit) => unit.run({ text: 'RETURN $big AS big, $text AS text, $list AS list', parameters: odd })),
  ).toEqual([odd]);
  await graph.close();
});

test('a unit that conflicts with another writer runs again in the other process', async () => {
  const graph = await openServed(folder());
  await graph.write((unit) => put(unit, 'counter'));
  const add = (unit: UnitOfWork, by: number) =>
    unit.send({
      text: 'MATCH (n:Thing {id: "counter"}) SET n.total = coalesce(n.total, 0) + $by',
      parameters: { by },
      changes: [],
    });
  let attempts = 0;
  await graph.write(async (unit) => {
    attempts += 1;
    await unit.run({ text: 'MATCH (n:Thing) RETURN n.total AS total', parameters: {} });
    if (attempts === 1) await graph.own.write((other) => add(other, 1));
    await add(unit, 10);
  });
  expect(attempts).toBe(2);
  expect(
    await graph.own.read((unit) => unit.run({ text: 'MATCH (n:Thing) RETURN n.total AS total', parameters: {} })),
  ).toEqual([{ total: 11 }]);
  await graph.close();
});

test('a unit ends at its deadline, and the next one is not mixed up with it', async () => {
  const graph = await openServed(folder());
  const slow = graph.write(
    async (unit) => {
      await put(unit, 'late');
      await new Promise((resolve) => setTimeout(resolve, 200));
      await put(unit, 'later');
    },
    { deadline: 50 },
  );
  await expect(slow).rejects.toMatchObject({ code: 'TIMEOUT' });
  await graph.write((unit) => put(unit, 'next'));
  expect(await ids(graph)).toEqual(['next']);
  await graph.close();
});

test('a server writes for one process at a time, and nothing of one that is gone', async () => {
  const at = folder();
  const own = openEmbedded(at, PATIENCE);
  let ended = () => {};
  const rolledBack = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const watched = delegateGraph(own, {
    write: (work, options) => own.write(work, options).finally(ended),
  });
  const metrics = new Metrics();
  const counted = async (name: string) => new RegExp(`^${name} (.*)`, 'm').exec(await metrics.text())?.[1];
  const local = await serveLocally(at, {
    import: importCommand(watched, { turn: async () => {}, begin: () => metrics.imports.begin() }),
  });
  const server = await localServer(at);
  await expect(server?.converse('import', { entente: '0.0.1', layout: 9 }, () => {})).rejects.toThrow(
    `expected the command of Entente ${thisSender.entente}`,
  );
  // A process that dies after its first statement.
  const { socket, token } = JSON.parse(readFileSync(join(at, 'server.json'), 'utf8'));
  const dying = request({
    socketPath: socket,
    path: '/import',
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  const say = (message: object) => dying.write(`${JSON.stringify(message)}\n`);
  dying.on('error', () => {});
  const sent = new Promise<void>((resolve) =>
    dying.on('response', (response) =>
      response.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('sent')) resolve();
      }),
    ),
  );
  say(thisSender);
  say({ unit: 'write' });
  say({ send: { text: 'CREATE (n:Thing {id: "half"})', parameters: {}, changes: [] } });
  await sent;
  say({ progress: { rows: 70, problems: 2, part: 0.5 } });
  await expect.poll(() => counted('entente_import_progress_ratio')).toBe('0.5');
  expect(await counted('entente_imports_running')).toBe('1');
  await expect(server?.converse('import', thisSender, () => {})).rejects.toThrow('runs one at a time');
  dying.destroy();
  await rolledBack;
  await expect.poll(() => counted('entente_imports_total{outcome="failed"}')).toBe('1');
  expect(await counted('entente_import_rows_total')).toBe('70');
  expect(await counted('entente_import_problems_total')).toBe('2');
  expect(await counted('entente_imports_running')).toBe('0');
  expect(await ids(own)).toEqual([]);
  await local.close();
  await own.close();
});

test('a process is told that the server stops, and may end its unit', async () => {
  const at = folder();
  const own = openEmbedded(at, PATIENCE);
  let stopping = () => {};
  const told = new Promise<void>((resolve) => {
    stopping = resolve;
  });
  const graph = await openServed(at, own, stopping);
  let closing: Promise<void> | undefined;
  await graph.write(async (unit) => {
    closing = graph.local.close();
    await told;
    await put(unit, 'last');
  });
  expect(await ids(own)).toEqual(['last']);
  await graph.close();
  await closing;
});
