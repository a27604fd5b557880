import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { served } from './served-process.ts';

// A disk that breaks, a quota that is used up: what a test can't have for real is refused between the process and the
// system, by a library that is loaded before libc.

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const SOURCE = fileURLToPath(new URL('refuse-writes.c', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'entente-refused-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const COMPILE = 'cc -shared -fPIC -o "$0" "$1" -ldl';
const env = { ...process.env, NEO4J_URI: '', ENTENTE_DATA: '' };

const run = (args: readonly string[], more: Record<string, string> = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: { ...env, ...more } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });

/** A file with one area that nobody has stated yet. */
function fact(): string {
  const path = join(root, `${randomUUID()}.jsonl`);
  const of = (id: string) => ({ id, names: [{ text: id, language: 'en' }], sources: [{ document: 'document:list' }] });
  const lines = [{ entente: 1 }, of('document:list'), of(`area:${randomUUID()}`)];
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

const REASONS = {
  EIO: 'the disk reports an error. Reading goes on. Check the disk (dmesg); what it damaged comes back from a backup (entente restore).',
  EDQUOT: 'the disk quota of this user is used up. Reading goes on. Free space, or ask for a larger quota.',
  EROFS: 'its file system is mounted read-only. Reading goes on. Mount it for writing, or name another place.',
  EFBIG:
    'a file has reached the limit on the size of files. Reading goes on. Raise the limit (ulimit -f) and start again.',
  EMFILE:
    'this process has too many files open. Reading goes on. Raise the limit on open files (ulimit -n) and start again.',
} as const;

test('whatever the system refuses is told at the command, in the log and by /ready; the server reads on and writes again', async ({
  skip,
}) => {
  const library = join(root, 'refuse.so');
  const compiled = process.platform === 'linux' && spawnSync('sh', ['-c', COMPILE, library, SOURCE]).status === 0;
  if (!compiled) return skip('needs Linux and a C compiler');
  const [data, refuse] = [join(root, 'data'), join(root, 'refuse')];
  const server = await served({
    ENTENTE_DATA: data,
    LD_PRELOAD: library,
    REFUSE_BELOW: data,
    REFUSE_WITH: refuse,
  });
  let log = '';
  server.child.stdout?.on('data', (bytes) => (log += bytes));
  const ready = async () => {
    const response = await fetch(`${server.url}/ready`);
    return [response.status, await response.json()];
  };
  const areas = async () => {
    const query = encodeURIComponent(`{ areas { totalCount } # ${randomUUID()}\n }`);
    const { data: answer } = (await (await fetch(`${server.url}/graphql?query=${query}`)).json()) as any;
    return answer.areas.totalCount;
  };
  let there = await areas();
  for (const [code, words] of Object.entries(REASONS)) {
    const reason = `Nothing can be written to ${data}: ${words}`;
    writeFileSync(refuse, `${constants.errno[code as keyof typeof constants.errno]}`);
    const refused = await run(['import', 'facts', '--data', data, fact()]);
    expect([code, refused.code, refused.stderr]).toEqual([code, 1, expect.stringContaining(reason)]);
    expect(await ready()).toEqual([200, { status: 'read-only', reason }]);
    await expect.poll(() => log).toContain(reason);
    expect(await areas()).toBe(there);
    rmSync(refuse);
    expect(await ready()).toEqual([200, { status: 'ok' }]);
    const taken = await run(['import', 'facts', '--data', data, fact()]);
    expect([code, taken.code]).toEqual([code, 0]);
    there += 1;
    expect(await areas()).toBe(there);
  }
  // A kill afterwards loses nothing that was acknowledged.
  server.child.kill('SIGKILL');
  await new Promise((resolve) => server.child.once('exit', resolve));
  const { stdout } = await run(['export', 'facts', '--data', data]);
  expect(stdout.match(/"id":"area:[0-9a-f]{8}-/g)).toHaveLength(Object.keys(REASONS).length);
});

test('a file system that is mounted read-only is refused at the opening', async ({ skip }) => {
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const shell = (script: string) => spawnSync('sh', ['-c', script, disk]).status === 0;
  if (process.getuid?.() !== 0 || !shell('mount -t tmpfs -o size=8m tmpfs "$0"'))
    return skip('a small disk can be mounted by root on Linux only');
  onTestFinished(() => void shell('umount -l "$0"'));
  const data = join(disk, 'data');
  expect((await run(['import', 'facts', '--data', data, fact()])).code).toBe(0);
  expect(shell('mount -o remount,ro "$0"')).toBe(true);
  const { code, stderr } = await run(['export', 'facts', '--data', data]);
  expect([code, stderr]).toEqual([
    1,
    `entente: The embedded database in ${data} can't be opened: its file system is mounted read-only. Mount it for writing, or name another place. ENTENTE_DATA or --data names another folder.\n`,
  ]);
});
