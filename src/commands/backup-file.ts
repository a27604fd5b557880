import { createHash, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { quoted } from '../errors.ts';
import { kindOf } from '../ingest/files/regular-file.ts';

/**
 * A backup file holds a line that names the format, a line of JSON about the backup, the database file compressed with
 * gzip, and the SHA-256 of everything before it. So a damaged file is refused before anything is restored.
 */

const MAGIC = 'entente-backup';
const FORMAT = 1;
const HASH = 32;
/** Bytes: Entente writes no longer header. */
const LONGEST_HEADER = 4096;

export interface Header {
  /** The version of the database's layout. */
  readonly layout: number;
  /** The version of Entente that made the backup. */
  readonly entente: string;
  /** ISO 8601. */
  readonly created: string;
  /** Bytes of the database file. */
  readonly size: number;
}

/** A backup can't be made or restored; the message says why. */
export class BadBackup extends Error {
  override name = 'BadBackup';
}

/** Packs a database file into a backup, in pieces. */
export async function* packBackup(header: Header, file: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const head = Buffer.from(`${MAGIC}\n${JSON.stringify({ format: FORMAT, ...header })}\n`);
  hash.update(head);
  yield head;
  const gzip = createGzip();
  const reading = pipeline(createReadStream(file), gzip);
  // An error also surfaces where the output is read.
  reading.catch(() => {});
  for await (const piece of gzip as AsyncIterable<Buffer>) {
    hash.update(piece);
    yield piece;
  }
  await reading;
  yield hash.digest();
}

interface VerifiedBackup {
  readonly header: Header;
  /** Bytes: where the database begins and ends in the backup; the end is inclusive. */
  readonly start: number;
  readonly end: number;
}

/**
 * Verifies the checksum and the format of a backup.
 *
 * @throws BadBackup if the file is something else, is damaged, or has another format
 */
export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  const found = await stat(file);
  // Opening a pipe would wait for whoever writes to it.
  if (!found.isFile())
    throw new BadBackup(`${file} is not a backup of Entente: expected a regular file; got ${kindOf(found)}.`);
  const { size } = found;
  const begin = Buffer.alloc(Math.min(size, LONGEST_HEADER));
  const handle = await open(file);
  const last = Buffer.alloc(HASH);
  try {
    await handle.read(begin, 0, begin.length, 0);
    if (begin.subarray(0, MAGIC.length + 1).toString('latin1') !== `${MAGIC}\n`) {
      throw new BadBackup(`${file} is not a backup of Entente: expected it to begin with "${MAGIC}".`);
    }
    if (size > HASH) await handle.read(last, 0, HASH, size - HASH);
  } finally {
    await handle.close();
  }
  const hash = createHash('sha256');
  if (size > HASH) for await (const piece of createReadStream(file, { end: size - HASH - 1 })) hash.update(piece);
  if (!timingSafeEqual(hash.digest(), last)) {
    throw new BadBackup(
      `${file} is damaged or incomplete: its checksum does not match its content. Nothing was restored; take another backup.`,
    );
  }
  const lineEnd = begin.indexOf('\n', MAGIC.length + 1);
  const { format, ...header } = headerOf(file, begin.subarray(MAGIC.length + 1, Math.max(lineEnd, 0)).toString('utf8'));
  if (format !== FORMAT) {
    throw new BadBackup(
      `${file} has the format ${format}, and this version reads ${FORMAT}. Restore it with the version ${header.entente} that made it.`,
    );
  }
  return { header, start: lineEnd + 1, end: size - HASH - 1 };
}

function headerOf(file: string, text: string): Header & { readonly format: unknown } {
  try {
    const header = JSON.parse(text);
    const { size, layout } = header;
    if ([size, layout].every((number) => Number.isSafeInteger(number) && number >= 0)) return header;
    // Another format may say other things about itself.
    if (header.format !== FORMAT && header.format !== undefined) return header;
  } catch {}
  throw new BadBackup(
    `${file} has a header that Entente did not write: expected the layout and the size of a database; got ${quoted(text)}. Nothing was restored.`,
  );
}

/** Writes the database file of a verified backup. It never gets larger than the header says, whatever the gzip holds. */
export async function unpackBackup(
  backup: string,
  { header, start, end }: VerifiedBackup,
  file: string,
): Promise<void> {
  const wrong = (got: string) =>
    new BadBackup(`${backup} says that the database has ${header.size} bytes; got ${got}. Nothing was restored.`);
  let written = 0;
  async function* bounded(pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      written += piece.length;
      if (written > header.size) throw wrong('more');
      yield piece;
    }
  }
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await pipeline(createReadStream(backup, { start, end }), createGunzip(), bounded, output);
  if (written !== header.size) throw wrong(`${written}`);
}
