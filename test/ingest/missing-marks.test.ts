import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MissingMarks } from '../../src/ingest/files/missing-marks.ts';
import { readMapping } from '../../src/ingest/mapping/mapping.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { readFormat } from './read-all.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAPPING = `mapping: 1
source: { id: document:d, title: D, publisher: { id: institution:p, name: P } }
key: [id]
entities:
  body: { type: Institution, id: { scheme: d, columns: [id] }, names: [{ column: id, language: en }], fields: { country: country } }
`;

const meaning = (rows: readonly (readonly string[])[], texts?: readonly string[]) => {
  const marks = new MissingMarks(texts);
  rows.forEach((cells, line) => {
    marks.see({ line, values: Object.fromEntries(cells.map((cell, at) => [`c${at}`, cell])) });
  });
  return rows[0]?.map((_, at) => marks.isNamibia(`c${at}`));
};

test('NA is Namibia among codes of countries, if nothing else in the file marks a missing value', () => {
  expect(
    meaning([
      ['NA', '5'],
      ['KR', ''],
    ]),
  ).toEqual([true, false]);
  // Empty cells and dashes are marks of their own.
  expect(
    meaning([
      ['NA', '-'],
      ['', '7'],
      ['UK', '7'],
    ]),
  ).toEqual([true, false]);
  // Two columns of countries.
  expect(
    meaning([
      ['NA', 'DE'],
      ['KR', 'NA'],
    ]),
  ).toEqual([true, true]);
});

test('NA is a missing value in a file that writes missing values so, or has no other code', () => {
  expect(
    meaning([
      ['KR', '5'],
      ['NA', 'NA'],
      ['DE', '7'],
    ]),
  ).toEqual([false, false]);
  expect(
    meaning([
      ['KR', '5'],
      ['NA', 'n/a'],
    ]),
  ).toEqual([false, false]);
  expect(
    meaning([
      ['KR', 'x'],
      ['NA', ''],
      ['null', ''],
    ]),
  ).toEqual([false, false]);
  expect(
    meaning([
      ['NA', '5'],
      ['', '6'],
    ]),
  ).toEqual([false, false]);
  expect(
    meaning([
      ['NA', '5'],
      ['Korea', '6'],
    ]),
  ).toEqual([false, false]);
  // A column of nothing but NA.
  expect(
    meaning([
      ['KR', 'NA'],
      ['NA', 'NA'],
    ]),
  ).toEqual([false, false]);
});

test('a text such as an acronym is no mark', () => {
  expect(
    meaning(
      [
        ['KR', 'NA'],
        ['NA', 'x'],
      ],
      ['c1'],
    ),
  ).toEqual([true, false]);
});

test.each([
  ['id,country,amount\na,NA,5\nb,KR,\n', ['NA', 'KR'], 'country: NA taken as the code of Namibia'],
  [
    'id,country,amount\na,NA,5\nb,KR,NA\n',
    [undefined, 'KR'],
    'country: NA taken as no value, as the file marks missing values with such words',
  ],
])('a mapping reads it in the same way, wherever the rows stand', async (text, countries, note) => {
  const path = join(folder, 'table.csv');
  const [header, ...rows] = text.trim().split('\n');
  for (const order of [rows, [...rows].reverse()]) {
    writeFileSync(path, `${[header, ...order].join('\n')}\n`);
    const read = await readFormat(readMapping('m.yaml', MAPPING, createOntology()), [path]);
    const found = Object.fromEntries(
      read.rows.flatMap(({ entities }) => entities.map(({ id, claims }) => [id, claims.country?.[0]?.value])),
    );
    expect(found).toEqual({ 'institution:d-a': countries[0], 'institution:d-b': countries[1] });
    expect(read.notes).toEqual({ [note]: 1 });
  }
});

test('a mapping may say that NA is Namibia', async () => {
  const path = join(folder, 'said.csv');
  writeFileSync(path, 'id,country,amount\na,NA,NA\n');
  const mapping = MAPPING.replace('country: country', 'country: { column: country, values: { NA: NA } }');
  const { rows } = await readFormat(readMapping('m.yaml', mapping, createOntology()), [path]);
  expect(rows[0]?.entities[0]?.claims.country?.[0]?.value).toBe('NA');
});
