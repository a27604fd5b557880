import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { backup, backupCommand, restore } from '../src/commands/backup.ts';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import type { Graph } from '../src/graph/port/graph.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { readBundled } from '../src/ingest/facts/bundled.ts';
import { type Call, serveLocally } from '../src/local/server.ts';
import type { EntityFact } from '../src/ontology/facts.ts';
import { createOntology, relationId } from '../src/ontology/ontology.ts';
import { fillEmpty } from '../src/recording/fill-empty.ts';
import { record } from '../src/recording/record.ts';
import { served } from './faults/served-process.ts';
import { sized } from './support/extent.ts';
import { inProcess } from './support/in-process.ts';
import { PATIENCE } from './support/patience.ts';
import { serverOver } from './support/served.ts';

// A process takes a second to start, so most refusals are seen in this one.

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const run = promisify(execFile);
const ontology = createOntology();
const root = mkdtempSync(join(tmpdir(), 'entente-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const place = () => join(root, randomUUID());

const env = { ...process.env, NEO4J_URI: '', ENTENTE_DATA: '' };
async function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return run(process.execPath, [CLI, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

const settings = (data: string) => ({ data, acceptLoss: false, neo4j: null });
const restoring = (data: string, file: string) => inProcess(() => restore(data, file));

const FIRST = '2026-01-01T00:00:00.000Z';
const SECOND = '2026-02-01T00:00:00.000Z';
const bundle = await readBundled(ontology);
const named = (id: string, summary: string | null = null): EntityFact => ({
  id,
  type: ontology.typeOfId(id)?.name ?? '',
  names: [{ text: id, language: 'en', kind: 'OFFICIAL' }],
  summary,
  sameAs: [],
  sources: [],
  claims: {},
});

/** A folder with the bundled data and a later correction. */
async function filled(): Promise<string> {
  const folder = place();
  const graph = openEmbedded(folder, PATIENCE);
  await prepareLayout(graph, ontology);
  await fillEmpty(graph, ontology, bundle, new Date(FIRST));
  const [relation] = bundle.relations;
  const corrected = {
    entities: bundle.entities
      .filter(({ id }) => id === 'institution:kerc')
      .map((e) => ({ ...e, summary: 'Corrected.' })),
    relations: relation ? [{ ...relation, rank: 'DEPRECATED' as const }] : [],
  };
  await record(graph, ontology, corrected, { recordedAt: new Date(SECOND), restate: true });
  await graph.close();
  return folder;
}

const ALL = `{ institutions(first: 100) { nodes { id name summary sources { locator document { id } }
  relations(first: 100) { totalCount edges { id rank sources { locator } } } } } events(first: 100) { nodes { id claims(field: PERIOD) { rank period { edtf } } } } }`;
const QUESTIONS = [ALL, ...[FIRST, SECOND].map((known) => `query @asOf(known: "${known}") ${ALL}`)];

async function answers(url: string): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const query of QUESTIONS) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    told.push(await response.json());
  }
  return told;
}

test('a backup of a running server, restored elsewhere, gives the same answers, also about the past', async () => {
  const [data, other, file] = [await filled(), place(), place()];
  const server = await served({ ENTENTE_DATA: data });
  const before = await answers(server.url);
  expect(before).toMatchObject([{ data: {} }, { data: {} }, { data: {} }]);
  const known = (answer: any) =>
    answer.data.institutions.nodes.find(({ id }: any) => id === 'institution:kerc').summary;
  expect(known(before[0])).toBe('Corrected.');
  expect(known(before[1])).not.toBe('Corrected.');

  const made = await cli('backup', '--data', data, file);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toBe(`Backed up the database to ${file} (${statSync(file).size} bytes).\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(data).filter((name) => name.startsWith('backup-'))).toEqual([]);
  expect(await answers(server.url)).toEqual(before);
  expect(await server.stop()).toBe(0);
  expect(readdirSync(data).filter((name) => /sock|json/.test(name))).toEqual([]);

  const restored = await cli('restore', '--data', other, file);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(restored.stdout).toMatch(new RegExp(`^Restored the backup of .*Z to ${other}: 98 entities\\.\\n$`));
  const again = await served({ ENTENTE_DATA: other });
  expect(await answers(again.url)).toEqual(before);
  expect(await again.stop()).toBe(0);
});

test('without a server the command makes the backup itself', async () => {
  const [data, other, file] = [await filled(), place(), place()];
  // A server that was killed leaves such a folder behind.
  writeFileSync(join(data, 'server.json'), JSON.stringify({ socket: join(data, 'server.sock'), token: 'old' }));
  expect(await cli('backup', '--data', data, file)).toMatchObject({ code: 0, stderr: '' });
  expect(await cli('restore', '--data', other, file)).toMatchObject({ code: 0, stderr: '' });
  expect(await cli('backup', '--data', data, file)).toMatchObject({
    code: 1,
    stderr: `entente: ${file} already exists; name a new file.\n`,
  });
  const none = place();
  expect((await cli('backup', '--data', none, place())).stderr).toContain(`There is no database in ${none}.`);
});

/** Entities in one write; each has a relation to the next. */
const SIZE = 40;

/** The writes that are complete, and whether any is partial. */
async function writes(graph: Graph): Promise<{ whole: number[]; broken: number; past: number }> {
  const [rows, [past]] = await graph.read(async (unit) => [
    await unit.run({
      text: `MATCH (n:Entity) WHERE n.id STARTS WITH 'area:w'
             OPTIONAL MATCH (n)-[r:ENTENTE_NARROWER_THAN]->(:Entity)
             RETURN split(n.id, '-')[0] AS write, count(DISTINCT n) AS entities, count(r) AS relations`,
      parameters: {},
    }),
    await unit.run({ text: 'MATCH (p:EntentePast) RETURN count(p) AS number', parameters: {} }),
  ]);
  const isWhole = (row: (typeof rows)[number]) => row.entities === SIZE && row.relations === SIZE - 1;
  return {
    whole: rows.filter(isWhole).map(({ write }) => Number(String(write).slice('area:w'.length))),
    broken: rows.filter((row) => !isWhole(row)).length,
    past: Number(past?.number),
  };
}

test('a backup during writes holds each write completely or not at all, and every earlier one', async () => {
  const data = place();
  const graph = openEmbedded(data, PATIENCE);
  await prepareLayout(graph, ontology);
  const local = await serveLocally(data, { backup: backupCommand(graph, data) });
  let [done, stop] = [0, false];
  const cypher = (async () => {
    for (; !stop; done += 1) {
      const ids = Array.from({ length: SIZE }, (_, i) => `area:w${done}-${i}`);
      const relations = ids.slice(1).map((to, i) => {
        const from = ids[i] ?? '';
        const id = relationId(from, 'NARROWER_THAN', to);
        return { id, type: 'NARROWER_THAN', from, to, values: {}, rank: 'NORMAL' as const, sources: [] };
      });
      // One entity changes with each write and keeps its history.
      const entities = [...ids.map((id) => named(id)), named('project:changing', `write ${done}`)];
      await record(
        graph,
        ontology,
        { entities, relations },
        { recordedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, done)), restate: true },
      );
    }
  })();
  const made: { file: string; before: number; after: number }[] = [];
  for (let i = 0; i < sized(2, 3); i += 1) {
    const [file, before] = [place(), done];
    // Two backups at the same time.
    const both = await Promise.all([cli('backup', '--data', data, file), cli('backup', '--data', data, place())]);
    expect(both).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    made.push({ file, before, after: done });
  }
  stop = true;
  await cypher;
  await local.close();
  const ask = serverOver(graph, ontology);
  const state = (known: number) =>
    `query @asOf(known: "${new Date(Date.UTC(2026, 0, 1, 0, 0, known)).toISOString()}") { project(id: "project:changing") { summary } areas { totalCount } }`;
  for (const { file, before, after } of made) {
    const other = place();
    expect(await cli('restore', '--data', other, file)).toMatchObject({ code: 0, stderr: '' });
    const restored = openEmbedded(other, PATIENCE);
    const { whole, broken, past } = await writes(restored);
    expect(broken).toBe(0);
    expect(whole.length).toBeGreaterThanOrEqual(before);
    expect(whole.length).toBeLessThanOrEqual(after + 1);
    expect([...whole].sort((a, b) => a - b)).toEqual(whole.map((_write, i) => i));
    expect(past).toBe(Math.max(0, whole.length - 1));
    for (const known of [0, Math.floor(whole.length / 2), whole.length - 1].filter((i) => i >= 0 && i < whole.length)) {
      expect(await serverOver(restored, ontology)(state(known))).toEqual(await ask(state(known)));
    }
    await restored.close();
  }
  expect(made.at(-1)?.before).toBeGreaterThan(0);
  await graph.close();
});

test('a damaged, truncated or foreign file is refused, and nothing is created', async () => {
  const [data, file] = [await filled(), place()];
  await backup(settings(data), file);
  const whole = readFileSync(file);
  const refused = async (content: Buffer) => {
    const [broken, other] = [place(), place()];
    writeFileSync(broken, content);
    const { code, stderr } = await restoring(other, broken);
    expect(code).toBe(1);
    expect(readdirSync(root)).not.toContain(other.slice(root.length + 1));
    return stderr.replace(broken, 'FILE');
  };
  const damaged =
    'entente: FILE is damaged or incomplete: its checksum does not match its content. Nothing was restored; take another backup.\n';
  // Damages the header, the database or the checksum.
  for (const at of [20, whole.length >> 1, whole.length - 1]) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(await refused(flipped)).toBe(damaged);
  }
  for (const length of [whole.length - 1, whole.length >> 1, 30, 15]) {
    expect(await refused(whole.subarray(0, length))).toBe(damaged);
  }
  expect(await refused(Buffer.concat([whole, Buffer.from('x')]))).toBe(damaged);
  const other = 'entente: FILE is not a backup of Entente: expected it to begin with "entente-backup".\n';
  expect(await refused(Buffer.from('{"entente":1}\n'))).toBe(other);
  expect(await refused(Buffer.alloc(0))).toBe(other);
  expect((await cli('restore', '--data', place(), place())).stderr).toContain('ENOENT');
});

test('a forged backup is refused, and writes no more than its header says', async () => {
  const forged = async (header: object | string, content: Buffer) => {
    const [file, other] = [place(), place()];
    const text = typeof header === 'string' ? header : JSON.stringify(header);
    const before = Buffer.concat([Buffer.from(`entente-backup\n${text}\n`), gzipSync(content)]);
    writeFileSync(file, Buffer.concat([before, createHash('sha256').update(before).digest()]));
    let largest = 0;
    const watching = watch(root, { recursive: true }, (_event, name) => {
      if (!name?.endsWith('graph.part')) return;
      largest = Math.max(largest, statSync(join(root, name), { throwIfNoEntry: false })?.size ?? 0);
    });
    const { code, stderr } = await restoring(other, file);
    watching.close();
    expect([code, readdirSync(root).includes(other.slice(root.length + 1))]).toEqual([1, false]);
    return [stderr.replace(file, 'FILE'), largest];
  };
  const header = { format: 1, layout: 9, entente: '0.1.0', created: FIRST, size: 100_000 };
  // 50 MB of zeros in 50 kB.
  const [bomb, largest] = await forged(header, Buffer.alloc(50_000_000));
  expect(bomb).toBe('entente: FILE says that the database has 100000 bytes; got more. Nothing was restored.\n');
  expect(largest).toBeLessThanOrEqual(100_000);
  const [short] = await forged(header, Buffer.alloc(50));
  expect(short).toBe('entente: FILE says that the database has 100000 bytes; got 50. Nothing was restored.\n');
  for (const other of ['', 'null', '[]', '{"format":1}', { ...header, size: '9' }, { ...header, size: -1 }]) {
    expect((await forged(other, Buffer.alloc(50)))[0]).toContain('has a header that Entente did not write');
  }
  expect((await forged({ ...header, layout: 99 }, Buffer.alloc(50)))[0]).toContain('was made by a newer Entente');
  expect((await forged({ ...header, format: 2, size: 'large' }, Buffer.alloc(50)))[0]).toContain(
    'has the format 2, and this version reads 1',
  );
});

test('a folder that is not empty is refused and unchanged', async () => {
  const [data, other, file] = [await filled(), place(), place()];
  await backup(settings(data), file);
  mkdirSync(other);
  writeFileSync(join(other, 'mine'), 'mine');
  const { code, stderr } = await cli('restore', '--data', other, file);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `entente: ${other} is not empty: it holds 1 file, and a backup is restored into an empty folder only. Name another one with --data.\n`,
  );
  expect(readdirSync(other)).toEqual(['mine']);
  expect(readFileSync(join(other, 'mine'), 'utf8')).toBe('mine');
  // The same for the database of the backup itself.
  const before = readdirSync(data);
  expect((await cli('restore', '--data', data, file)).code).toBe(1);
  expect(readdirSync(data)).toEqual(before);
});

test('for Neo4j the command names the tools that make a backup', async () => {
  const { code, stderr } = await cli('backup', '--neo4j-uri', 'bolt://127.0.0.1:9', place());
  expect(code).toBe(1);
  expect(stderr).toContain('Neo4j is backed up by its own tools: neo4j-admin database dump NAME --to-path=FOLDER');
});

test('a backup that fails leaves nothing behind', async () => {
  const data = await filled();
  const empty = place();
  mkdirSync(empty);
  const file = join(empty, 'none', 'backup');
  const { code, stderr } = await cli('backup', '--data', data, file);
  expect(code).toBe(1);
  expect(stderr).toContain('ENOENT');
  expect(readdirSync(data).filter((name) => name.startsWith('backup-'))).toEqual([]);
  expect(readdirSync(empty)).toEqual([]);
});

test('a server that stops during a backup leaves no file that looks complete', async () => {
  const [data, file] = [await filled(), place()];
  await cli('backup', '--data', data, file);
  const whole = readFileSync(file);
  // A clean exit, as if an operator had stopped it.
  for (const stopped of [false, true]) {
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const half = async ({ file: part }: { file: string }, { signal }: Call) => {
      writeFileSync(part, whole.subarray(0, whole.length >> 1));
      begun();
      if (stopped) await once(signal, 'abort');
      return {};
    };
    const local = await serveLocally(data, { backup: half });
    const target = place();
    const asked = cli('backup', '--data', data, target);
    await beginning;
    if (stopped) await local.close();
    const { code, stderr } = await asked;
    if (!stopped) await local.close();
    expect(code).toBe(1);
    expect(stderr).toBe('entente: The backup is incomplete: the server stopped while it made it. Make another one.\n');
    expect(readdirSync(root).filter((name) => name.startsWith(target.slice(root.length + 1)))).toEqual([]);
  }
});
