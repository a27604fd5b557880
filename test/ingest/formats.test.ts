import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formats } from '../../src/ingest/formats/index.ts';

/** The section of a format, by its heading. */
const sections = new Map(
  readFileSync('docs/formats.md', 'utf8')
    .split(/^## /m)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);

test.each(formats.map((format) => [format.name, format] as const))(
  'docs/formats.md says what becomes of each column of %s',
  (name, format) => {
    const section = sections.get(name) ?? '';
    const columns = format.tables.flatMap((table) => Object.keys(table.columns).map((c) => c.replace(/!$/, '')));
    expect(columns.filter((column) => !section.includes(`\`${column}\``))).toEqual([]);
    expect(format.tables.filter((table) => !section.includes(`**${table.name}**`)).map((table) => table.name)).toEqual(
      [],
    );
  },
);
