import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the server of a folder listens for commands from this machine, and the token that it requires. */
export interface Address {
  /** The path of a Unix domain socket, or of a named pipe on Windows. */
  readonly socket: string;
  readonly token: string;
}

/** The file in a database's folder that holds the address of its server, as JSON. */
export const addressFile = (folder: string) => join(folder, 'server.json');

/** The most bytes of a Unix domain socket's path that every platform accepts. */
const LONGEST = 100;

/** The socket of a folder: in the folder, or in that for temporary files if the path is too long; a named pipe on Windows. */
export function socketOf(folder: string): string {
  const name = `entente-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const inside = join(resolve(folder), 'server.sock');
  return Buffer.byteLength(inside) <= LONGEST ? inside : join(tmpdir(), `${name}.sock`);
}
