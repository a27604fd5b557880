import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import grafeo from '@grafeo-db/js';
import { EntenteError } from '../../errors.ts';
import { type Acknowledged, acknowledgedFile, type readAcknowledged } from './acknowledged.ts';
import { closedFile, databaseFile, logFolder } from './files.ts';

/** Acknowledged writes are missing from a database, or nobody can know whether they are. */
export class LostWrites extends EntenteError {
  constructor(message: string) {
    super('UNAVAILABLE', message);
    this.name = 'LostWrites';
  }
}

const CHOICE =
  'restore a backup into another folder (entente restore FILE --data FOLDER), or start once with --accept-loss to go on with what is there';

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const state = (folder: string) => basename(acknowledgedFile(folder));

export const missingState = (folder: string) =>
  `The database in ${folder} may have lost writes: ${state(folder)}, which says what it must hold, is missing. Put that file back, ${CHOICE}.`;

export const foreignState = (folder: string) =>
  `The database in ${folder} may have lost writes: ${state(folder)}, which says what it must hold, belongs to another database. Put its own file back, ${CHOICE}.`;

const damagedState = (folder: string) =>
  `The database in ${folder} may have lost writes: ${state(folder)}, which says what it must hold, is damaged. Put a whole one back, ${CHOICE}.`;

const missingDatabase = (folder: string, { nodes, edges }: Acknowledged) =>
  `The database in ${folder} has lost its file ${basename(databaseFile(folder))}, with ${counted(nodes, 'node')} and ${counted(edges, 'relation')}. Put that file back with ${basename(logFolder(folder))}, or ${CHOICE}.`;

function lost(folder: string, acknowledged: Acknowledged, there: { nodes: number; edges: number }): string {
  const fewer = (what: string, count: number) => (count > 0 ? [counted(count, what)] : []);
  const missing = [
    ...fewer('node', acknowledged.nodes - there.nodes),
    ...fewer('relation', acknowledged.edges - there.edges),
  ];
  return `The database in ${folder} has lost writes that were acknowledged up to ${acknowledged.at}: ${
    missing.length > 0 ? `missing are at least ${missing.join(' and ')}` : 'the newest changes are missing'
  }, of ${counted(acknowledged.nodes, 'node')} and ${counted(acknowledged.edges, 'relation')}. Its log (${basename(logFolder(folder))}) was deleted or cut, or its files were replaced by older ones. Put the right files back, ${CHOICE}.`;
}

type Database = InstanceType<typeof grafeo.GrafeoDB>;

/** The sentence about what an open database lacks of its acknowledged state; null if it is all there. */
function missingFrom(folder: string, db: Database, acknowledged: Acknowledged): string | null {
  const there = { nodes: db.nodeCount(), edges: db.edgeCount() };
  const commit = Number(db.currentEpoch());
  const isSame = there.nodes === acknowledged.nodes && there.edges === acknowledged.edges;
  if (commit > acknowledged.commit || (commit === acknowledged.commit && isSame)) return null;
  return lost(folder, acknowledged, there);
}

/**
 * Finds out, without writing anything, what a database lacks before the engine opens it, which would cut a damaged log.
 * A database that was closed and not written to since holds everything.
 *
 * @param acknowledged what is in the file beside the database
 * @throws LostWrites with what is missing
 */
export function checkUnopened(folder: string, acknowledged: ReturnType<typeof readAcknowledged>): Acknowledged | null {
  if (acknowledged === null) return null;
  if (acknowledged === 'damaged') throw new LostWrites(damagedState(folder));
  if (!existsSync(databaseFile(folder))) throw new LostWrites(missingDatabase(folder, acknowledged));
  if (acknowledged.closed !== null && acknowledged.closed === closedFile(folder)) return acknowledged;
  let db: Database;
  try {
    db = grafeo.GrafeoDB.openReadOnly(databaseFile(folder));
  } catch {
    // Damaged, or open in another process: opening it to write says so.
    return acknowledged;
  }
  try {
    const missing = missingFrom(folder, db, acknowledged);
    if (missing !== null) throw new LostWrites(missing);
  } finally {
    db.close();
  }
  return acknowledged;
}

/** The same for an open database. @throws LostWrites */
export function checkOpened(folder: string, db: Database, acknowledged: Acknowledged | null): void {
  const missing = acknowledged && missingFrom(folder, db, acknowledged);
  if (missing !== null) throw new LostWrites(missing);
}
