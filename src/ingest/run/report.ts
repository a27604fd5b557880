import { closeSync, constants, createWriteStream, openSync, statSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { shareFile } from '../../file-rights.ts';
import type { RelationFact } from '../../ontology/facts.ts';
import { atPlace, storageSentence } from '../../storage-errors.ts';
import { badInput } from '../files/refused.ts';
import type { RowProblem } from '../formats/row.ts';
import type { Listener, Outcome } from './outcome.ts';

/** The most lines of each kind that a terminal shows; the file has all. */
const SHOWN = 20;

const number = new Intl.NumberFormat('en');
const count = (amount: number, one: string, many = `${one}s`) =>
  `${number.format(amount)} ${amount === 1 ? one : many}`;

/** A value without the characters that a terminal would act on. */
const shown = (value: string) => value.replace(/\p{Cc}/gu, '\ufffd');

/** One line about a problem: where it is, what was expected and what was got. */
export const describeProblem = ({ file, line, column, value, expected, costs }: RowProblem) =>
  `${file}:${line}: ${column === null ? '' : `${column}: `}expected ${expected}; got ${value === null || value === '' ? 'nothing' : shown(value)}${costs ? '; only this value is left out' : ''}`;

/** Opens a named pipe for writing, and fails at once if nobody reads it, as opening it would wait for a reader. */
function openPipe(path: string): number {
  let probe: number;
  try {
    probe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    throw new Error('a named pipe that nobody reads');
  }
  try {
    return openSync(path, 'w');
  } finally {
    closeSync(probe);
  }
}

/**
 * Reports an import: the first entries of each kind to a terminal, and all of them to a file, as lines of JSON:
 * `{ kind: "problem" | "waiting" | "absent" | "cycle" | "note" | "outcome", … }`.
 */
export class Report implements Listener {
  readonly #file: WriteStream | undefined;
  readonly #failed: Promise<void> | undefined;
  readonly #problems: string[] = [];
  readonly #waiting: string[] = [];
  readonly #absent: string[] = [];
  readonly #cycles: string[] = [];
  #allCycles = 0;
  readonly fileNotes = new Map<string, number>();
  /** The number of rows with each kind of problem. */
  readonly #kinds = new Map<string, number>();

  constructor(path?: string) {
    if (path === undefined) return;
    // Opened now, so that a file that can't be written stops the import before it begins.
    try {
      const there = statSync(path, { throwIfNoEntry: false });
      this.#file = createWriteStream(path, { fd: there?.isFIFO() ? openPipe(path) : openSync(path, 'w') });
      if (!there) shareFile(path);
    } catch (error) {
      throw badInput(
        `--report: expected a file that can be written; got ${storageSentence(error, path) ?? `${(error as Error).message}.`}`,
      );
    }
    this.#failed = finished(this.#file).catch((error: unknown) => {
      throw atPlace(error, path);
    });
    this.#failed.catch(() => {});
  }

  #line(value: object): void {
    this.#file?.write(`${JSON.stringify(value)}\n`);
  }

  problem(problem: RowProblem): void {
    this.#line({ kind: 'problem', ...problem });
    if (this.#problems.length < SHOWN) this.#problems.push(describeProblem(problem));
    const kind = `${problem.column === null ? '' : `${problem.column}: `}expected ${problem.expected}`;
    if (this.#kinds.size < 1000 || this.#kinds.has(kind)) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  waiting(relation: RelationFact, missing: readonly string[]): void {
    this.#line({ kind: 'waiting', relation: relation.id, missing, sources: relation.sources });
    if (this.#waiting.length < SHOWN) this.#waiting.push(`${relation.id} (${missing.join(' and ')} not there)`);
  }

  absent(kind: 'entity' | 'relation', id: string, retracted: boolean): void {
    this.#line({ kind: 'absent', what: kind, id, retracted });
    if (this.#absent.length < SHOWN) this.#absent.push(id);
  }

  cycle(ids: readonly string[]): void {
    this.#line({ kind: 'cycle', ids });
    this.#allCycles += 1;
    if (this.#cycles.length < SHOWN) this.#cycles.push([...ids, ids[0]].join(' → '));
  }

  note(file: string, text: string): void {
    const note = `${file}: ${text}`;
    this.fileNotes.set(note, (this.fileNotes.get(note) ?? 0) + 1);
  }

  /** Completes the file; throws the error if it could not be written. */
  async close(outcome: Outcome): Promise<void> {
    if (!this.#file) return;
    for (const [note, times] of this.fileNotes) this.#line({ kind: 'note', note, times });
    for (const [note, times] of Object.entries(outcome.notes)) this.#line({ kind: 'note', note, times });
    this.#line({ kind: 'outcome', ...outcome });
    this.#file.end();
    await this.#failed;
  }

  /** The report for people. */
  lines(outcome: Outcome, dryRun: boolean): string[] {
    const { rows, entities, relations, absent } = outcome;
    const listed = (title: string, shown: readonly string[], all: number) =>
      shown.length === 0
        ? []
        : [
            title,
            ...shown.map((line) => `  ${line}`),
            ...(all > shown.length ? [`  and ${number.format(all - shown.length)} more; --report FILE lists all`] : []),
          ];
    const counted = ({ made, changed, unchanged }: { made: number; changed: number; unchanged: number }) =>
      `${number.format(made)} made, ${number.format(changed)} changed, ${number.format(unchanged)} unchanged`;
    const notes = [...this.fileNotes, ...Object.entries(outcome.notes)];
    const kinds = [...this.#kinds].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
    return [
      ...(dryRun ? ['Dry run: nothing was written. The import would give:'] : []),
      `${count(rows.read, 'row')} read = ${number.format(rows.made)} made + ${number.format(rows.unchanged)} unchanged + ${number.format(rows.changed)} changed + ${number.format(rows.skipped)} skipped.`,
      `Entities: ${counted(entities)}. Relations: ${counted(relations)}, ${number.format(relations.waiting)} pending, ${number.format(relations.tied)} no longer pending.`,
      ...listed(
        'Notes:',
        notes.slice(0, SHOWN).map(([note, times]) => `${number.format(times)} × ${note}`),
        notes.length,
      ),
      ...listed(
        `${outcome.rows.skipped > 0 ? 'Skipped' : 'Left out'}, ${count(outcome.problems, 'problem')}:`,
        this.#problems,
        outcome.problems,
      ),
      ...(outcome.problems > this.#problems.length
        ? ['By kind:', ...kinds.map(([kind, times]) => `  ${number.format(times)} × ${kind}`)]
        : []),
      // All reported relations may have been written since.
      ...(relations.waiting > 0
        ? listed('Pending until their ends are imported:', this.#waiting, relations.waiting)
        : []),
      ...(absent.entities + absent.relations > 0
        ? listed(
            `No longer stated, ${count(absent.entities, 'entity', 'entities')} and ${count(absent.relations, 'relation')}; ${absent.retracted > 0 ? `${number.format(absent.retracted)} retracted` : 'none retracted, --replace retracts them'}:`,
            this.#absent,
            absent.entities + absent.relations,
          )
        : []),
      ...listed(
        `Warning, ${count(this.#allCycles, 'cycle')} in hierarchies, where an entity is a part of itself; correct one of the relations:`,
        this.#cycles,
        this.#allCycles,
      ),
    ];
  }
}
