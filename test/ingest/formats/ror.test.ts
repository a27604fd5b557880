import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';
import { entities, problems, relations } from '../short-facts.ts';

const folder = 'test/ingest/formats/ror';

test('records of both schemas: names with languages, kinds, places, other ids, relations in one direction', async () => {
  const { rows, notes } = await readAll('ror', [`${folder}/records.jsonl`]);
  const from = (id: string) => `document:ror-records id=https://ror.org/${id}`;
  expect(entities(rows)).toEqual([
    {
      id: 'institution:ror-000000a01',
      names: [
        'Harbour University @en OFFICIAL',
        '항구 대학교 @ko OFFICIAL',
        'Harbour Tech @en ALIAS',
        'University of the Harbour @und ALIAS',
        'HT @en ACRONYM',
      ],
      sameAs: [
        'https://ror.org/000000a01',
        'https://www.grid.ac/institutes/grid.1.a',
        'https://isni.org/isni/000000012345672X',
        'https://isni.org/isni/0000000123456789',
        'https://www.wikidata.org/entity/Q1',
        'https://www.wikidata.org/entity/Q2',
        'https://doi.org/10.13039/501100000001',
        'https://en.wikipedia.org/wiki/Harbour_University',
      ],
      kind: 'UNIVERSITY',
      status: 'ACTIVE',
      founded: '1900',
      country: 'KR',
      place: { city: 'Busan', country: 'KR', latitude: 35.1, longitude: 129 },
      from: from('000000a01'),
    },
    {
      id: 'institution:ror-000000a06',
      // In a table NA and NAN mean "no value"; here they are names.
      names: [
        'NA @und OFFICIAL',
        '항구 연구소 @ko OFFICIAL',
        '등대 @en OFFICIAL',
        'Lab of the Harbour @und ALIAS',
        'NAN @und ACRONYM',
      ],
      sameAs: [
        'https://ror.org/000000a06',
        'https://www.grid.ac/institutes/grid.2.b',
        'https://en.wikipedia.org/wiki/Lighthouse_Lab',
      ],
      kind: 'RESEARCH',
      status: 'ACTIVE',
      country: 'NA',
      place: { city: 'Walvis Bay', country: 'NA', latitude: -22.9, longitude: 14.5 },
      from: from('000000a06'),
    },
    {
      id: 'institution:ror-000000a07',
      names: ['Old Harbour School @und OFFICIAL'],
      sameAs: ['https://ror.org/000000a07'],
      kind: 'OTHER',
      status: 'WITHDRAWN',
      country: 'KR',
      from: from('000000a07'),
    },
    {
      id: 'institution:ror-000000a08',
      names: ['Lighthouse Trust @en OFFICIAL'],
      sameAs: ['https://ror.org/000000a08'],
      kind: 'AGENCY',
      status: 'INACTIVE',
      founded: '1900',
      from: from('000000a08'),
    },
    {
      // Malformed ids elsewhere and an impossible year cost only themselves.
      id: 'institution:ror-000000a11',
      names: ['Quay Lab @en OFFICIAL'],
      sameAs: ['https://ror.org/000000a11', 'https://www.wikidata.org/entity/Q5'],
      kind: 'RESEARCH',
      status: 'ACTIVE',
      from: from('000000a11'),
    },
  ]);
  const part = (of: string, whole: string) => `institution:ror-${of}/SUBUNIT_OF/institution:ror-${whole}`;
  const succeeded = ['institution:ror-000000a07/SUCCEEDED_BY/institution:ror-000000a01', {}];
  expect(relations(rows)).toEqual([
    [part('000000a01', '000000a02'), {}, from('000000a01')],
    // Both records state it, each with its own locator.
    [part('000000a06', '000000a01'), {}, from('000000a01')],
    [...succeeded, from('000000a01')],
    [part('000000a06', '000000a01'), {}, from('000000a06')],
    [...succeeded, from('000000a07')],
  ]);
  expect(problems(rows)).toEqual([
    ['records.jsonl:5', 'established', '12345', 'a year of at most four digits'],
    ['records.jsonl:5', 'external_ids.all', 'Q1a', 'an item such as Q42'],
    [
      'records.jsonl:5',
      'external_ids.all',
      '0000 0001 2345 6780',
      'an ISNI of 16 digits, the last of which checks the others',
    ],
    ['records.jsonl:5', 'links.value', 'no link', 'a URI, such as https://ror.org/00abc'],
    ['records.jsonl:6', 'id', 'https://ror.org/nowhere', 'a ROR id such as https://ror.org/0abcdef12'],
    ['records.jsonl:6', 'names', '[]', 'at least one name'],
    [
      'records.jsonl:6',
      'types',
      'circus',
      'some of education, company, government, facility, healthcare, nonprofit, archive, funder, other',
    ],
    [
      'records.jsonl:6',
      'types',
      'constructor',
      'some of education, company, government, facility, healthcare, nonprofit, archive, funder, other',
    ],
    ['records.jsonl:6', 'status', 'closed', 'one of active, inactive, withdrawn'],
    [
      'records.jsonl:6',
      'locations.geonames_details.country_code',
      'XX',
      'a country code of ISO 3166-1, such as KR or GB, or EU',
    ],
    [
      'records.jsonl:6',
      'locations.geonames_details.lat',
      '95,10',
      'a latitude from -90 to 90 and a longitude from -180 to 180',
    ],
    ['records.jsonl:6', 'external_ids.all', 'Q1a', 'an item such as Q42'],
    ['records.jsonl:7', 'names.value', '', 'a name'],
    ['records.jsonl:7', 'names.types', '["motto"]', 'one of ror_display, label, alias, acronym'],
    ['records.jsonl:7', 'locations.geonames_details.lat', 'north', 'a number such as 1234.56'],
    ['records.jsonl:7', 'relationships.id', 'https://ror.org/x', 'a ROR id such as https://ror.org/0abcdef12'],
    ['records.jsonl:7', 'relationships.type', 'constructor', 'one of parent, child, successor, predecessor, related'],
    [
      'records.jsonl:8',
      null,
      '{"id": "https://ror.org/000000a10", "names"',
      expect.stringContaining('an object of JSON'),
    ],
  ]);
  expect(notes).toEqual({
    'a record of schema 1, which states the language of labels only': 2,
    'country.country_code: NA taken as the code of Namibia': 1,
    'external_ids: constructor left out, as its ids have no URI': 1,
    'external_ids: OrgRef left out, as its ids have no URI': 1,
    'labels.iso639: a name in Hangul in another language than ko; kept as it is': 1,
    'locations: several; the first is taken': 1,
    'names.lang: kr taken as ko for a name in Hangul': 1,
    'relationships.type: parent of itself left out': 1,
    'relationships.type: related left out, as it does not say how': 1,
    'types: several kinds; the first is taken': 1,
  });
});

test('the table of relationships: one direction each; those without a meaning are counted', async () => {
  const { rows, notes } = await readAll('ror', [`${folder}/relationships.csv`]);
  const from = (record: string, related: string, relation: string) =>
    `document:ror-relationships Record ID=https://ror.org/${record} Related ID=https://ror.org/${related} Relationship of Related ID to Record ID=${relation}`;
  const part = 'institution:ror-000000a01/SUBUNIT_OF/institution:ror-000000a02';
  const succeeded = 'institution:ror-000000a01/SUCCEEDED_BY/institution:ror-000000a03';
  expect(entities(rows)).toEqual([]);
  expect(relations(rows)).toEqual([
    [part, {}, from('000000a01', '000000a02', 'Parent')],
    [part, {}, from('000000a02', '000000a01', 'Child')],
    [succeeded, {}, from('000000a01', '000000a03', 'Successor')],
    [succeeded, {}, from('000000a03', '000000a01', 'Predecessor')],
  ]);
  const column = 'Relationship of Related ID to Record ID';
  expect(problems(rows)).toEqual([
    ['relationships.csv:10', 'Related ID', '000000a05', 'a ROR id such as https://ror.org/0abcdef12'],
    ['relationships.csv:11', column, 'Cousin', 'one of parent, child, successor, predecessor, related'],
    ['relationships.csv:12', column, '', 'a type of relationship'],
  ]);
  expect(notes).toEqual({
    [`${column}: related left out, as it does not say how`]: 1,
    [`${column}: delete left out, as an import states what is`]: 1,
    [`${column}: parent of itself left out`]: 1,
  });
});

const written = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'entente-')), 'records.json');
  writeFileSync(path, text);
  return path;
};

test('records may be one list, or one record over several lines, and each has its line', async () => {
  const record = (id: string) => ({
    id: `https://ror.org/${id}`,
    names: [{ value: `Institute ${id}`, types: ['ror_display', 'label'], lang: 'en' }],
    status: 'active',
    types: [],
    external_ids: [],
    relationships: [],
  });
  const all = ['000000a11', '000000a12', '000000a13'].map(record);
  const lines = await readAll('ror', [written(`${all.map((one) => JSON.stringify(one)).join('\n')}\n`)]);
  expect(entities(lines.rows)).toHaveLength(3);
  const factsOf = ({ rows }: typeof lines) => rows.map((row) => [row.entities, row.relations, row.problems]);
  for (const text of [
    JSON.stringify(all),
    `\ufeff[\n${all.map((one) => JSON.stringify(one, null, 2)).join(',\n')}\n]\n`,
  ])
    expect(factsOf(await readAll('ror', [written(text)]))).toEqual(factsOf(lines));
  const [one] = all;
  const single = await readAll('ror', [written(JSON.stringify(one, null, 2))]);
  expect(factsOf(single)).toEqual(factsOf(lines).slice(0, 1));

  // What is not a record costs itself.
  const { rows } = await readAll('ror', [
    written(`[\n${JSON.stringify(all[0])},\n7, {"id": "unclosed,\n "name": 1},\n${JSON.stringify(all[1])},\n{"id": `),
  ]);
  expect(rows.flatMap(({ problems }) => problems).map(({ line, expected }) => [line, expected.slice(0, 24)])).toEqual([
    [3, 'an object of JSON'],
    [3, 'an object of JSON: Bad c'],
    [6, 'an object of JSON and th'],
  ]);
  expect(rows.filter((row) => row.entities.length > 0)).toHaveLength(2);
});

test('JSON without records is refused, and says what is expected', async () => {
  await expect(readAll('ror', [written('[1, 2]')])).rejects.toThrow(
    'expected JSON with an object for each record, one a line or in a list; got 1.',
  );
});
