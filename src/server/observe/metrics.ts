import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ImportMetrics } from './import-metrics.ts';

/** What a request was for. */
export type RequestKind = 'graphql' | 'page' | 'file' | 'probe' | 'other';

/** A figure that something else keeps, read when the metrics are. */
export interface Measured {
  readonly name: string;
  readonly help: string;
  /** Values by the name of what is measured. */
  values(): Readonly<Record<string, number>>;
}

/** Clients choose the names of operations, so only so many get a series of their own. */
const MOST_NAMES = 100;
/** The series of all other operations. */
const OTHER = 'other';
const UNNAMED = 'unnamed';
const SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/** The metrics of a server for Prometheus. All names begin with `entente_`, except those of the process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'kind' | 'outcome'>;
  readonly #operations: Counter<'operation' | 'outcome'>;
  readonly #seconds: Histogram<'kind'>;
  readonly #statements: Histogram;
  readonly #rows: Counter;
  readonly imports: ImportMetrics;
  readonly #names = new Set<string>();

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'entente_requests_total',
      help: 'Requests by kind and outcome: ok, kept (an answer of the cache), the code of the first error, or the HTTP status.',
      labelNames: ['kind', 'outcome'],
      registers,
    });
    this.#operations = new Counter({
      name: 'entente_operations_total',
      help: `GraphQL operations by name and outcome; the first ${MOST_NAMES} names have their own series.`,
      labelNames: ['operation', 'outcome'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'entente_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['kind'],
      buckets: SECONDS,
      registers,
    });
    this.#statements = new Histogram({
      name: 'entente_statement_duration_seconds',
      help: 'Time of the statements that read the database.',
      buckets: SECONDS,
      registers,
    });
    this.#rows = new Counter({ name: 'entente_rows_total', help: 'Rows that statements returned.', registers });
    this.imports = new ImportMetrics(registers);
  }

  /** The content type of `text`. */
  get type(): string {
    return this.#registry.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Adds figures that are kept elsewhere. */
  add(label: string, { name, help, values }: Measured): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect: () => {
        for (const [what, value] of Object.entries(values())) gauge.set({ [label]: what }, value);
      },
    });
  }

  request(kind: RequestKind, outcome: string, milliseconds: number): void {
    this.#requests.inc({ kind, outcome });
    this.#seconds.observe({ kind }, milliseconds / 1000);
  }

  operation(name: string | null, outcome: string): void {
    this.#operations.inc({ operation: name === null ? UNNAMED : this.#bounded(name), outcome });
  }

  statement(milliseconds: number, rows: number): void {
    this.#statements.observe(milliseconds / 1000);
    this.#rows.inc(rows);
  }

  #bounded(name: string): string {
    if (!this.#names.has(name)) {
      if (this.#names.size >= MOST_NAMES) return OTHER;
      this.#names.add(name);
    }
    return name;
  }
}
