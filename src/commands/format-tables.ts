import { markdownTable } from 'markdown-table';
import type { Format, Table } from '../ingest/formats/format.ts';
import { formats } from '../ingest/formats/index.ts';

/** The beginnings of the ids that a format makes: `project:cordis-…`. */
function idsOf({ tables }: Format): string {
  const columns = tables.flatMap((table) => Object.values(table.columns));
  const ids = columns.flatMap((text) =>
    [...text.matchAll(/`([a-z]+:[a-z0-9-]+-)[A-Z]+`/g)].map(([, prefix]) => prefix),
  );
  return [...new Set(ids)].map((prefix) => `\`${prefix}…\``).join(', ');
}

/** All import formats as a Markdown table, for docs/formats.md. */
export const formatsTable = (): string =>
  `${markdownTable([
    ['format', 'publisher', 'what it holds', 'ids'],
    ...formats.map((format) => [
      `[\`${format.name}\`](#${format.name})`,
      format.source.publisher.name,
      format.description,
      idsOf(format),
    ]),
  ])}\n`;

/** How a format maps columns: a Markdown table for each kind of file. Throws if there is no such format. */
export function columnTables(name: string): string {
  const format = formats.find((each) => each.name === name);
  if (!format)
    throw new Error(`expected one of the formats ${formats.map((each) => each.name).join(', ')}; got ${name}.`);
  const alike = new Map<string, Table[]>();
  for (const table of format.tables) {
    const key = JSON.stringify(table.columns);
    alike.set(key, [...(alike.get(key) ?? []), table]);
  }
  return [...alike.values()].map(columnTable).join('\n');
}

/** The columns of files with equal columns. Columns that map to the same thing share a line. */
function columnTable(tables: readonly Table[]): string {
  const titles = tables.map(({ name, file }) => `**${name}**${file ? ` (\`${file}\`)` : ''}`);
  const rows = new Map<string, string[]>();
  for (const [column, becomes] of Object.entries(tables[0]?.columns ?? {})) {
    const shown = column.endsWith('!') ? `\`${column.slice(0, -1)}\` (required)` : `\`${column}\``;
    rows.set(becomes, [...(rows.get(becomes) ?? []), shown]);
  }
  const lines = [...rows].map(([becomes, columns]) => [columns.join(', '), becomes]);
  return `${titles.join(', ')}\n\n${markdownTable([['column', 'becomes'], ...lines])}\n`;
}
