import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../../errors.ts';
import { drain } from './body.ts';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Keeps pages of other sites out of the process and the window of ours. CORS is not affected.
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sets the headers that every response has. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

/** Adds names to the Vary header of a response (RFC 9110, 12.5.5): the request headers that it depends on. */
export function addVary(response: ServerResponse, ...names: readonly string[]): void {
  const present = response.getHeader('vary');
  response.setHeader('vary', [...(present === undefined ? [] : [String(present)]), ...names].join(', '));
}

/** Sends a value as JSON that is not cached. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON_TYPE, JSON.stringify(value));
}

/** Sends a text that is not cached. */
export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-length': body.length });
  response.end(body);
}

/** The body of an error, in the format of a GraphQL response. */
export function errorBody(code: ErrorCode, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Refuses a request without reading its body, and closes the connection. The response is written at once, but the
 * connection stays open while the client is still sending, up to a bound: closing earlier would reset it, and the client
 * would never see the response.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, { status, code, message }: Refusal): void {
  const body = Buffer.from(JSON.stringify(errorBody(code, message)));
  response.writeHead(status, {
    'content-type': JSON_TYPE,
    'cache-control': 'no-store',
    'content-length': body.length,
    connection: 'close',
  });
  response.write(body);
  drain(request, { bytes: 4_000_000, ms: 2000 }, () => response.end());
}

/** A signal that is aborted when the client disconnects before it has the whole response. */
export function signalOnClose(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => response.writableFinished || gone.abort());
  return gone.signal;
}
