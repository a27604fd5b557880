import { openInputs } from '../../src/ingest/files/input.ts';
import type { Format } from '../../src/ingest/formats/format.ts';
import { formats } from '../../src/ingest/formats/index.ts';
import type { RowFacts } from '../../src/ingest/row-facts.ts';
import { assign, readRows } from '../../src/ingest/run/read-rows.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

/** Reads files of a format: all rows, how often each note occurs, and those about files with their names. */
export async function readAll(formatName: string, files: readonly string[], encoding?: string) {
  const format = formats.find(({ name }) => name === formatName);
  if (!format) throw new Error(`${formatName} is not a format`);
  return readFormat(format, files, encoding);
}

export async function readFormat(format: Format, files: readonly string[], encoding?: string) {
  const ontology = createOntology();
  const inputs = await openInputs(
    files.map((path) => ({ name: path, path })),
    encoding,
  );
  const rows: RowFacts[] = [];
  const notes: Record<string, number> = {};
  const fileNotes: string[] = [];
  const count = (note: string) => {
    notes[note] = (notes[note] ?? 0) + 1;
  };
  const leftOut = (file: string) => fileNotes.push(`${file}: no table of ${format.name}, left out`);
  const assigned = await assign(format, inputs, {}, ontology, leftOut);
  const note = (file: string, text: string) => {
    count(text);
    fileNotes.push(`${file}: ${text}`);
  };
  for await (const row of readRows(assigned, ontology, { read() {}, note })) {
    rows.push(row);
    row.notes.forEach(count);
  }
  return { rows, notes, fileNotes };
}
