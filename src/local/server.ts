import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addressFile, socketOf } from './address.ts';

/** The most bytes of a call's arguments, such as file names and options. */
const LONGEST_CALL = 4 * 1024 * 1024;

export interface Call {
  /** Sends an event to the caller. */
  send(event: object): void;
  /** Aborts when the caller asks to stop or disconnects. */
  readonly signal: AbortSignal;
}

/** The commands that a server accepts from its own machine, by name. The caller receives the message of what is thrown. */
export type Commands = Readonly<Record<string, (args: any, call: Call) => Promise<object>>>;

export interface LocalServer {
  /** Asks running commands to stop, waits for them, and removes the address file. */
  close(): Promise<void>;
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LONGEST_CALL) throw new Error(`expected a call of at most ${LONGEST_CALL} bytes; got more`);
  }
  return text;
}

/**
 * Accepts commands from this machine for an embedded database, which only one process can open. They arrive over a Unix
 * domain socket or a named pipe, with a token from a file in the folder; only the owner of the folder can use either.
 * The response is JSON lines: { event } during the call, then { done } or { failed }.
 */
export async function serveLocally(folder: string, commands: Commands): Promise<LocalServer> {
  const [socket, token] = [socketOf(folder), randomBytes(32).toString('base64url')];
  const running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  const isCaller = (request: IncomingMessage) => {
    const received = Buffer.from(request.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${token}`);
    return received.length === expected.length && timingSafeEqual(received, expected);
  };

  async function run(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = String(request.headers['x-call'] ?? randomBytes(8).toString('hex'));
    const stop = new AbortController();
    const line = (value: object) => response.write(`${JSON.stringify(value)}\n`);
    response.on('close', () => stop.abort());
    const work = async () => {
      try {
        const args: unknown = JSON.parse(await body(request));
        // Own names only: an object inherits others, such as constructor.
        const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
        if (!command)
          throw new Error(
            `expected one of the commands ${Object.keys(commands).join(', ')}; got ${name.slice(0, 60)}. The server may be of another version.`,
          );
        response.writeHead(200, { 'content-type': 'application/jsonl' });
        line({ done: await command(args, { send: (event) => line({ event }), signal: stop.signal }) });
      } catch (error) {
        line({ failed: error instanceof Error ? error.message : String(error) });
      }
      response.end();
    };
    const ended = work();
    running.set(id, { stop, ended });
    await ended;
    running.delete(id);
  }

  const server = createServer((request, response) => {
    if (!isCaller(request)) {
      response.writeHead(401).end();
      return;
    }
    const name = (request.url ?? '').slice(1);
    if (name === 'stop') {
      running.get(String(request.headers['x-call']))?.stop.abort();
      response.writeHead(204).end();
    } else void run(name, request, response);
  });
  // Remove the socket of a killed server. The folder is ours, so nobody listens on it.
  if (process.platform !== 'win32') rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  if (process.platform !== 'win32') chmodSync(socket, 0o600);
  const file = addressFile(folder);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ socket, token }), { mode: 0o600 });
  return {
    async close() {
      rmSync(file, { force: true });
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
