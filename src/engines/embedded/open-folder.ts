import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import grafeo from '@grafeo-db/js';
import { unavailable } from '../../errors.ts';
import { storageFault } from '../../storage-errors.ts';
import { readAcknowledged } from './acknowledged.ts';
import { AcknowledgedWrites } from './acknowledged-writes.ts';
import { databaseFile, logFolder } from './files.ts';
import { checkOpened, checkUnopened, LostWrites } from './lost-writes.ts';

type Database = InstanceType<typeof grafeo.GrafeoDB>;

export interface FolderOptions {
  /** Open a database although acknowledged writes are missing from it, and take it as it is. */
  readonly acceptLoss: boolean;
  /** Receives a sentence about what the operator should know. */
  readonly report: (sentence: string) => void;
}

interface OpenedFolder {
  readonly db: Database;
  readonly acknowledged: AcknowledgedWrites;
}

/** Makes what is in the folder its owner's alone, whatever the umask was. Other systems have rights of their own. */
function makePrivate(folder: string): void {
  if (process.platform === 'win32') return;
  const log = logFolder(folder);
  const inLog = existsSync(log) ? readdirSync(log).map((name) => join(log, name)) : [];
  try {
    for (const path of [folder, log]) if (existsSync(path)) chmodSync(path, 0o700);
    for (const path of [databaseFile(folder), ...inLog]) if (existsSync(path)) chmodSync(path, 0o600);
  } catch {
    // The folder belongs to somebody else, who decides.
  }
}

/** The sentence for an error at opening, with what helps in its case. */
function sentenceOf(folder: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (/\block/i.test(reason)) {
    return `The folder ${folder} is in use by another Entente server: one process owns an embedded database. Stop the other one, or name another folder with ENTENTE_DATA or --data.`;
  }
  const found = storageFault(error);
  if (found) {
    return `The embedded database in ${folder} can't be opened: ${found.fault}. ${found.advice} ENTENTE_DATA or --data names another folder.`;
  }
  return `The embedded database in ${folder} can't be opened: ${reason}. Its files are damaged or not of one database: restore a backup into another folder (entente restore FILE --data FOLDER).`;
}

/**
 * Opens the database in a folder, which is created if missing.
 *
 * @throws LostWrites if acknowledged writes are missing and `acceptLoss` is not set
 * @throws UNAVAILABLE if another process uses the folder, or if it can't be read or written
 */
export function openFolder(folder: string, { acceptLoss, report }: FolderOptions): OpenedFolder {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = readAcknowledged(folder);
    const before = acceptLoss ? (found === 'damaged' ? null : found) : checkUnopened(folder, found);
    const db = grafeo.GrafeoDB.create(databaseFile(folder), { walSalvage: acceptLoss });
    if (!acceptLoss) checkOpened(folder, db, before);
    // A database is private from its beginning; afterwards its owner decides.
    if (before === null) makePrivate(folder);
    return { db, acknowledged: new AcknowledgedWrites(db, folder, before, acceptLoss, report) };
  } catch (error) {
    if (error instanceof LostWrites) throw error;
    throw unavailable(sentenceOf(folder, error), error);
  }
}
