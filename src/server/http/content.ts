import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, gzip, gzipSync, constants as zlib } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { addVary } from './responses.ts';

/** The content of a path: the same bytes for every client, compressed for those that accept it. */

/** Shorter bodies don't gain from compression. */
const MIN_COMPRESSED_BYTES = 1000;
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|javascript|xml)\b|image\/svg\+xml|application\/wasm|font\/[ot]tf)/;

/** The content codings that the server can send (RFC 9110, 8.4.1). */
export type Encoding = 'br' | 'gzip';

/** Compression levels: high for a file that is sent many times, low for a page that is made for one request. */
const LEVELS = {
  file: { br: 9, gzip: 9 },
  page: { br: 4, gzip: 6 },
} as const;

/**
 * The longest body that is compressed at once, in about 0.1 ms. Handing it to another thread takes more than twice the
 * processor time.
 */
const MAX_AT_ONCE_BYTES = 16_000;

const brotliOptions = (body: Buffer, effort: number) => ({
  params: { [zlib.BROTLI_PARAM_QUALITY]: effort, [zlib.BROTLI_PARAM_SIZE_HINT]: body.length },
});

const inAnotherThread: Readonly<Record<Encoding, (body: Buffer, effort: number) => Promise<Buffer>>> = {
  br: (body, effort) => promisify(brotliCompress)(body, brotliOptions(body, effort)),
  gzip: (body, effort) => promisify(gzip)(body, { level: effort }),
};
const atOnce: Readonly<Record<Encoding, (body: Buffer, effort: number) => Buffer>> = {
  br: (body, effort) => brotliCompressSync(body, brotliOptions(body, effort)),
  gzip: (body, effort) => gzipSync(body, { level: effort }),
};

async function compress(body: Buffer, encoding: Encoding, kind: keyof typeof LEVELS): Promise<Buffer> {
  const compressing = kind === 'page' && body.length <= MAX_AT_ONCE_BYTES ? atOnce : inAnotherThread;
  return compressing[encoding](body, LEVELS[kind][encoding]);
}

/** Clients send a few different headers, and reading one takes as long as sending a short answer. */
const negotiated = new LRUCache<string, Encoding | 'identity'>({ max: 100 });

/** The encoding that the client prefers (RFC 9110, 12.5.3); brotli if it prefers none. */
function negotiateEncoding(request: IncomingMessage): Encoding | null {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (accepted === '') return null;
  let encoding = negotiated.get(accepted);
  if (encoding === undefined) {
    encoding = preferredEncoding(request) ?? 'identity';
    if (accepted.length <= 200) negotiated.set(accepted, encoding);
  }
  return encoding === 'identity' ? null : encoding;
}

function preferredEncoding(request: IncomingMessage): Encoding | null {
  const negotiator = new Negotiator(request);
  // The types of Negotiator lack this option.
  const encodings: (available: readonly string[], options: { preferred: readonly string[] }) => string[] =
    negotiator.encodings.bind(negotiator);
  const [best] = encodings(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] });
  return best === 'br' || best === 'gzip' ? best : null;
}

/** A response body with its ETag, compressed as the client prefers. */
export class Content {
  readonly type: string;
  readonly #body: Buffer;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #effort: keyof typeof LEVELS;
  readonly #compressed = new Map<Encoding, Promise<Buffer>>();
  #bytes: number;
  #hash: string | undefined;

  constructor(
    body: Buffer,
    type: string,
    headers: Readonly<Record<string, string>> = {},
    effort: keyof typeof LEVELS = 'file',
    /** The same bytes, compressed ahead of time. */
    packed: ReadonlyMap<Encoding, Buffer> = new Map(),
  ) {
    this.type = type;
    this.#body = body;
    this.#bytes = body.length;
    this.#headers = headers;
    this.#effort = effort;
    for (const [encoding, bytes] of packed) this.#compressed.set(encoding, Promise.resolve(bytes));
  }

  get #isCompressible(): boolean {
    return this.#body.length >= MIN_COMPRESSED_BYTES && COMPRESSIBLE.test(this.type);
  }

  /** The bytes that it takes in memory, in all encodings so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Compresses at the first request that accepts the encoding, so that the server starts at once. */
  #packedAs(encoding: Encoding): Promise<Buffer> {
    const compressed = this.#compressed.get(encoding);
    if (compressed) return compressed;
    const packing = compress(this.#body, encoding, this.#effort);
    this.#compressed.set(encoding, packing);
    packing.then(
      ({ length }) => {
        this.#bytes += length;
      },
      () => this.#compressed.delete(encoding),
    );
    return packing;
  }

  /** A strong ETag names one representation, and another encoding is another representation. */
  #tagOf(encoding: Encoding | null): string {
    this.#hash ??= createHash('sha256').update(this.#body).digest('base64url').slice(0, 24);
    return `"${this.#hash}${encoding ? `-${encoding}` : ''}"`;
  }

  /** Sends it with a status. With `isTagged`, it has an ETag, and a client that has it already gets a 304. */
  async send(request: IncomingMessage, response: ServerResponse, status = 200, isTagged = true): Promise<void> {
    const encoding = this.#isCompressible ? negotiateEncoding(request) : null;
    const { vary, ...ownHeaders } = this.#headers;
    const varies = [vary, this.#isCompressible ? 'accept-encoding' : undefined].filter((names) => names !== undefined);
    if (varies.length > 0) addVary(response, ...varies);
    const etag = isTagged ? this.#tagOf(encoding) : null;
    const headers = etag === null ? ownHeaders : { ...ownHeaders, etag };
    if (status === 200 && etag !== null && matchesEtag(request.headers['if-none-match'], etag)) {
      response.writeHead(304, headers);
      response.end();
      return;
    }
    const body = encoding ? await this.#packedAs(encoding) : this.#body;
    response.writeHead(status, {
      ...headers,
      ...(this.type === '' ? {} : { 'content-type': this.type }),
      // RFC 9110, 8.6: none with this status.
      ...(status === 204 ? {} : { 'content-length': body.length }),
      ...(encoding ? { 'content-encoding': encoding } : {}),
    });
    response.end(body);
  }
}

/** Evaluates If-None-Match (RFC 9110, 13.1.2). */
function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
