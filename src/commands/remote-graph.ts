import { EntenteError, unavailable } from '../errors.ts';
import type { Graph, UnitOfWork, UnitOptions } from '../graph/port/graph.ts';
import type { LocalCaller, Say } from '../local/client.ts';
import { Work } from '../work.ts';
import { type Answered, type Failure, type Said, type Told, thisSender } from './served-units.ts';

/** The unit begins again, as the server's engine retries it. */
class Again extends Error {}

const thrown = ({ message, code }: Failure) => (code ? new EntenteError(code, message) : new Error(message));
const closed = () =>
  unavailable('The server ended before it had answered. What it had written stays whole; ask again.');

/** The messages of one call in order: each is answered before the next is sent. */
class Dialogue {
  readonly #say: Say;
  readonly #early: Answered[] = [];
  #waiting: { resolve(answer: Answered): void; reject(reason: unknown): void } | undefined;
  #ended: unknown;
  #last: Promise<unknown> = Promise.resolve();

  constructor(say: Say) {
    this.#say = say;
  }

  receive(answer: Answered): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(answer);
    else this.#early.push(answer);
  }

  end(reason: unknown): void {
    this.#ended ??= reason;
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }

  /** Sends a message and returns the answer, which may have come before: that the unit failed. */
  ask(said: Said): Promise<Answered> {
    const answer = this.#last.then(() => {
      const early = this.#early.shift();
      if (early) return early;
      if (this.#ended !== undefined) throw this.#ended;
      return new Promise<Answered>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#say(said);
      });
    });
    this.#last = answer.catch(() => {});
    return answer;
  }
}

/**
 * Does work on the graph of a server that has the folder open. The work runs in this process; only statements go to the
 * server, which runs one unit of work at a time, and what `tell` says of the work. `onStop` is called when the server stops.
 */
export async function withRemoteGraph<T>(
  server: LocalCaller,
  command: string,
  onStop: () => void,
  work: (graph: Graph, tell: (told: Told) => void) => Promise<T>,
): Promise<T> {
  let dialogue: Dialogue | undefined;
  let working: Promise<T> | undefined;
  let reason: unknown = closed();
  try {
    await server.converse(command, thisSender, (answer: Answered, say) => {
      if ('hello' in answer) {
        dialogue = new Dialogue(say);
        working = work(graphOver(dialogue, answer.hello), say).finally(() => say(null));
        working.catch(() => {});
      } else if ('stopping' in answer) onStop();
      else dialogue?.receive(answer);
    });
  } catch (error) {
    reason = error;
  }
  dialogue?.end(reason);
  if (!working) throw reason;
  return working;
}

function graphOver(dialogue: Dialogue, { name, capabilities }: Pick<Graph, 'name' | 'capabilities'>): Graph {
  async function once<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    /** Whether the server has ended this attempt. */
    let isOver: unknown;
    /** The answer to the last `send`, which is awaited before anything else is said. */
    let sending: Promise<unknown> | undefined;
    const ask = async (said: Said): Promise<Answered> => {
      if (isOver) throw isOver;
      const answer = await dialogue.ask(said);
      if ('begin' in answer) isOver = new Again();
      if ('failed' in answer) isOver = thrown(answer.failed);
      if (isOver) throw isOver;
      return answer;
    };
    const settled = async () => {
      const before = sending;
      sending = undefined;
      await before;
    };
    const spending = new Work();
    const unit: UnitOfWork = {
      capabilities,
      work: spending,
      async run(statement) {
        await settled();
        const answer = await ask({ run: statement });
        return 'rows' in answer ? answer.rows : [];
      },
      async send(statement) {
        await settled();
        sending = ask({ send: statement });
        sending.catch(() => {});
      },
      async findByTokens(query) {
        await settled();
        const answer = await ask({ find: query });
        if (!('found' in answer)) throw closed();
        return answer.found;
      },
    };
    let result: T;
    try {
      result = await work(unit);
      await settled();
    } catch (error) {
      await settled().catch(() => {});
      if (isOver) throw isOver;
      await ask({ giveUp: true }).catch(() => {});
      throw error;
    }
    await ask({ end: true });
    return result;
  }

  async function unit<T>(kind: 'read' | 'write', work: (unit: UnitOfWork) => Promise<T>, options: UnitOptions = {}) {
    const answer = await dialogue.ask({ unit: kind, deadline: options.deadline });
    if ('failed' in answer) throw thrown(answer.failed);
    for (;;) {
      try {
        return await once(work);
      } catch (error) {
        if (!(error instanceof Again)) throw error;
      }
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(kind: 'read' | 'write', work: (unit: UnitOfWork) => Promise<T>, options?: UnitOptions) => {
    const done = last.then(() => unit(kind, work, options));
    last = done.catch(() => {});
    return done;
  };
  const graph: Graph = {
    name,
    capabilities,
    read: (work, options) => inTurn('read', work, options),
    async readWithState(statement, options) {
      return { rows: await graph.read((unit) => unit.run(statement), options), state: null };
    },
    write: (work, options) => inTurn('write', work, options),
    define: () => Promise.reject(new Error('the server defines constraints and indexes of its database itself')),
    version: () => null,
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return graph;
}
