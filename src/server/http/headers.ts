import type { IncomingMessage } from 'node:http';

/** Reads a header of a request by its name in lower case: one of Node, or one of the Fetch API. */
export type HeaderOf = (name: string) => string | null | undefined;

/** The headers of Node's request. Those that are read by this are texts. */
export const headersOf =
  ({ headers }: IncomingMessage): HeaderOf =>
  (name) =>
    headers[name] as string | undefined;

/** The value of a header that the proxy nearest to the client set, as each adds its own behind; undefined without it. */
export const firstForwarded = ({ headersDistinct }: IncomingMessage, name: string): string | undefined =>
  headersDistinct[name]?.join().split(',', 1)[0]?.trim();
