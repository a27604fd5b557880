import { chmodSync } from 'node:fs';

let usersMask: number | null = null;

/**
 * Makes all files that this process creates from now on its user's alone, whatever the umask was: a database, its log,
 * a backup or a socket is open to nobody else at any moment.
 */
export function createPrivateFiles(): void {
  usersMask = process.umask(0o077);
}

/** Gives a new file the rights that the user's umask leaves: the user named it, to pass it on. */
export function shareFile(file: string): void {
  if (usersMask !== null) chmodSync(file, 0o666 & ~usersMask);
}
