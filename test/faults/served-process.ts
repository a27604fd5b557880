import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface ServedProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Ends it as an operator would; gives its exit code. */
  stop(): Promise<number | null>;
}

const left = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of left) child.kill('SIGKILL');
});

function start(env: Record<string, string>, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', ...args], {
    env: { ...process.env, NEO4J_URI: '', NEO4J_PASSWORD: '', ENTENTE_SAMPLE: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  left.add(child);
  // A test that fails does not come to stopping it.
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  child.once('exit', () => left.delete(child));
  return child;
}

/** `entente serve` as a process of its own, once it listens. */
export async function served(env: Record<string, string>, args: readonly string[] = []): Promise<ServedProcess> {
  const child = start(env, args);
  child.stderr?.resume();
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /open (http:\S+)/.exec(line)?.[1];
    if (!url) continue;
    child.stdout?.resume();
    const stop = async () => {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      return (await once(child, 'exit'))[0] as number | null;
    };
    return { url, child, stop };
  }
  throw new Error('the server ended before it listened');
}

/** A start that fails: what it says and its exit code. */
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
