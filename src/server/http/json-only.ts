import type { Plugin } from 'graphql-yoga';
import { errorBody } from './responses.ts';

const JSON_MEDIA = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const MESSAGE = 'A POST to /graphql must be JSON: send it with the header "content-type: application/json".';

/**
 * Answers 415 to a POST that isn't JSON. Any web page may post a form to any server without a preflight request, which
 * is how cross-site request forgery works; JSON needs the preflight, and so a CORS header.
 */
export function useJsonOnly(): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'POST' || JSON_MEDIA.test(request.headers.get('content-type')?.trim() ?? '')) return;
      endResponse(fetchAPI.Response.json(errorBody('BAD_USER_INPUT', MESSAGE), { status: 415 }));
    },
  };
}
