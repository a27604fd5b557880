import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { id } from '../../src/ingest/formats/format.ts';
import { formats } from '../../src/ingest/formats/index.ts';
import { Row } from '../../src/ingest/formats/row.ts';
import { readMapping } from '../../src/ingest/mapping/mapping.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

/** The sections of the page, by heading. */
const sections = new Map(
  readFileSync('docs/formats.md', 'utf8')
    .split(/^## /m)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);

test.each(formats.map((format) => [format.name, format] as const))(
  'docs/formats.md says what each column of %s becomes',
  (name, format) => {
    const section = sections.get(name) ?? '';
    const columns = format.tables.flatMap((table) => Object.keys(table.columns).map((c) => c.replace(/!$/, '')));
    expect(columns.filter((column) => !section.includes(`\`${column}\``))).toEqual([]);
    expect(format.tables.filter((table) => !section.includes(`**${table.name}**`)).map((table) => table.name)).toEqual(
      [],
    );
  },
);

test('different ids of a data set stay different, whatever characters they contain', () => {
  const ids = ['/03', '\u2f03', 'x ac', 'x€', 'é1', '\u0e91', ';1', 'α', '나', '°98', '𝒜', '\u1d49c', 'a~2f', 'a/'];
  const made = ids.map((value) => id('Institution', 't', value));
  expect(new Set(made).size).toBe(ids.length);
  expect(made.slice(0, 4)).toEqual([
    'institution:t-~2f03',
    'institution:t-~u2f03',
    'institution:t-x~20ac',
    'institution:t-x~u20ac',
  ]);
});

test('an id of two columns shows where the first one ends', () => {
  const mapping = `
mapping: 1
source: { id: document:t, title: T, publisher: { id: institution:t, name: T } }
key: [A]
language: en
entities: { of: { type: Institution, id: { scheme: t, columns: [A, B] }, names: [A] } }
`;
  const format = readMapping('m.yaml', mapping, createOntology());
  const made: string[] = [];
  const make = { entity: (entity: string) => made.push(entity) } as never;
  for (const [A, B] of [
    ['Ana', 'Maria Kim'],
    ['Ana Maria', 'Kim'],
  ])
    format.tables[0]?.facts(new Row('t.csv', { line: 2, values: { A, B } }), make);
  expect(made).toEqual(['institution:t-ana~20maria~20kim', 'institution:t-ana~0amaria~20kim']);
});
