import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes folders for the tests of a file, which are removed after them. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });
  return () => {
    const made = mkdtempSync(join(tmpdir(), 'entente-'));
    folders.push(made);
    return made;
  };
}
