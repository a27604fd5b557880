import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';

type Done = Parameters<SpanExporter['export']>[1];

/** What the exporter says if it sent what it was given. */
const SUCCESS = 0;

/**
 * Tells the log once that a collector can't be reached, and once that it can again, with how much was lost. The exporter
 * itself tries again for ten seconds and then drops what it has, without a word.
 */
export class WatchedExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #logger: Pick<Logger, 'warn' | 'info'>;
  #lost = 0;

  constructor(exporter: SpanExporter, logger: Pick<Logger, 'warn' | 'info'>) {
    this.#exporter = exporter;
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.#exporter.export(spans, (result) => {
      if (result.code !== SUCCESS) this.#fail(spans.length, result.error);
      else if (this.#lost > 0) {
        this.#logger.info({ spans: this.#lost }, 'traces are sent again; the collector did not take these spans');
        this.#lost = 0;
      }
      done(result);
    });
  }

  #fail(spans: number, err: Error | undefined): void {
    if (this.#lost === 0)
      this.#logger.warn(
        { err },
        'The collector does not take traces, so they are dropped until it does. Check OTEL_EXPORTER_OTLP_ENDPOINT.',
      );
    this.#lost += spans;
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}
