import { formats } from '../../src/ingest/formats/index.ts';
import { openInputs } from '../../src/ingest/input.ts';
import { assign, type RowFacts, readRows } from '../../src/ingest/reading.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

/** All that a format makes of files, row by row, and how often each note was made. */
export async function readAll(
  formatName: string,
  files: readonly string[],
): Promise<{ rows: RowFacts[]; notes: Record<string, number> }> {
  const format = formats.find(({ name }) => name === formatName);
  if (!format) throw new Error(`no format ${formatName}`);
  const ontology = createOntology();
  const inputs = await openInputs(files.map((name) => ({ name, path: name })));
  const rows: RowFacts[] = [];
  const notes: Record<string, number> = {};
  const count = (text: string) => {
    notes[text] = (notes[text] ?? 0) + 1;
  };
  const assigned = await assign(format, inputs, {}, ontology);
  for await (const row of readRows(assigned, ontology, { read() {}, note: (_file, text) => count(text) })) {
    rows.push(row);
    row.notes.forEach(count);
  }
  return { rows, notes };
}
