import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How an import ended. `failed` is also one whose process ended without a word. */
export const IMPORT_OUTCOMES = ['done', 'checked', 'stopped', 'refused', 'broken', 'failed'] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

/** How far an import is. */
export interface ImportProgress {
  /** Rows of this run, those with problems included. */
  readonly rows: number;
  /** Problems that it found in them. */
  readonly problems: number;
  /** The part of the files that is read, from 0 to 1. */
  readonly part: number;
}

/** An import that runs. */
export interface RunningImport {
  statement(): void;
  /** Counts of the whole run so far; smaller ones begin again, as after a check of all rows. */
  progress(progress: ImportProgress): void;
  end(outcome: ImportOutcome): void;
}

const SECONDS = [1, 10, 60, 300, 1800, 7200];

/** The metrics of imports that other processes of this machine run through a server. */
export class ImportMetrics {
  readonly #statements: Counter;
  readonly #imports: Counter<'outcome'>;
  readonly #seconds: Histogram;
  readonly #rows: Counter;
  readonly #problems: Counter;
  readonly #running: Gauge;
  readonly #part: Gauge;

  constructor(registers: Registry[]) {
    this.#statements = new Counter({
      name: 'entente_import_statements_total',
      help: 'Statements of imports that this server ran for other processes.',
      registers,
    });
    this.#imports = new Counter({
      name: 'entente_imports_total',
      help: `Imports that ended, by outcome: ${IMPORT_OUTCOMES.join(', ')}.`,
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of IMPORT_OUTCOMES) this.#imports.inc({ outcome }, 0);
    this.#seconds = new Histogram({
      name: 'entente_import_duration_seconds',
      help: 'Time that imports took.',
      buckets: SECONDS,
      registers,
    });
    this.#rows = new Counter({ name: 'entente_import_rows_total', help: 'Rows that imports read.', registers });
    this.#problems = new Counter({
      name: 'entente_import_problems_total',
      help: 'Problems that imports found in rows.',
      registers,
    });
    this.#running = new Gauge({ name: 'entente_imports_running', help: 'Imports that run.', registers });
    this.#part = new Gauge({
      name: 'entente_import_progress_ratio',
      help: 'The part of its files that the running import has read, from 0 to 1; 0 if none runs.',
      registers,
    });
  }

  begin(): RunningImport {
    this.#running.inc();
    const start = performance.now();
    let last: ImportProgress = { rows: 0, problems: 0, part: 0 };
    return {
      statement: () => this.#statements.inc(),
      progress: (now) => {
        const grown = (name: 'rows' | 'problems') => (now[name] >= last[name] ? now[name] - last[name] : now[name]);
        this.#rows.inc(grown('rows'));
        this.#problems.inc(grown('problems'));
        this.#part.set(now.part);
        last = now;
      },
      end: (outcome) => {
        this.#running.dec();
        this.#part.set(0);
        this.#imports.inc({ outcome });
        this.#seconds.observe((performance.now() - start) / 1000);
      },
    };
  }
}
