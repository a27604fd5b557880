import { vi } from 'vitest';
import { importFiles } from '../../src/commands/import.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The events of `--json`. */
  readonly events: readonly { readonly event: string; readonly [key: string]: any }[];
}

/** The lines of JSON in what a command printed. */
export const eventsOf = (stdout: string): Ran['events'] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const ontology = createOntology();

/**
 * Runs what a command does in this process, as a process of its own takes a second to start. An error is printed as the
 * command line prints it.
 */
export async function inProcess(command: () => Promise<unknown>): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const written = (text: unknown) => {
    stdout += text;
    return true;
  };
  const said = (text: unknown) => {
    stderr += `${text}\n`;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(written as typeof process.stdout.write),
    vi.spyOn(console, 'log').mockImplementation((text) => void written(`${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation(said),
  ];
  try {
    const result = await command();
    const code = typeof result === 'number' ? result : 0;
    return { code, stdout, stderr, events: eventsOf(stdout) };
  } catch (error) {
    stderr += `entente: ${(error as Error).message}\n`;
    return { code: 1, stdout, stderr, events: eventsOf(stdout) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

type Settings = Parameters<typeof importFiles>[2];

/** `entente import FORMAT FILE --data DATA` with settings, in this process. */
export const importInProcess = (format: string, file: string, data: string, settings: Settings = {}): Promise<Ran> =>
  inProcess(() => importFiles(format, [file], settings, { data, acceptLoss: false, neo4j: null }, ontology));
