import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { badInput } from './errors.ts';
import type { Graph } from './graph/port/graph.ts';
import type { ImportOptions, ImportResult } from './import-options.ts';
import { RefusedInput } from './ingest/files/refused.ts';
import { readWhole } from './ingest/files/regular-file.ts';
import type { Format } from './ingest/formats/format.ts';
import { formatNames, formats } from './ingest/formats/index.ts';
import { readMapping } from './ingest/mapping/mapping.ts';
import { type LoadOptions, loadFiles, SILENT, type Watcher } from './ingest/run/load-files.ts';
import type { Ontology } from './ontology/ontology.ts';

/** Imports a file into an open graph, as `Entente.importFile` documents. */
export async function importFile(
  graph: Graph,
  ontology: Ontology,
  path: string,
  options: ImportOptions,
): Promise<ImportResult> {
  const { source, published, encoding, dryRun = false, strict = false, replace = false, signal } = options;
  const load: LoadOptions = {
    format: formatOf(options, ontology),
    files: [{ name: path, path: resolve(path) }],
    about: { source, published },
    encoding,
    dryRun,
    strict,
    replace,
  };
  const cycles: (readonly string[])[] = [];
  const watcher: Watcher = {
    ...SILENT,
    problem: (problem) => options.onProblem?.(problem),
    stopped: () => signal?.aborted ?? false,
    cycle: (ids) => cycles.push(ids),
  };
  try {
    const { outcome, stoppedAfter, refused, broken } = await loadFiles(graph, ontology, load, watcher);
    const { rows, entities, relations, problems } = outcome;
    return { rows, entities, relations, problems, cycles, refused, stoppedAfter, unreadable: broken };
  } catch (error) {
    throw error instanceof RefusedInput ? badInput(error.message) : error;
  }
}

/** The reader of a format; null for files of facts. */
function formatOf({ format = 'facts', mapping, ...options }: ImportOptions, ontology: Ontology): Format | null {
  if ((format === 'csv') !== (mapping !== undefined))
    throw badInput(`expected "mapping" with the format csv, and only with it; got the format ${format}.`);
  if (mapping !== undefined) {
    if (!existsSync(mapping)) throw badInput(`expected a mapping file at ${mapping}; got none. Check the path.`);
    return readMapping(mapping, readWhole(mapping, mapping), ontology);
  }
  if (format === 'facts') {
    const ofTables = (['source', 'published', 'replace'] as const).filter((name) => options[name]);
    if (ofTables.length === 0) return null;
    throw badInput(
      `expected ${ofTables.join(' and ')} with a table only; got the format facts, which cites its documents.`,
    );
  }
  const known = formats.find(({ name }) => name === format);
  if (known) return known;
  throw badInput(`expected one of the formats ${formatNames.join(', ')}; got ${format}.`);
}
