import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { EntenteError, type ErrorCode } from '../errors.ts';
import { failure, secure, sendJson } from './answers.ts';

/**
 * A way to a running server for commands of the same user on the same machine: one process owns the folder of an
 * embedded database, so others ask it. A socket beside the database, and a file that only its owner reads, which says
 * where it is and holds the secret that each request shows.
 */

interface Place {
  readonly socket: string;
  readonly token: string;
}

/** Answers what it is asked whole; what it throws is told to the asker. */
export type LocalRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** By method and path, such as "POST /backup". */
export type LocalRoutes = Readonly<Record<string, LocalRoute>>;

const placeFile = (folder: string) => join(folder, 'local.json');

/** Bytes: the address of a socket has 104 on some systems, with a NUL at its end. */
const LONGEST = 103;

/** Where the socket can be: in the folder, or in one of its own where that has too long a name. */
function socketFor(folder: string): { socket: string; made: string | null } {
  if (process.platform === 'win32') {
    return { socket: `\\\\.\\pipe\\entente-${randomBytes(16).toString('hex')}`, made: null };
  }
  const socket = resolve(folder, 'entente.sock');
  if (Buffer.byteLength(socket) <= LONGEST) return { socket, made: null };
  const made = mkdtempSync(join(tmpdir(), 'entente-'));
  return { socket: join(made, 's'), made };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

export interface LocalServer {
  close(): Promise<void>;
}

/** Listens for commands beside the database in a folder; the caller owns that database. */
export async function startLocal(folder: string, routes: LocalRoutes, logger: Logger): Promise<LocalServer> {
  const token = randomBytes(32).toString('base64url');
  const wanted = digest(`Bearer ${token}`);
  const { socket, made } = socketFor(folder);
  // An import may be sent for long.
  const server = createServer({ requestTimeout: 0 });
  server.on('request', (asked, response) => {
    secure(response);
    const shown = digest(asked.headers.authorization ?? '');
    const route = routes[`${asked.method} ${(asked.url ?? '').split('?', 1)[0]}`];
    if (!timingSafeEqual(shown, wanted)) {
      return refuse(
        asked,
        response,
        401,
        'BAD_USER_INPUT',
        `The request does not show what ${placeFile(folder)} holds.`,
      );
    }
    if (!route) {
      const message = `This server knows ${Object.keys(routes).join(', ')}; got ${asked.method} ${asked.url}. Use the same version of Entente for the command and the server.`;
      return refuse(asked, response, 404, 'BAD_USER_INPUT', message);
    }
    route(asked, response).catch((err: unknown) => {
      // Whoever asked is gone, or stopped.
      if (response.destroyed) return;
      logger.error({ err, path: asked.url }, 'a command failed');
      if (response.headersSent) return void response.destroy();
      const message = err instanceof Error ? err.message : String(err);
      refuse(asked, response, 500, err instanceof EntenteError ? err.code : 'INTERNAL', message);
    });
  });
  if (!made && process.platform !== 'win32') rmSync(socket, { force: true });
  try {
    await listen(server, socket);
    if (process.platform !== 'win32') chmodSync(socket, 0o600);
    rmSync(placeFile(folder), { force: true });
    writeFileSync(placeFile(folder), JSON.stringify({ socket, token } satisfies Place), { mode: 0o600 });
  } catch (error) {
    server.close();
    if (made) rmSync(made, { recursive: true, force: true });
    throw error;
  }
  return {
    close: () =>
      new Promise((done) => {
        rmSync(placeFile(folder), { force: true });
        server.close(() => {
          if (made) rmSync(made, { recursive: true, force: true });
          done();
        });
        server.closeAllConnections();
      }),
  };
}

function refuse(
  asked: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
): void {
  response.setHeader('connection', 'close');
  sendJson(response, status, failure(code, message));
  asked.resume();
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(socket, () => done());
  });
}

/** The answer of the server that owns a folder, to be read by the caller; null where none is there. */
export async function askLocal(
  folder: string,
  method: string,
  path: string,
  body?: AsyncIterable<Uint8Array>,
): Promise<IncomingMessage | null> {
  let place: Place;
  try {
    place = JSON.parse(readFileSync(placeFile(folder), 'utf8'));
  } catch {
    return null;
  }
  const response = await new Promise<IncomingMessage | null>((answered, reject) => {
    const asked = request({
      socketPath: place.socket,
      method,
      path,
      agent: false,
      headers: { authorization: `Bearer ${place.token}` },
    });
    asked.once('response', answered);
    asked.once('error', (error: NodeJS.ErrnoException) => {
      // A server that was killed left its file behind.
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') answered(null);
      else reject(error);
    });
    send(asked, body).catch(reject);
  });
  if (!response || response.statusCode === 200) return response;
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  const said = JSON.parse(text).errors?.[0]?.message;
  throw new Error(String(said ?? text));
}

async function send(asked: ReturnType<typeof request>, body: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  if (!body) return void asked.end();
  for await (const piece of body) {
    if (!asked.write(piece)) await new Promise((drained) => asked.once('drain', drained).once('close', drained));
    if (asked.destroyed) return;
  }
  asked.end();
}
