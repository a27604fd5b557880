import { constants, setPriority } from 'node:os';
import { badInput } from '../ingest/files/refused.ts';
import { readWhole } from '../ingest/files/regular-file.ts';
import { withFiles } from '../ingest/files/spool.ts';
import { formats } from '../ingest/formats/index.ts';
import { readMapping } from '../ingest/mapping/mapping.ts';
import {
  GENTLE_BATCH,
  type Loaded,
  type LoadOptions,
  loadFiles,
  type Step,
  type Watcher,
} from '../ingest/run/load-files.ts';
import { Report } from '../ingest/run/report.ts';
import { localServer } from '../local/client.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { withDatabase } from '../open-database.ts';
import { type ProgressBar, progressBar } from '../progress-bar.ts';
import type { ImportOutcome } from '../server/observe/import-metrics.ts';
import type { DatabaseSettings } from '../settings.ts';
import { withRemoteGraph } from './remote-graph.ts';

/** Milliseconds between two lines of progress without a terminal. */
const LINE_EVERY = 5000;
/** The exit code if nobody reads the output any more: that of the signal SIGPIPE. */
const UNREAD = 141;

export interface ImportSettings {
  readonly source?: string | undefined;
  readonly published?: string | undefined;
  readonly encoding?: string | undefined;
  readonly report?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly replace?: boolean | undefined;
  readonly json?: boolean | undefined;
  /** The mapping file of the format csv. */
  readonly map?: string | undefined;
}

/** Shows the progress of an import: a bar in a terminal, lines in a pipe, lines of JSON for programs. */
class Progress {
  readonly #json: boolean;
  readonly #bar: ProgressBar | null;
  readonly #began = Date.now();
  #lineAt = 0;
  constructor(json: boolean) {
    this.#json = json;
    const format = '{phase} |{bar}| {percentage} % · {rows} rows · {rate} rows/s · {left} left · {problems} problems';
    this.#bar = json ? null : progressBar(format);
  }

  step({ phase, bytes, allBytes, rows, problems }: Step): void {
    const seconds = Math.max((Date.now() - this.#began) / 1000, 0.001);
    const rate = Math.round(rows / seconds);
    const left = bytes > 0 ? Math.max(Math.round((seconds * (allBytes - bytes)) / bytes), 0) : null;
    if (this.#bar) {
      this.#bar.show(bytes, allBytes, {
        phase: phase === 'check' ? 'Checking' : 'Importing',
        rows,
        rate,
        left: left === null ? '?' : `${left} s`,
        problems,
      });
      return;
    }
    // A program gets each batch.
    if (!this.#json && Date.now() - this.#lineAt < LINE_EVERY) return;
    this.#lineAt = Date.now();
    const percent = allBytes > 0 ? Math.floor((100 * bytes) / allBytes) : 100;
    if (this.#json)
      this.say({ event: 'progress', phase, bytes, allBytes, rows, problems, rowsPerSecond: rate, secondsLeft: left });
    else
      console.error(
        `${phase === 'check' ? 'Checking' : 'Importing'}: ${percent} %, ${rows} rows, ${rate} rows/s, ${left ?? '?'} s left, ${problems} problems`,
      );
  }

  /** Writes a line of JSON, with `--json`. */
  say(event: object): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  end(): void {
    this.#bar?.end();
  }
}

interface Interrupt {
  readonly signal: AbortSignal;
  /** Whether nobody reads the output any more. */
  readonly unread: () => boolean;
  readonly close: () => void;
}

/**
 * Ctrl-C stops the import at the end of a batch, and a second one stops it at once. A reader that closes the pipe, such
 * as `head`, stops it at the end of a batch without a message.
 */
function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let unread = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') return;
    unread = true;
    controller.abort();
  };
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on('error', onError);
  const listener = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    console.error(
      'Stopping at the end of this batch. Press Ctrl-C again to stop at once; written batches stay complete.',
    );
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    unread: () => unread,
    close() {
      for (const stream of streams) stream.off('error', onError);
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

/** The format csv with its mapping, or another one; read and checked before a database is opened. Null for files of facts. */
function formatOf(name: string, file: string | undefined, ontology: Ontology): LoadOptions['format'] {
  if ((name === 'csv') !== (file !== undefined)) {
    throw badInput(
      file === undefined
        ? 'expected a mapping for the format csv; got none. Name it with --map MAPPING; `entente map FILE` writes a first one.'
        : `expected --map with the format csv alone; got ${name}, which knows its columns.`,
    );
  }
  if (file === undefined) return formats.find((format) => format.name === name) ?? null;
  return readMapping(file, readWhole(file, file, 'mapping file'), ontology);
}

/** Files of facts cite their own documents, so options about the document of a table have no meaning for them. */
function checkFactOptions({ source, published, replace }: ImportSettings): void {
  const given = [
    ...(source === undefined ? [] : ['--source']),
    ...(published === undefined ? [] : ['--published']),
    ...(replace ? ['--replace'] : []),
  ];
  if (given.length > 0)
    throw badInput(
      `expected ${given.join(' and ')} with a table; got the format facts, whose files cite documents of their own. Leave ${given.length > 1 ? 'them' : 'it'} away, and say what is to be said of a document in the file.`,
    );
}

/** How an import ended, as the server counts it. */
function outcomeOf({ refused, broken, stoppedAfter }: Loaded, dryRun: boolean | undefined): ImportOutcome {
  if (refused) return 'refused';
  if (broken !== null) return 'broken';
  if (stoppedAfter) return 'stopped';
  return dryRun ? 'checked' : 'done';
}

/** Gives way to the server beside this process, whose readers come first where processors are few. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The system may not allow it.
  }
}

/** Runs an import in this process, on the database or through the server that has it open. */
async function run(
  options: LoadOptions,
  database: DatabaseSettings,
  ontology: Ontology,
  watcher: Watcher,
): Promise<Loaded> {
  const server = database.neo4j ? null : await localServer(database.data);
  if (!server) return withDatabase(database, ontology, (graph) => loadFiles(graph, ontology, options, watcher));
  giveWay();
  let isStopping = false;
  const stopped = () => isStopping || watcher.stopped();
  const stop = () => {
    isStopping = true;
  };
  return withRemoteGraph(server, 'import', stop, async (graph, tell) => {
    const step = (now: Step) => {
      watcher.step(now);
      const { rows, problems, bytes, allBytes } = now;
      tell({ progress: { rows, problems, part: allBytes > 0 ? bytes / allBytes : 1 } });
    };
    const loaded = await loadFiles(graph, ontology, { ...options, batch: GENTLE_BATCH }, { ...watcher, step, stopped });
    tell({ outcome: outcomeOf(loaded, options.dryRun) });
    return loaded;
  });
}

/** Imports files and reports it; returns the exit code of the command. */
export async function importFiles(
  format: string,
  files: readonly string[],
  settings: ImportSettings,
  database: DatabaseSettings,
  ontology: Ontology,
): Promise<number> {
  const {
    source,
    published,
    encoding,
    report: path,
    dryRun = false,
    strict = false,
    replace = false,
    json = false,
  } = settings;
  const reader = formatOf(format, settings.map, ontology);
  if (format === 'facts') checkFactOptions(settings);
  const progress = new Progress(json);
  const report = new Report(path);
  const interrupt = onInterrupt();
  const watcher: Watcher = {
    problem: (problem) => report.problem(problem),
    waiting: (relation, missing) => report.waiting(relation, missing),
    absent: (kind, id, retracted) => report.absent(kind, id, retracted),
    cycle: (ids) => report.cycle(ids),
    note: (file, text) => report.note(file, text),
    step: (step) => progress.step(step),
    resumed(rows) {
      if (json) progress.say({ event: 'resumed', rows });
      else console.error(`Continuing after row ${rows}, where an earlier import of these files stopped.`);
    },
    stopped: () => interrupt.signal.aborted,
  };
  try {
    const loaded = await withFiles(files, (named) =>
      run(
        { format: reader, files: named, about: { source, published }, encoding, dryRun, strict, replace },
        database,
        ontology,
        watcher,
      ),
    );
    progress.end();
    await report.close(loaded.outcome);
    if (interrupt.unread() && loaded.stoppedAfter) return UNREAD;
    return summarize(loaded, report, progress, { dryRun, json });
  } finally {
    progress.end();
    interrupt.close();
  }
}

/** Prints the result; returns the exit code. */
function summarize(
  { outcome, stoppedAfter, refused, broken }: Loaded,
  report: Report,
  progress: Progress,
  { dryRun, json }: { dryRun: boolean; json: boolean },
): number {
  progress.say({
    event: 'end',
    dryRun,
    refused,
    stoppedAfter,
    broken,
    ...outcome,
    fileNotes: Object.fromEntries(report.fileNotes),
  });
  if (!json) for (const line of report.lines(outcome, dryRun)) console.log(line);
  if (refused) {
    console.error('Nothing was written, because of --strict. Correct the rows, or leave out --strict to skip them.');
    return 1;
  }
  if (broken !== null) {
    const written = stoppedAfter
      ? `Rows up to ${stoppedAfter.rows} (${stoppedAfter.file}:${stoppedAfter.line}) are written and stay; no later row is.`
      : 'No row is written.';
    console.error(
      `entente: ${broken}\n${dryRun ? '' : `${written} `}With files that are whole, the same command takes the rest, and finds unchanged what is there.`,
    );
    return 1;
  }
  if (stoppedAfter) {
    const { rows, file, line } = stoppedAfter;
    console.error(
      `Stopped after row ${rows} (${file}:${line}). Written rows stay; the same command continues from there.`,
    );
    return 130;
  }
  return 0;
}
