import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openInputs } from '../../src/ingest/files/input.ts';
import { firstMapping } from '../../src/ingest/mapping/first-mapping.ts';
import { checkMapping } from '../../src/ingest/mapping/mapping.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import type { EntityDeclaration, RelationDeclaration } from '../../src/ontology/declaration.ts';
import { entities } from '../../src/ontology/entities.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { relations } from '../../src/ontology/relations.ts';
import { readFormat } from './read-all.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-'));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function entente(...args: string[]) {
  const { code, stdout, stderr } = await run(process.execPath, [cli, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, stdout: stdout.replaceAll(`${folder}/`, ''), stderr: stderr.replaceAll(`${folder}/`, '') };
}

/** The mapping that `entente map` writes for a table, and the facts that it makes. */
async function map(name: string, content: string | Buffer) {
  const table = file(name, content);
  const { code, stdout, stderr } = await entente('map', table);
  expect([code, stderr]).toEqual([0, '']);
  const { format, problems } = checkMapping(readDataFile('mapping.yaml', stdout), createOntology());
  expect(problems).toEqual([]);
  if (!format) throw new Error('no format');
  const { rows } = await readFormat(format, [table]);
  return {
    mapping: stdout,
    entities: [...new Set(rows.flatMap((row) => row.entities).map(({ id }) => id))],
    relations: rows.flatMap((row) => row.relations).map(({ type, from, to, values }) => [type, from, to, values]),
    problems: rows.flatMap((row) => row.problems).map(({ line, column, expected }) => [line, column, expected]),
  };
}

test('meetings: a date with participants is an event, and each guess has a comment', async () => {
  const { mapping, entities, relations, problems } = await map(
    'meetings.csv',
    `Date,Minister,Organisations,Topic,Place,Grant (EUR),Country,Tone
26/03/2024,Ana Kim,Lab A; Lab B,Chips,Seoul,"1.234,50",South Korea,warm
27/03/2024,Ana Kim,Lab A,Research on 6G,Seoul,"12,5",South Korea,warm
03/04/2024,Bo Ruiz,Lab C; Lab A,Quantum,Brussels,,Belgium,
`,
  );
  expect(mapping).toBe(`# yaml-language-server: $schema=./node_modules/entente/schema/mapping.schema.json
# A first mapping of meetings, guessed from 3 rows. Read it and correct what is wrong:
# \`entente check\` reports its problems, and \`entente import csv FILE --map THIS --dry-run\` shows what it makes.
mapping: 1
source: # the document that all facts cite: its title and its publisher
  id: document:meetings
  title: meetings
  publisher: { id: institution:meetings, name: Publisher of meetings }
key: [Date, Topic] # no two of 3 rows have the same
language: en # the language of names; und if there are several
dates: day first # 2 dates cannot be read otherwise
decimals: comma # 2 amounts cannot be read otherwise
entities:
  event: # what a row is about
    type: Event # the header Topic says so; 3 different in 3 rows
    id: { scheme: meetings, columns: [Date, Topic] }
    names: [Topic]
    fields:
      kind: { value: MEETING } # or another kind of event, such as WORKSHOP
      period: Date
      # Country holds countries; which entity they belong to is a guess.
      place: { name: Place, country: { column: Country, namesIn: en } }
  minister:
    type: Minister # the header Minister says so; 2 different in 3 rows
    # The id is made from the name, so equal names are one entity. \`known\` maps names to ids in the graph.
    id: { scheme: meetings, columns: [Minister] }
    names: [Minister]
  organisations:
    type: Institution # the header Organisations says so; 3 different in 3 rows
    # The id is made from the name, so equal names are one entity. \`known\` maps names to ids in the graph.
    id: { scheme: meetings, columns: [Organisations] }
    split: { column: Organisations, separator: ";" } # cells hold several
    names: [Organisations]
relations:
  - { type: ATTENDED, from: minister, to: event }
  - { type: PARTICIPATED, from: organisations, to: event }
# Columns that are not read:
#   Grant (EUR): 2 different (1.234,50 | 12,5)
#   Tone: 1 different (warm)
`);
  expect(problems).toEqual([]);
  expect(entities).toEqual([
    'event:meetings-26~2f03~2f2024~20chips',
    'minister:meetings-ana~20kim',
    'institution:meetings-lab~20a',
    'institution:meetings-lab~20b',
    'event:meetings-27~2f03~2f2024~20research~20on~206g',
    'event:meetings-03~2f04~2f2024~20quantum',
    'minister:meetings-bo~20ruiz',
    'institution:meetings-lab~20c',
  ]);
  expect(relations.length).toBe(8);
});

test.each([
  ['Since', '{ from: Since, open: true }', '2020-01-02/..'],
  ['Until', '{ to: Until }', '/2020-01-02'],
])('an office with the column %s alone is not held on one day', async (header, period, edtf) => {
  const { mapping, relations, problems } = await map(
    'members.csv',
    `Minister,Ministry,Role,${header}\nAna Kim,Ministry A,Minister,2020-01-02\nBo Lee,Ministry B,State Secretary,2021-03-04\n`,
  );
  expect(mapping).toContain(`period: ${period}`);
  expect(problems).toEqual([]);
  expect(relations[0]?.[3]).toMatchObject({ period: { edtf } });
});

test('projects: ids, names, roles, amounts with the currency of the header, areas that rows share', async () => {
  const { mapping, relations, problems } = await map(
    'grants.csv.gz',
    gzipSync(`Project ID;Project title;Organisation ID;Organisation name;Role;Contribution EUR;Start date;End date;Area;Country
P1;First;O1;Lab A;coordinator;1000.5;2020-01-01;2021-01-01;Chips;KR
P1;First;O2;Lab B;partner;20;2020-01-01;2021-01-01;Chips;UK
P2;Second;O1;Lab A;partner;30;2020-02-01;2021-01-01;Chips;KR
`),
  );
  expect(mapping).toContain('key: [Project ID, Organisation ID] # no two of 3 rows have the same');
  expect(mapping).toContain('period: { from: Start date, to: End date }');
  expect(problems).toEqual([]);
  expect(relations.slice(0, 2)).toEqual([
    [
      'PARTICIPATES_IN',
      'institution:grants-o1',
      'project:grants-p1',
      { role: 'coordinator', amounts: [{ amount: 1000.5, currency: 'EUR', approximate: false }] },
    ],
    ['IN_AREA', 'project:grants-p1', 'area:grants-chips', {}],
  ]);
});

test('an ambiguous date or number becomes a question, and a missing currency too', async () => {
  const { mapping, problems } = await map(
    'plans.csv',
    `No,Project,Budget,Signed,Start
1,A,"1,234",03/04/2024,03/04/2024
2,B,"2,500",05/06/2024,05/06/2024
`,
  );
  expect(mapping.split('\n').filter((line) => /dates:|decimals:|budget:/.test(line))).toEqual([
    '# dates: day first # or month first? The dates fit both, and are reported until you choose',
    '# decimals: point # or comma? 1,234 fits both, and is reported until you choose',
    '      # budget: { column: Budget, currency: EUR } # which currency?',
  ]);
  expect(problems.map(([line, , expected]) => [line, expected])).toEqual([
    [2, 'a date of ISO 8601 such as 2024-03-26, as 03/04 can be in March or in April'],
    [3, 'a date of ISO 8601 such as 2024-03-26, as 03/04 can be in March or in April'],
  ]);
});

test('names in Hangul, offices with a start and an end, dates with the month first', async () => {
  const { mapping, relations } = await map(
    'offices.csv',
    `Minister;Ministry;Role;From;To
이하나;과학부;장관;03/26/2020;
박둘;과학부;차관;03/27/2020;12/31/2021
`,
  );
  expect(mapping).toContain('dates: month first # 3 dates cannot be read otherwise');
  expect(mapping).toContain('    # Minister is written in Hangul.\n    names: [{ column: Minister, language: ko }]');
  expect(relations).toEqual([
    [
      'HOLDS_OFFICE',
      'minister:offices-~uc774~ud558~ub098',
      'institution:offices-~uacfc~ud559~ubd80',
      { role: '장관', period: { edtf: '2020-03-26/..', start: '2020-03-26', end: null } },
    ],
    [
      'HOLDS_OFFICE',
      'minister:offices-~ubc15~ub458',
      'institution:offices-~uacfc~ud559~ubd80',
      { role: '차관', period: { edtf: '2020-03-27/2021-12-31', start: '2020-03-27', end: '2021-12-31' } },
    ],
  ]);
});

test('a cell with several values on separate lines is split', async () => {
  const { mapping, relations } = await map(
    'lines.csv',
    'Meeting;Date;Organisations\nFirst;2024-01-02;"Lab A\nLab B"\nSecond;2024-01-03;"Lab A\n\nLab  C"\n',
  );
  expect(mapping).toContain('split: { column: Organisations, separator: "\\n" } # cells hold several');
  expect(relations.map(([type, from]) => [type, from])).toEqual([
    ['PARTICIPATED', 'institution:lines-lab~20a'],
    ['PARTICIPATED', 'institution:lines-lab~20b'],
    ['PARTICIPATED', 'institution:lines-lab~20a'],
    ['PARTICIPATED', 'institution:lines-lab~20c'],
  ]);
});

test('headers that YAML would misread, and a table without any hint', async () => {
  const { mapping, entities, problems } = await map('things.csv', 'no: 1,"a, b",#x,yes\nq,Alpha,1,2\nr,Beta,1,3\n');
  expect(problems).toEqual([]);
  expect(mapping).toContain('type: Institution # a guess without any hint; correct it');
  expect(entities.length).toBe(2);
});

test('-o writes a new file and never overwrites an existing one', async () => {
  const table = file('once.csv', 'Organisation,Country\nLab A,KR\n');
  const output = join(folder, 'once.yaml');
  expect(await entente('map', table, '-o', output)).toEqual({
    code: 0,
    stdout: 'Wrote once.yaml. Read it, correct it, then check it with: entente check once.yaml\n',
    stderr: '',
  });
  expect(existsSync(output)).toBe(true);
  expect((await entente('check', output)).stdout).toBe('No problem: 1 mapping.\n');
  writeFileSync(output, 'edited');
  expect(await entente('map', table, '--output', output)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'entente: once.yaml: expected no such file yet; got one. Name another, or remove it.\n',
  });
  expect(readFileSync(output, 'utf8')).toBe('edited');
});

test.each([
  ['a.xml', '<a><b/></a>', 'a.xml: expected a table with a header, such as CSV; got XML.'],
  ['a.json', '{"a":1}\n', 'a.json: expected a table with a header, such as CSV; got JSON.'],
  ['head.csv', 'A,B\n', 'head.csv: expected rows below the header; got none.'],
  ['empty.csv', '', 'empty.csv: expected a table with a header, lines of JSON, or XML; got an empty file.'],
])('%s is refused with a sentence', async (name, content, sentence) => {
  expect(await entente('map', file(name, content))).toEqual({ code: 1, stdout: '', stderr: `entente: ${sentence}\n` });
});

test('a type added to the ontology is guessed with its fields, relations and properties', async () => {
  const patent: EntityDeclaration = {
    name: 'Patent',
    plural: 'patents',
    description: 'A right to an invention.',
    begins: ['filed'],
    fields: {
      filed: { kind: 'period', description: 'When it was filed.' },
      pages: { kind: 'integer', description: 'How many pages it has.', inTables: { header: /pages/ } },
      state: {
        kind: 'enum',
        name: 'PatentState',
        description: 'How far it is.',
        values: { FILED: 'Filed.', GRANTED: 'Granted.' },
        inTables: { values: ['FILED', 'GRANTED'] },
      },
    },
    inTables: { header: /patent|invention/ },
  };
  const owns: RelationDeclaration = {
    type: 'OWNS_PATENT',
    description: 'An institution owns a patent.',
    reading: 'owns',
    inverseReading: 'is owned by',
    lasting: 'state',
    ends: [{ from: 'Institution', to: 'Patent', field: 'patents', inverse: 'owners' }],
    properties: { part: { kind: 'text', description: 'Which part.', inTables: { header: /\bpart\b/ } } },
  };
  const ontology = createOntology([...entities, patent], [...relations, owns]);
  const table = file(
    'inventions.csv',
    'Invention;Company;Part of it;Filing date;Pages\nA lens;Lab A;half;2020-01-02;12\nA chip;Lab B;all;2021-03-04;3\n',
  );
  const [input] = await openInputs([{ name: 'inventions.csv', path: table }]);
  if (!input) throw new Error('no input');
  const text = await firstMapping(input, ontology);
  expect(text.slice(text.indexOf('entities:'))).toBe(`entities:
  invention: # what a row is about
    type: Patent # the header Invention says so; 2 different in 2 rows
    id: { scheme: inventions, columns: [Invention] }
    names: [Invention]
    fields:
      state: { value: FILED } # or another state of patent, such as GRANTED
      filed: Filing date
      pages: Pages
  company:
    type: Institution # the header Company says so; 2 different in 2 rows
    # The id is made from the name, so equal names are one entity. \`known\` maps names to ids in the graph.
    id: { scheme: inventions, columns: [Company] }
    names: [Company]
relations:
  - { type: OWNS_PATENT, from: company, to: invention, properties: { part: Part of it } }
`);
  expect(checkMapping(readDataFile('mapping.yaml', text), ontology).problems).toEqual([]);
});
