import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { listening, type ServerProcess, spawnServer } from '../support/server-process.ts';

function start(env: Record<string, string>, args: readonly string[]): ChildProcess {
  const child = spawnServer(env, args);
  // A failing test doesn't get to stop it.
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Starts `entente serve` as a process and waits until it listens. */
export const served = (env: Record<string, string>, args: readonly string[] = []): Promise<ServerProcess> =>
  listening(start(env, args));

/** Starts a server that refuses to run; resolves to its error output and exit code. */
export async function refused(env: Record<string, string>, args: readonly string[] = []) {
  const child = start(env, args);
  let said = '';
  child.stderr?.on('data', (bytes) => {
    said += bytes;
  });
  child.stdout?.resume();
  const [code] = await once(child, 'close');
  return { code, said };
}
