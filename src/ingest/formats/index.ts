import { cordis } from './cordis.ts';
import type { Format } from './format.ts';
import { h2020Participations } from './h2020-participations.ts';
import { ifgMinisters } from './ifg-ministers.ts';
import { ror } from './ror.ts';
import { stateTravels } from './state-travels.ts';
import { transparencyMeetings } from './transparency-meetings.ts';

/** All published forms of data that `entente import` knows, by name. A new one is a file beside this and a line here. */
export const formats: readonly Format[] = [
  cordis,
  h2020Participations,
  ifgMinisters,
  ror,
  stateTravels,
  transparencyMeetings,
];

/** The formats of `entente import`: Entente's own, any table with a mapping, and the published ones. */
export const formatNames: readonly string[] = ['facts', 'csv', ...formats.map(({ name }) => name)];

/** What `entente import --help` says of the formats. */
export function describeFormats(): string {
  const columns = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(([column, made]) => `      ${column.replace(/!$/, ' (must be there)')}: ${made}`);
  return [
    'Formats:',
    "  facts: the project's own files: YAML or JSON for people, JSONL for bulk",
    '  csv: any table with a header, read as a mapping says (--map); `entente map` writes a first one',
    ...formats.flatMap(({ name, description, tables }) => [
      `  ${name}: ${description}`,
      ...tables.flatMap((table) => [`    ${table.title}`, ...columns(table.columns)]),
    ]),
    '',
    'Files can be packed with gzip or zip (FILE.zip#MEMBER names one member); - is standard input.',
  ].join('\n');
}
