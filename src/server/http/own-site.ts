import type { Plugin } from 'graphql-yoga';
import type { HeaderOf } from './headers.ts';
import { errorBody, type Refusal } from './responses.ts';

/**
 * Why a GET of the API is refused: a browser sends it for another site, such as for an image in a page there. The page
 * couldn't read the answer, but it could keep the server busy through its visitors. The answer to a POST is its
 * preflight.
 *
 * @param origins the origins that may ask (CORS)
 */
export function refusalForSite(
  method: string | undefined,
  header: HeaderOf,
  origins: readonly string[],
): Refusal | null {
  if (method !== 'GET') return null;
  const origin = header('origin');
  const site = header('sec-fetch-site');
  if (site === 'same-origin' || site === 'none' || (origin && origins.includes(origin))) return null;
  // Browsers that don't send the one send the other.
  const isOther = Boolean(site) || (origin && !isOwn(origin, header('host')));
  if (!isOther) return null;
  const got = origin ? `the origin ${origin.slice(0, 100)}` : 'another site';
  return {
    status: 403,
    code: 'BAD_USER_INPUT',
    message: `A GET of the API expects a program, a page of this server or an origin that its operator allows (CORS); got one that a browser sends for ${got}. Open the address yourself, or paste the query into the explorer.`,
  };
}

const isOwn = (origin: string, host: string | null | undefined): boolean =>
  URL.canParse(origin) && new URL(origin).host === host;

/** The same for a Yoga in somebody else's server. */
export function useOwnSite(origins: readonly string[]): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      const header: HeaderOf = (name) =>
        request.headers.get(name) ?? (name === 'host' ? new URL(request.url).host : null);
      const refusal = refusalForSite(request.method, header, origins);
      if (!refusal) return;
      const { status, code, message } = refusal;
      endResponse(
        fetchAPI.Response.json(errorBody(code, message), { status, headers: { 'cache-control': 'no-store' } }),
      );
    },
  };
}
