import { createReadStream, createWriteStream, fstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isatty } from 'node:tty';
import type { Named } from './input.ts';
import { MOST_PIPED } from './limits.ts';
import { badInput } from './refused.ts';
import { ownPipe } from './regular-file.ts';

/** Stops a pipe that gives too much, or that gives nothing but zeros. */
function bounded(name: string, most: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const isBlank = size === 0 && chunk.length >= 1024 && chunk.every((byte) => byte === 0);
      size += chunk.length;
      if (isBlank) done(badInput(`${name}: expected text; got zero bytes only. Name a file of data.`));
      else if (size > most)
        done(
          badInput(
            `${name}: expected at most ${most} bytes through a pipe; got more. Write them to a file and name that.`,
          ),
        );
      else done(null, chunk);
    },
  });
}

/** Standard input, unless it is a device without an end. */
function standardInput(): Readable {
  const stat = fstatSync(0);
  const isDevice = stat.isBlockDevice() || (stat.isCharacterDevice() && !isatty(0));
  return isDevice ? process.stdin.pipe(bounded('standard input', 64 * 1024)) : process.stdin;
}

/**
 * Files as they can be read several times: standard input (-), and pipes that the shell gave to this process (`<(…)`),
 * become temporary files during `work`. Only this process can read them.
 *
 * @throws RefusedInput if a pipe gives more than `most` bytes
 */
export async function withFiles<T>(
  files: readonly string[],
  work: (files: readonly Named[]) => Promise<T>,
  most = MOST_PIPED,
): Promise<T> {
  if (files.filter((file) => file === '-').length > 1)
    throw badInput('expected standard input (-) once; got it twice.');
  let folder: string | undefined;
  try {
    const named: Named[] = [];
    for (const [index, file] of files.entries()) {
      const pipe = file === '-' ? null : ownPipe(file);
      if (file !== '-' && pipe === null) {
        named.push({ name: file, path: file });
        continue;
      }
      folder ??= mkdtempSync(join(tmpdir(), 'entente-'));
      const name = pipe === null ? 'standard input' : file;
      const path = join(folder, `input-${index}`);
      const source = pipe === null ? standardInput() : createReadStream('', { fd: pipe });
      await pipeline(source, bounded(name, most), createWriteStream(path, { mode: 0o600 }));
      named.push({ name, path });
    }
    return await work(named);
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}
