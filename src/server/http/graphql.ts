import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Graph } from '../../graph/port/graph.ts';
import type { Turns } from '../limits/turns.ts';
import { timingOf } from '../observe/observer.ts';
import type { ObservedOperation } from '../observe/operation.ts';
import type { RequestRecord } from '../observe/request-record.ts';
import { type Answer, answerOf } from './answer.ts';
import type { AnswerCache, RequestContext } from './answer-cache.ts';
import { readBody } from './body.ts';
import { headersOf } from './headers.ts';
import { refusalForSite } from './own-site.ts';
import { refuse, signalOnClose } from './responses.ts';
import type { ServerYoga } from './yoga.ts';

/** What answers a request to the API. */
export interface GraphQLOptions {
  readonly yoga: ServerYoga;
  readonly graph: Graph;
  readonly cache: AnswerCache;
  /** The origins whose pages may read the answer (CORS). */
  readonly cors: readonly string[];
  readonly turns: Turns;
  /** Who sent the request, as the limits count. */
  readonly client: string;
  /** What is told of the request. */
  readonly record: RequestRecord;
}

const BODY_LIMIT = 1_000_000;

/** Answers a request to the API, from the cache if it can. */
export async function answerGraphQL(
  options: GraphQLOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cache, cors, record } = options;
  const method = request.method ?? 'GET';
  if (method !== 'GET' && method !== 'POST' && method !== 'OPTIONS') {
    response.setHeader('allow', 'GET, POST');
    const message = 'The API accepts only GET and POST.';
    return refuse(request, response, { status: 405, code: 'BAD_USER_INPUT', message });
  }
  const forOther = refusalForSite(method, headersOf(request), cors);
  if (forOther) return refuse(request, response, forOther);
  const body = method === 'POST' ? await readBody(request, BODY_LIMIT) : null;
  if (body === undefined) {
    const message = `The request is longer than ${BODY_LIMIT} bytes, which is the limit. Split it into several.`;
    return refuse(request, response, { status: 413, code: 'LIMIT_EXCEEDED', message });
  }
  const text = body?.toString('utf8') ?? null;
  const key = cache.keyOf(method, `${request.url}`, request.headers, text);
  const cached = cache.get(key);
  const answer = cached ?? (await makeAnswer(options, request, response, { method, text, key }));
  record.operation ??= answer.operation;
  record.isKept = cached !== undefined;
  response.setHeader('server-timing', timingOf(record));
  await answer.content.send(request, response, answer.status, answer.isTagged);
  // It may now be compressed in another way too.
  cache.measure(key, answer);
}

const withoutDocument = ({ name, hash, rows }: ObservedOperation): ObservedOperation => ({ name, hash, rows });

/** Asks Yoga, and caches what it answers. */
async function makeAnswer(
  { yoga, graph, cache, turns, client, record }: GraphQLOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { method, text, key }: { method: string; text: string | null; key: string | null },
): Promise<Answer> {
  await turns.take(client);
  const version = graph.version();
  const exchange: RequestContext = { outcome: { isWhole: false }, client };
  const init: RequestInit = {
    method,
    headers: Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']),
    signal: signalOnClose(response),
    ...(text === null ? {} : { body: text }),
  };
  const result = await yoga.fetch(`http://localhost${request.url}`, init, exchange);
  const { isWhole, registers, operation, codes } = exchange.outcome;
  record.codes = codes;
  record.operation = operation;
  const isPlain = isWhole && request.headers['x-entente-explain'] === undefined;
  const answer = { ...(await answerOf(result, method, isPlain)), operation: operation && withoutDocument(operation) };
  if (isWhole && !registers) cache.set(key, version, answer);
  return answer;
}
