import { writeFileSync } from 'node:fs';
import { shareFile } from '../file-rights.ts';
import { openInputs } from '../ingest/files/input.ts';
import { withFiles } from '../ingest/files/spool.ts';
import { firstMapping } from '../ingest/mapping/first-mapping.ts';
import type { Ontology } from '../ontology/ontology.ts';

interface MapOptions {
  /** The file to write, which must not exist; standard output if left out. */
  readonly output?: string | undefined;
  /** The encoding of the table; detected if left out. */
  readonly encoding?: string | undefined;
}

/** Writes a first mapping of a table, for its author to edit. */
export async function mapTable(file: string, { output, encoding }: MapOptions, ontology: Ontology): Promise<void> {
  const text = await withFiles([file], async (files) => {
    const inputs = await openInputs(files, encoding);
    const [input] = inputs;
    if (input && inputs.length === 1) return firstMapping(input, ontology);
    const names = inputs.slice(0, 20).map(({ name }) => name);
    const more = inputs.length > names.length ? ` and ${inputs.length - names.length} more` : '';
    throw new Error(`${file}: expected one table; got ${names.join(', ')}${more}. Name one of them.`);
  });
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    // The file may hold edits, so it is never overwritten.
    writeFileSync(output, text, { flag: 'wx' });
    shareFile(output);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${output}: expected no such file yet; got one. Name another, or remove it.`);
  }
  console.log(`Wrote ${output}. Read it, correct it, then check it with: entente check ${output}`);
}
