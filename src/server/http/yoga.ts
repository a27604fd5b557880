import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { useLimits } from '../limits/limits.ts';
import { type Exchange, useWhole } from './answer-cache.ts';
import { useCompiled } from './compiled-operations.ts';
import { createDeadline } from './deadline.ts';
import { createExplanations } from './explain.ts';
import { useJsonOnly } from './json-only.ts';
import { createMaskError, type ErrorLogger, useErrorCodes } from './masking.ts';

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  /** The signal is aborted at the deadline and when the client goes away; `trace` takes what a request asks to have explained. */
  readonly makeContext: (request: { signal: AbortSignal; trace: object[] | undefined }) => object;
  readonly logger: ErrorLogger;
  /** Milliseconds that a request may take. */
  readonly timeout?: number;
  /** The origins whose pages may ask; none unless named. */
  readonly cors?: readonly string[];
  /** Requests may ask for the statements that they cause. */
  readonly explain?: boolean;
  /** The path of the API. */
  readonly endpoint?: string;
  /** Bytes of a request; no limit if left out, for a server that limits requests itself. */
  readonly bodyLimit?: number;
  /** How often an operation is walked before it is compiled. */
  readonly compileAfter?: number;
}

export type ServerYoga = ReturnType<typeof createServerYoga>;

export function createServerYoga({
  schema,
  makeContext,
  logger,
  timeout = 10_000,
  cors = [],
  explain = false,
  endpoint = '/graphql',
  bodyLimit,
  compileAfter = 1,
}: YogaOptions) {
  const deadline = createDeadline(timeout);
  const explanations = createExplanations(explain);
  return createYoga<Partial<Exchange>>({
    schema,
    graphqlEndpoint: endpoint,
    // Yoga answers every URL that ends so, queries included, and cannot be told to stop; no URL holds this character.
    healthCheckEndpoint: '\0',
    context: ({ request }) => makeContext({ signal: deadline.signalOf(request), trace: explanations.of(request) }),
    maskedErrors: { maskError: createMaskError(logger) },
    logging: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    maxRequestBodySize: bodyLimit ?? false,
    cors: cors.length > 0 ? corsFor(cors) : false,
    plugins: [
      useJsonOnly(),
      useLimits(),
      deadline.plugin,
      useCompiled(compileAfter),
      useErrorCodes(schema),
      explanations.plugin,
      useWhole(),
      ...(cors.length > 0 ? [useVary()] : []),
    ],
  });
}

function corsFor(origins: readonly string[]) {
  return (request: Request) => {
    const origin = request.headers.get('origin');
    if (origin === null || !origins.includes(origin)) return false as const;
    return {
      origin: [origin],
      credentials: false,
      methods: ['GET', 'POST', 'OPTIONS'],
      allowedHeaders: ['content-type', 'accept', 'x-entente-explain'],
      maxAge: 600,
    };
  };
}

/** The answer differs by origin, also where it holds no CORS header, and a cache has to know. */
function useVary(): Plugin {
  return {
    onResponse({ response }) {
      response.headers.append('vary', 'origin');
    },
  };
}
