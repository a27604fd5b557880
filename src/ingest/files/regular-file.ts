import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_WHOLE } from './limits.ts';
import { badInput } from './refused.ts';

/** A pipe that the shell gave to this process: `<(…)`. */
const OWN_PIPE = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/;

/** What a file is, if not a regular one. */
export const kindOf = (stat: Stats): string =>
  stat.isFIFO() ? 'a named pipe' : stat.isSocket() ? 'a socket' : stat.isDirectory() ? 'a folder' : 'a device';

/** The number of the pipe that the shell gave to this process under a path; null for any other path. */
export function ownPipe(path: string): number | null {
  const fd = Number(OWN_PIPE.exec(path)?.[1] ?? Number.NaN);
  try {
    return fstatSync(fd).isFIFO() ? fd : null;
  } catch {
    return null;
  }
}

/** A text that differs if a file was written to or replaced. */
export const stampOf = ({ dev, ino, size, mtimeMs }: Stats): string => `${dev} ${ino} ${size} ${mtimeMs}`;

/** An error of the system while a file is read, as a sentence; any other error as it is. */
export function readingError(name: string, error: unknown): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (syscall !== 'read') return error;
  return badInput(`${name}: expected a file that can be read; got ${message}. Name another one, or copy it first.`);
}

/**
 * Opens a regular file for reading. Anything else is refused: opening a pipe waits for whoever writes to it, and a device
 * has no end.
 *
 * @throws RefusedInput
 */
export function openRegular(name: string, path: string, what = 'file'): number {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw badInput(`${name}: expected an existing ${what}; got none. Check the path.`);
    // A socket can't be opened.
    const got = code === 'ENXIO' ? 'a socket' : message;
    throw badInput(`${name}: expected a file that can be read; got ${got}. Name another one.`);
  }
  const stat = fstatSync(file);
  if (stat.isFile()) return file;
  closeSync(file);
  if (stat.isDirectory())
    throw badInput(`${name}: expected a file; got a folder. Name the files in it, such as ${join(name, '*')}.`);
  throw badInput(
    `${name}: expected a regular file; got ${kindOf(stat)}. Write what it gives to a file and name that, or pipe it to the command and name -.`,
  );
}

/**
 * Reads a text file as a whole, or the pipe of a shell (`<(…)`).
 *
 * @throws RefusedInput for a file that is too long, or is no regular one
 */
export function readWhole(name: string, path: string, what?: string): string {
  const pipe = ownPipe(path);
  const file = pipe ?? openRegular(name, path, what);
  try {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const part = Buffer.alloc(64 * 1024);
      const read = readSync(file, part);
      if (read === 0) return Buffer.concat(parts).toString('utf8');
      parts.push(part.subarray(0, read));
      size += read;
      if (size > LONGEST_WHOLE) throw badInput(tooLong(name));
    }
  } catch (error) {
    throw readingError(name, error);
  } finally {
    if (pipe === null) closeSync(file);
  }
}

/** The sentence about a file that is too long to be read as a whole. */
export const tooLong = (name: string): string =>
  `${name}: expected YAML or JSON of at most ${LONGEST_WHOLE / 1024 / 1024} MB; got more. Divide it, or write it as JSONL, which has no such limit: {"entente": 1} in the first line, then one fact a line.`;
