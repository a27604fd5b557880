import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Graph } from '../../graph/port/graph.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { parsePeriod } from '../../ontology/period.ts';
import { readFactRows } from '../facts/read-fact-rows.ts';
import { type Named, openInputs } from '../files/input.ts';
import { badInput, RefusedInput } from '../files/refused.ts';
import type { Format } from '../formats/format.ts';
import type { ReadProgress, RowFacts } from '../row-facts.ts';
import { Import, STRIDE } from './import.ts';
import type { Listener, Outcome } from './outcome.ts';
import { type About, assign, documentsOf, readRows } from './read-rows.ts';

/** Facts in one transaction. */
const BATCH = 3000;
/** The same if a server writes them, which handles requests in between: each statement then takes a few milliseconds. */
export const GENTLE_BATCH = 100;
/** The most rows in one transaction, if they state hardly anything new. */
const BATCH_ROWS = 10_000;

/** What to import, and how. */
export interface LoadOptions {
  /** Null for Entente's own files of facts. */
  readonly format: Format | null;
  readonly files: readonly Named[];
  readonly about: About;
  /** The encoding of the files, if it can't be detected. */
  readonly encoding?: string | undefined;
  readonly dryRun: boolean;
  readonly strict: boolean;
  readonly replace: boolean;
  /** Facts in one transaction. */
  readonly batch?: number | undefined;
}

/** The progress of an import. */
export interface Step {
  /** `check` reads all rows before anything is written. */
  readonly phase: 'check' | 'import';
  readonly bytes: number;
  readonly allBytes: number;
  readonly rows: number;
  readonly problems: number;
}

/** Receives what happens during an import. */
export interface Watcher extends Listener {
  note(file: string, text: string): void;
  step(step: Step): void;
  /** Receives the number of rows that an earlier run completed. */
  resumed(rows: number): void;
  /** Called before each batch; true ends the import there. */
  stopped(): boolean;
}

/** A watcher that ignores everything and never stops the import, to add to. */
export const SILENT: Watcher = {
  problem() {},
  waiting() {},
  absent() {},
  cycle() {},
  note() {},
  step() {},
  resumed() {},
  stopped: () => false,
};

/** The result of an import. */
export interface Loaded {
  readonly outcome: Outcome;
  /** Where it stopped; null if it completed. */
  readonly stoppedAfter: { readonly rows: number; readonly file: string; readonly line: number } | null;
  /** Nothing was written, because rows had problems (`strict`). */
  readonly refused: boolean;
  /** Why the rows after `stoppedAfter` can't be read, such as a truncated archive; null if they can. */
  readonly broken: string | null;
}

interface Taken {
  readonly stoppedAfter: Loaded['stoppedAfter'];
  readonly broken: string | null;
}

/**
 * Imports files into a graph.
 *
 * @throws RefusedInput if they can't be read at all, or an option doesn't fit them
 */
export async function loadFiles(
  graph: Graph,
  ontology: Ontology,
  options: LoadOptions,
  watcher: Watcher,
): Promise<Loaded> {
  const { format, about, dryRun, strict, replace } = options;
  if (about.published !== undefined) {
    try {
      parsePeriod(about.published);
    } catch (error) {
      throw badInput(`--published: ${(error as Error).message}; got ${about.published}.`);
    }
  }
  if (options.files.length === 0)
    throw badInput('expected at least one file to import; got none. Name it, or - for standard input.');
  const inputs = await openInputs(options.files, options.encoding);
  const leftOut = (file: string) => watcher.note(file, `no table of ${format?.name}, left out`);
  const allBytes = inputs.reduce((sum, { size }) => sum + size, 0);
  const assigned = format ? await assign(format, inputs, about, ontology, leftOut) : [];
  const documents = [...new Set(assigned.map(({ document }) => document))];
  const head = format ? documentsOf(format, assigned, about) : null;
  const rowsOf = (progress: ReadProgress) =>
    format ? readRows(assigned, ontology, progress) : readFactRows(inputs, ontology, progress);

  const batch = options.batch ?? BATCH;
  /** Imports all rows; returns where it stopped, or where the rows became unreadable. */
  const takeRows = async (run: Import, phase: Step['phase'], note: ReadProgress['note']): Promise<Taken> => {
    let pending: Promise<void> = Promise.resolve();
    let buffer: RowFacts[] = [];
    let [size, rows, bytes] = [0, 0, 0];
    let last: RowFacts | undefined;
    /** The last row of the last batch. */
    let taken: Loaded['stoppedAfter'] = null;
    const step = () => watcher.step({ phase, bytes, allBytes, rows, problems: run.outcome.problems });
    const flush = async () => {
      const prepared = await run.prepare(buffer);
      taken = last ? { rows, file: last.file, line: last.line } : null;
      buffer = [];
      size = 0;
      // Rows are read while the batch before them is written.
      await pending;
      if (!prepared) return;
      pending = run.take(prepared);
      pending.catch(() => {});
      if (prepared.open) await pending;
    };
    try {
      for await (const row of rowsOf({ read: (read) => (bytes = read), note })) {
        if (buffer.length === 0 && watcher.stopped()) {
          await pending;
          return { stoppedAfter: { rows, file: last?.file ?? row.file, line: last?.line ?? 0 }, broken: null };
        }
        rows += 1;
        if (rows % STRIDE === 0) await setImmediate();
        last = row;
        buffer.push(row);
        size += row.entities.length + row.relations.length;
        if (size < batch && buffer.length < BATCH_ROWS) continue;
        await flush();
        step();
      }
    } catch (error) {
      if (!(error instanceof RefusedInput)) throw error;
      await pending;
      return { stoppedAfter: taken, broken: error.message };
    }
    if (buffer.length > 0) await flush();
    await pending;
    step();
    return { stoppedAfter: null, broken: null };
  };
  const how = { documents, tellsOfEnds: format === null, replace };

  if (strict) {
    // Some problems of a row only appear in comparison with other rows and the graph.
    const listener = { ...SILENT, problem: watcher.problem.bind(watcher) };
    const trial = new Import(graph, ontology, { ...how, id: '', dryRun: true, listener });
    await trial.begin();
    if (head) await trial.open(head);
    const { stoppedAfter, broken } = await takeRows(trial, 'check', () => {});
    if (broken !== null) throw badInput(`${broken} Nothing was written, because of --strict.`);
    const { outcome: empty } = new Import(graph, ontology, { ...how, id: '', dryRun: true, listener });
    const { problems, rows } = trial.outcome;
    if (stoppedAfter) return { outcome: empty, stoppedAfter, refused: false, broken };
    if (problems > 0) {
      const outcome = { ...empty, problems, rows: { ...empty.rows, read: rows.read, skipped: rows.read } };
      return { outcome, stoppedAfter: null, refused: true, broken };
    }
  }

  const hash = createHash('sha256');
  hash.update(JSON.stringify([format, about, replace, options.encoding, inputs.map(({ checksum }) => checksum)]));
  const run = new Import(graph, ontology, {
    id: hash.digest('hex'),
    ...how,
    dryRun,
    listener: watcher,
  });
  const done = await run.begin();
  if (done > 0) watcher.resumed(done);
  if (head) await run.open(head);

  const { stoppedAfter, broken } = await takeRows(run, 'import', watcher.note.bind(watcher));
  if (!stoppedAfter && broken === null) await run.finish();
  return { outcome: run.outcome, stoppedAfter, refused: false, broken };
}
