import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('kill-embedded.js', import.meta.url));

test('a server on the embedded engine, killed in mid-write, keeps every acknowledged write and no partial one', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '5', '7']);
  expect(stdout).toMatch(/^5 kills \(seed 7\): all of \d+ acknowledged writes are there, none is half\.\n$/);
});
