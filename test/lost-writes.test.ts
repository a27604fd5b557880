import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import type { Graph } from '../src/graph/port/graph.ts';
import { PATIENCE } from './support/patience.ts';

const root = mkdtempSync(join(tmpdir(), 'entente-lost-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const place = () => join(root, randomUUID());
const open = (folder: string, acceptLoss = false) => openEmbedded(folder, PATIENCE, { acceptLoss });

/** Writes entities; `merge` writes none that is there already. */
const write = (graph: Graph, from: number, to: number) =>
  graph.write((unit) =>
    unit.run({
      text: "UNWIND range($from, $to) AS i MERGE (n:Entity {id: 'area:' + toString(i)}) ON CREATE SET n.name = 'an area'",
      parameters: { from, to: to - 1 },
    }),
  );
const count = (graph: Graph) =>
  graph.read(async (unit) => {
    const [row] = await unit.run({ text: 'MATCH (n:Entity) RETURN count(n) AS number', parameters: {} });
    return Number(row?.number);
  });

/** What a kill leaves of an open database: its files as they are at this moment. */
function killed(folder: string): string {
  const copy = place();
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** A killed server's folder: 100 entities in the database file, 200 more in the log. */
async function written(): Promise<string> {
  const folder = place();
  const first = open(folder);
  await write(first, 0, 100);
  await first.close();
  const graph = open(folder);
  await write(graph, 100, 200);
  await write(graph, 200, 300);
  const copy = killed(folder);
  await graph.close();
  return copy;
}

const log = (folder: string) => join(folder, 'graph.grafeo.wal');
const segment = (folder: string) => join(log(folder), readdirSync(log(folder)).sort().at(-1) ?? '');
const note = (folder: string) => join(folder, 'graph.acknowledged');
const all = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString('latin1')]);

/** The sentence with which a folder is refused, which changes none of its files. */
async function refusal(folder: string): Promise<string> {
  const graph = open(folder);
  const failed: unknown[] = [];
  const take = (error: { message: string; code: string }) => failed.push([error.code, error.message]);
  await graph.ready().catch(take);
  await write(graph, 0, 1).catch(take);
  await count(graph).catch(take);
  await graph.copy?.(place()).catch(take);
  await graph.close();
  expect(failed).toEqual([failed[0], failed[0], failed[0], failed[0]]);
  const [[code, message]] = failed as [[string, string]];
  expect(code).toBe('UNAVAILABLE');
  return message.replaceAll(folder, 'FOLDER').replace(/\d{4}-\S+Z/, 'TIME');
}

const LOST = (missing: string) =>
  `The database in FOLDER has lost writes that were acknowledged up to TIME: ${missing}, of 301 nodes and 0 relations. Its log (graph.grafeo.wal) was deleted or cut, or its files were replaced by older ones. Put the right files back, restore a backup into another folder (entente restore FILE --data FOLDER), or start once with --accept-loss to go on with what is there.`;
const ADVICE =
  'restore a backup into another folder (entente restore FILE --data FOLDER), or start once with --accept-loss to go on with what is there.';

const LOSSES: { [what: string]: [damage: (folder: string) => void, missing: string, kept: number] } = {
  'its log deleted': [(folder) => rmSync(log(folder), { recursive: true }), 'missing are at least 200 nodes', 100],
  'a part of its log missing': [(folder) => rmSync(segment(folder)), 'missing are at least 200 nodes', 100],
  'the end of its log cut': [
    (folder) => truncateSync(segment(folder), statSync(segment(folder)).size - 1000),
    'missing are at least 100 nodes',
    200,
  ],
  'its log emptied': [(folder) => writeFileSync(segment(folder), ''), 'missing are at least 200 nodes', 100],
  'its log damaged': [
    (folder) => {
      const bytes = readFileSync(segment(folder));
      bytes.fill(7, 1000, 1010);
      writeFileSync(segment(folder), bytes);
    },
    'missing are at least 200 nodes',
    100,
  ],
};
for (const [what, [damage, missing, kept]] of Object.entries(LOSSES)) {
  test(`a database with ${what} is refused until the loss is accepted`, async () => {
    const folder = await written();
    damage(folder);
    const before = all(folder);
    expect(await refusal(folder)).toBe(LOST(missing));
    expect(all(folder)).toEqual(before);
    const accepted = open(folder, true);
    expect(await count(accepted)).toBe(kept);
    await accepted.close();
    const again = open(folder);
    expect(await count(again)).toBe(kept);
    await again.close();
  });
}

test('what was lost by mistake can be put back after the refusal', async () => {
  const folder = await written();
  const aside = place();
  cpSync(log(folder), aside, { recursive: true });
  rmSync(log(folder), { recursive: true });
  expect(await refusal(folder)).toBe(LOST('missing are at least 200 nodes'));
  cpSync(aside, log(folder), { recursive: true });
  const graph = open(folder);
  expect(await count(graph)).toBe(300);
  await graph.close();
});

test('older files in the place of newer ones are refused, and an older copy of the whole folder is opened', async () => {
  const folder = place();
  const first = open(folder);
  await write(first, 0, 100);
  await first.close();
  const older = killed(folder);
  const second = open(folder);
  await write(second, 100, 300);
  await second.close();
  cpSync(join(older, 'graph.grafeo'), join(folder, 'graph.grafeo'), { preserveTimestamps: true });
  expect(await refusal(folder)).toBe(LOST('missing are at least 200 nodes'));
  rmSync(join(folder, 'graph.grafeo'));
  expect(await refusal(folder)).toBe(
    `The database in FOLDER has lost its file graph.grafeo, with 301 nodes and 0 relations. Put that file back with graph.grafeo.wal, or ${ADVICE}`,
  );
  const whole = open(older);
  expect(await count(whole)).toBe(100);
  await whole.close();
});

test('a state that is missing, damaged or of another database is refused', async () => {
  const [missing, damaged, foreign, other] = [await written(), await written(), await written(), await written()];
  rmSync(note(missing));
  writeFileSync(note(damaged), readFileSync(note(damaged)).fill(0, 100, 110).fill(0, 612, 622));
  cpSync(note(other), note(foreign));
  const may = 'The database in FOLDER may have lost writes: graph.acknowledged, which says what it must hold,';
  expect(await refusal(missing)).toBe(`${may} is missing. Put that file back, ${ADVICE}`);
  expect(await refusal(damaged)).toBe(`${may} is damaged. Put a whole one back, ${ADVICE}`);
  expect(await refusal(foreign)).toBe(`${may} belongs to another database. Put its own file back, ${ADVICE}`);
  for (const folder of [missing, damaged, foreign]) {
    const accepted = open(folder, true);
    expect(await count(accepted)).toBe(300);
    await write(accepted, 300, 310);
    await accepted.close();
    const again = open(folder);
    expect(await count(again)).toBe(310);
    await again.close();
  }
});

test('a kill at any moment is no loss', async () => {
  const folder = place();
  const graph = open(folder);
  const copies: [string, number][] = [];
  for (let i = 0; i < 6; i += 1) {
    await write(graph, i * 10, i * 10 + 10);
    copies.push([killed(folder), i * 10 + 10]);
    // A write that changes nothing, reads during a commit, and a copy: none of them is in the log.
    await write(graph, 0, 10);
    await Promise.all([count(graph), write(graph, i * 10, i * 10 + 10), count(graph), count(graph)]);
    if (i === 3) await graph.copy?.(place());
    copies.push([killed(folder), i * 10 + 10]);
  }
  // A commit that was not noted any more, and one slot that a power cut tore.
  const [unnoted, torn] = [killed(folder), killed(folder)];
  const before = readFileSync(note(folder));
  await write(graph, 60, 80);
  cpSync(folder, unnoted, { recursive: true });
  writeFileSync(note(unnoted), before);
  for (const from of [100, 612]) {
    const copy = from === 100 ? torn : killed(torn);
    writeFileSync(note(copy), Buffer.from(before).fill(0, from, from + 10));
    copies.push([copy, 60]);
  }
  copies.push([unnoted, 80]);
  await graph.close();
  copies.push([killed(folder), 80]);
  for (const [copy, number] of copies) {
    const reopened = open(copy);
    expect(await count(reopened)).toBe(number);
    await reopened.close();
  }
});

test('a folder that others touched or copied after its close is opened', async () => {
  const folder = place();
  const graph = open(folder);
  await write(graph, 0, 50);
  await graph.close();
  utimesSync(join(folder, 'graph.grafeo'), new Date(0), new Date(0));
  const again = open(folder);
  expect(await count(again)).toBe(50);
  await again.close();
});

test('a folder without a state, as 0.1.0 leaves it, gets one', async () => {
  const folder = place();
  const graph = open(folder);
  await graph.write((unit) => unit.run({ text: 'MATCH (n:EntenteAcknowledged) DELETE n', parameters: {} }));
  await write(graph, 0, 50);
  await graph.close();
  rmSync(note(folder));
  const upgraded = open(folder);
  expect(await count(upgraded)).toBe(50);
  const copy = killed(folder);
  await upgraded.close();
  rmSync(log(copy), { recursive: true });
  expect(await refusal(copy)).toContain('missing are at least 1 node, of 51 nodes and 0 relations');
});

test('a log that is deleted under an open database is written anew', async () => {
  const folder = place();
  const said: string[] = [];
  const graph = openEmbedded(folder, PATIENCE, { report: (sentence) => said.push(sentence) });
  await write(graph, 0, 50);
  rmSync(log(folder), { recursive: true });
  await write(graph, 50, 60);
  expect(said).toEqual([
    `The log of the database in ${folder} was deleted while the database was in use. Everything is in its file now; nothing is lost.`,
  ]);
  const copy = killed(folder);
  rmSync(log(folder), { recursive: true });
  await graph.close();
  expect(existsSync(log(folder))).toBe(false);
  for (const one of [copy, folder]) {
    const again = open(one);
    expect(await count(again)).toBe(60);
    await again.close();
  }
});
