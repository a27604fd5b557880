import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { badInput } from './errors.ts';
import type { Graph } from './graph/port/graph.ts';
import { RefusedInput } from './ingest/files/refused.ts';
import type { Format } from './ingest/formats/format.ts';
import { formatNames, formats } from './ingest/formats/index.ts';
import { readMapping } from './ingest/mapping/mapping.ts';
import { type LoadOptions, loadFiles, type Watcher } from './ingest/run/load-files.ts';
import type { Ontology } from './ontology/ontology.ts';

/** How `importFile` reads a file. */
export interface ImportOptions {
  /** `facts` (YAML, JSON or JSONL) if left out; `csv`, with a mapping; or a published format that `entente import --help` lists. */
  readonly format?: string;
  /** The mapping file of the format `csv`. */
  readonly mapping?: string;
  /** The id of the document that a table stands for. */
  readonly source?: string;
  /** When a table was published, in EDTF, such as `2024-05`. */
  readonly published?: string;
  /** The encoding of the file, such as `iso-8859-2`; detected if left out. */
  readonly encoding?: string;
  /** Checks the file and counts what would change, without writing. */
  readonly dryRun?: boolean;
  /** Writes nothing if any row has a problem. */
  readonly strict?: boolean;
  /** Retracts what the same document stated in an earlier import and doesn't state any more. */
  readonly replace?: boolean;
  /** Receives every problem with a row. The row is skipped. */
  readonly onProblem?: (problem: ImportProblem) => void;
  /** Stops the import after the current batch. The same call goes on from there. */
  readonly signal?: AbortSignal;
}

/** A problem with one row of a file. */
export interface ImportProblem {
  readonly file: string;
  /** Of the unpacked file, from 1. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly expected: string;
}

/** How many facts were new, changed, or in the graph already. */
export interface ChangeCounts {
  readonly made: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** What an import did. */
export interface ImportResult {
  /** Rows of the file by what became of them; `read` is the sum of the others. */
  readonly rows: ChangeCounts & { readonly read: number; readonly skipped: number };
  readonly entities: ChangeCounts;
  /** `waiting` relations are written as soon as both of their entities are in the graph. */
  readonly relations: ChangeCounts & { readonly waiting: number };
  /** The number of problems. */
  readonly problems: number;
  /** Nothing was written, because rows had problems and `strict` was set. */
  readonly refused: boolean;
  /** The last row that was written, if the import stopped before the end of the file. */
  readonly stoppedAfter: { readonly rows: number; readonly file: string; readonly line: number } | null;
  /** Why the rest of the file can't be read, such as a packed file that is incomplete. */
  readonly unreadable: string | null;
}

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
    turn: null,
  };
  const watcher: Watcher = {
    problem: (problem) => options.onProblem?.(problem),
    stopped: () => signal?.aborted ?? false,
    waiting() {},
    absent() {},
    note() {},
    step() {},
    resumed() {},
  };
  try {
    const { outcome, stoppedAfter, refused, broken } = await loadFiles(graph, ontology, load, watcher);
    const { rows, entities, relations, problems } = outcome;
    return { rows, entities, relations, problems, refused, stoppedAfter, unreadable: broken };
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
    return readMapping(mapping, readFileSync(mapping, 'utf8'), ontology);
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
