import { createHash, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/**
 * The form of a backup: a line that says what it is, a line of JSON about it, the file of the database with gzip, and
 * the SHA-256 of all that comes before. So it is known to be whole before anything is made of it.
 */

const MAGIC = 'entente-backup';
const FORMAT = 1;
const HASH = 32;
/** Bytes: longer ones were not written by this. */
const LONGEST_HEADER = 4096;

export interface Header {
  /** The layout of the facts in the database. */
  readonly layout: number;
  /** The version of Entente that made it. */
  readonly entente: string;
  readonly created: string;
  /** Bytes of the database. */
  readonly size: number;
}

/** What can't be restored; the message says why. */
export class BadBackup extends Error {
  override name = 'BadBackup';
}

/** A file as a backup, in pieces. */
export async function* packed(header: Header, file: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const head = Buffer.from(`${MAGIC}\n${JSON.stringify({ format: FORMAT, ...header })}\n`);
  hash.update(head);
  yield head;
  const gzip = createGzip();
  const reading = pipeline(createReadStream(file), gzip);
  // What fails comes out of reading the other end as well.
  reading.catch(() => {});
  for await (const piece of gzip as AsyncIterable<Buffer>) {
    hash.update(piece);
    yield piece;
  }
  await reading;
  yield hash.digest();
}

interface Whole {
  readonly header: Header;
  /** Where the database begins and ends in the backup. */
  readonly start: number;
  readonly end: number;
}

/** Looks whether a backup is whole, and what it is of. Throws BadBackup where it is not. */
export async function checked(file: string): Promise<Whole> {
  const { size } = await stat(file);
  const begin = Buffer.alloc(Math.min(size, LONGEST_HEADER));
  const handle = await open(file);
  const last = Buffer.alloc(HASH);
  try {
    await handle.read(begin, 0, begin.length, 0);
    if (begin.subarray(0, MAGIC.length + 1).toString('latin1') !== `${MAGIC}\n`) {
      throw new BadBackup(`${file} is no backup of Entente: expected it to begin with "${MAGIC}".`);
    }
    if (size > HASH) await handle.read(last, 0, HASH, size - HASH);
  } finally {
    await handle.close();
  }
  const hash = createHash('sha256');
  if (size > HASH) for await (const piece of createReadStream(file, { end: size - HASH - 1 })) hash.update(piece);
  if (!timingSafeEqual(hash.digest(), last)) {
    throw new BadBackup(
      `${file} is damaged or was cut off: its checksum is not that of its content. Nothing was restored; take another backup.`,
    );
  }
  const lineEnd = begin.indexOf('\n', MAGIC.length + 1);
  const { format, ...header } = JSON.parse(begin.subarray(MAGIC.length + 1, lineEnd).toString('utf8'));
  if (format !== FORMAT) {
    throw new BadBackup(
      `${file} has the format ${format}, and this version reads ${FORMAT}. Restore it with the version ${header.entente} that made it.`,
    );
  }
  return { header, start: lineEnd + 1, end: size - HASH - 1 };
}

/** Makes the file of the database anew out of a backup that was checked. */
export async function unpack(backup: string, { header, start, end }: Whole, file: string): Promise<void> {
  await pipeline(createReadStream(backup, { start, end }), createGunzip(), createWriteStream(file, { flags: 'wx' }));
  const { size } = await stat(file);
  if (size !== header.size) {
    throw new BadBackup(
      `${backup} says that the database has ${header.size} bytes; got ${size}. Nothing was restored.`,
    );
  }
}
