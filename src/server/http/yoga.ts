import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { type Lane, useLane } from '../limits/lane.ts';
import { useLimits } from '../limits/limits.ts';
import { useObservation } from '../observe/operation.ts';
import { useAutomaticPersisted } from '../persisted/automatic.ts';
import { TrustedDocuments, useTrustedDocuments } from '../persisted/trusted.ts';
import { type RequestContext, useCacheability } from './answer-cache.ts';
import { useCompiled } from './compiled-operations.ts';
import { useCors } from './cors.ts';
import { createDeadline } from './deadline.ts';
import { createDocumentCaches } from './document-cache.ts';
import { createExplanations } from './explain.ts';
import { useJsonOnly } from './json-only.ts';
import { useTurnForLong } from './long-documents.ts';
import { createMaskError, type ErrorLogger, useErrorCodes } from './masking.ts';
import { useOwnSite } from './own-site.ts';
import { useBoundedParameters } from './parse-request.ts';
import { useSerialised } from './serialise.ts';

/** How the API is served. */
export interface YogaOptions {
  readonly schema: GraphQLSchema;
  /**
   * Makes the context of a request. `signal` is aborted at the deadline and when the client disconnects; `trace` takes
   * the statements of a request that asks for them.
   */
  readonly makeContext: (request: { signal: AbortSignal; trace: object[] | undefined }) => object;
  readonly logger: ErrorLogger;
  /** Milliseconds that a request may take; 10,000 by default. */
  readonly timeout?: number;
  /** The origins whose pages may send requests (CORS); left out for a server that sees to other sites itself. */
  readonly cors?: readonly string[];
  /** Whether requests may ask for their statements with `x-entente-explain`. */
  readonly explain?: boolean;
  /** The path of the API. */
  readonly endpoint?: string;
  /** Bytes of a request; no limit if left out, for a server that limits requests itself. */
  readonly bodyLimit?: number;
  /** How often an operation is interpreted before it is compiled. */
  readonly compileAfter?: number;
  /** Where heavy requests wait; they all run at once if it is left out. */
  readonly lane?: Lane;
  /** The operations that clients may send by their ids. */
  readonly trusted?: TrustedDocuments;
}

/** The API as a fetch handler. */
export type ServerYoga = ReturnType<typeof createServerYoga>;

/** Creates the API: GraphQL over HTTP with limits, a deadline, error codes and compiled operations. */
export function createServerYoga({
  schema,
  makeContext,
  logger,
  timeout = 10_000,
  cors,
  explain = false,
  endpoint = '/graphql',
  bodyLimit,
  compileAfter = 1,
  lane,
  trusted = new TrustedDocuments(),
}: YogaOptions) {
  const deadline = createDeadline(timeout);
  const explanations = createExplanations(explain);
  return createYoga<Partial<RequestContext>>({
    schema,
    graphqlEndpoint: endpoint,
    // Yoga's health check matches any URL with this ending and can't be switched off. No URL contains this character.
    healthCheckEndpoint: '\0',
    context: ({ request }) => makeContext({ signal: deadline.signalOf(request), trace: explanations.of(request) }),
    parserAndValidationCache: createDocumentCaches(),
    maskedErrors: { maskError: createMaskError(logger) },
    logging: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    maxRequestBodySize: bodyLimit ?? false,
    cors: false,
    plugins: [
      ...(cors ? [useOwnSite(cors)] : []),
      ...(cors?.length ? [useCors(cors)] : []),
      useJsonOnly(),
      useBoundedParameters(),
      useTrustedDocuments(trusted),
      useAutomaticPersisted(),
      useLimits(),
      deadline.plugin,
      useCompiled(compileAfter),
      // After the plugin that replaces the executor, as these wrap that one.
      useTurnForLong(deadline),
      ...(lane ? [useLane(lane, deadline)] : []),
      // Before the codes, so that an answer that is too long gets one.
      useSerialised(deadline),
      useErrorCodes(schema),
      explanations.plugin,
      useObservation(),
      useCacheability(),
    ],
  });
}
