import { cordis } from './cordis.ts';
import type { Format } from './format.ts';
import { h2020Participations } from './h2020-participations.ts';
import { ifgMinisters } from './ifg-ministers.ts';
import { ror } from './ror.ts';
import { stateTravels } from './state-travels.ts';
import { transparencyMeetings } from './transparency-meetings.ts';

/** All import formats, by name. To add one, put a file beside this one and a line here; see docs/formats.md. */
export const formats: readonly Format[] = [
  cordis,
  h2020Participations,
  ifgMinisters,
  ror,
  stateTravels,
  transparencyMeetings,
];

/** The formats that have no columns of their own. */
const OWN = {
  facts: "the project's own files: YAML or JSON for people, JSONL for bulk",
  csv: 'any table with a header, read as a mapping says (--map); `entente map` writes a first one',
};

/** What `entente import` accepts as a format. */
export const formatNames: readonly string[] = [...Object.keys(OWN), ...formats.map(({ name }) => name)];

/** The formats and their columns, as `entente import --help` shows them. */
export function describeFormats(): string {
  const columns = (all: Readonly<Record<string, string>>) =>
    Object.entries(all).map(
      ([column, becomes]) => `      ${column.replace(/!$/, ' (required)')}: ${becomes.replaceAll('`', '')}`,
    );
  return [
    'Formats:',
    ...Object.entries(OWN).map(([name, description]) => `  ${name}: ${description}`),
    ...formats.flatMap(({ name, description, tables }) => [
      `  ${name}: ${description}`,
      ...tables.flatMap(({ title, file, columns: own }) => [
        `    ${title}${file ? ` (${file})` : ''}`,
        ...columns(own),
      ]),
    ]),
    '',
    'Files can be packed with gzip or zip (FILE.zip#MEMBER names one member); - is standard input.',
  ].join('\n');
}
