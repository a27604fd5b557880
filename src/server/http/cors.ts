import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { type HeaderOf, headersOf } from './headers.ts';
import { addVary } from './responses.ts';

/** Cross-origin resource sharing (https://fetch.spec.whatwg.org/#http-cors-protocol), for origins that the operator names. */

/** Seconds that a browser may remember a preflight; longer is cut off by browsers. */
const MAX_AGE = 7200;
/** Characters of the header names that a preflight asks for. */
const MAX_NAMES_LENGTH = 2000;
const NAMES = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;
/** What a preflight is allowed if it asks for more than the bound. */
const NAMES_WITHOUT_ASKING = 'content-type, accept, authorization';

/** Whether a request is a preflight: it asks whether another request may be sent. */
const isPreflight = (method: string | undefined, header: HeaderOf): boolean =>
  method === 'OPTIONS' && Boolean(header('origin')) && Boolean(header('access-control-request-method'));

/**
 * The CORS headers of an answer; none for an origin that isn't allowed. A preflight is allowed every header that it asks
 * for: the server reads few, clients and the proxies in front have their own, and no cookies are used.
 */
function headersFor(origins: readonly string[], header: HeaderOf, preflight: boolean): Record<string, string> {
  const origin = header('origin');
  if (!origin || !origins.includes(origin)) return {};
  // Without credentials, a star exposes all headers.
  const allowed = { 'access-control-allow-origin': origin, 'access-control-expose-headers': '*' };
  if (!preflight) return allowed;
  const asked = header('access-control-request-headers')?.trim() ?? '';
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
    'access-control-allow-headers':
      asked.length <= MAX_NAMES_LENGTH && NAMES.test(asked) ? asked : NAMES_WITHOUT_ASKING,
    'access-control-max-age': String(MAX_AGE),
  };
}

const varyOf = (preflight: boolean) =>
  preflight ? 'origin, access-control-request-method, access-control-request-headers' : 'origin';

/**
 * Sets the CORS headers of a response before anything else does, so that errors have them too. Caches have to know that
 * responses differ by origin even if this one has no header.
 * @returns whether the request was a preflight that is answered now
 */
export function answerCors(origins: readonly string[], request: IncomingMessage, response: ServerResponse): boolean {
  if (origins.length === 0) return false;
  const header = headersOf(request);
  const preflight = isPreflight(request.method, header);
  const headers = headersFor(origins, header, preflight);
  addVary(response, varyOf(preflight));
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!preflight || !headers['access-control-allow-origin']) return false;
  response.writeHead(204);
  response.end();
  return true;
}

/** The same for a Yoga in somebody else's server. */
export function useCors(origins: readonly string[]): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      const header: HeaderOf = (name) => request.headers.get(name);
      if (!isPreflight(request.method, header) || !origins.includes(header('origin') ?? '')) return;
      endResponse(new fetchAPI.Response(null, { status: 204, headers: { 'content-length': '0' } }));
    },
    onResponse({ request, response }) {
      const header: HeaderOf = (name) => request.headers.get(name);
      const preflight = isPreflight(request.method, header);
      response.headers.append('vary', varyOf(preflight));
      for (const [name, value] of Object.entries(headersFor(origins, header, preflight))) {
        response.headers.set(name, value);
      }
    },
  };
}
