import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Stops it with SIGTERM, as an operator would; resolves to its exit code. */
  stop(): Promise<number | null>;
}

const left = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of left) child.kill('SIGKILL');
});

/**
 * Starts `entente serve` as a process. By default it takes a free port and a time limit that suits a slow machine.
 * `inside` is a file that runs in the process first and exchanges messages with this one.
 */
export function spawnServer(env: Record<string, string>, args: readonly string[], inside?: string): ChildProcess {
  const imported = inside ? ['--import', pathToFileURL(inside).href] : [];
  const child = spawn(process.execPath, [...imported, CLI, 'serve', '--port', '0', ...args], {
    env: { ...process.env, NEO4J_URI: '', NEO4J_PASSWORD: '', ENTENTE_SAMPLE: '', ENTENTE_TIMEOUT: '60000', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(inside ? (['ipc'] as const) : [])],
  });
  left.add(child);
  child.once('exit', () => left.delete(child));
  return child;
}

/** Waits until the server listens and reads its address from the log. */
export async function listening(child: ChildProcess): Promise<ServerProcess> {
  child.stderr?.resume();
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const url = /open (http:\S+)/.exec(line)?.[1];
    if (!url) continue;
    child.stdout?.resume();
    const stop = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      return (await once(child, 'exit'))[0] as number | null;
    };
    return { url, child, stop };
  }
  throw new Error('the server ended before it listened');
}
