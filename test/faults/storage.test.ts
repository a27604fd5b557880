import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { storageSentence } from '../../src/storage-errors.ts';
import { served } from './served-process.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const BARE = new URL('../../dist/bench-api.js', import.meta.url).href;
const root = mkdtempSync(join(tmpdir(), 'entente-storage-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const place = () => join(root, randomUUID());
const env = { ...process.env, NEO4J_URI: '', ENTENTE_DATA: '' };
const isRoot = process.getuid?.() === 0;
const isPosix = process.platform !== 'win32';
/** Somebody without rights, as root has all of them. */
const NOBODY = isRoot ? { uid: 65534, gid: 65534 } : {};

/** Runs a command in a shell that sets limits first. */
const run = (before: string, args: readonly string[], as: object = {}) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const script = `${before}${before && ' && '}exec "$0" "$@"`;
    execFile('sh', ['-c', script, process.execPath, ...args], { env, cwd: '/', ...as }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });

/** Facts that take some hundred kilobytes in a database. */
function facts(prefix: string, entities: number): string {
  const file = place();
  const fact = (id: string, text: string) =>
    JSON.stringify({ id, names: [{ text, language: 'en' }], sources: [{ document: 'document:list' }] });
  const areas = Array.from({ length: entities }, (_, i) =>
    fact(`area:${prefix}${i}`, `The area ${prefix} ${i} ${randomUUID()} ${randomUUID()}`),
  );
  const lines = ['{"entente":1}', fact('document:list', 'List of areas'), ...areas];
  writeFileSync(`${file}.jsonl`, `${lines.join('\n')}\n`);
  return `${file}.jsonl`;
}

test('every refusal of the system has a sentence that fits', () => {
  const { ENOSPC, EMFILE, EIO, EROFS } = constants.errno;
  const of = (error: object) => storageSentence(error, '/data');
  const engine = (number: number) => new Error(`Database error: GRAFEO-X003: I/O error: text (os error ${number})`);
  const full =
    "/data can't be used: the disk is full. Free space on it; writes are taken again as soon as there is room.";
  expect(of({ code: 'ENOSPC' })).toBe(full);
  if (isPosix) {
    expect(of(engine(ENOSPC))).toBe(full);
    expect(of(engine(EMFILE))).toContain('too many files open. Raise the limit on open files (ulimit -n)');
    expect(of(engine(EROFS))).toContain('mounted read-only');
    expect(of(engine(EIO))).toContain('the disk reports an error. Check the disk (dmesg); what it damaged comes back');
  }
  expect(of({ code: 'EFBIG' })).toContain('Raise the limit (ulimit -f)');
  expect(of({ code: 'EACCES' })).toContain('this user has no right to it');
  expect(of({ code: 'ENOENT' })).toBeNull();
  expect(of(new Error('a conflict'))).toBeNull();
});

const shell = (script: string, place: string) => spawnSync('sh', ['-c', script, place]).status;

/** A small disk; null where it can't be mounted. */
function smallDisk(megabytes: number): string | null {
  const disk = place();
  mkdirSync(disk);
  if (!isRoot || shell(`mount -t tmpfs -o size=${megabytes}m tmpfs "$0"`, disk) !== 0) return null;
  onTestFinished(() => void shell('umount -l "$0"', disk));
  return disk;
}

test('a full disk: the server reads on, refuses writes with the reason, and goes on when there is room', async ({
  skip,
}) => {
  const disk = smallDisk(12);
  if (disk === null) return skip('a small disk can be mounted by root on Linux only');
  const [data, filler] = [join(disk, 'data'), join(disk, 'filler')];
  const server = await served({ ENTENTE_DATA: data });
  let log = '';
  server.child.stdout?.on('data', (bytes) => (log += bytes));
  const ready = async () => {
    const response = await fetch(`${server.url}/ready`);
    return [response.status, await response.json()];
  };
  const institutions = async () => {
    const query = encodeURIComponent(`{ institutions(first: 1) { totalCount } # ${randomUUID()}\n }`);
    const { data: answer } = (await (await fetch(`${server.url}/graphql?query=${query}`)).json()) as any;
    return answer.institutions.totalCount;
  };
  const before = await institutions();
  expect(await ready()).toEqual([200, { status: 'ok' }]);

  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - 150_000));
  const reason = `Nothing can be written to ${data}: the disk is full. Reading goes on. Free space on it; writes are taken again as soon as there is room.`;
  const imported = await run('', [CLI, 'import', 'facts', '--data', data, facts('full', 1500)]);
  expect([imported.code, imported.stderr]).toEqual([1, expect.stringContaining(reason)]);
  expect(imported.stderr).not.toContain('fewer rows');
  expect(await ready()).toEqual([200, { status: 'read-only', reason }]);
  expect(await institutions()).toBe(before);
  await expect.poll(() => log).toContain(reason);
  const backup = await run('', [CLI, 'backup', '--data', data, join(disk, 'backup')]);
  expect([backup.code, backup.stderr]).toEqual([1, `entente: ${reason}\n`]);

  rmSync(filler);
  const again = await run('', [CLI, 'import', 'facts', '--data', data, facts('full', 300)]);
  expect(again.code).toBe(0);
  expect(await ready()).toEqual([200, { status: 'ok' }]);
  await expect.poll(() => log).toContain(`${data} can be written to again.`);

  // Killed on a full disk, it has everything that it acknowledged.
  const rest = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(rest.bavail * rest.bsize));
  server.child.kill('SIGKILL');
  await new Promise((resolve) => server.child.once('exit', resolve));
  const refused = await run('', [CLI, 'export', 'facts', '--data', data]);
  expect(refused.code).toBe(1);
  // Whether the engine needs room to open depends on what the kill left.
  const atOpening = `The embedded database in ${data} can't be opened: the disk is full. Free space on it; writes are taken again as soon as there is room. ENTENTE_DATA or --data names another folder.`;
  expect([`entente: ${reason}\n`, `entente: ${atOpening}\n`]).toContain(refused.stderr);
  rmSync(filler);
  const exported = await run('', [CLI, 'export', 'facts', '--data', data]);
  expect(exported.stdout.match(/area:full\d+"/g)?.length).toBeGreaterThanOrEqual(300);
});

test('a limit on the size of files ends a command with a sentence, and keeps what it wrote', async ({ skip }) => {
  if (!isPosix) return skip('Windows has no such limit');
  const data = place();
  const small = await run('', [CLI, 'import', 'facts', '--data', data, facts('a', 10)]);
  expect(small.code).toBe(0);
  const { code, stderr } = await run('ulimit -f 400', [CLI, 'import', 'facts', '--data', data, facts('b', 2500)]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(
      `Nothing can be written to ${data}: a file has reached the limit on the size of files. Reading goes on. Raise the limit (ulimit -f) and start again.`,
    ),
  ]);
  const after = await run('', [CLI, 'import', 'facts', '--data', data, facts('a', 20)]);
  expect(after.code).toBe(0);
  const output = place();
  const cut = await run('ulimit -f 1', [CLI, 'export', 'facts', '--data', data, '--output', output]);
  expect(cut.code).toBe(1);
  expect(cut.stderr).toContain('has reached the limit on the size of files');
  expect(readdirSync(root)).not.toContain(output.slice(root.length + 1));
});

test('too many open files at the opening have a sentence', async ({ skip }) => {
  if (!isPosix) return skip('Windows has no such limit');
  const data = place();
  const script = `import { openEmbedded } from ${JSON.stringify(BARE)};
    import { closeSync, openSync } from 'node:fs';
    const files = [];
    try { for (;;) files.push(openSync('/dev/null')); } catch {}
    closeSync(files.pop());
    try { openEmbedded(${JSON.stringify(data)}); } catch (error) { console.log(error.message); }`;
  const { stdout } = await run('ulimit -n 128', ['--input-type=module', '-e', script]);
  expect(stdout).toBe(
    `The embedded database in ${data} can't be opened: this process has too many files open. Raise the limit on open files (ulimit -n) and start again. ENTENTE_DATA or --data names another folder.\n`,
  );
});

test('a folder that may only be read is refused with a sentence, whoever asks', async ({ skip }) => {
  if (!isPosix) return skip('Windows has rights of its own');
  const data = place();
  expect((await run('', [CLI, 'import', 'facts', '--data', data, facts('a', 10)])).code).toBe(0);
  chmodSync(root, 0o755);
  chmodSync(data, 0o500);
  if (isRoot) {
    for (const name of ['', ...readdirSync(data)]) chownSync(join(data, name), 65534, 65534);
  }
  const { code, stderr } = await run('', [CLI, 'export', 'facts', '--data', data], NOBODY);
  chmodSync(data, 0o700);
  if (stderr.includes('MODULE_NOT_FOUND') || stderr.includes('Cannot find module')) {
    return skip('nobody may read this checkout');
  }
  expect([code, stderr]).toEqual([
    1,
    `entente: The embedded database in ${data} can't be opened: this user has no right to it. Give the user of this process the right (chown, chmod), or name another place. ENTENTE_DATA or --data names another folder.\n`,
  ]);
});

test('what is damaged is advised to be restored, not to be made writable', async () => {
  const data = place();
  mkdirSync(data);
  writeFileSync(join(data, 'graph.grafeo'), Buffer.alloc(40_000, 'x'));
  const { code, stderr } = await run('', [CLI, 'export', 'facts', '--data', data]);
  expect(code).toBe(1);
  expect(stderr).toContain('restore a backup into another folder (entente restore FILE --data FOLDER).');
  expect(stderr).not.toContain('written to');
});

test('a database, its backup and its socket are their owner\u2019s alone, and an export follows the umask', async ({
  skip,
}) => {
  if (!isPosix) return skip('Windows has rights of its own');
  const [data, backup, output] = [place(), place(), place()];
  mkdirSync(data, { mode: 0o777 });
  chmodSync(data, 0o777);
  const mask = process.umask(0);
  const server = await served({ ENTENTE_DATA: data }).finally(() => process.umask(mask));
  const modes = () =>
    readdirSync(data, { recursive: true, withFileTypes: true }).map((entry) => {
      const { mode } = statSync(join(entry.parentPath, entry.name));
      return [entry.isDirectory(), (mode & 0o777).toString(8)];
    });
  const isPrivate = () => {
    expect((statSync(data).mode & 0o777).toString(8)).toBe('700');
    expect(modes().length).toBeGreaterThan(3);
    for (const [isFolder, mode] of modes()) expect(mode).toBe(isFolder ? '700' : '600');
  };
  isPrivate();
  expect((await run('umask 000', [CLI, 'import', 'facts', '--data', data, facts('a', 10)])).code).toBe(0);
  expect((await run('umask 000', [CLI, 'backup', '--data', data, backup])).code).toBe(0);
  expect((await run('umask 022', [CLI, 'export', 'facts', '--data', data, '-o', output])).code).toBe(0);
  isPrivate();
  expect((statSync(backup).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(output).mode & 0o777).toString(8)).toBe('644');
  expect(await server.stop()).toBe(0);
});
