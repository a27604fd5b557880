import { openInputs } from '../../src/ingest/files/input.ts';
import type { Format } from '../../src/ingest/formats/format.ts';
import { formats } from '../../src/ingest/formats/index.ts';
import type { RowFacts } from '../../src/ingest/row-facts.ts';
import { assign, readRows } from '../../src/ingest/run/read-rows.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

/** Reads files of a format: all rows, and how often each note occurs. */
export async function readAll(
  formatName: string,
  files: readonly string[],
): Promise<{ rows: RowFacts[]; notes: Record<string, number> }> {
  const format = formats.find(({ name }) => name === formatName);
  if (!format) throw new Error(`${formatName} is not a format`);
  return readFormat(format, files);
}

export async function readFormat(format: Format, files: readonly string[]) {
  const ontology = createOntology();
  const inputs = await openInputs(files.map((path) => ({ name: path, path })));
  const rows: RowFacts[] = [];
  const notes: Record<string, number> = {};
  const count = (note: string) => {
    notes[note] = (notes[note] ?? 0) + 1;
  };
  const assigned = await assign(format, inputs, {}, ontology);
  for await (const row of readRows(assigned, ontology, { read() {}, note: (_file, text) => count(text) })) {
    rows.push(row);
    row.notes.forEach(count);
  }
  return { rows, notes };
}
