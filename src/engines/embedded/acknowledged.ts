import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

/** The newest acknowledged state of a database, which the file beside it holds. */
export interface Acknowledged {
  /** The id of the database, which holds it too. */
  readonly database: string;
  /** The engine's number of the newest acknowledged commit, or a lower one that only this commit reaches. */
  readonly commit: number;
  /** The nodes and edges after it. */
  readonly nodes: number;
  readonly edges: number;
  /** When, in ISO 8601. */
  readonly at: string;
  /** The size and time of the database file when it was closed; null while it is open. */
  readonly closed: string | null;
}

/** Bytes. A slot is less than a sector of a disk, so that it is written as a whole. */
const SLOT = 512;
/** Milliseconds until a state is on the disk: the engine syncs its log as often. */
const SYNC_AFTER = 100;

/** The file with the newest acknowledged state. */
export const acknowledgedFile = (folder: string) => join(folder, 'graph.acknowledged');

interface Slot {
  readonly turn: number;
  readonly state: Acknowledged;
}

function slotIn(bytes: Buffer): Slot | null {
  const text = bytes.toString('latin1').trimEnd();
  const at = text.lastIndexOf(' ');
  if (at < 0 || text.slice(at + 1) !== checksum(text.slice(0, at))) return null;
  const { turn, ...state } = JSON.parse(text.slice(0, at));
  return { turn, state };
}

const checksum = (text: string) => crc32(text).toString(16).padStart(8, '0');

function bytesOf({ turn, state }: Slot): Buffer {
  const text = JSON.stringify({ turn, ...state });
  return Buffer.from(`${`${text} ${checksum(text)}`.padEnd(SLOT - 1)}\n`, 'latin1');
}

function newestSlot(bytes: Buffer): Slot | null {
  const slots = [bytes.subarray(0, SLOT), bytes.subarray(SLOT, 2 * SLOT)].map(slotIn);
  // A power cut may tear the slot that was being written; the other one holds the state before.
  return slots.reduce((one, other) => (one && (!other || one.turn > other.turn) ? one : other), null);
}

/** The newest acknowledged state in a folder: null without a file, `damaged` if none can be read. */
export function readAcknowledged(folder: string): Acknowledged | 'damaged' | null {
  const file = acknowledgedFile(folder);
  return existsSync(file) ? (newestSlot(readFileSync(file))?.state ?? 'damaged') : null;
}

const sync = promisify(fdatasync);

/**
 * Writes the newest acknowledged state beside a database, in two slots by turns. It is written after the commit and
 * before its acknowledgement: a process that is killed in between leaves a database that is ahead of the state, and
 * never one that is behind.
 */
export class AcknowledgedState {
  readonly #file: number;
  #slot: Slot;
  #timer: NodeJS.Timeout | null = null;
  #syncing: Promise<unknown> = Promise.resolve();

  private constructor(file: number, slot: Slot) {
    this.#file = file;
    this.#slot = slot;
  }

  /** Creates the file, or replaces it. */
  static create(folder: string, state: Acknowledged): AcknowledgedState {
    const file = acknowledgedFile(folder);
    const part = `${file}.part`;
    rmSync(part, { force: true });
    const opened = openSync(part, 'wx+', 0o600);
    try {
      for (const turn of [0, 1]) writeSync(opened, bytesOf({ turn, state }), 0, SLOT, turn * SLOT);
      fsyncSync(opened);
      renameSync(part, file);
    } catch (error) {
      closeSync(opened);
      rmSync(part, { force: true });
      throw error;
    }
    return new AcknowledgedState(opened, { turn: 1, state });
  }

  /** Opens the file of a folder that has one. */
  static open(folder: string): AcknowledgedState {
    const file = acknowledgedFile(folder);
    const slot = newestSlot(readFileSync(file));
    if (!slot) throw new Error(`${file} holds no state`);
    return new AcknowledgedState(openSync(file, 'r+'), slot);
  }

  get state(): Acknowledged {
    return this.#slot.state;
  }

  /** Writes a state, which is on the disk a tenth of a second later. */
  write(change: Partial<Acknowledged>): void {
    const turn = this.#slot.turn + 1;
    const slot = { turn, state: { ...this.#slot.state, ...change } };
    writeSync(this.#file, bytesOf(slot), 0, SLOT, (turn % 2) * SLOT);
    this.#slot = slot;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#syncing = sync(this.#file).catch(() => {});
    }, SYNC_AFTER).unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#syncing;
    await sync(this.#file).catch(() => {});
    closeSync(this.#file);
  }
}
