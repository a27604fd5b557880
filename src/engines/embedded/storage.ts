import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type EntenteError, unavailable } from '../../errors.ts';
import { storageFault } from '../../storage-errors.ts';

/** Bytes that must fit on the disk before writes are taken again. */
const ROOM = 256 * 1024;

/** Whether the folder of a database takes writes: after one was refused by the system, none is tried without room. */
export class Storage {
  readonly #folder: string;
  readonly #report: (sentence: string) => void;
  #reason: string | null = null;

  /** @param report receives each reason why nothing can be written, and the sentence that writes are taken again. */
  constructor(folder: string, report: (sentence: string) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  /** Remembers a failure of the system and returns its error for the caller; null for any other error. */
  failed(error: unknown): EntenteError | null {
    const found = storageFault(error);
    if (!found) return null;
    const reason = `Nothing can be written to ${this.#folder}: ${found.fault}. Reading goes on. ${found.advice}`;
    if (reason !== this.#reason) this.#report(reason);
    this.#reason = reason;
    return unavailable(reason, error);
  }

  /** Why nothing can be written at the moment; null if it can. Tries again if it could not. */
  async refusal(): Promise<string | null> {
    if (this.#reason === null) return null;
    const file = join(this.#folder, `room-${process.pid}`);
    try {
      const handle = await open(file, 'w', 0o600);
      try {
        await handle.writeFile(Buffer.alloc(ROOM));
        await handle.sync();
      } finally {
        await handle.close();
        await rm(file, { force: true });
      }
    } catch (error) {
      this.failed(error);
      return this.#reason;
    }
    this.#reason = null;
    this.#report(`${this.#folder} can be written to again.`);
    return null;
  }

  /** @throws UNAVAILABLE if nothing can be written */
  async check(): Promise<void> {
    const reason = await this.refusal();
    if (reason !== null) throw unavailable(reason);
  }
}
