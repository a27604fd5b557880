import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileIn } from '../engines/embedded/embedded.ts';
import { statement } from '../graph/cypher/statements.ts';
import type { Graph } from '../graph/port/graph.ts';
import { LAYOUT } from '../graph/storage/layout.ts';
import { localServer } from '../local/client.ts';
import type { Call } from '../local/server.ts';
import { lackOfDatabase, openDatabase } from '../open-database.ts';
import { type DatabaseSettings, version } from '../settings.ts';
import { BadBackup, checked, packed, unpack } from './backup-file.ts';

/** Milliseconds for statements around a backup. */
const PATIENCE = 600_000;

const COPY = 'backup-';

/** Copies that a server left behind which was killed while it made a backup. */
export async function clearCopies(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(COPY)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The whole database in a folder as a backup, in pieces: the state that it has when this begins, and all before it. */
async function* backupOf(graph: Graph, folder: string): AsyncGenerator<Buffer> {
  if (!graph.copy) throw new BadBackup(`${graph.capabilities.copies.reason}.`);
  const beside = await mkdtemp(join(folder, COPY));
  try {
    const file = join(beside, 'graph');
    await graph.copy(file);
    const [row] = await graph.read((unit) => unit.run(statement('read-layout')), { deadline: PATIENCE });
    const { size } = await stat(file);
    const layout = Number(row?.layout ?? LAYOUT);
    yield* packed({ layout, entente: version, created: new Date().toISOString(), size }, file);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Whoever asked may be gone when it fails, so what is there of the file goes here. */
async function write(graph: Graph, folder: string, file: string, { signal }: { signal?: AbortSignal } = {}) {
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(Readable.from(backupOf(graph, folder)), output, signal ? { signal } : {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true });
    throw error;
  }
}

/** The command of a server that has the database open. */
export const backupCommand =
  (graph: Graph, folder: string) =>
  async ({ file }: { file: string }, { signal }: Call): Promise<object> => {
    await write(graph, folder, file, { signal });
    return {};
  };

/** Makes a backup of an embedded database: the server that owns it does, or this process where none runs. */
export async function backup(settings: DatabaseSettings, file: string): Promise<{ bytes: number }> {
  const { data, neo4j } = settings;
  if (neo4j) {
    const graph = await openDatabase(settings, PATIENCE);
    const { reason } = graph.capabilities.copies;
    await graph.close();
    throw new BadBackup(`${reason}. Entente makes backups of its embedded database.`);
  }
  if (existsSync(file)) throw new BadBackup(`${file} is there already; name a file that is not.`);
  const lack = lackOfDatabase(data);
  if (lack !== null) throw new BadBackup(lack);
  const part = `${resolve(file)}.${process.pid}.part`;
  try {
    const server = await localServer(data);
    if (server) {
      try {
        await server.call('backup', { file: part }, () => {});
        await checked(part);
      } catch (error) {
        if (error instanceof BadBackup || !(await localServer(data))) throw cut;
        throw error;
      }
    } else {
      const graph = await openDatabase(settings, PATIENCE);
      try {
        await clearCopies(data);
        await write(graph, data, part);
      } finally {
        await graph.close();
      }
      await checked(part);
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error) error.message = error.message.replaceAll(part, file);
    throw error;
  }
  return { bytes: (await stat(file)).size };
}

const cut = new BadBackup('The backup was cut off: the server stopped while it made it. Make another one.');

/** Puts a backup into a folder that is empty or not there; says what it holds. Nothing is made where it is refused. */
export async function restore(data: string, file: string): Promise<{ entities: number; created: string }> {
  const found = existsSync(data) ? readdirSync(data).length : 0;
  if (found > 0) {
    throw new BadBackup(
      `${data} is not empty: it holds ${found} ${found === 1 ? 'file' : 'files'}, and a backup is restored into an empty folder only. Name another one with --data.`,
    );
  }
  const whole = await checked(file);
  const { layout, entente, created } = whole.header;
  if (layout > LAYOUT) {
    throw new BadBackup(
      `${file} was made by a newer Entente (${entente}): it has layout ${layout}, and this version knows layouts up to ${LAYOUT}. Restore it with the newer version.`,
    );
  }
  const isNew = !existsSync(data);
  await mkdir(data, { recursive: true });
  const part = join(data, 'graph.part');
  try {
    await unpack(file, whole, part);
    await rename(part, fileIn(data));
    const graph = await openDatabase({ data, neo4j: null }, PATIENCE);
    try {
      const [row] = await graph.read((unit) => unit.run(statement('count-entities')), { deadline: PATIENCE });
      return { entities: Number(row?.total), created };
    } finally {
      await graph.close();
    }
  } catch (error) {
    for (const name of readdirSync(data)) await rm(join(data, name), { recursive: true, force: true });
    if (isNew) await rm(data, { recursive: true, force: true });
    throw error;
  }
}
