import type { IncomingMessage } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import type { RequestRecord } from './request-record.ts';
import { WatchedExporter } from './watched-exporter.ts';

/** Characters of a statement in a trace. */
const MOST_TEXT = 4000;
/** Milliseconds in which the last spans may be sent when the server stops. */
const LAST_SPANS = 1500;

/** The attributes of a request and of a statement, by OpenTelemetry's names (https://opentelemetry.io/docs/specs/semconv/). */
const requestAttributes = ({ id, client, operation }: RequestRecord) => ({
  'entente.request.id': id,
  ...(client === undefined ? {} : { 'client.address': client }),
  ...(operation ? { 'graphql.operation.name': operation.name ?? '', 'graphql.document.hash': operation.hash } : {}),
});

/** Sends a trace of each request, and of the statements in it, to a collector. */
export class Tracing {
  readonly #provider: NodeTracerProvider;
  readonly #tracer: Tracer;

  /** The address and everything else is set by the variables that OpenTelemetry defines, such as OTEL_EXPORTER_OTLP_ENDPOINT. */
  constructor(version: string, logger: Pick<Logger, 'warn' | 'info'>) {
    const { OTEL_SERVICE_NAME: name = 'entente' } = process.env;
    this.#provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': name, 'service.version': version }),
      // Holds 2,048 spans and drops others, so that a collector that is away costs no memory.
      spanProcessors: [new BatchSpanProcessor(new WatchedExporter(new OTLPTraceExporter(), logger))],
    });
    this.#provider.register();
    this.#tracer = this.#provider.getTracer('entente', version);
  }

  request<T>(record: RequestRecord, request: IncomingMessage, path: string, work: () => Promise<T>): Promise<T> {
    const parent = propagation.extract(context.active(), request.headers);
    const options = {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': request.method ?? '', 'url.path': path },
    };
    return this.#tracer.startActiveSpan(`${request.method} ${path}`, options, parent, async (span) => {
      try {
        return await work();
      } finally {
        if (record.operation?.name) span.updateName(record.operation.name);
        span.setAttributes(requestAttributes(record));
        if (record.codes?.length) span.setStatus({ code: SpanStatusCode.ERROR, message: record.codes.join(', ') });
        span.end();
      }
    });
  }

  /** Runs a statement in a span. Its text has placeholders where the values are. */
  statement<T extends { readonly length: number }>(engine: string, text: string, run: () => Promise<T>): Promise<T> {
    if (!trace.getActiveSpan()) return run();
    const attributes = { 'db.system.name': engine, 'db.query.text': text.slice(0, MOST_TEXT) };
    return this.#tracer.startActiveSpan('statement', { kind: SpanKind.CLIENT, attributes }, async (span) => {
      try {
        const rows = await run();
        span.setAttribute('db.response.returned_rows', rows.length);
        return rows;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Sends what is still to be sent, as long as a stopping server can wait. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_SPANS);
    });
    await Promise.race([this.#provider.shutdown().catch(() => {}), late]);
    clearTimeout(timer);
  }
}
