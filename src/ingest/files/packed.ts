import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { MAX_RATIO, RATIO_FROM } from './limits.ts';
import { badInput, RefusedInput } from './refused.ts';

/** How many times a file may be packed with gzip. */
const LAYERS = 3;

/** What comes out of a packed file, and how many of its bytes went into that. */
export interface Unpacked {
  readonly stream: Readable;
  readonly packed: () => number;
}

function gunzipped(stream: Readable): Gunzip {
  const gunzip = createGunzip();
  stream.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => stream.destroy());
  stream.pipe(gunzip);
  return gunzip;
}

export function gunzip(path: string): Promise<Unpacked> {
  const stream = gunzipped(createReadStream(path));
  return Promise.resolve({ stream, packed: () => stream.bytesWritten });
}

export const packedError = (name: string, error: Error) =>
  error instanceof RefusedInput
    ? error
    : badInput(`${name}: expected a complete packed file; got ${error.message}. Fetch or pack it again.`);

/** How many bytes went into unpacking, and how many came out. */
export interface Grown {
  readonly packed: number;
  readonly unpacked: number;
}

/**
 * Stops a file that grows too large while it is unpacked. `read` receives how many bytes have been read and unpacked,
 * `before` is what the earlier members of the same zip add to both.
 */
export function guarded(
  name: string,
  packed: () => number,
  read: (bytes: number, unpacked: number) => void,
  before: Grown = { packed: 0, unpacked: 0 },
): Transform {
  let unpacked = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      const all = before.unpacked + unpacked;
      if (all > RATIO_FROM && all > (before.packed + packed()) * MAX_RATIO) {
        done(
          badInput(
            `${name}: expected a packed file that grows to at most ${MAX_RATIO} times its size; got more than that after ${before.packed + packed()} bytes. If the file is what you take it for, unpack it yourself and import that.`,
          ),
        );
      } else {
        read(packed(), unpacked);
        done(null, chunk);
      }
    },
  });
}

export const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b;
export const isZip = (head: Buffer) => ['504b0304', '504b0506'].includes(head.toString('hex', 0, 4));

/** Unpacks a file, which may be packed several times: some tools don't say that a file is packed already. */
export async function unpackLayers(
  name: string,
  { stream, packed }: Unpacked,
  read: (bytes: number) => void,
  layers = 1,
): Promise<Readable> {
  const guard = guarded(name, packed, read);
  stream.on('error', (error) => guard.destroy(packedError(name, error)));
  guard.on('close', () => stream.destroy());
  stream.pipe(guard);
  await once(guard, 'readable');
  const head: Buffer | null = guard.read();
  if (head === null) return guard;
  guard.unshift(head);
  if (isZip(head)) {
    guard.destroy();
    throw badInput(`${name}: expected text in the packed file; got a zip in it. Unpack it and name the zip.`);
  }
  if (!isGzip(head)) return guard;
  if (layers === LAYERS) {
    guard.destroy();
    throw badInput(
      `${name}: expected a file that is packed at most ${LAYERS} times; got one that is packed more often. Unpack it yourself.`,
    );
  }
  return unpackLayers(name, { stream: gunzipped(guard), packed }, read, layers + 1);
}
