import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { storageSentence } from '../storage-errors.ts';
import { addressFile, socketOf } from './address.ts';
import { messagesOf, toLine } from './messages.ts';

export interface Call {
  /** Sends an event to the caller. */
  send(event: object): void;
  /** What the caller sends after the arguments. */
  readonly messages: AsyncIterableIterator<any>;
  /** Aborts when the server stops or the caller disconnects. */
  readonly signal: AbortSignal;
}

/** The commands that a server accepts from its own machine, by name. The caller receives the message of what is thrown. */
export type Commands = Readonly<Record<string, (args: any, call: Call) => Promise<object>>>;

export interface LocalServer {
  /** Asks running commands to stop, waits for them, and removes the address file. */
  close(): Promise<void>;
}

/**
 * Accepts commands from this machine for an embedded database, which only one process can open. They arrive over a Unix
 * domain socket or a named pipe, with a token from a file in the folder; only the owner of the folder can use either.
 * A call is JSON lines: its arguments, then what the command takes in addition. So is the response: { event } during the
 * call, then { done } or { failed }.
 */
export async function serveLocally(folder: string, commands: Commands): Promise<LocalServer> {
  const [socket, token] = [socketOf(folder), randomBytes(32).toString('base64url')];
  const running = new Set<{ readonly stop: AbortController; readonly ended: Promise<void> }>();
  const isCaller = (request: IncomingMessage) => {
    const received = Buffer.from(request.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${token}`);
    return received.length === expected.length && timingSafeEqual(received, expected);
  };

  async function run(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stop = new AbortController();
    const line = (value: object) => response.write(toLine(value));
    const messages = messagesOf(request);
    response.on('close', () => stop.abort());
    const work = async () => {
      try {
        const { value: args } = await messages.next();
        // Own names only: an object inherits others, such as constructor.
        const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
        if (!command)
          throw new Error(
            `expected one of the commands ${Object.keys(commands).join(', ')}; got ${name.slice(0, 60)}. The server may be of another version.`,
          );
        response.writeHead(200, { 'content-type': 'application/jsonl' });
        line({ done: await command(args, { send: (event) => line({ event }), messages, signal: stop.signal }) });
      } catch (error) {
        const { path, message = String(error) } = error as NodeJS.ErrnoException;
        line({ failed: (path !== undefined && storageSentence(error, path)) || message });
      }
      response.end();
    };
    const entry = { stop, ended: work() };
    running.add(entry);
    await entry.ended;
    running.delete(entry);
  }

  // A call is as long as its command takes.
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    if (!isCaller(request)) {
      response.writeHead(401).end();
      return;
    }
    const name = (request.url ?? '').slice(1);
    if (name === 'ping') response.writeHead(204).end();
    else void run(name, request, response);
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
      for (const { stop } of running) stop.abort();
      await Promise.all([...running].map(({ ended }) => ended));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
