import { closeSync, createReadStream, existsSync, fstatSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { linesIn } from '../../lines.ts';
import { checksumOf } from './checksum.ts';
import { decoded, SAMPLE } from './encoding.ts';
import { LONGEST_RECORD } from './limits.ts';
import { gunzip, isGzip, isZip, type Unpacked, unpackLayers } from './packed.ts';
import { badInput } from './refused.ts';
import { openRegular, readingError, stampOf } from './regular-file.ts';
import { membersOf } from './zip.ts';

/** A file to import, or a member of a zip. It can be opened any number of times. */
export interface Input {
  /** The name that the user gave. */
  readonly name: string;
  /** The name without folder and extensions. */
  readonly base: string;
  /** Whether it is a member of a zip that the user named as a whole, which may contain other files as well. */
  readonly among: boolean;
  /** SHA-256 of the file as published: of the packed file, or of the member of a zip. */
  readonly checksum: string;
  /** Bytes on disk. */
  readonly size: number;
  /** Its text. `read` receives how many bytes of `size` have been read, `note` what was unexpected. */
  open(read?: (bytes: number) => void, note?: (text: string) => void): Promise<Readable>;
  /** The first 64 kB of the unpacked text. */
  peek(): Promise<string>;
}

const base = (path: string) =>
  basename(path)
    .replace(/\.(gz|zip)$/i, '')
    .replace(/\.[^.]+$/, '');

/** The bytes of a file, which has to stay as it was when its checksum was taken: `stamp` is of that moment. */
async function* unchanged(
  name: string,
  path: string,
  stamp: string,
  open: () => Promise<Readable>,
): AsyncGenerator<Buffer> {
  let failed: { readonly reason: unknown } | undefined;
  try {
    yield* await open();
  } catch (error) {
    failed = { reason: readingError(name, error) };
  }
  // What changed may be unreadable for that reason.
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat || stampOf(stat) !== stamp)
    throw badInput(
      `${name}: expected a file that stays as it is while it is read; got one that changed. Run the command again when nobody writes to it.`,
    );
  if (failed) throw failed.reason;
}

function input(
  name: string,
  path: string,
  stamp: string,
  unpack: (() => Promise<Unpacked>) | null,
  size: number,
  checksum: string,
  encoding: string | undefined,
): Input {
  const contained = async (read: (bytes: number) => void) => {
    if (unpack) return unpackLayers(name, await unpack(), read);
    let count = 0;
    const stream = createReadStream(path);
    stream.on('data', (chunk) => {
      count += chunk.length;
      read(count);
    });
    return stream;
  };
  const bytes = async (read: (bytes: number) => void) =>
    Readable.from(
      unchanged(name, path, stamp, () => contained(read)),
      { objectMode: false },
    );
  return {
    name,
    base: base(name.includes('#') ? name.slice(name.indexOf('#') + 1) : name),
    among: false,
    checksum,
    size,
    open: async (read = () => {}, note = () => {}) => decoded(await bytes(read), note, encoding),
    async peek() {
      const stream = decoded(await bytes(() => {}), () => {}, encoding);
      let text = '';
      for await (const chunk of stream) {
        text += chunk;
        if (text.length >= SAMPLE) break;
      }
      return text;
    },
  };
}

/** A file by the name that the user gave, and its path. */
export interface Named {
  readonly name: string;
  readonly path: string;
}

/** The first bytes of a regular file, its size and its stamp. */
function beginningOf(name: string, path: string) {
  const file = openRegular(name, path);
  try {
    const head = Buffer.alloc(4);
    const stat = fstatSync(file);
    const read = readSync(file, head, 0, head.length, 0);
    return { head: head.subarray(0, read), size: stat.size, stamp: stampOf(stat) };
  } catch (error) {
    throw readingError(name, error);
  } finally {
    closeSync(file);
  }
}

async function fromFile(
  name: string,
  path: string,
  wanted: string | undefined,
  encoding: string | undefined,
): Promise<readonly Input[]> {
  const { head, size, stamp } = beginningOf(name, path);
  if (isZip(head)) {
    const file = name.split('#')[0] ?? name;
    const members = await membersOf(wanted === undefined ? name : file, path, wanted);
    return members.map((member) => ({
      ...input(`${file}#${member.name}`, path, stamp, member.open, member.size, member.checksum, encoding),
      among: wanted === undefined && members.length > 1,
    }));
  }
  const unpack = isGzip(head) ? () => gunzip(path) : null;
  const checksum = await checksumOf(createReadStream(path)).catch((error: unknown) => {
    throw readingError(name, error);
  });
  return [input(name, path, stamp, unpack, size, checksum, encoding)];
}

/**
 * Opens files to import: plain, gzip, all members of a zip, or one of them (`FILE.zip#MEMBER`). `encoding` is that of
 * all files; without it, it is detected. Throws RefusedInput if a file is missing, is no regular file, or can't be
 * unpacked.
 *
 * @example
 * const [input] = await openInputs([{ name: 'a.csv.gz', path: '/data/a.csv.gz' }]);
 */
export async function openInputs(files: readonly Named[], encoding?: string): Promise<readonly Input[]> {
  if (encoding !== undefined && !iconv.encodingExists(encoding))
    throw badInput(
      `--encoding: expected the name of an encoding, such as windows-1252, iso-8859-2, utf-16le or euc-kr; got ${encoding}.`,
    );
  const inputs: Input[] = [];
  for (const { name, path: whole } of files) {
    const hash = existsSync(whole) ? -1 : whole.indexOf('#');
    const path = hash < 0 ? whole : whole.slice(0, hash);
    inputs.push(...(await fromFile(name, path, hash < 0 ? undefined : whole.slice(hash + 1), encoding)));
  }
  return inputs;
}

/**
 * The lines of a text, without its byte order mark.
 *
 * @throws RefusedInput for a line that is longer than a record may be
 */
export async function* linesOf(name: string, text: Readable): AsyncGenerator<string> {
  let count = 0;
  const tooLong = () =>
    badInput(
      `${name}:${count + 1}: expected a line of at most ${LONGEST_RECORD} characters; got a longer one. Write one record a line.`,
    );
  for await (const line of linesIn(text, LONGEST_RECORD, tooLong)) {
    count += 1;
    yield count === 1 ? line.replace(/^\ufeff/, '') : line;
  }
}
