import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { checksumOf } from './checksum.ts';
import { MOST_MEMBERS } from './limits.ts';
import { type Grown, guarded, packedError, type Unpacked } from './packed.ts';
import { badInput, RefusedInput } from './refused.ts';

/** A member of a zip. */
export interface Member {
  readonly name: string;
  /** Bytes in the zip. */
  readonly size: number;
  /** SHA-256 of what it unpacks to. */
  readonly checksum: string;
  open(): Promise<Unpacked>;
}

/** Bytes of the header before a member, without its name and extra fields. */
const HEADER = 30;

const openZip = (path: string) =>
  new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip))),
  );

const openMember = (zip: yauzl.ZipFile, entry: yauzl.Entry) =>
  new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );

function entriesOf(name: string, zip: yauzl.ZipFile): Promise<readonly yauzl.Entry[]> {
  // Folders are members too, so there may be some more.
  if (zip.entryCount > 2 * MOST_MEMBERS) throw tooMany(name, zip.entryCount);
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!entry.fileName.endsWith('/')) entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

const tooMany = (name: string, count: number) =>
  badInput(
    `${name}: expected a zip of at most ${MOST_MEMBERS} files; got ${count}. Unpack it and join them, or name one: ${name}#MEMBER.`,
  );

/** Members that share bytes unpack to many times the zip, and no program writes them. */
function checkApart(name: string, entries: readonly yauzl.Entry[]): void {
  const ordered = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const { fileName, relativeOffsetOfLocalHeader, compressedSize } of ordered) {
    if (relativeOffsetOfLocalHeader < end)
      throw badInput(
        `${name}: expected a zip whose members have bytes of their own; got ${fileName.slice(0, 200)}, which begins within another one. Pack it again.`,
      );
    end = relativeOffsetOfLocalHeader + HEADER + compressedSize;
  }
}

/**
 * The members of a zip, or the one of a name; they are unpacked one after another for their checksums.
 *
 * @throws RefusedInput for a damaged zip, one with too many members, or one that grows too large
 */
export async function membersOf(name: string, path: string, wanted: string | undefined): Promise<readonly Member[]> {
  let zip: yauzl.ZipFile;
  try {
    zip = await openZip(path);
  } catch (error) {
    throw packedError(name, error as Error);
  }
  try {
    const entries = await entriesOf(name, zip);
    if (entries.length === 0) throw badInput(`${name}: expected a zip with a file in it; got an empty one.`);
    checkApart(name, entries);
    const chosen = wanted === undefined ? entries : entries.filter(({ fileName }) => fileName === wanted);
    if (chosen.length === 0) {
      const shown = entries.slice(0, 20).map((entry) => entry.fileName.slice(0, 200));
      const more = entries.length > shown.length ? ` and ${entries.length - shown.length} more` : '';
      throw badInput(`${name}: expected a member of the zip; got ${wanted}. It holds ${shown.join(', ')}${more}.`);
    }
    if (chosen.length > MOST_MEMBERS) throw tooMany(name, chosen.length);
    const members: Member[] = [];
    let before: Grown = { packed: 0, unpacked: 0 };
    for (const entry of chosen) {
      const { fileName, compressedSize } = entry;
      const { checksum, size } = await checked(`${name}#${fileName}`, zip, entry, before);
      before = { packed: before.packed + compressedSize, unpacked: before.unpacked + size };
      members.push({ name: fileName, size: compressedSize, checksum, open: () => unpacked(path, entry) });
    }
    return members;
  } catch (error) {
    throw error instanceof RefusedInput ? error : packedError(name, error as Error);
  } finally {
    zip.close();
  }
}

/** The checksum and the size of what a member unpacks to. */
async function checked(
  name: string,
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  before: Grown,
): Promise<{ readonly checksum: string; readonly size: number }> {
  try {
    let size = 0;
    const stream = await openMember(zip, entry);
    const read = (_packed: number, now: number) => {
      size = now;
    };
    const guard = guarded(name, () => entry.compressedSize, read, before);
    stream.on('error', (error) => guard.destroy(error));
    guard.on('close', () => stream.destroy());
    return { checksum: await checksumOf(stream.pipe(guard)), size };
  } catch (error) {
    throw packedError(name, error as Error);
  }
}

async function unpacked(path: string, entry: yauzl.Entry): Promise<Unpacked> {
  const zip = await openZip(path);
  const stream = await openMember(zip, entry);
  stream.on('close', () => zip.close());
  // The library checks that the packed size in the zip is true.
  return { stream, packed: () => entry.compressedSize };
}
