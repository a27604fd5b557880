import type { IncomingMessage, ServerResponse } from 'node:http';
import { isBasePath } from '../../base-path.ts';
import { firstForwarded } from './headers.ts';
import type { Proxies } from './proxies.ts';

/** Where the client of a request sees the server, which differs from where it listens if a proxy is in front. */
export interface PublicAddress {
  /** The path in front of all paths of the server, such as /kg; empty if there is none. */
  readonly root: string;
  /** Such as https://kg.example.org; null unless a trusted proxy says it. */
  readonly origin: string | null;
}

/** The address of a server without a proxy. */
const PLAIN: PublicAddress = { root: '', origin: null };

const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Each proxy adds the part that it removed from the path, the outermost first. */
function forwardedPrefix(request: IncomingMessage): string {
  const parts = (request.headersDistinct['x-forwarded-prefix']?.join(',') ?? '').split(',');
  const prefix = parts.map((part) => part.trim().replace(/\/$/, '')).join('');
  return isBasePath(prefix) ? prefix : '';
}

function forwardedOrigin(request: IncomingMessage): string | null {
  const scheme = firstForwarded(request, 'x-forwarded-proto')?.toLowerCase();
  const host = firstForwarded(request, 'x-forwarded-host') || request.headers.host;
  const isKnown = (scheme === 'http' || scheme === 'https') && host !== undefined && HOST.test(host);
  const origin = isKnown ? `${scheme}://${host.toLowerCase()}` : '';
  return URL.canParse(origin) ? origin : null;
}

/**
 * Finds where the client sees the server, and removes the root from the request's own path if the proxy left it there.
 * A configured base path comes before X-Forwarded-Prefix, so that no client can say another one through a proxy that passes headers on.
 */
export function locate(request: IncomingMessage, basePath: string, proxies: Pick<Proxies, 'trusts'>): PublicAddress {
  const isTrusted = proxies.trusts(request);
  if (!isTrusted && basePath === '') return PLAIN;
  const root = basePath || forwardedPrefix(request);
  const url = request.url ?? '';
  if (root !== '' && url.startsWith(root) && /^(?:[/?]|$)/.test(url.slice(root.length))) {
    request.url = url.slice(root.length);
  }
  return { root, origin: isTrusted ? forwardedOrigin(request) : null };
}

/** Leads from a root without its last slash to the page there, whose links begin with it. */
export function redirectToRoot(response: ServerResponse, { root }: PublicAddress, url: string): void {
  response.writeHead(308, { location: `${root}/${url}`, 'cache-control': 'no-cache', 'content-length': 0 });
  response.end();
}
