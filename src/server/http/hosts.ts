import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { firstForwarded } from './headers.ts';
import { isLoopback, type Proxies } from './proxies.ts';
import type { Refusal } from './responses.ts';

/** A name or an address in brackets, and a port, as in the header Host (RFC 9110, 7.2). */
const HOST = /^(\[[\da-f:.]+\]|[^\s:/?#@[\]]+)(?::\d{1,5})?$/i;
const ALL_ADDRESSES: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

/** The name or the address in a Host header, in one form; null if it has none. */
function nameIn(header: string): string | null {
  const name = HOST.exec(header.trim())?.[1]?.toLowerCase();
  return name?.replace(/^\[|\]$/g, '').replace(/\.$/, '') || null;
}

/**
 * Makes the check of the header Host, which says whom a client means. A page of another site can make a browser send its
 * requests here by a name that it points here (DNS rebinding); the browser then takes this server for that site and shows
 * it the answers. It can't do so with an address, nor with a name that others own.
 *
 * @param listening the name or the address that the server listens on
 * @param names further names, in lower case
 * @param proxies the trusted ones say whom the client meant, in X-Forwarded-Host
 */
export function createHostCheck(listening: string, names: readonly string[], proxies: Pick<Proxies, 'trusts'>) {
  const known = new Set(['localhost', listening.toLowerCase(), ...names]);
  const isKnown = (name: string, isForwarded: boolean): boolean => {
    if (known.has(name) || name.endsWith('.localhost')) return true;
    if (isIP(name) === 0) return false;
    // Which of its addresses a machine is reached by, only others know: a container's host or a proxy has another one.
    return isForwarded || ALL_ADDRESSES.has(listening) || isLoopback(name);
  };
  return (request: IncomingMessage): Refusal | null => {
    const headers = request.headersDistinct.host ?? [];
    if (headers.length > 1) {
      const message = `A request expects one header Host; got ${headers.length}. Send one.`;
      return { status: 400, code: 'BAD_USER_INPUT', message };
    }
    const name = nameIn(headers[0] ?? '');
    if (name === null) {
      const message = 'A request expects the header Host with a name or an address; got none. Send one.';
      return { status: 400, code: 'BAD_USER_INPUT', message };
    }
    if (!isKnown(name, false)) return unknownName('Host', name);
    const forwarded = proxies.trusts(request) ? firstForwarded(request, 'x-forwarded-host') : undefined;
    if (forwarded === undefined) return null;
    const meant = nameIn(forwarded) ?? '';
    return isKnown(meant, true) ? null : unknownName('X-Forwarded-Host', meant);
  };
}

function unknownName(header: string, name: string): Refusal {
  const got = name.slice(0, 100);
  const message = `The header ${header} expects an address of this server or a name that it knows; got "${got}". If this is its name, set --host-name ${got}.`;
  return { status: 421, code: 'BAD_USER_INPUT', message };
}
