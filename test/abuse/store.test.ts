import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { expectServed, startAttacked } from './support.ts';

/** What happens to the disk while a server is attacked: readers notice nothing, and nothing acknowledged is lost. */

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'entente-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A table in which each row has a project and an institution of its own. */
function table(name: string, from: number, rows: number): string {
  const path = join(root, name);
  const lines = Array.from({ length: rows }, (_, i) => `${from + i},coordinator,${from + i},HES,1,KR,2019,2020,1\n`);
  writeFileSync(path, `rcn,role,pic,type,contribution,country,start_date,end_date,total_cost\n${lines.join('')}`);
  return path;
}

/** Imports a table beside the server; calls `onRows` with the rows read so far, after each batch. */
function importing(data: string, path: string, onRows = (_rows: number) => {}) {
  return new Promise<{ code: number; said: string; rows: number }>((resolve) => {
    const args = [CLI, 'import', 'h2020-participations', path, '--data', data, '--json'];
    const child = execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, said: stdout + stderr, rows });
    });
    let rows = 0;
    child.stdout?.on('data', (text: string) => {
      for (const [, count] of text.matchAll(/"event":"progress".*?"rows":(\d+)/g)) {
        rows = Number(count);
        onRows(rows);
      }
    });
  });
}

const PROJECTS = { query: '{ projects { totalCount } }' };
/** Counts the projects of all institutions, each by itself. */
const HEAVY = {
  query:
    '{ institutions(first: 90, orderBy: [{ projects: { count: DESC } }]) { nodes { id projects(first: 100) { edges { node { participants { totalCount } } } } } } }',
};

test('a log that is deleted while a server writes is written anew beside readers; a kill then loses nothing', async () => {
  const attacked = await startAttacked();
  const count = async () => (await attacked.ask(PROJECTS)).body.data.projects.totalCount;
  const before = await count();
  const seen = await attacked.during(async () => {
    const first = await importing(attacked.data, table('first.csv', 0, 100));
    rmSync(join(attacked.data, 'graph.grafeo.wal'), { recursive: true });
    return [first.code, (await importing(attacked.data, table('second.csv', 1000, 100))).code];
  });
  expect(seen.result).toEqual([0, 0]);
  expectServed(seen);
  expect(await count()).toBe(before + 200);
  attacked.server.child.kill('SIGKILL');
  await once(attacked.server.child, 'exit');
  const again = await startAttacked({ env: { ENTENTE_DATA: attacked.data } });
  expect((await again.ask(PROJECTS)).body.data.projects.totalCount).toBe(before + 200);
  await again.end();
  await attacked.end();
});

test('a kill during heavy requests and an import loses nothing that was acknowledged', async () => {
  const attacked = await startAttacked();
  const before = (await attacked.ask(PROJECTS)).body.data.projects.totalCount;
  expect((await attacked.ask(HEAVY)).body.errors).toBeUndefined();
  let alive = true;
  const attacks = Array.from({ length: 20 }, async () => {
    while (alive) await attacked.ask(HEAVY).catch(() => {});
  });
  const { code, said, rows } = await importing(attacked.data, table('killed.csv', 5000, 1000), (rows) => {
    if (rows >= 150) attacked.server.child.kill('SIGKILL');
  });
  alive = false;
  await Promise.all(attacks);
  expect([code, said]).toEqual([1, expect.stringContaining('The server ended before it had answered.')]);
  const again = await startAttacked({ env: { ENTENTE_DATA: attacked.data } });
  const there = (await again.ask(PROJECTS)).body.data.projects.totalCount - before;
  // A batch is written while the rows of the next one are read.
  expect(there).toBeGreaterThanOrEqual(100);
  expect(there).toBeLessThanOrEqual(rows + 100);
  expect((await importing(attacked.data, table('killed.csv', 5000, 1000))).code).toBe(0);
  expect((await again.ask(PROJECTS)).body.data.projects.totalCount).toBe(before + 1000);
  await again.end();
  await attacked.end();
});

test('a disk that fills up is noticed by writers only', async ({ skip }) => {
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const shell = (script: string) => spawnSync('sh', ['-c', script, disk]).status === 0;
  if (process.getuid?.() !== 0 || !shell('mount -t tmpfs -o size=12m tmpfs "$0"'))
    return skip('a small disk can be mounted by root on Linux only');
  onTestFinished(() => void shell('umount -l "$0"'));
  const [data, filler] = [join(disk, 'data'), join(disk, 'filler')];
  const attacked = await startAttacked({ env: { ENTENTE_DATA: data } });
  const path = table('full.csv', 0, 400);
  const seen = await attacked.during(async () => {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 100_000));
    const refused = await importing(data, path);
    const ready = await (await fetch(`${attacked.url}/ready`)).json();
    rmSync(filler);
    return { refused, ready, taken: await importing(data, path) };
  });
  const { refused, ready, taken } = seen.result;
  const reason = `Nothing can be written to ${data}: the disk is full.`;
  expect([refused.code, refused.said]).toEqual([1, expect.stringContaining(reason)]);
  expect(ready).toEqual({ status: 'read-only', reason: expect.stringContaining(reason) });
  expect(taken.code).toBe(0);
  expectServed(seen);
  await attacked.end();
});
