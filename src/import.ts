import cliProgress from 'cli-progress';
import { openDatabase } from './database.ts';
import { prepareLayout } from './graph/layout.ts';
import { formats } from './ingest/formats/index.ts';
import { type Loaded, loadFiles, type Step, type Watcher } from './ingest/load-files.ts';
import { Report } from './ingest/report.ts';
import type { Ontology } from './ontology/ontology.ts';
import type { DatabaseSettings } from './settings.ts';

/** Milliseconds between two lines of progress where there is no terminal. */
const LINE_EVERY = 5000;
/** Milliseconds: an import has no reader who waits for it. */
const IMPORTING = 600_000;

export interface ImportSettings {
  readonly source?: string | undefined;
  readonly published?: string | undefined;
  readonly report?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly replace?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Shows how far an import is: a bar in a terminal, lines in a pipe, lines of JSON for programs. */
class Progress {
  readonly #json: boolean;
  readonly #bar: cliProgress.SingleBar | undefined;
  readonly #began = Date.now();
  #lineAt = 0;
  constructor(json: boolean) {
    this.#json = json;
    if (json || !process.stderr.isTTY) return;
    const format = '{phase} |{bar}| {percentage} % · {rows} rows · {rate} rows/s · {left} left · {problems} problems';
    this.#bar = new cliProgress.SingleBar({ format, clearOnComplete: true, stream: process.stderr });
  }

  step({ phase, bytes, allBytes, rows, problems }: Step): void {
    const seconds = Math.max((Date.now() - this.#began) / 1000, 0.001);
    const rate = Math.round(rows / seconds);
    const left = bytes > 0 ? Math.max(Math.round((seconds * (allBytes - bytes)) / bytes), 0) : null;
    if (this.#bar) {
      const shown = {
        phase: phase === 'check' ? 'Checking' : 'Importing',
        rows,
        rate,
        left: left === null ? '?' : `${left} s`,
        problems,
      };
      if (!this.#bar.isActive) this.#bar.start(allBytes, bytes, shown);
      this.#bar.update(bytes, shown);
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

  /** A line of JSON, where those were asked for. */
  say(event: object): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  end(): void {
    this.#bar?.stop();
  }
}

/** Reads Ctrl-C as a wish to end at the edge of a batch; a second one ends at once. */
function onInterrupt(): { readonly asked: () => boolean; readonly close: () => void } {
  let asked = false;
  const listener = () => {
    if (asked) process.exit(130);
    asked = true;
    console.error(
      'Stopping at the end of this batch. Press Ctrl-C again to stop at once; what is written stays whole.',
    );
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    asked: () => asked,
    close() {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

/** Imports files and tells of it; gives the exit code of the command. */
export async function importFiles(
  formatName: string,
  files: readonly string[],
  settings: ImportSettings,
  database: DatabaseSettings,
  ontology: Ontology,
): Promise<number> {
  const format = formats.find(({ name }) => name === formatName) ?? null;
  const { source, published, report: path, dryRun = false, strict = false, replace = false, json = false } = settings;
  const progress = new Progress(json);
  const report = new Report(path);
  const interrupt = onInterrupt();
  const graph = await openDatabase(database, IMPORTING);
  try {
    await graph.ready();
    await prepareLayout(graph, ontology);
    const watcher: Watcher = {
      problem: (problem) => report.problem(problem),
      waiting: (relation, missing) => report.waiting(relation, missing),
      absent: (kind, id, retracted) => report.absent(kind, id, retracted),
      note: (file, text) => report.note(file, text),
      step: (step) => progress.step(step),
      resumed(rows) {
        if (json) progress.say({ event: 'resumed', rows });
        else console.error(`Going on after row ${rows}, where an earlier import of these files stopped.`);
      },
      stopped: interrupt.asked,
    };
    const loaded = await loadFiles(
      graph,
      ontology,
      { format, files, about: { source, published }, dryRun, strict, replace },
      watcher,
    );
    progress.end();
    await report.close(loaded.outcome);
    return tell(loaded, report, progress, { dryRun, json });
  } finally {
    progress.end();
    interrupt.close();
    await graph.close();
  }
}

function tell(
  { outcome, stoppedAfter, refused }: Loaded,
  report: Report,
  progress: Progress,
  { dryRun, json }: { dryRun: boolean; json: boolean },
): number {
  progress.say({
    event: 'end',
    dryRun,
    refused,
    stoppedAfter,
    ...outcome,
    fileNotes: Object.fromEntries(report.fileNotes),
  });
  if (!json) for (const line of report.lines(outcome, dryRun)) console.log(line);
  if (refused) {
    console.error(
      'Refused whole, as --strict was given: nothing was written. Mend the rows, or leave --strict away to skip them.',
    );
    return 1;
  }
  if (stoppedAfter) {
    const { rows, file, line } = stoppedAfter;
    console.error(
      `Stopped after row ${rows} (${file}:${line}). What is written stays; the same command goes on from there.`,
    );
    return 130;
  }
  return 0;
}
