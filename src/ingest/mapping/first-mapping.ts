import type { Ontology } from '../../ontology/ontology.ts';
import type { Input } from '../files/input.ts';
import { readDataFile } from '../schema/data-file.ts';
import { guess } from './guess.ts';
import { checkMapping } from './mapping.ts';
import { writeMapping } from './mapping-writer.ts';
import { oneLine, readColumns } from './table-columns.ts';

/**
 * Writes a first mapping of a table, from its first rows, for you to edit; comments say what was guessed and why.
 * Throws RefusedInput if the file is not a table or has no rows.
 */
export async function firstMapping(input: Input, ontology: Ontology): Promise<string> {
  const columns = await readColumns(input);
  const text = writeMapping(guess(columns, input.base, ontology), input.base);
  const { format, problems } = checkMapping(readDataFile('the mapping', text), ontology);
  if (!format)
    throw new Error(`${input.name}: no mapping could be guessed: ${problems[0]?.expected}; got ${problems[0]?.got}`);
  const read = new Set(Object.keys(format.tables[0]?.columns ?? {}));
  const unread = columns.filter(({ name }) => !read.has(`${name}!`));
  const lines = unread.map(({ name, filled, distinct }) => {
    const samples = [...distinct.keys()].slice(0, 3).map(oneLine).join(' | ');
    const few = distinct.size <= 12 && distinct.size * 4 <= filled.length ? ', few: a kind, a role or an area?' : '';
    return filled.length === 0
      ? `#   ${oneLine(name)}: empty`
      : `#   ${oneLine(name)}: ${distinct.size} different${few} (${samples})`;
  });
  return lines.length > 0 ? `${text}# Columns that are not read:\n${lines.join('\n')}\n` : text;
}
