import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { databaseFile } from '../engines/embedded/files.ts';
import { statement } from '../graph/cypher/statements.ts';
import type { Graph } from '../graph/port/graph.ts';
import { LAYOUT } from '../graph/storage/layout.ts';
import { localServer } from '../local/client.ts';
import type { Call } from '../local/server.ts';
import { COMMAND_TIMEOUT, missingDatabase, withOpenDatabase } from '../open-database.ts';
import { type DatabaseSettings, version } from '../settings.ts';
import { atPlace } from '../storage-errors.ts';
import { BadBackup, packBackup, unpackBackup, verifyBackup } from './backup-file.ts';

/** What the names of temporary copies begin with. */
const COPY = 'backup-';

/** Removes the copies of a server that was killed during a backup. */
export async function removeAbandonedCopies(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(COPY)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** A backup of the whole database in a folder, in pieces: its state when the backup begins, and all earlier states. */
async function* backupOf(graph: Graph, folder: string): AsyncGenerator<Buffer> {
  if (!graph.copy) throw new BadBackup(`${graph.capabilities.copies.reason}.`);
  const temporary = await mkdtemp(join(folder, COPY));
  try {
    const file = join(temporary, 'graph');
    await graph.copy(file);
    const [row] = await graph.read((unit) => unit.run(statement('read-layout')), { deadline: COMMAND_TIMEOUT });
    const { size } = await stat(file);
    // Only 0.1.0 wrote no number.
    const layout = Number(row?.layout ?? 1);
    yield* packBackup({ layout, entente: version, created: new Date().toISOString(), size }, file);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Writes a backup to a new file, and removes it on failure: the caller may be gone by then. */
async function write(graph: Graph, folder: string, file: string, { signal }: { signal?: AbortSignal } = {}) {
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(Readable.from(backupOf(graph, folder)), output, signal ? { signal } : {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true });
    throw atPlace(error, file);
  }
}

/** The backup command of a server that has the database open. */
export const backupCommand =
  (graph: Graph, folder: string) =>
  async ({ file }: { file: string }, { signal }: Call): Promise<object> => {
    await write(graph, folder, file, { signal });
    return {};
  };

/** Makes a backup of an embedded database: in the server that has it open, or in this process. */
export async function backup(settings: DatabaseSettings, file: string): Promise<{ bytes: number }> {
  const { data, neo4j } = settings;
  if (neo4j) {
    const { reason } = await withOpenDatabase(settings, async (graph) => graph.capabilities.copies);
    throw new BadBackup(`${reason}. Entente makes backups of its embedded database.`);
  }
  if (existsSync(file)) throw new BadBackup(`${file} already exists; name a new file.`);
  const missing = missingDatabase(data);
  if (missing !== null) throw new BadBackup(missing);
  const part = `${resolve(file)}.${process.pid}.part`;
  try {
    const server = await localServer(data);
    if (server) {
      try {
        await server.call('backup', { file: part }, () => {});
        await verifyBackup(part);
      } catch (error) {
        if (error instanceof BadBackup || !(await localServer(data))) throw interrupted();
        throw error;
      }
    } else {
      await withOpenDatabase(settings, async (graph) => {
        await removeAbandonedCopies(data);
        await write(graph, data, part);
      });
      await verifyBackup(part);
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error) error.message = error.message.replaceAll(part, file);
    throw error;
  }
  return { bytes: (await stat(file)).size };
}

const interrupted = () =>
  new BadBackup('The backup is incomplete: the server stopped while it made it. Make another one.');

/** Restores a backup into an empty or new folder, and returns what it holds. Leaves nothing behind if it fails. */
export async function restore(data: string, file: string): Promise<{ entities: number; created: string }> {
  const files = existsSync(data) ? readdirSync(data).length : 0;
  if (files > 0) {
    throw new BadBackup(
      `${data} is not empty: it holds ${files} ${files === 1 ? 'file' : 'files'}, and a backup is restored into an empty folder only. Name another one with --data.`,
    );
  }
  const verified = await verifyBackup(file);
  const { layout, entente, created } = verified.header;
  if (layout > LAYOUT) {
    throw new BadBackup(
      `${file} was made by a newer Entente (${entente}): it has layout ${layout}, and this version knows layouts up to ${LAYOUT}. Restore it with the newer version.`,
    );
  }
  const isNew = !existsSync(data);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const part = join(data, 'graph.part');
  try {
    await unpackBackup(file, verified, part);
    await rename(part, databaseFile(data));
    const [row] = await withOpenDatabase({ data, neo4j: null, acceptLoss: true }, (graph) =>
      graph.read((unit) => unit.run(statement('count-entities')), { deadline: COMMAND_TIMEOUT }),
    );
    return { entities: Number(row?.total), created };
  } catch (error) {
    for (const name of readdirSync(data)) await rm(join(data, name), { recursive: true, force: true });
    if (isNew) await rm(data, { recursive: true, force: true });
    throw atPlace(error, data);
  }
}
