import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Format, id, name, type Table } from '../../src/ingest/formats/format.ts';
import { readFormat } from './read-all.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-format-values-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the events of a made-up table by a format under development. */
function read(facts: Table['facts']) {
  const file = join(folder, 'events.csv');
  writeFileSync(file, 'event,number\n1,2\n2,2.5\n');
  const format: Format = {
    name: 'events',
    description: 'Events.',
    source: { id: 'events', title: 'Events', publisher: { id: 'institution:events', name: 'Events' } },
    tables: [{ name: 'events', title: 'events', key: ['event'], columns: { 'event!': '', number: '' }, facts }],
  };
  return readFormat(format, [file]);
}
const event = (own: string | undefined) => id('Event', 'e', own ?? '');

test('a cell that is not a whole number is a problem of its column', async () => {
  const { rows } = await read((row, make) => {
    make.entity(event(row.text('event')), { names: [name('A', 'en')], ordinal: row.integer('number') });
  });
  expect(rows.map(({ problems }) => problems.map(({ column, expected }) => [column, expected]))).toEqual([
    [],
    [['number', 'a whole number']],
  ]);
});

test('a number that is not whole is a problem of the row, however the format reads it', async () => {
  const { rows } = await read((row, make) => {
    make.entity(event(row.text('event')), { names: [name('A', 'en')], ordinal: row.number('number') });
  });
  expect(rows.map(({ problems }) => problems.map(({ expected, value }) => [expected, value]))).toEqual([
    [],
    [['a whole number for ordinal', '2.5']],
  ]);
});

test('a format cannot state a field that the type does not have', async () => {
  const misspelt = read((row, make) => {
    make.entity(event(row.text('event')), { names: [name('A', 'en')], ordinl: row.number('number') });
  });
  await expect(misspelt).rejects.toThrow('ordinl is not a field of Event in the ontology');
});
