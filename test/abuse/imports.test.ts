import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipped } from '../support/zipped.ts';
import { type Attacked, expectServed, type Figures, type Seen, startAttacked } from './support.ts';

/** Files that are hard to read, imported beside a server: nobody else notices, and the memory of the command is bounded. */

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const HEADER = 'rcn,role,pic,type,contribution,country,start_date,end_date,total_cost\n';
const MB = 'x'.repeat(1024 * 1024);
const nested = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
const folder = mkdtempSync(join(tmpdir(), 'entente-imports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

let attacked: Attacked;
let quiet: Figures;
beforeAll(async () => {
  attacked = await startAttacked();
  quiet = (await attacked.during(() => new Promise((end) => setTimeout(end, 2000)))).cheap;
});
afterAll(() => attacked.end());

/** Runs a command of a shell with `entente import` in it; resolves to the end of it, and its peak memory in megabytes. */
async function importing(command: (entente: string) => string) {
  const entente = `${process.execPath} ${CLI} import`;
  const child = spawn('bash', ['-c', `exec ${command(entente)}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ENTENTE_DATA: attacked.data },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  let peak = 0;
  const status = `/proc/${child.pid}/status`;
  const timer = setInterval(() => {
    if (!existsSync(status)) return;
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
    peak = Math.max(peak, Number(kilobytes ?? 0) / 1024);
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return { code, said, peak };
}

const ATTACKS: Readonly<Record<string, { readonly command: (entente: string) => string; readonly said: string }>> = {
  'a named pipe as a file and as a mapping': {
    command: (entente) =>
      `bash -c 'mkfifo ${folder}/fifo; ${entente} csv ${folder}/fifo --map ${folder}/fifo; ${entente} h2020-participations ${folder}/fifo'`,
    said: 'expected a regular file; got a named pipe',
  },
  'a device without an end': { command: (entente) => `${entente} facts /dev/zero`, said: 'got a device' },
  'a zip of 20,000 members': {
    command: (entente) =>
      `${entente} h2020-participations ${file('many.zip', zipped(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`${i}.csv`, Buffer.from(HEADER)]))))}`,
    said: 'expected a zip of at most 10000 files; got 20000',
  },
  '6 MB of YAML': {
    command: (entente) =>
      `${entente} facts ${file('big.yaml', `entente: 1\nentities:\n${'- { id: institution:a, names: [{ text: A }] }\n'.repeat(130_000)}`)}`,
    said: 'expected YAML or JSON of at most 4 MB',
  },
  '1.4 MB of YAML': {
    command: (entente) =>
      `${entente} facts ${file('some.yaml', `entente: 1\nentities:\n${'- { id: institution:a, names: [{ text: A }] }\n'.repeat(30_000)}`)}`,
    said: '30,000 rows read = 0 made',
  },
  '1 MB of nested JSON': {
    command: (entente) => `${entente} facts ${file('nested.json', `{"entente":1,"entities":${nested}}`)}`,
    said: 'expected lists and objects in at most 64 others',
  },
  'a line of 100 MB': {
    command: (entente) => `${entente} facts ${file('line.jsonl', `{"entente": 1}\n{"id":"${MB.repeat(100)}"}\n`)}`,
    said: 'expected a line of at most 4194304 characters',
  },
  'a cell of 100 MB': {
    command: (entente) =>
      `${entente} h2020-participations ${file('cell.csv', `${HEADER}1,"${MB.repeat(100)}",2,HES,1,KR,2019,2020,1\n`)}`,
    said: 'expected a row of at most 4194304 characters',
  },
  'entities in XML': {
    command: (entente) =>
      `${entente} state-travels ${file('entities.xml', '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<l><person>&a;</person></l>')}`,
    said: 'undefined entity',
  },
};

/** Readers wait little longer than without the import: three times as long is wanted, and a busy machine adds to it. */
function expectQuiet(seen: Seen<unknown>): void {
  expectServed(seen);
  expect(seen.cheap.p99).toBeLessThanOrEqual(Math.max(500, 10 * quiet.p99));
}

for (const [attack, { command, said }] of Object.entries(ATTACKS)) {
  test(`${attack} is imported beside readers`, async () => {
    const seen = await attacked.during(() => importing(command));
    expect(seen.result.said).toContain(said);
    // A Node process with the command takes some 100 MB, and twice that while it collects.
    expect(seen.result.peak).toBeLessThan(700);
    expectQuiet(seen);
  });
}

test('thousands of rows arrive beside readers', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `${i},coordinator,${i},HES,1,KR,2019,2020,1\n`).join('');
  const path = file('rows.csv', `${HEADER}${rows}`);
  const seen = await attacked.during(() => importing((entente) => `${entente} h2020-participations ${path}`));
  expect(seen.result).toMatchObject({ code: 0 });
  expect(seen.result.said).toContain('1,000 made');
  expectQuiet(seen);
});
