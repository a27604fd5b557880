import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { verifyBackup } from '../../src/commands/backup-file.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { type Input, openInputs } from '../../src/ingest/files/input.ts';
import { records, shapeOf } from '../../src/ingest/files/records.ts';
import { readWhole } from '../../src/ingest/files/regular-file.ts';
import { withFiles } from '../../src/ingest/files/spool.ts';
import { Report } from '../../src/ingest/run/report.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { zipped } from '../support/zipped.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const at = (name: string) => join(folder, name);
const file = (name: string, content: string | Buffer) => {
  writeFileSync(at(name), content);
  return { name, path: at(name) };
};

/** Why a file can't be opened or read; null if it can. */
async function refusal(name: string, content?: string | Buffer): Promise<string | null> {
  try {
    const inputs = await openInputs([content === undefined ? { name, path: at(name) } : file(name, content)]);
    for (const input of inputs) await readAll(input);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function readAll(input: Input): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const record of records(input, await shapeOf(input))) found.push(record);
  return found;
}

test('what is no regular file is refused before it is opened, whatever leads to it', async () => {
  spawnSync('bash', ['-c', `mkfifo ${at('fifo')}`]);
  symlinkSync('fifo', at('link'));
  symlinkSync('circle', at('circle'));
  mkdirSync(at('dir'));
  const listening = createServer().listen(at('sock'));
  await new Promise((resolve) => listening.once('listening', resolve));
  const instead = 'Write what it gives to a file and name that, or pipe it to the command and name -.';
  expect(await refusal('fifo')).toBe(`fifo: expected a regular file; got a named pipe. ${instead}`);
  expect(await refusal('link')).toBe(`link: expected a regular file; got a named pipe. ${instead}`);
  expect(await refusal('circle')).toMatch(/^circle: expected a file that can be read; got ELOOP/);
  expect(await refusal('dir')).toBe('dir: expected a file; got a folder. Name the files in it, such as dir/*.');
  expect(await refusal('sock')).toMatch(/^sock: expected a (regular file|file that can be read); got a socket/);
  expect(await refusal('none')).toBe('none: expected an existing file; got none. Check the path.');
  expect(() => readWhole('/dev/zero', '/dev/zero')).toThrow(
    `/dev/zero: expected a regular file; got a device. ${instead}`,
  );
  expect(() => readWhole('fifo', at('fifo'))).toThrow('got a named pipe');
  await expect(verifyBackup(at('fifo'))).rejects.toThrow(
    `${at('fifo')} is not a backup of Entente: expected a regular file; got a named pipe.`,
  );
  expect(() => new Report(at('fifo'))).toThrow(
    '--report: expected a file that can be written; got a named pipe that nobody reads.',
  );
  listening.close();
});

test('the command refuses them too, and reads what the shell pipes to it', () => {
  const run = (command: string) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', timeout: 60_000 });
    return { status, said: `${stdout}${stderr}` };
  };
  const node = `${process.execPath} ${CLI}`;
  const data = `--data ${at('db')}`;
  writeFileSync(
    at('facts.yaml'),
    'entente: 1\nentities:\n- id: document:d\n  names: [{ text: D, language: en }]\n  sources: { document:d: [] }\n',
  );
  expect(run(`${node} check <(cat ${at('facts.yaml')}) ${at('fifo')}`)).toEqual({
    status: 1,
    said: `${at('fifo')}: expected a regular file; got a named pipe. Write what it gives to a file and name that, or pipe it to the command and name -.\n1 problem. Nothing was loaded.\n`,
  });
  expect(run(`${node} import facts <(cat ${at('facts.yaml')}) ${data}`)).toMatchObject({ status: 0 });
  expect(run(`cat ${at('facts.yaml')} | ${node} import facts - ${data}`).said).toContain('1 unchanged');
  expect(run(`${node} import csv ${at('facts.yaml')} --map ${at('fifo')} ${data}`)).toMatchObject({ status: 1 });
  const zeros = run(`${node} map - < /dev/zero`);
  expect(zeros).toEqual({
    status: 1,
    said: 'entente: standard input: expected text; got zero bytes only. Name a file of data.\n',
  });
  expect(run(`cat /dev/zero | ${node} import facts - ${data}`).said).toContain('got zero bytes only');
});

test('a file that changes while it is read, or can\u2019t be read on, is refused', async () => {
  for (const [name, pack] of [
    ['changing.csv', (text: string) => text],
    ['changing.csv.gz', (text: string) => gzipSync(text)],
    ['changing.zip', (text: string) => zipped({ 'a.csv': Buffer.from(text) })],
  ] as const) {
    const [input] = await openInputs([file(name, pack('a,b\n1,2\n'))]);
    expect(await readAll(input as Input)).toHaveLength(1);
    file(name, pack('a,b\n1,2\n3,4\n'));
    await expect(readAll(input as Input)).rejects.toThrow(
      `${input?.name}: expected a file that stays as it is while it is read; got one that changed. Run the command again when nobody writes to it.`,
    );
  }
  if (process.platform !== 'linux') return;
  symlinkSync('/proc/self/mem', at('mem'));
  expect(await refusal('mem')).toBe(
    'mem: expected a file that can be read; got EIO: i/o error, read. Name another one, or copy it first.',
  );
});

test('JSON in lines is told as such where YAML is read, at once', () => {
  const lines = '{"id":"area:a"}\n'.repeat(200_000);
  for (const text of [lines, `{"entente":1}\n${lines}`, `\ufeff{"a":{}}\r\n\r\n${lines}`])
    expect(readDataFile('a.jsonl', text).problems).toEqual([
      {
        file: 'a.jsonl',
        line: 1,
        expected: 'YAML or JSON as a whole',
        got: 'JSON in lines. Facts in lines begin with the line {"entente": 1}; entente import facts FILE --dry-run checks them',
      },
    ]);
  expect(readDataFile('a.json', '{"a": 1\n}\n').problems).toEqual([]);
  expect(readDataFile('a.json', '{\n"a": {\n}}\n').problems).toEqual([]);
});

test('standard input is named once', async () => {
  await expect(withFiles(['-', '-'], async () => null)).rejects.toThrow('expected standard input (-) once');
  expect(await withFiles([at('facts.yaml')], async (files) => files)).toEqual([
    { name: at('facts.yaml'), path: at('facts.yaml') },
  ]);
});

const HEADER = 'a,b,c\n';
const LONG = 'x'.repeat(5 * 1024 * 1024);

test('a record has a bound, in every form', async () => {
  expect(await refusal('cell.csv', `${HEADER}1,"${LONG}",2\n`)).toMatch(
    /^cell.csv:2: expected a row of at most 4194304 characters; got a longer one\. Mend the quotes/,
  );
  expect(await refusal('line.csv', LONG)).toMatch(/^line.csv: expected a header of at most 65536 characters/);
  expect(await refusal('line.jsonl', `{"a":1}\n{"a":"${LONG}"}\n`)).toBe(
    'line.jsonl:2: expected a line of at most 4194304 characters; got a longer one. Write one record a line.',
  );
  for (const [name, xml] of [
    ['text.xml', `<l>\n<e><a>${LONG}</a></e></l>`],
    ['parts.xml', `<l>\n<e>${`<a>${'x'.repeat(100)}</a>`.repeat(50_000)}</e></l>`],
    ['attribute.xml', `<l>\n<e a="${LONG}"/></l>`],
    ['comment.xml', `<l><e/>\n<!--${LONG}--></l>`],
    ['doctype.xml', `<!DOCTYPE l [\n<!--${LONG}-->]><l><e/></l>`],
  ] as const)
    expect(await refusal(name, xml)).toMatch(/:2: expected .* of at most 4194304 characters; got a longer one\. Check/);
  // Many short ones are none of it.
  expect(await refusal('many.xml', `<l>${`<e>x</e><!--${'y'.repeat(1000)}-->`.repeat(6000)}</l>`)).toBeNull();
});

test('elements, lists and objects have a bound of depth', async () => {
  expect(await refusal('deep.xml', `<l><e>${'<a>'.repeat(100_000)}`)).toBe(
    'deep.xml:1: expected elements in at most 64 others; got <a> in more. Check that it is the file you take it for.',
  );
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  file('deep.jsonl', `{"a":1}\n{"a":${nested}}\n`);
  const [input] = await openInputs([{ name: 'deep.jsonl', path: at('deep.jsonl') }]);
  expect((await readAll(input as Input))[1]).toMatchObject({
    line: 2,
    expected: 'lists and objects in at most 64 others',
  });
  const got = 'more. Divide the file, or write it as JSONL, one fact a line.';
  for (const text of [nested, '{"a":'.repeat(100_000), '- '.repeat(1000), '? '.repeat(1000)])
    expect(readDataFile('deep.json', text).problems).toEqual([
      { file: 'deep.json', line: 1, expected: 'lists and objects in at most 64 others', got },
    ]);
});

test('entities that XML declares are neither expanded nor fetched', async () => {
  const bomb = Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('');
  const declared = [
    `<!ENTITY a0 "x">${bomb}`,
    `<!ENTITY a9 SYSTEM "file:///etc/passwd">`,
    `<!ENTITY a9 PUBLIC "p" "http://127.0.0.1:1/x">`,
  ];
  for (const entities of declared)
    expect(await refusal('entities.xml', `<!DOCTYPE l [${entities}]>\n<l><e>&a9;</e></l>`)).toBe(
      'entities.xml: expected well-formed XML; got 2:10: undefined entity.',
    );
  // A document type that is declared elsewhere is not read.
  const outer =
    '<!DOCTYPE l SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>\n<l><e>x</e></l>';
  const [input] = await openInputs([file('outer.xml', outer)]);
  expect(await readAll(input as Input)).toEqual([{ line: 2, values: { '': 'x', '..': 'l' } }]);
});

test('a table has a bound of columns, and is text', async () => {
  const names = Array.from({ length: 6000 }, (_, i) => `c${i}`);
  expect(await refusal('columns.csv', `${names.join()}\n`)).toBe(
    'columns.csv: expected a table of at most 5000 columns; got 6000. Leave out those that are not read.',
  );
  expect(await refusal('zeros.csv', Buffer.alloc(200_000))).toMatch(/^zeros.csv: expected text; got zero bytes/);
  file('wide.csv', `${HEADER}${'1,'.repeat(100_000)}\n${'\n'.repeat(100_000)}${',,\n'.repeat(1000)}1,2,3\n`);
  const [input] = await openInputs([{ name: 'wide.csv', path: at('wide.csv') }]);
  const rows = await readAll(input as Input);
  expect(rows[0]).toMatchObject({ expected: '3 cells, as the header has; got 100001' });
  expect(rows).toHaveLength(1002);
});

test('YAML has bounds of size, texts and errors, and repeated keys are found', () => {
  const problems = (text: string) => readDataFile('a.yaml', text).problems;
  const instead = 'Divide the file, or write it as JSONL, one fact a line.';
  expect(problems(`a: ${LONG}`)).toEqual([
    {
      file: 'a.yaml',
      line: 1,
      expected: 'YAML or JSON of at most 4194304 characters',
      got: `${LONG.length + 3} characters. ${instead}`,
    },
  ]);
  expect(problems(`a: 1\nb: "${' x\n'.repeat(50_000)}"`)).toEqual([
    {
      file: 'a.yaml',
      line: expect.any(Number),
      expected: 'texts of at most 100000 characters',
      got: `one of 150000. ${instead}`,
    },
  ]);
  expect(problems(`a: ${'!b '.repeat(10_000)}`)).toHaveLength(100);
  expect(problems('a: 1\nb: 2\na: 3\n')).toEqual([
    { file: 'a.yaml', line: 3, expected: 'each key once', got: 'a a second time' },
  ]);
  expect(problems('a: 1\n---\nb: 2\n')).toMatchObject([{ line: 2, got: 'a second document in one file' }]);
  // Aliases are never followed.
  const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`).join('');
  expect(problems(`a0: &a0 x\n${bomb}`)).toEqual([]);
  const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join('');
  expect(Object.keys(readDataFile('a.yaml', keys).content as object)).toHaveLength(20_000);
});

test('a file of facts may be wrong in more places than a call has arguments', () => {
  const keys = Array.from({ length: 150_000 }, (_, i) => `k${i}:\n`).join('');
  const { problems } = checkFacts([readDataFile('a.yaml', keys)], createOntology());
  expect(problems).toHaveLength(150_001);
});

test('a file of facts that leaves out the documents is told at once', () => {
  const entity = (i: number) =>
    `{id: document:a${i}, sources: [{document: document:b${i}}], names: [{text: x, language: en}]}`;
  const text = `entente: 1\nentities:\n${Array.from({ length: 5_000 }, (_, i) => ` - ${entity(i)}\n`).join('')}`;
  const { problems } = checkFacts([readDataFile('a.yaml', text)], createOntology());
  expect(problems).toHaveLength(5_000);
  expect(problems[0]).toEqual({
    file: 'a.yaml',
    line: 3,
    expected: 'a source that is declared in one of the files (did you mean document:a0?)',
    got: 'document:b0',
  });
  expect(problems.at(-1)?.expected).toBe('a source that is declared in one of the files');
});

test('packed files have a bound of what they grow to, of members, and members have their own bytes', async () => {
  const rows = Buffer.concat([Buffer.from(HEADER), Buffer.alloc(40 * 1024 * 1024, `${'1'.repeat(10_000)},2,3\n`)]);
  expect(await refusal('bomb.csv.gz', gzipSync(rows))).toMatch(
    /^bomb.csv.gz: expected a packed file that grows to at most 200/,
  );
  const member = (name: string) => [name, Buffer.alloc(2 * 1024 * 1024, 'x')] as const;
  const bombs = zipped(Object.fromEntries(Array.from({ length: 20 }, (_, i) => member(`${i}.csv`))));
  expect(await refusal('bombs.zip', bombs)).toMatch(/^bombs.zip#\d+.csv: expected a packed file that grows/);
  expect(await refusal('nested.zip', zipped({ 'a.zip': zipped({ 'b.csv': Buffer.from(HEADER) }) }))).toMatch(
    /^nested.zip#a.zip: expected text in the packed file; got a zip in it/,
  );
  const overlapping = Buffer.from(zipped({ 'a.csv': Buffer.alloc(1000), 'b.csv': Buffer.from('b') }));
  overlapping.writeUInt32LE(0, overlapping.lastIndexOf('PK\x01\x02') + 42);
  expect(await refusal('overlap.zip', overlapping)).toBe(
    'overlap.zip: expected a zip whose members have bytes of their own; got b.csv, which begins within another one. Pack it again.',
  );
  const many = zipped(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}.csv`, Buffer.alloc(0)])));
  expect(await refusal('many.zip', many)).toBe(
    'many.zip: expected a zip of at most 10000 files; got 10001. Unpack it and join them, or name one: many.zip#MEMBER.',
  );
});
