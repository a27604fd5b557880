import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import Negotiator from 'negotiator';

/** What a path is answered with: the same bytes for everyone who may ask, packed for those who take it so. */

/** Shorter ones gain nothing. */
const WORTH_PACKING = 1000;
const PACKABLE =
  /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|javascript|xml)\b|image\/svg\+xml|application\/wasm|font\/[ot]tf)/;

export type Encoding = 'br' | 'gzip';

/** How much work packing is worth: much for a file that is sent again and again, little for a page that is made for one. */
const EFFORT = {
  file: { br: 9, gzip: 9 },
  page: { br: 4, gzip: 6 },
} as const;

const pack: Readonly<Record<Encoding, (body: Buffer, effort: number) => Promise<Buffer>>> = {
  br: (body, effort) =>
    promisify(brotliCompress)(body, {
      params: { [zlib.BROTLI_PARAM_QUALITY]: effort, [zlib.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body, effort) => promisify(gzip)(body, { level: effort }),
};

/** The encoding that a client likes best; of those it likes alike, the one that packs best. */
function encodingFor(request: IncomingMessage): Encoding | null {
  const asked = new Negotiator(request);
  // Its types do not know of the preference.
  const encodings: (available: readonly string[], options: { preferred: readonly string[] }) => string[] =
    asked.encodings.bind(asked);
  const [best] = encodings(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] });
  return best === 'br' || best === 'gzip' ? best : null;
}

export class Content {
  readonly type: string;
  readonly #body: Buffer;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #effort: keyof typeof EFFORT;
  readonly #packed = new Map<Encoding, Promise<Buffer>>();
  #hash: string | undefined;

  constructor(
    body: Buffer,
    type: string,
    headers: Readonly<Record<string, string>> = {},
    effort: keyof typeof EFFORT = 'file',
    /** The same bytes, packed before. */
    packed: ReadonlyMap<Encoding, Buffer> = new Map(),
  ) {
    this.type = type;
    this.#body = body;
    this.#headers = headers;
    this.#effort = effort;
    for (const [encoding, bytes] of packed) this.#packed.set(encoding, Promise.resolve(bytes));
  }

  get #isPackable(): boolean {
    return this.#body.length >= WORTH_PACKING && PACKABLE.test(this.type);
  }

  /** Packed when somebody first asks for it so, if not before: a start waits for none of it. */
  #packedAs(encoding: Encoding): Promise<Buffer> {
    const known = this.#packed.get(encoding);
    if (known) return known;
    const packing = pack[encoding](this.#body, EFFORT[this.#effort][encoding]);
    this.#packed.set(encoding, packing);
    return packing;
  }

  async send(request: IncomingMessage, response: ServerResponse, status = 200): Promise<void> {
    const encoding = this.#isPackable ? encodingFor(request) : null;
    this.#hash ??= createHash('sha256').update(this.#body).digest('base64url').slice(0, 24);
    // The same in another encoding is another representation, and a strong tag names one.
    const etag = `"${this.#hash}${encoding ? `-${encoding}` : ''}"`;
    const vary = [this.#headers.vary, this.#isPackable ? 'accept-encoding' : undefined].filter(Boolean).join(', ');
    const headers = { ...this.#headers, etag, ...(vary ? { vary } : {}) };
    if (status === 200 && isKnown(request.headers['if-none-match'], etag)) {
      response.writeHead(304, headers);
      response.end();
      return;
    }
    const body = encoding ? await this.#packedAs(encoding) : this.#body;
    response.writeHead(status, {
      ...headers,
      'content-type': this.type,
      'content-length': body.length,
      ...(encoding ? { 'content-encoding': encoding } : {}),
    });
    response.end(body);
  }
}

/** Whether a client has what the tag names. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
