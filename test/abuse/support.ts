import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { generateFacts } from '../../bench/generate.js';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import { createOntology, type Ontology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { PATIENCE } from '../support/patience.ts';
import { listening, type ServerProcess, spawnServer } from '../support/server-process.ts';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** How long answers took during an attack, in milliseconds, and what was answered instead of 200. */
export interface Figures {
  readonly count: number;
  readonly p99: number;
  readonly slowest: number;
  readonly failures: readonly (number | string)[];
}

/** What others saw of an attack. */
export interface Seen<Result> {
  /** What the attack returned. */
  readonly result: Result;
  readonly health: Figures;
  /** A cheap query of another user. */
  readonly cheap: Figures;
  /** The longest that the server's event loop was held up, in milliseconds. */
  readonly delay: number;
  /** The most processor time between two turns of the event loop, in milliseconds: what others on the machine don't add to. */
  readonly step: number;
  /** How long the event loop waited for a processor, in milliseconds: what others on the machine took from it. */
  readonly waited: number;
  /** Bytes of the server's memory at the end. */
  readonly rss: number;
}

/** A query as it is sent. */
export interface Query {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** A real server process to attack. */
export interface Attacked {
  readonly url: string;
  readonly server: ServerProcess;
  /** The folder of its database. */
  readonly data: string;
  /** Runs an attack and measures what others see until `quiet` milliseconds after its end. */
  during<Result>(attack: () => Promise<Result>, options?: DuringOptions): Promise<Seen<Result>>;
  /** Sends a query and resolves to the status, the headers and the parsed body. */
  ask(query: Query, headers?: Record<string, string>): Promise<Reply>;
  /** Resolves to the milliseconds until the server, with its engine, takes almost no processor time; at most `patience`. */
  rest(patience?: number): Promise<number>;
  /** Bytes of the server's heap that are in use after a garbage collection. */
  heap(): Promise<number>;
  /** Stops the server and removes its database; resolves to its exit code. */
  end(): Promise<number | null>;
}

/** What differs in one attack. */
export interface DuringOptions {
  /** Goes on measuring for this long after the attack; 0 by default. */
  readonly quiet?: number;
  /** The cheap query of the other user. */
  readonly cheap?: Query;
  /** Headers of the other user, such as `x-forwarded-for`. */
  readonly headers?: Record<string, string>;
}

/** An answer to a query. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** The graph and the settings of an attacked server. */
export interface AttackedOptions {
  /** Flags of `entente serve`. */
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** The facts of its graph; the bundled data if left out. */
  readonly facts?: (ontology: Ontology) => Facts;
}

/** Thousands of random facts; the most connected entities are areas. */
export const generated =
  (entities = 7000, relations = 55_000) =>
  (ontology: Ontology): Facts =>
    generateFacts(ontology, { seed: 1, entities, relations });

const CHEAP: Query = { query: 'query Cheap { institutions(first: 3) { nodes { id name } } }' };

/** Starts `dist/cli.js serve` on the embedded engine, with the time limit that it has by default. */
export async function startAttacked({ args = [], env = {}, facts }: AttackedOptions = {}): Promise<Attacked> {
  const data = await mkdtemp(join(tmpdir(), 'entente-abuse-'));
  if (facts) await fill(join(data, 'db'), facts);
  const child = spawnServer(
    {
      ENTENTE_DATA: join(data, 'db'),
      ENTENTE_TIMEOUT: '10000',
      ENTENTE_LOG_LEVEL: 'info',
      ENTENTE_ABUSED_BY: `${process.pid}`,
      ...env,
    },
    args,
    here('inside.js'),
  );
  const server = await listening(child);
  const ask = (query: Query, headers: Record<string, string> = {}) => post(server.url, query, headers);
  return {
    url: server.url,
    server,
    data: join(data, 'db'),
    ask,
    async during(attack, options = {}) {
      const watcher = await watch(server.url, options);
      await inside(child);
      const result = await attack().finally(
        () => options.quiet && new Promise((end) => setTimeout(end, options.quiet)),
      );
      const figures = await inside(child);
      return { result, ...(await watcher.stop()), ...figures };
    },
    async heap() {
      child.send('heap');
      const [{ heap }] = (await once(child, 'message')) as [{ heap: number }];
      return heap;
    },
    async rest(patience = 10_000) {
      const start = performance.now();
      for (let before = await processorTime(child); ; ) {
        const at = performance.now() - start;
        if (at > patience) return at;
        await new Promise((look) => setTimeout(look, LOOK));
        const now = await processorTime(child);
        if (now - before < LOOK * RESTING) return at;
        before = now;
      }
    },
    async end() {
      const code = await server.stop();
      await rm(data, { recursive: true, force: true });
      return code;
    },
  };
}

/**
 * Expects that nobody else noticed an attack: everybody was served, nobody waited long, and nothing held the event loop
 * for long. `bound` is the slowest answer allowed, in milliseconds, besides what the server waited for a processor.
 */
export function expectServed({ health, cheap, step, waited }: Seen<unknown>, bound = 1000): void {
  expect({ health: health.failures, cheap: cheap.failures }).toEqual({ health: [], cheap: [] });
  expect(health.count).toBeGreaterThan(0);
  expect(health.slowest).toBeLessThanOrEqual(bound + waited);
  expect(cheap.p99).toBeLessThanOrEqual(bound + waited);
  expect(step).toBeLessThanOrEqual(LONGEST_STEP);
}

async function fill(folder: string, facts: (ontology: Ontology) => Facts): Promise<void> {
  const ontology = createOntology();
  const graph = openEmbedded(folder, PATIENCE);
  await prepareLayout(graph, ontology);
  await fillEmpty(graph, ontology, facts(ontology), new Date(0));
  await graph.close();
}

async function post(url: string, query: Query, headers: Record<string, string>): Promise<Reply> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(query),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Milliseconds of processor time that may pass between two turns of the event loop. */
const LONGEST_STEP = 250;
/** Milliseconds in which a server at rest takes less than this share of one processor. */
const [LOOK, RESTING] = [200, 0.15];

async function processorTime(child: ChildProcess): Promise<number> {
  child.send('processor');
  const [{ processor }] = (await once(child, 'message')) as [{ processor: number }];
  return processor;
}

type Inside = Pick<Seen<unknown>, 'delay' | 'step' | 'waited' | 'rss'>;

async function inside(child: ChildProcess): Promise<Inside> {
  if (!child.connected) return { delay: Number.POSITIVE_INFINITY, step: Number.POSITIVE_INFINITY, waited: 0, rss: 0 };
  child.send('figures');
  const [figures] = await once(child, 'message');
  return figures;
}

interface Taken {
  readonly times: number[];
  readonly failures: (number | string)[];
}

async function watch(url: string, { cheap = CHEAP, headers = {} }: DuringOptions) {
  const watcher = fork(here('watcher.js'), [JSON.stringify({ url, cheap, headers, pause: 10 })], { execArgv: [] });
  await once(watcher, 'message');
  return {
    async stop() {
      watcher.send('stop');
      const [{ health, query }] = (await once(watcher, 'message')) as [{ health: Taken; query: Taken }];
      return { health: figuresOf(health), cheap: figuresOf(query) };
    },
  };
}

function figuresOf({ times, failures }: Taken): Figures {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: times.length, p99: at(0.99), slowest: sorted.at(-1) ?? 0, failures };
}
