import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, expect, test } from 'vitest';
import { mapTable } from '../../src/commands/map.ts';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { served } from '../faults/served-process.ts';
import { eventsOf, importInProcess, inProcess, type Ran } from '../support/in-process.ts';
import { PATIENCE } from '../support/patience.ts';
import { zipped } from '../support/zipped.ts';
import { readAll } from './read-all.ts';

// What depends on signals, pipes and exit codes runs as a process, everything else in this one.

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `entente import`; calls `onEvent` for each line of JSON as it arrives. */
const importing = (args: readonly string[], options: Parameters<typeof running>[1] = {}): Promise<Ran> =>
  running(['import', ...args], options);

function running(
  args: readonly string[],
  {
    input,
    onEvent = () => {},
  }: { input?: Buffer; onEvent?: (event: string, kill: (signal: 'SIGKILL' | 'SIGINT') => void) => void } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr, told] = ['', '', 0];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    const lines = stdout.split('\n');
    for (; told < lines.length - 1; told += 1) {
      if (lines[told]?.startsWith('{'))
        onEvent(JSON.parse(lines[told] as string).event, (signal) => child.kill(signal));
    }
  });
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, stdout, stderr, events: eventsOf(stdout) });
    }),
  );
}

const ontology = createOntology();
let made = 0;
const data = () => {
  made += 1;
  return join(folder, `data-${made}`);
};
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const HEADER = 'rcn,role,pic,type,contribution,country,start_date,end_date,total_cost';
const row = (rcn: number, pic: number, more: Partial<{ role: string; type: string }> = {}) =>
  `${rcn},${more.role ?? 'participant'},${pic},${more.type ?? 'HES'},${pic}.5,KR,2019-06-01,2022-05-31,3000`;
const csv = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const FORMAT = 'h2020-participations';
const end = ({ events }: Ran) => events.find(({ event }) => event === 'end');

test('the report of an import adds up, shows the problems, and lists all of them in a file', async () => {
  const [report, table] = [
    join(folder, 'report.jsonl'),
    file('some.csv', csv(row(1, 1), row(1, 2, { type: 'XYZ' }), row(1, 3))),
  ];
  const { code, stdout } = await importing([FORMAT, table, '--data', data(), '--report', report]);
  expect(stdout.split('\n')).toEqual([
    '3 rows read = 2 made + 0 unchanged + 0 changed + 1 skipped.',
    'Entities: 3 made, 0 changed, 0 unchanged. Relations: 2 made, 0 changed, 0 unchanged, 0 pending, 0 no longer pending.',
    'Skipped, 1 problem:',
    `  ${table}:3: type: expected one of HES, PRC, REC, PUB, OTH; got XYZ`,
    '',
  ]);
  expect(code).toBe(0);
  const lines = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { kind: 'problem', file: table, line: 3, column: 'type', value: 'XYZ' },
    { kind: 'outcome', rows: { read: 3, made: 2, skipped: 1 } },
  ]);
  const strict = await importing([FORMAT, table, '--data', data(), '--strict']);
  expect(strict.code).toBe(1);
  expect(strict.stderr).toContain('Nothing was written, because of --strict.');
});

test('compressed files, other encodings, zip members and standard input are read', async () => {
  const text = csv(row(1, 1), row(1, 2, { role: 'coördinator' }));
  const plain = Buffer.from(text);
  const both = ['institution:pic-1', 'institution:pic-2'];
  const read = async (name: string, content: Buffer, member = '') => {
    const { rows, notes, fileNotes } = await readAll(FORMAT, [`${file(name, content)}${member}`]);
    const institutions = rows.map(({ relations: [relation] }) => relation?.from);
    return { institutions, notes, fileNotes: fileNotes.map((note) => note.replace(join(folder, name), 'FILE')) };
  };
  for (const [name, content, encoding] of [
    ['plain.csv', plain],
    ['packed.csv.gz', gzipSync(plain)],
    ['windows.csv', iconv.encode(text, 'windows-1252'), 'windows-1252'],
    ['wide.csv', iconv.encode(text, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['marked.csv', iconv.encode(text, 'utf-8', { addBOM: true })],
    ['wide-unmarked.csv', iconv.encode(text, 'utf-16le'), 'utf-16le'],
    ['wide-big.csv', iconv.encode(text, 'utf-16be'), 'utf-16be'],
    ['twice.csv.gz', gzipSync(gzipSync(plain))],
    ['zip.zip', zipped({ 'folder/participations.csv': plain })],
    ['in-zip.zip', zipped({ 'participations.csv.gz': gzipSync(plain) })],
  ] as const) {
    const { institutions, fileNotes } = await read(name, content);
    expect([name, institutions]).toEqual([name, both]);
    expect(fileNotes).toEqual(
      encoding ? [`FILE: read as ${encoding}, as it is no UTF-8; --encoding NAME reads it as another`] : [],
    );
  }
  const piped = await importing([FORMAT, '-', '--data', data(), '--json'], { input: gzipSync(plain) });
  expect(end(piped)?.rows).toEqual({ read: 2, made: 2, changed: 0, unchanged: 0, skipped: 0 });
  const two = zipped({ 'a.csv': plain, 'b.csv': Buffer.from(csv(row(2, 3))) });
  expect((await read('two.zip', two, '#b.csv')).institutions).toEqual(['institution:pic-3']);
  const foreign = zipped({
    'a.csv': plain,
    'readme.txt': Buffer.from('What is in it.'),
    'other.csv': Buffer.from('a,b\n1,2\n'),
  });
  expect(await read('foreign.zip', foreign)).toMatchObject({
    institutions: both,
    fileNotes: ['readme.txt', 'other.csv'].map((name) => `FILE#${name}: no table of ${FORMAT}, left out`),
  });
  expect((await read('m.csv', Buffer.from(csv(row(1, 2, { role: 'coÃ¶rdinator' }))))).notes).toEqual({
    'role: looks like UTF-8 that was read in another encoding; kept as it is': 1,
  });
});

test('an encoding is detected from the first telling letters, however late; a file with two is read as UTF-8', async () => {
  const many = Array.from({ length: 2000 }, (_, i) => row(1, i));
  const late = iconv.encode(csv(...many, row(1, 3000, { role: 'coördinateur général' })), 'windows-1252');
  const { fileNotes, notes } = await readAll(FORMAT, [file('late.csv', late)]);
  expect(fileNotes).toEqual([
    `${join(folder, 'late.csv')}: read as windows-1252, as it is no UTF-8; --encoding NAME reads it as another`,
  ]);
  expect(Object.keys(notes)).toHaveLength(1);
  const two = Buffer.concat([
    Buffer.from(csv(row(1, 1, { role: 'coördinateur général' }))),
    iconv.encode(row(1, 2, { role: 'coördinateur' }), 'windows-1252'),
  ]);
  const both = await readAll(FORMAT, [file('two.csv', two)]);
  expect(both.fileNotes).toEqual([`${join(folder, 'two.csv')}: bytes that are no UTF-8, each read as \ufffd`]);
  expect(both.notes).toMatchObject({
    'role: looks like UTF-8 that was read in another encoding; kept as it is': 1,
  });
});

test('an encoding is detected from enough letters; with few, it is Western European, or the one that --encoding names', async () => {
  const polish = ['Łódź', 'Śląski', 'Towarzystwo Przyjaciół', 'żółć', 'Państwowy Zakład', 'Instytut Badań'];
  const korean = ['한국과학기술원', '서울대학교'];
  const told = async (name: string, content: Buffer, encoding?: string) => {
    const { rows, fileNotes } = await readAll(FORMAT, [file(name, content)], encoding);
    const noted = fileNotes.map((note) => /read as (\S+),/.exec(note)?.[1]);
    return [...noted, ...rows.map(({ relations: [relation] }) => relation?.values.role)];
  };
  const table = (roles: readonly string[]) => csv(...roles.map((role, i) => row(1, i, { role })));
  const few = ['Lodz', 'Kraków'];
  const latin1 = [
    'Universität Köln',
    'Málaga',
    'français',
    'Göteborg',
    'São Paulo',
    'où l’été',
    'Müller',
    'Société générale',
  ];
  expect(await told('latin1.csv', iconv.encode(table(latin1), 'windows-1252'))).toEqual(['windows-1252', ...latin1]);
  expect(await told('one.csv', iconv.encode(table(few), 'iso-8859-2'))).toEqual(['windows-1252', ...few]);
  expect(await told('polish.csv', iconv.encode(table(polish), 'iso-8859-2'))).toEqual(['iso-8859-2', ...polish]);
  expect(await told('korean.csv', iconv.encode(table(korean), 'euc-kr'))).toEqual(['euc-kr', ...korean]);
  const named = iconv.encode(table(['żółw']), 'iso-8859-2');
  expect(await told('named.csv', named, 'iso-8859-2')).toEqual(['żółw']);
  const mapping = (name: string, content: Buffer, encoding?: string) =>
    inProcess(() => mapTable(file(name, content), { encoding }, ontology));
  expect((await mapping('swiss.csv', iconv.encode('name;country;Genève\n1;2;3\n', 'windows-1252'))).stdout).toContain(
    'Genève',
  );
  const turtle = iconv.encode('name;żółw\nx;y\n', 'latin2');
  expect((await mapping('mapped.csv', turtle, 'latin2')).stdout).toContain('żółw');
  const imported = await importing([FORMAT, file('named.csv', named), '--encoding', 'iso-8859-2', '--data', data()]);
  expect(imported.code).toBe(0);
  for (const { code, stderr } of [
    await importInProcess(FORMAT, file('named.csv', named), data(), { encoding: 'latin-99' }),
    await mapping('named.csv', named, 'latin-99'),
  ])
    expect([code, stderr]).toEqual([
      1,
      'entente: --encoding: expected the name of an encoding, such as windows-1252, iso-8859-2, utf-16le or euc-kr; got latin-99.\n',
    ]);
});

test('problems have the right line despite mixed line ends, empty lines and unclosed quotes', async () => {
  const told = async (name: string, content: string) => {
    const report = join(folder, 'lines.jsonl');
    const ran = await importInProcess(FORMAT, file(name, content), data(), { json: true, report });
    const problems = readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'problem');
    return [end(ran)?.rows, problems.map(({ line, expected }) => `${line}: ${expected}`)];
  };
  const bad = row(1, 9, { type: 'XYZ' });
  const wrong = 'one of HES, PRC, REC, PUB, OTH';
  const rows = (made: number, skipped: number) => ({ read: made + skipped, made, changed: 0, unchanged: 0, skipped });
  // Two files joined, as people do.
  expect(await told('mixed.csv', `${HEADER}\r\n${row(1, 1)}\n${row(1, 2)}\r\n${bad}\n`)).toEqual([
    rows(2, 1),
    [`4: ${wrong}`],
  ]);
  expect(await told('empty.csv', `\n\n${HEADER}\n\n${row(1, 1)}\n\n\n${bad}\n`)).toEqual([rows(1, 1), [`8: ${wrong}`]]);
  expect(await told('spaces.csv', `   \n ,, \n${HEADER}\n  \n${row(1, 1)}\n\t\n\n${bad}\n`)).toEqual([
    rows(1, 1),
    [`8: ${wrong}`],
  ]);
  const broken = row(1, 1, { role: '"in two\nlines"' });
  expect(await told('broken.csv', `${csv(broken, bad)}`.replaceAll('\n', '\r\n'))).toEqual([
    rows(1, 1),
    [`4: ${wrong}`],
  ]);
  const open = row(1, 1, { role: '"one' });
  expect(await told('open.csv', csv(open, row(1, 2), row(1, 3, { role: '"three"' }), row(1, 4)))).toEqual([
    rows(1, 1),
    ['2: quotes that are closed in their cell; it goes over other rows'],
  ]);
});

test('unreadable input is refused with a sentence', async () => {
  const whole = gzipSync(Buffer.from(csv(...Array.from({ length: 2000 }, (_, i) => row(i, i)))));
  const bomb = gzipSync(Buffer.concat([Buffer.from(csv(row(1, 1))), Buffer.alloc(20e6, '\n')]));
  const facts = file('ok.jsonl', '{"entente":1}\n');
  const table = file('ok.csv', csv(row(1, 1)));
  for (const [format, path, settings, sentence] of [
    [FORMAT, join(folder, 'nowhere.csv'), {}, 'expected an existing file; got none'],
    [FORMAT, folder, {}, 'expected a file; got a folder'],
    [FORMAT, file('empty.csv', ''), {}, 'expected a table with a header, lines of JSON, or XML; got an empty file'],
    [FORMAT, file('other.csv', 'a,b\n1,2\n'), {}, 'expected a table of h2020-participations, known by its columns'],
    [FORMAT, file('cut.csv.gz', whole.subarray(0, whole.length / 2)), {}, 'expected a complete packed file'],
    [FORMAT, file('bomb.csv.gz', bomb), {}, 'expected a packed file that grows to at most 200 times its size'],
    [FORMAT, file('none.zip', zipped({})), {}, 'expected a zip with a file in it; got an empty one'],
    [
      FORMAT,
      file('zip.gz', gzipSync(zipped({ 'a.csv': Buffer.from(csv(row(1, 1))) }))),
      {},
      'got a zip in it. Unpack it and name the zip',
    ],
    [
      FORMAT,
      file('deep.gz', gzipSync(gzipSync(gzipSync(gzipSync('a'))))),
      {},
      'expected a file that is packed at most 3 times; got one that is packed more often',
    ],
    [
      FORMAT,
      file('quote.csv', csv(row(1, 1), `2,"participant${'x'.repeat(5e6)}`)),
      {},
      'expected a row of at most 4194304 characters',
    ],
    [FORMAT, table, { source: 'project:p' }, '--source: expected the id of a document'],
    [FORMAT, table, { published: 'May' }, '--published: expected a date in EDTF'],
    [FORMAT, table, { report: folder }, '--report: expected a file that can be written'],
    [
      'facts',
      facts,
      { source: 'document:d', replace: true },
      'expected --source and --replace with a table; got the format facts, whose files cite documents of their own. Leave them away',
    ],
    ['facts', facts, { published: '2024' }, 'expected --published with a table; got the format facts'],
    [FORMAT, table, { map: 'a.yaml' }, 'expected --map with the format csv alone'],
  ] as const) {
    const { code, stderr } = await importInProcess(format, path, data(), settings);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  }
  const unheard = await importing(['unheard-of', table, '--data', data()]);
  expect([unheard.code, unheard.stderr]).toEqual([1, expect.stringContaining('Allowed choices are facts, ')]);
});

/** Entities and participations in a folder. */
async function counted(folder: string): Promise<number> {
  const graph = openEmbedded(folder, PATIENCE);
  const counts = await graph.read(async (unit) => {
    const entities = await unit.run({ text: 'MATCH (n:Entity) RETURN count(n) AS number', parameters: {} });
    const text = 'MATCH (:Entity)-[r:ENTENTE_PARTICIPATES_IN]->(:Entity) RETURN count(r) AS number';
    return [...entities, ...(await unit.run({ text, parameters: {} }))];
  });
  await graph.close();
  return counts.reduce((sum, { number }) => sum + Number(number), 0);
}

test('a file that breaks midway keeps its earlier rows and reports them; the same command imports the rest once it is whole', async () => {
  // The first batch has 1,000 rows, of three facts each; what is unpacked ahead of a break is lost.
  const text = (rows: number) => Buffer.from(csv(...Array.from({ length: rows }, (_, i) => row(i, i))));
  const whole = gzipSync(text(2000));
  for (const [name, all, mended, content, sentence] of [
    [
      'broken.csv.gz',
      2000,
      whole,
      whole.subarray(0, Math.floor(whole.length * 0.95)),
      'expected a complete packed file; got unexpected end of file',
    ],
    [
      'quoted.csv',
      1010,
      text(1010),
      Buffer.concat([text(1010), Buffer.from(`5000,"participant${'x'.repeat(5e6)}`)]),
      'expected a row of at most 4194304 characters',
    ],
  ] as const) {
    const at = data();
    const table = file(name, content);
    const strict = await importInProcess(FORMAT, table, at, { strict: true });
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain(sentence);
    expect(strict.stderr).toContain('Nothing was written, because of --strict.');
    expect(await counted(at)).toBe(0);
    const dry = await importInProcess(FORMAT, table, at, { json: true, dryRun: true });
    expect([dry.code, end(dry)?.broken]).toEqual([1, expect.stringContaining(sentence)]);
    expect(await counted(at)).toBe(0);
    const cut = await importInProcess(FORMAT, table, at, { json: true });
    const rows = end(cut)?.stoppedAfter.rows;
    expect(rows).toBeGreaterThan(0);
    expect(cut.code).toBe(1);
    expect(cut.stderr).toContain(sentence);
    expect(cut.stderr).toContain(`Rows up to ${rows} (${table}:${rows + 1}) are written and stay; no later row is.`);
    expect(end(cut)).toMatchObject({ dryRun: false, refused: false, rows: { read: rows, made: rows } });
    // Participations and their ends, and the document and its publisher.
    expect(await counted(at)).toBe(3 * rows + 2);
    const rest = await importInProcess(FORMAT, file(name, mended), at, { json: true });
    expect(rest.code).toBe(0);
    expect(end(rest)?.rows).toEqual({ read: all, made: all - rows, changed: 0, unchanged: rows, skipped: 0 });
  }
});

/** Enough rows for four batches; each new row makes two facts. */
const ROWS = 4000;
const many = csv(...Array.from({ length: ROWS }, (_, i) => row(i % 1000, i)));

test('the same command resumes an interrupted or killed import', async () => {
  const table = file('many.csv', many);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const) {
    const at = data();
    let steps = 0;
    const stopped = await importing([FORMAT, table, '--data', at, '--json'], {
      onEvent: (event, kill) => {
        // The first batch is written once the second has begun.
        if (event === 'progress') steps += 1;
        if (steps === 2) kill(signal);
      },
    });
    expect(stopped.code).toBe(code);
    if (signal === 'SIGINT') {
      expect(end(stopped)?.stoppedAfter.rows).toBeGreaterThan(0);
      expect(stopped.stderr).toContain('the same command continues from there');
    }
    const rest = await importInProcess(FORMAT, table, at, { json: true });
    const resumed = rest.events.find(({ event }) => event === 'resumed')?.rows;
    expect(resumed).toBeGreaterThan(0);
    expect(end(rest)).toMatchObject({
      rows: { read: ROWS, made: ROWS, changed: 0, unchanged: 0, skipped: 0 },
      entities: { made: ROWS + 1000 },
      relations: { made: ROWS },
    });
    const again = await importInProcess(FORMAT, table, at, { json: true });
    expect(end(again)?.rows).toEqual({ read: ROWS, made: 0, changed: 0, unchanged: ROWS, skipped: 0 });
  }
});

test('a closed output pipe ends an import after its batch, and other commands, without an error', async () => {
  const [at, table] = [data(), file('piped.csv', many)];
  /** Runs a command and closes its output after the first chunk, or at once. */
  const read = async (once: boolean, args: readonly string[]) => {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    if (once) child.stdout.once('data', () => child.stdout.destroy());
    else child.stdout.destroy();
    return new Promise((resolve) => child.on('close', (code) => resolve([code, stderr])));
  };
  expect(await read(true, ['import', FORMAT, table, '--data', at, '--json'])).toEqual([141, '']);
  const rest = await importInProcess(FORMAT, table, at, { json: true });
  expect(rest.events.find(({ event }) => event === 'resumed')?.rows).toBeGreaterThan(0);
  expect(end(rest)?.rows).toEqual({ read: ROWS, made: ROWS, changed: 0, unchanged: 0, skipped: 0 });
  for (const [once, args] of [
    [true, ['export', 'facts', '--data', at]],
    [false, ['export', 'facts', '--data', at]],
    [false, ['map', table]],
    [true, ['print', 'schema']],
  ] as const)
    expect(await read(once, args)).toEqual([0, '']);
});

test('an import through a server that is killed fails with a sentence, and the same command resumes without it', async () => {
  const at = data();
  const table = file('served.csv', csv(...Array.from({ length: 300 }, (_, i) => row(i, i))));
  const server = await served({}, ['--data', at]);
  let told = 0;
  const first = await importing([FORMAT, table, '--data', at, '--json'], {
    onEvent: (event) => {
      if (event === 'progress') told += 1;
      if (told === 3) server.child.kill('SIGKILL');
    },
  });
  expect(first.stderr).toContain(
    'The server ended before it had answered. What it had written stays whole; ask again.',
  );
  expect(first.code).toBe(1);
  const second = await importInProcess(FORMAT, table, at, { json: true });
  expect(second.events.find(({ event }) => event === 'resumed')?.rows).toBeGreaterThan(0);
  expect(end(second)?.rows).toEqual({ read: 300, made: 300, changed: 0, unchanged: 0, skipped: 0 });
});
