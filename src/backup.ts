import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BadBackup, checked, packed, unpack } from './container.ts';
import { openDatabase } from './database.ts';
import { fileIn } from './engines/embedded.ts';
import type { Graph } from './graph/graph.ts';
import { LAYOUT } from './graph/layout.ts';
import { statement } from './graph/statements.ts';
import { askLocal, type LocalRoute } from './server/local.ts';
import { type DatabaseSettings, version } from './settings.ts';

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

/** Sends a backup to who asks for one. */
export const backupRoute =
  (graph: Graph, folder: string): LocalRoute =>
  async (_asked, response) => {
    const pieces = backupOf(graph, folder);
    // The first piece comes once the copy is made: until then a failure can be told.
    const first = await pieces.next();
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    async function* all() {
      if (!first.done) yield first.value;
      yield* pieces;
    }
    await pipeline(Readable.from(all()), response);
  };

async function into(part: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(part, { flags: 'wx', mode: 0o600 }));
  // Also where the server was stopped in the middle, which an ended answer does not tell.
  await checked(part);
}

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
  if (!existsSync(fileIn(data))) {
    throw new BadBackup(`There is no database in ${data}. Name its folder with ENTENTE_DATA or --data.`);
  }
  const part = `${file}.${process.pid}.part`;
  try {
    const answer = await askLocal(data, 'POST', '/backup');
    if (answer) await into(part, answer);
    else {
      const graph = await openDatabase(settings, PATIENCE);
      try {
        await into(part, backupOf(graph, data));
      } finally {
        await graph.close();
      }
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    // Ended in the middle, or before its checksum was there.
    const cut = error instanceof BadBackup ? error.message.startsWith(part) : (error as Error).message === 'aborted';
    if (cut) throw new BadBackup('The backup was cut off: the server stopped while it made it. Make another one.');
    throw error;
  }
  return { bytes: (await stat(file)).size };
}

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
