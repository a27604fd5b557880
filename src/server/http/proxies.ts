import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** Which proxies are trusted: how many stand before the server, or their addresses; null for none. */
export type TrustedProxies = number | readonly string[] | null;

/** What tells who sent a request. */
type Sender = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Tells the clients behind proxies apart. */
export interface Proxies {
  /** Whether any is trusted. */
  readonly exist: boolean;
  /** Whether a request comes from a trusted proxy, so that its X-Forwarded-… headers count. */
  trusts(request: Sender): boolean;
  /**
   * Who sent a request: an IPv4 address, or the first 64 bits of an IPv6 address, as one household or machine has all
   * addresses below them. Null for a program on this machine that no proxy stands between.
   */
  clientOf(request: Sender): string | null;
}

/** Reads X-Forwarded-For from the right, as far as the proxies are trusted: what stands left of them, clients can invent. */
export function proxiesOf(trusted: TrustedProxies): Proxies {
  const isTrusted = trustOf(trusted);
  return {
    exist: trusted !== null,
    trusts: (request) => isTrusted(request.socket.remoteAddress ?? '', 0),
    clientOf(request) {
      const direct = parsed(request.socket.remoteAddress ?? '');
      const isForwarded = trusted !== null && request.headers['x-forwarded-for'] !== undefined;
      if (!isForwarded) return direct === null || direct.range() === 'loopback' ? null : named(direct);
      // Something that isn't an address, such as "unknown", belongs to whoever passed it on.
      const client = proxyAddr
        .all(request as IncomingMessage, isTrusted)
        .map(parsed)
        .findLast((address) => address !== null);
      return client ? named(client) : 'unknown';
    },
  };
}

function trustOf(trusted: TrustedProxies): (address: string, hops: number) => boolean {
  if (trusted === null) return () => false;
  if (typeof trusted === 'number') return (_, hops) => hops < trusted;
  return proxyAddr.compile([...trusted]);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address, with or without a port; IPv4 inside IPv6 is IPv4. Null for anything else. */
function parsed(text: string): Address | null {
  const [, bracketed, short] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? short ?? text;
  return ipaddr.isValid(address) ? ipaddr.process(address) : null;
}

/** Whether a text is an address of this machine that no other one reaches. */
export const isLoopback = (text: string): boolean => parsed(text)?.range() === 'loopback';

function named(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString();
  const network = (address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
