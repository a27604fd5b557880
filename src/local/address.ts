import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** In the folder of the database: where its server listens for commands of this machine, and by which word it knows them. */
export interface Address {
  readonly socket: string;
  readonly token: string;
}

export const addressFile = (folder: string) => join(folder, 'server.json');

/** Bytes that the path of a Unix domain socket may have everywhere. */
const LONGEST = 100;

/** In the folder itself; where its path is too long for a socket, in that for temporary files; on Windows a named pipe. */
export function socketOf(folder: string): string {
  const name = `entente-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const inside = join(resolve(folder), 'server.sock');
  return Buffer.byteLength(inside) <= LONGEST ? inside : join(tmpdir(), `${name}.sock`);
}
