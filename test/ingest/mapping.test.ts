import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkMapping } from '../../src/ingest/mapping/mapping.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { entityTypes } from '../support/entity-types.ts';
import { readFormat } from './read-all.ts';

const run = promisify(execFile);
const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entente-'));
let files = 0;
const file = (ending: string, text: string) => {
  files += 1;
  const name = join(folder, `${files}.${ending}`);
  writeFileSync(name, text);
  return name;
};

async function check(text: string): Promise<{ code: number; lines: string[] }> {
  const { code, stdout } = await run(process.execPath, [path('dist/cli.js'), 'check', file('yaml', text)]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return {
    code,
    lines: stdout
      .trim()
      .replaceAll(/^.*\.yaml:/gm, '')
      .split('\n'),
  };
}

async function read(mapping: string, table: string) {
  const { format, problems } = checkMapping(readDataFile('mapping.yaml', mapping), createOntology());
  expect(problems).toEqual([]);
  if (!format) throw new Error('no format');
  return readFormat(format, [file('csv', table)]);
}

const doc = readFileSync(path('docs/mapping.md'), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(doc)?.[1] ?? '';
const validate = new Ajv2020({ strict: false, formats: { uri: true } }).compile(
  JSON.parse(readFileSync(path('schema/mapping.schema.json'), 'utf8')),
);

/** A mapping of people and entities of another type, with relations between them. */
const personAnd = (type: string, column: string, ...relations: readonly string[]) => `mapping: 1
source: { id: document:t, title: T, publisher: { id: institution:o, name: O } }
key: [No]
language: en
entities:
  person: { type: Minister, id: { scheme: x, columns: [Who] }, names: [Who] }
  other: { type: ${type}, id: { scheme: x, columns: [${column}] }, names: [${column}] }
relations:
  ${relations.join('\n  ')}
`;

test('a key of several columns shows which column each value is in, even if some are empty', async () => {
  const mapping = personAnd('Institution', 'Where', '- { type: HOLDS_OFFICE, from: person, to: other, key: [A, B] }');
  const cells = ['w,', ',w', ',', 'x y,z', 'x,y z', '50 %,w'];
  const { rows } = await read(mapping, `No,Who,Where,A,B\n${cells.map((c, i) => `${i},p,o,${c}`).join('\n')}\n`);
  const key = (id: string) => id.split('/').slice(3).join('/');
  expect(rows.flatMap(({ relations }) => relations.map(({ id }) => key(id)))).toEqual([
    'w %-',
    '%- w',
    '',
    'x%20y z',
    'x y%20z',
    '50%20%25 w',
  ]);
});

test('a row that states a relation twice with different values is reported and skipped', async () => {
  const mapping = personAnd(
    'Event',
    'What',
    '- { type: ATTENDED, from: person, to: other, properties: { role: { column: R1 } } }',
    '- { type: ATTENDED, from: person, to: other, properties: { role: { column: R2 } } }',
  );
  const table = file('csv', 'No,Who,What,R1,R2\n1,p,e,chair,guest\n2,q,e,guest,guest\n');
  const report = file('jsonl', '');
  const cli = [path('dist/cli.js'), 'import', 'csv', table, '--map', file('yaml', mapping), '--report', report];
  const env = { ...process.env, ENTENTE_DATA: mkdtempSync(join(tmpdir(), 'entente-')) };
  await run(process.execPath, cli, { env });
  const events = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.filter(({ expected }) => expected)).toMatchObject([
    { line: 2, expected: 'one statement of a relation in a document; this row gives it two' },
  ]);
  expect(events.at(-1)).toMatchObject({ rows: { read: 2, made: 1, skipped: 1 } });
});

test('the example in docs/mapping.md passes the check and the schema, and makes the facts shown there', async () => {
  const mapping = block('yaml');
  expect(await check(mapping)).toEqual({ code: 0, lines: ['No problem: 1 mapping.'] });
  validate(parse(mapping));
  expect(validate.errors).toBeNull();
  const { rows, notes } = await read(mapping, block('csv'));
  const period = (value: unknown) => (value as { edtf: string } | undefined)?.edtf ?? '';
  const entities = rows.flatMap((row) => row.entities);
  const told = [
    ...new Set(entities.map(({ id, claims }) => `${id} ${period(claims.period?.[0]?.value)}`.trim())),
  ].sort();
  const joined = rows.flatMap((row) => row.relations).map(({ type, from, to }) => `${from} ${type} ${to}`);
  const wrong = rows
    .flatMap((row) => row.problems)
    .map((p) => `line ${p.line}, ${p.column}: expected ${p.expected}; got ${p.value}`);
  expect([...told, ...joined.sort(), ...wrong].join('\n')).toBe(block('text').trim());
  expect(notes).toEqual({
    'Date: date written day first, converted to ISO 8601': 2,
    'Country: name of a country converted to its code of ISO 3166-1': 2,
    'Organisations: cell with several values, split at ";"': 1,
  });
  expect(entities[0]?.sources).toEqual([
    { document: 'document:meetings-2024', locator: 'Date=26/03/2024 Topic=Chips and their makers', stated: null },
  ]);
  // A value in a cell with several values has the same locator at any position.
  const lab = entities.filter(({ id }) => id === 'institution:our-organisations-chip~20lab');
  expect(new Set(lab.map(({ sources }) => sources[0]?.locator))).toEqual(new Set(['Organisations=Chip Lab']));
});

const top = `mapping: 1
source: { id: document:d, title: D, publisher: { id: institution:p, name: P } }
key: [No]
`;

test('a mapping reads values, periods, amounts, places, constants and keys', async () => {
  const { rows, notes } = await read(
    `${top}language: en
required: [Person]
decimals: comma
entities:
  project:
    type: Project
    id: { scheme: t, columns: [Project] }
    names: [{ text: 'Project {Project}', kind: ALIAS }]
    summary: Notes
    sameAs: Link
    fields:
      status: { column: State, values: { läuft: ACTIVE } }
      period: { from: Start, to: End, open: true }
      budget: { column: Cost, currency: { column: Currency } }
  office: { type: Institution, id: institution:our-office, names: [{ text: Our office }] }
  person:
    type: Minister
    id: { scheme: t, columns: [Person] }
    names: [{ column: Person, language: ko }]
    fields: { country: { column: Country, values: { Korea: KR } } }
relations:
  - { type: FUNDS, from: office, to: project, properties: { amounts: { column: Cost, currency: EUR }, note: Notes } }
  - { type: HOLDS_OFFICE, from: person, to: office, key: [No], properties: { role: { value: head } } }
`,
    `No;Project;State;Start;End;Cost;Currency;Person;Country;Notes;Link
1;A;läuft;2020-01-01;;1234567,5;KRW;이하나;Korea;"two
lines";https://a.example/
2;;;;;;;이하나;KR;;
3;B;läuft;2020;2019;1.5;KRW;이하나;KR;;
4;C;stopped;2020;;12;;;FR;;no link
`,
  );
  const [first, second] = rows;
  expect(
    first?.entities.map(({ id, names, summary, sameAs, claims }) => [
      id,
      names,
      summary,
      sameAs,
      Object.fromEntries(Object.entries(claims).map(([field, [claim]]) => [field, claim?.value])),
    ]),
  ).toEqual([
    [
      'project:t-a',
      [{ text: 'Project A', language: 'en', kind: 'ALIAS' }],
      'two lines',
      ['https://a.example/'],
      {
        status: 'ACTIVE',
        period: { edtf: '2020-01-01/..', start: '2020-01-01', end: null },
        budget: [{ amount: 1234567.5, currency: 'KRW', approximate: false }],
      },
    ],
    ['institution:our-office', [{ text: 'Our office', language: 'en', kind: 'OFFICIAL' }], null, [], {}],
    [
      'minister:t-~uc774~ud558~ub098',
      [{ text: '이하나', language: 'ko', kind: 'OFFICIAL' }],
      null,
      [],
      { country: 'KR' },
    ],
  ]);
  expect(first?.relations.map(({ id, values }) => [id, values])).toEqual([
    [
      'institution:our-office/FUNDS/project:t-a',
      { amounts: [{ amount: 1234567.5, currency: 'EUR', approximate: false }], note: 'two lines' },
    ],
    ['minister:t-~uc774~ud558~ub098/HOLDS_OFFICE/institution:our-office/1', { role: 'head' }],
  ]);
  // The second row has no project, so it states neither a project nor its relations.
  expect(second?.entities.map(({ id }) => id)).toEqual(['institution:our-office', 'minister:t-~uc774~ud558~ub098']);
  expect(second?.relations.map(({ type }) => type)).toEqual(['HOLDS_OFFICE']);
  expect(notes).toEqual({
    'Notes: line breaks folded into spaces': 1,
    'Cost: number written with a decimal comma, read without thousands separators': 1,
  });
  expect(rows.flatMap((row) => row.problems).map((p) => [p.line, p.column, p.value, p.expected])).toEqual([
    [5, 'End', '2019', 'an end that is not before the beginning, 2020'],
    [5, 'Cost', '1.5', 'a number with a decimal comma, such as 1.234,56'],
    [6, 'Person', '', 'a value'],
    [6, 'Link', 'no link', 'a URI, such as https://ror.org/00abc'],
    [6, 'State', 'stopped', 'one of PLANNED, ACTIVE, COMPLETED, CANCELLED'],
    [6, 'Currency', '', 'a currency of ISO 4217'],
  ]);
});

test('a table without a column of the mapping is refused, with the column that may be meant', async () => {
  const mapping = `${top}language: en
entities:
  person: { type: Minister, id: { scheme: t, columns: [Person] }, names: [Person] }
`;
  await expect(read(mapping, 'No,Persons\n1,A\n')).rejects.toThrow(
    'expected a table with all columns that are read; got none called Person (did you mean Persons?). Its columns: No, Persons.',
  );
});

test('each problem of a mapping is reported with its line', async () => {
  const { code, lines } = await check(`mapping: 2
source: { id: institution:d, title: D, publisher: { id: institution:p } }
key: []
dates: days first
currency: EURO
entities:
  meeting:
    type: Evnt
    id: x
    names: [A]
  event:
    type: Event
    id: { scheme: Our Meetings, columns: [No] }
    names: [Topic, { text: T, column: Topic }]
    fields:
      perid: Date
      kind: { value: MEETNG }
      period: { from: Start }
  organisation:
    type: Institution
    id: { scheme: t, columns: [Organisation, Seat], known: { A: minister:a } }
    split: { column: Organisation, separator: ';' }
    names: [{ column: Organisation, language: en }]
    fields: { country: { column: Country, values: { Germany: Germany } } }
  minister:
    type: Minister
    id: { scheme: t, columns: [Minister] }
    split: { column: Minister, separator: ';' }
    names: [{ column: Minister, language: en }]
relations:
  - { type: ATTENDED, from: organisation, to: event }
  - { type: HOLDS_OFFICE, from: minister, to: organisation, properties: { rol: Role } }
  - { type: PARTICIPATED, from: organisations, to: event }
`);
  expect(code).toBe(1);
  expect(lines).toEqual([
    '1: expected mapping: 1, the format that this version reads; got 2',
    '2: expected an id of Document, such as document:a-name; got "institution:d"',
    '2: expected the publisher with "name"; got none',
    '3: expected at least one column as key; got a list',
    '4: expected dates to be one of day first, month first (did you mean day first?); got "days first"',
    '5: expected currency: expected a currency code of ISO 4217, such as EUR or KRW; got "EURO"',
    `8: expected type to be one of ${entityTypes.join(', ')} (did you mean Event?); got "Evnt"`,
    '13: expected a scheme of small letters, digits and hyphens, such as our-meetings; got "Our Meetings"',
    '14: expected the language of a name, here or for all names as "language" of the mapping; got none',
    '14: expected the language of a name, here or for all names as "language" of the mapping; got none',
    '14: expected a name with either "column" or "text"; got both',
    '16: expected one of kind, ordinal, period, place, interval in fields of Event (did you mean period?); got "perid"',
    '17: expected kind to be one of COUNCIL, SUMMIT, FORUM, WORKSHOP, DIALOGUE, MEETING, OTHER (did you mean MEETING?); got "MEETNG"',
    '21: expected an id of Institution, such as institution:a-name; got "minister:a"',
    "22: expected organisation to read its id, names and fields from Organisation alone, as another cell can't tell which of several it means; got Seat, Country",
    '24: expected country: expected a country code of ISO 3166-1, such as KR or GB, or EU; got "Germany"',
    '31: expected ATTENDED from Minister to Event; got Institution to Event',
    '32: expected HOLDS_OFFICE with at most one end that is split, as nobody can tell which of them belong together; got a mapping',
    '32: expected one of note, role, appointed, period, cabinet in properties of HOLDS_OFFICE (did you mean role?); got "rol"',
    '33: expected "from" to be one of meeting, event, organisation, minister (did you mean organisation?); got "organisations"',
    '20 problems. Nothing was loaded.',
  ]);
});

test.each([
  ['{ from: Since }', ['2021-05/', '2019-03-04/', undefined]],
  ['{ from: Since, open: true }', ['2021-05/..', '2019-03-04/..', undefined]],
  ['{ to: Until }', ['/2022-06-30', undefined, '/2018']],
  ['{ to: Until, open: true }', ['../2022-06-30', undefined, '../2018']],
  ['{ from: Since, to: Until }', ['2021-05/2022-06-30', '2019-03-04/', '/2018']],
  ['{ from: Since, to: Until, open: true }', ['2021-05/2022-06-30', '2019-03-04/..', '/2018']],
])('a period can have one end only: %s', async (period, expected) => {
  const { rows } = await read(
    personAnd(
      'Institution',
      'Where',
      `- { type: HOLDS_OFFICE, from: person, to: other, properties: { period: ${period} } }`,
    ),
    'No,Who,Where,Since,Until\n1,Ana,Lab,2021-05,2022-06-30\n2,Bo,Lab,2019-03-04,\n3,Cy,Lab,,2018\n4,Di,Lab,,\n',
  );
  const periods = rows.map(({ relations: [office] }) => office?.values.period as { edtf: string } | undefined);
  expect(periods.map((one) => one?.edtf)).toEqual([...expected, undefined]);
  expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
});

test('the JSON Schema refuses an unknown key in a mapping', () => {
  const mapping = parse(block('yaml'));
  mapping.entities.meeting.fields.colour = 'Colour';
  expect(validate(mapping)).toBe(false);
});

test('a name too long for an index is a problem of its row, and a header with a column twice is refused', async () => {
  const mapping = `${top}language: en
entities:
  person: { type: Minister, id: { scheme: t, columns: [No] }, names: [Person] }
`;
  const { rows } = await read(mapping, `No,Person\n1,${'long '.repeat(1300)}\n2,A\n`);
  expect(rows.map(({ entities, problems }) => [entities.length, problems.map((p) => [p.line, p.expected])])).toEqual([
    [0, [[2, 'a name of at most 2,000 letters, which an index can hold']]],
    [1, []],
  ]);
  await expect(read(mapping, 'No,Person,Person\n1,A,B\n')).rejects.toThrow(
    'expected a header with each column once; got Person a second time. Rename one, as nobody can tell which is meant.',
  );
});

async function importing(...args: string[]) {
  const { code, stdout, stderr } = await run(process.execPath, [path('dist/cli.js'), 'import', ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
}

test('a table is imported by its mapping; the same import again changes nothing, another mapping does', async () => {
  const [table, mapping] = [file('csv', block('csv')), file('yaml', block('yaml'))];
  const data = join(folder, 'data');
  const imported = async (map: string) => {
    const { code, stdout, stderr } = await importing('csv', table, '--map', map, '--data', data, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { rows, entities, relations, notes } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    return { rows, entities, relations, notes };
  };
  expect(await imported(mapping)).toMatchObject({
    rows: { read: 3, made: 2, unchanged: 0, changed: 0, skipped: 1 },
    relations: { made: 5, waiting: 0 },
  });
  expect(await imported(mapping)).toMatchObject({
    rows: { read: 3, made: 0, unchanged: 2, changed: 0, skipped: 1 },
    relations: { made: 0, unchanged: 5 },
  });
  const other = file('yaml', block('yaml').replace('kind: { value: MEETING }', 'kind: { value: DIALOGUE }'));
  expect(await imported(other)).toMatchObject({ rows: { read: 3, made: 0, unchanged: 0, changed: 2, skipped: 1 } });
});

test('import csv needs a mapping, and reports its problems before it reads a row', async () => {
  const table = file('csv', block('csv'));
  const data = join(folder, 'none');
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await importing(...args, '--data', data);
    expect([code, stdout]).toEqual([1, '']);
    return stderr.replace(/\d+\.yaml/g, 'mapping.yaml');
  };
  expect(await refused('csv', table)).toBe(
    'entente: expected a mapping for the format csv; got none. Name it with --map MAPPING; `entente map FILE` writes a first one.\n',
  );
  expect(await refused('ifg-ministers', table, '--map', table)).toBe(
    'entente: expected --map with the format csv alone; got ifg-ministers, which knows its columns.\n',
  );
  expect(await refused('csv', table, '--map', join(folder, 'nowhere.yaml'))).toBe(
    'entente: nowhere.yaml: expected an existing mapping file; got none. Check the path.\n',
  );
  expect(await refused('csv', table, '--map', file('yaml', block('yaml').replace('period: Date', 'perod: Date')))).toBe(
    `entente: expected a mapping without problems; got
mapping.yaml:17: expected one of kind, ordinal, period, place, interval in fields of Event (did you mean period?); got "perod"
`,
  );
});
