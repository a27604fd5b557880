import { EntenteError, type ErrorCode } from '../errors.ts';
import type { Graph, Row, Statement, TokenQuery, UnitOfWork } from '../graph/port/graph.ts';
import { LAYOUT } from '../graph/storage/layout.ts';
import type { Call } from '../local/server.ts';
import type { ImportOutcome, ImportProgress, RunningImport } from '../server/observe/import-metrics.ts';
import { version } from '../settings.ts';

/**
 * Units of work that another process of this machine does on the graph of a server. It sends statements one at a time, and
 * the server answers each once it has run it, in its own time. So the other process can't be faster than the server.
 */

/** Who sends statements. Their text follows from the version, and what they store from the layout. */
export interface Sender {
  readonly entente: string;
  readonly layout: number;
}

export const thisSender: Sender = { entente: version, layout: LAYOUT };

/** What the sender says. Between `unit` and `end` or `giveUp`, there are statements. What it tells may be anywhere. */
export type Said =
  | { readonly unit: 'read' | 'write'; readonly deadline?: number | undefined }
  | { readonly run: Statement }
  | { readonly send: Statement }
  | { readonly find: TokenQuery }
  | { readonly end: true }
  | { readonly giveUp: true }
  | Told;

/** What the sender says of its work, which nobody answers. */
export type Told = { readonly progress: ImportProgress } | { readonly outcome: ImportOutcome };

/** How a server runs imports beside its requests. */
export interface ImportHost {
  /** Awaited before each statement. */
  readonly turn: () => Promise<void>;
  /** Told of the import; by default nobody is. */
  readonly begin?: () => RunningImport | undefined;
}

/** What went wrong, for the sender to throw. */
export interface Failure {
  readonly message: string;
  readonly code?: ErrorCode;
}

/** What the server answers. */
export type Answered =
  | { readonly hello: { readonly name: string; readonly capabilities: Graph['capabilities'] } }
  /** A unit begins, or begins again after a conflict with another writer. */
  | { readonly begin: true }
  | { readonly rows: readonly Row[] }
  | { readonly sent: true }
  | { readonly found: Statement }
  | { readonly ended: true }
  | { readonly failed: Failure }
  /** The server stops: the sender is to end soon. */
  | { readonly stopping: true };

/** Milliseconds that a sender has to end when the server stops. Signals give the server ten seconds in all. */
const LAST_WORDS = 4000;

/** What the sender says and waits for. */
type Asked = Exclude<Said, Told>;

/** The sender gave up its unit, or is gone. */
class GivenUp extends Error {}

/** Reads messages one at a time, when they are wanted. What the sender tells is passed on and not returned. */
class Inbox {
  readonly #messages: Call['messages'];
  readonly #onTold: (told: Told) => void;
  #isReading = false;
  #isClosed = false;
  #waiting: ((said: Asked | null) => void)[] = [];

  constructor(messages: Call['messages'], onTold: (told: Told) => void) {
    this.#messages = messages;
    this.#onTold = onTold;
  }

  /** The next message; null at the end. All who wait get the same. */
  next(): Promise<Asked | null> {
    if (this.#isClosed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#isReading) void this.#read();
    });
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    let said: Asked | null = null;
    try {
      for (;;) {
        const { done, value } = await this.#messages.next();
        if (done) break;
        if ('progress' in value || 'outcome' in value) this.#onTold(value);
        else {
          said = value;
          break;
        }
      }
    } catch {
      // The sender is gone.
    }
    this.#isReading = false;
    if (said) this.#pass(said);
    else this.close();
  }

  close(): void {
    this.#isClosed = true;
    this.#pass(null);
  }

  #pass(said: Asked | null): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(said);
  }
}

const failureOf = (error: unknown): Failure =>
  error instanceof EntenteError
    ? { message: error.message, code: error.code }
    : { message: error instanceof Error ? error.message : String(error) };

/** An import of which nobody is told. */
const unwatched: RunningImport = { statement() {}, progress() {}, end() {} };

/**
 * Serves the units of one sender until it ends the call.
 *
 * @throws Error if the sender is of another version, as its statements may not fit the database
 */
async function serveUnits(
  graph: Graph,
  sender: Sender,
  { send, messages, signal }: Call,
  { turn, begin }: ImportHost,
): Promise<void> {
  if (sender.entente !== thisSender.entente || sender.layout !== thisSender.layout)
    throw new Error(
      `expected the command of Entente ${thisSender.entente} (layout ${thisSender.layout}), which the server runs; got ${sender.entente} (layout ${sender.layout}). Restart the server, or use its version.`,
    );
  const say = (answer: Answered) => send(answer);
  const running = begin?.() ?? unwatched;
  let outcome: ImportOutcome = 'failed';
  const inbox = new Inbox(messages, (told) => {
    if ('progress' in told) running.progress(told.progress);
    else outcome = told.outcome;
  });
  let ending: NodeJS.Timeout | undefined;
  const stop = () => {
    say({ stopping: true });
    ending = setTimeout(() => inbox.close(), LAST_WORDS);
  };

  /** Runs what is said until the unit ends. */
  const work = async (unit: UnitOfWork, isOver: () => boolean): Promise<void> => {
    say({ begin: true });
    for (;;) {
      const said = await inbox.next();
      if (isOver() || said === null || 'giveUp' in said || 'unit' in said) throw new GivenUp();
      if ('end' in said) return;
      running.statement();
      await turn();
      if ('run' in said) say({ rows: await unit.run(said.run) });
      else if ('find' in said) say({ found: await unit.findByTokens(said.find) });
      else {
        await unit.send(said.send);
        say({ sent: true });
      }
    }
  };

  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  say({ hello: { name: graph.name, capabilities: graph.capabilities } });
  try {
    for (let said = await inbox.next(); said !== null; said = await inbox.next()) {
      // After a unit failed, what was said before the sender knew is still on its way.
      if (!('unit' in said)) continue;
      const { unit: kind, deadline } = said;
      const options = deadline === undefined ? {} : { deadline };
      let attempts = 0;
      let over = false;
      try {
        await graph[kind]((unit) => {
          attempts += 1;
          const own = attempts;
          return work(unit, () => over || attempts !== own);
        }, options);
        over = true;
        say({ ended: true });
      } catch (error) {
        over = true;
        say(error instanceof GivenUp ? { ended: true } : { failed: failureOf(error) });
      }
    }
  } finally {
    clearTimeout(ending);
    signal.removeEventListener('abort', stop);
    running.end(outcome);
  }
}

/** The command by which a server that has the database open writes what an import sends; one import at a time. */
export function importCommand(graph: Graph, host: ImportHost) {
  let isBusy = false;
  return async (sender: Sender, call: Call): Promise<object> => {
    if (isBusy)
      throw new Error(
        'The server is already running an import, and runs one at a time. Try again when that one has ended.',
      );
    isBusy = true;
    try {
      await serveUnits(graph, sender, call, host);
      return {};
    } finally {
      isBusy = false;
    }
  };
}
