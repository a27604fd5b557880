import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { served } from '../faults/served-process.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Starts a server that holds only these facts. It stops when the test ends. */
export async function imported(facts: object): Promise<{ readonly url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'entente-imported-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'facts.json');
  await writeFile(file, JSON.stringify(facts));
  const data = join(folder, 'data');
  await promisify(execFile)(process.execPath, [CLI, 'import', 'facts', file, '--data', data], {
    env: { ...process.env, NEO4J_URI: '' },
  });
  return served({ ENTENTE_DATA: data });
}
