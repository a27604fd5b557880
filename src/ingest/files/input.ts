import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createReadStream, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import yauzl from 'yauzl';
import { badInput, RefusedInput } from './refused.ts';

/** How many times its packed size a file may have unpacked. Tables grow to about 20 times, XML to about 50 times. */
export const MAX_RATIO = 200;
/** Unpacked bytes that any file may have, so that a small one is not judged by its first block. */
const RATIO_FROM = 16 * 1024 * 1024;
/** How many times a file may be packed with gzip. */
const LAYERS = 3;
/** Bytes from which the encoding is detected. */
const SAMPLE = 64 * 1024;

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

function head(path: string, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

async function checksumOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(stream, hash);
  return hash.digest('hex');
}

/** Stops a file that grows too large while it is unpacked. `read` receives how many packed bytes have been read. */
function guarded(name: string, packed: () => number, read: (bytes: number) => void): Transform {
  let unpacked = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      if (unpacked > RATIO_FROM && unpacked > packed() * MAX_RATIO) {
        done(
          badInput(
            `${name}: expected a packed file that grows to at most ${MAX_RATIO} times its size; got more than that after ${packed()} bytes. If the file is what you take it for, unpack it yourself and import that.`,
          ),
        );
      } else {
        read(packed());
        done(null, chunk);
      }
    },
  });
}

const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b;
const isZip = (head: Buffer) => ['504b0304', '504b0506'].includes(head.toString('hex', 0, 4));

/** Unpacks a file, which may be packed several times: some tools don't say that a file is packed already. */
async function unpackLayers(
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

/** Detects UTF-16 without a byte order mark, by the zero bytes beside ASCII characters, which every table has. */
function utf16Of(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i += 1) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 20;
  if (odd > many && even < odd / 10) return 'utf-16le';
  return even > many && odd < even / 10 ? 'utf-16be' : undefined;
}

/** Number of words from which the statistics of letters are meaningful. */
const ENOUGH_WORDS = 10;
/** Lowest accepted confidence, of 100, for multi-byte and single-byte encodings; for the latter it hardly ever exceeds 50. */
const CONFIDENT = { several: 60, single: 15 };
/** How many times likelier than Western European another encoding must be, if all words could be Western European. */
const MUCH_LIKELIER = 2;

const several = /^(big5|gb18030|shift_jis|euc-jp|euc-kr)$/;
const single = /^(iso-8859-|windows-125|koi8-)/;
const western = /^(iso-8859-1|windows-1252)$/;
/** What no Western European word has: signs (Polish \u0142 is \u00b3 there), or many accents in a row (as Cyrillic letters are). */
const foreign = /\p{L}[^\p{L}’‘'´ªº°·-]|[^\p{L}’‘'´ªº°·¡¿«»“”„(-]\p{L}|[\u00c0-\u00ff]{4}/u;

/** The encoding of text that is not UTF-8: the Western European one, unless the letters clearly say another. */
function detectEncoding(sample: Buffer): string {
  const guesses = (bytes: Buffer) =>
    analyse(bytes).map(({ name, confidence }) => ({ name: name.toLowerCase(), confidence }));
  const wide = guesses(sample).find(({ name, confidence }) => several.test(name) && confidence >= CONFIDENT.several);
  if (wide) return wide.name;
  // Only words with other letters, as English ones, such as those of the header, would count for Western Europe.
  const words = [...new Set(sample.toString('latin1').match(/[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*/g))];
  const likely = guesses(Buffer.from(words.join(' '), 'latin1')).filter(({ name }) => single.test(name));
  const west = likely.find(({ name }) => western.test(name))?.confidence ?? 0;
  const other = likely.find(({ name }) => !western.test(name));
  const odd = words.filter((word) => foreign.test(iconv.decode(Buffer.from(word, 'latin1'), 'windows-1252'))).length;
  const clear =
    (odd > 1 && odd * 10 >= words.length) ||
    (words.length >= ENOUGH_WORDS &&
      other !== undefined &&
      other.confidence >= CONFIDENT.single &&
      other.confidence >= west * MUCH_LIKELIER);
  return clear && other ? other.name : 'windows-1252';
}

/** Converts text to UTF-8, and notes the encoding if it is another one that the user did not name. */
function decoded(source: Readable, note: (text: string) => void, named: string | undefined): Readable {
  let decoder: ReturnType<typeof iconv.getDecoder> | undefined;
  let first: Buffer[] = [];
  let size = 0;
  let utf8 = false;
  let passed = false;
  const begin = (sample: Buffer): ReturnType<typeof iconv.getDecoder> => {
    const bom16 = (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff);
    let encoding = named ?? 'utf-8';
    if (named === undefined && bom16) encoding = sample[0] === 0xff ? 'utf-16le' : 'utf-16be';
    else if (named === undefined) encoding = utf16Of(sample) ?? (isUtf8(sample) ? 'utf-8' : detectEncoding(sample));
    utf8 = /^utf-?8$/i.test(encoding);
    if (!utf8 && named === undefined)
      note(`read as ${encoding}, as it is no UTF-8; --encoding NAME reads it as another`);
    return iconv.getDecoder(encoding);
  };
  const text = (chunk: string) => {
    if (utf8 && chunk.includes('\ufffd')) note('bytes that are no UTF-8, each read as \ufffd');
    return chunk;
  };
  const transform = new Transform({
    readableObjectMode: false,
    decodeStrings: true,
    encoding: 'utf8',
    transform(chunk: Buffer, _encoding, done) {
      try {
        if (decoder) return done(null, text(decoder.write(chunk)));
        // ASCII is the same in all encodings, so the next chunk decides.
        if (passed && named === undefined && isAscii(chunk)) return done(null, chunk.toString('latin1'));
        first.push(chunk);
        size += chunk.length;
        if (size < SAMPLE) return done();
        const sample = Buffer.concat(first);
        first = [];
        size = 0;
        passed = named === undefined && isAscii(sample) && !utf16Of(sample);
        if (passed) return done(null, sample.toString('latin1'));
        decoder = begin(sample);
        done(null, text(decoder.write(sample)));
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        const ending = decoder ?? begin(Buffer.concat(first));
        if (!decoder) this.push(text(ending.write(Buffer.concat(first))));
        const rest = ending.end();
        done(null, rest || undefined);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  source.on('error', (error) => transform.destroy(error));
  transform.on('close', () => source.destroy());
  return source.pipe(transform);
}

/** Whether text is UTF-8 apart from a few bytes, as a file that was put together from several can have two encodings. */
function isUtf8(sample: Buffer): boolean {
  // The sample may end in the middle of a character.
  const text = new TextDecoder('utf-8').decode(sample, { stream: true });
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  // Bytes of another encoding are hardly ever a valid character of UTF-8.
  return wrong === 0 || (text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0) >= wrong;
}

const base = (path: string) =>
  basename(path)
    .replace(/\.(gz|zip)$/i, '')
    .replace(/\.[^.]+$/, '');

function input(
  name: string,
  path: string,
  unpack: (() => Promise<Unpacked>) | null,
  size: number,
  checksum: string,
  encoding: string | undefined,
): Input {
  const bytes = async (read: (bytes: number) => void) => {
    if (unpack) return unpackLayers(name, await unpack(), read);
    let count = 0;
    const stream = createReadStream(path);
    stream.on('data', (chunk) => {
      count += chunk.length;
      read(count);
    });
    return stream;
  };
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

const packedError = (name: string, error: Error) =>
  error instanceof RefusedInput
    ? error
    : badInput(`${name}: expected a complete packed file; got ${error.message}. Fetch or pack it again.`);

/** What comes out of a packed file, and how many of its bytes went into that. */
interface Unpacked {
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

function gunzip(path: string): Promise<Unpacked> {
  const stream = gunzipped(createReadStream(path));
  return Promise.resolve({ stream, packed: () => stream.bytesWritten });
}

const openZip = (path: string) =>
  new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip))),
  );

async function members(path: string): Promise<readonly yauzl.Entry[]> {
  const zip = await openZip(path);
  try {
    const entries: yauzl.Entry[] = [];
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: yauzl.Entry) => {
        if (!entry.fileName.endsWith('/')) entries.push(entry);
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.readEntry();
    });
    return entries;
  } finally {
    zip.close();
  }
}

async function member(path: string, entry: yauzl.Entry): Promise<Unpacked> {
  const zip = await openZip(path);
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  stream.on('close', () => zip.close());
  // The library checks that the packed size in the zip is true.
  return { stream, packed: () => entry.compressedSize };
}

async function fromFile(
  name: string,
  path: string,
  wanted: string | undefined,
  encoding: string | undefined,
): Promise<Input[]> {
  const magic = head(path, 4);
  const size = statSync(path).size;
  if (isGzip(magic)) {
    return [input(name, path, () => gunzip(path), size, await checksumOf(createReadStream(path)), encoding)];
  }
  if (isZip(magic)) {
    let entries: readonly yauzl.Entry[];
    try {
      entries = await members(path);
    } catch (error) {
      throw packedError(name, error as Error);
    }
    const chosen = wanted === undefined ? entries : entries.filter(({ fileName }) => fileName === wanted);
    if (entries.length === 0) throw badInput(`${name}: expected a zip with a file in it; got an empty one.`);
    if (chosen.length === 0) {
      throw badInput(
        `${name}: expected a member of the zip; got ${wanted}. It holds ${entries.map((e) => e.fileName).join(', ')}.`,
      );
    }
    const file = name.split('#')[0] ?? name;
    return Promise.all(
      chosen.map(async (entry) => {
        const full = `${file}#${entry.fileName}`;
        try {
          const { stream, packed } = await member(path, entry);
          const guard = guarded(full, packed, () => {});
          stream.on('error', (error) => guard.destroy(error));
          const checksum = await checksumOf(stream.pipe(guard));
          const found = input(full, path, () => member(path, entry), entry.compressedSize, checksum, encoding);
          return { ...found, among: wanted === undefined && entries.length > 1 };
        } catch (error) {
          throw packedError(full, error as Error);
        }
      }),
    );
  }
  return [input(name, path, null, size, await checksumOf(createReadStream(path)), encoding)];
}

/** A file by the name that the user gave, and its path. */
export interface Named {
  readonly name: string;
  readonly path: string;
}

/**
 * Opens files to import: plain, gzip, all members of a zip, or one of them (`FILE.zip#MEMBER`). `encoding` is that of
 * all files; without it, it is detected. Throws RefusedInput if a file is missing, is a folder, or can't be unpacked.
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
    const stat = existsSync(path) ? statSync(path) : undefined;
    if (!stat) throw badInput(`${name}: expected an existing file; got none. Check the path.`);
    if (stat.isDirectory()) {
      throw badInput(`${name}: expected a file; got a folder. Name the files in it, such as ${join(name, '*')}.`);
    }
    inputs.push(...(await fromFile(name, path, hash < 0 ? undefined : whole.slice(hash + 1), encoding)));
  }
  return inputs;
}

/** The lines of a text, without its byte order mark. */
export async function* linesOf(text: Readable): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  const line = (raw: string) => {
    const own = isFirst ? raw.replace(/^\ufeff/, '') : raw;
    isFirst = false;
    return own;
  };
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const raw of lines) yield line(raw);
  }
  yield line(rest);
}
