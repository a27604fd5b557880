import { existsSync, readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type Address, addressFile } from './address.ts';
import { messagesOf, toLine } from './messages.ts';

/** Calls the server that owns a folder, from another process of the same user. */
export interface LocalCaller {
  /**
   * Runs a command on the server. `onEvent` receives events as they occur.
   *
   * @throws Error with the server's message.
   */
  call<T>(command: string, args: object, onEvent: (event: any) => void): Promise<T>;
  /** Runs a command that takes further messages. The call stays open until `say` is called with null. */
  converse(command: string, args: object, onEvent: (event: any, say: Say) => void): Promise<void>;
}

/** Sends a further message of a call; null ends it. */
export type Say = (message: object | null) => void;

/** Codes of errors of a connection that the other side ended. */
const BROKEN = new Set<string | undefined>(['ECONNRESET', 'EPIPE']);

interface Sent {
  readonly request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
}

function send(address: Address, path: string): Sent {
  const headers = { authorization: `Bearer ${address.token}`, 'content-type': 'application/jsonl' };
  const sent = request({ socketPath: address.socket, path, method: 'POST', headers });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', reject);
  });
  return { request: sent, response };
}

/** The address in the text of an address file; null if a full disk or a kill left a part of one. */
function addressIn(text: string): Address | null {
  try {
    const { socket, token } = JSON.parse(text);
    return typeof socket === 'string' && typeof token === 'string' ? { socket, token } : null;
  } catch {
    return null;
  }
}

/** The server that has a folder open; null if none answers. */
export async function localServer(folder: string): Promise<LocalCaller | null> {
  const file = addressFile(folder);
  if (!existsSync(file)) return null;
  const found = addressIn(readFileSync(file, 'utf8'));
  if (!found) return null;
  const address: Address = found;
  try {
    const { request, response } = send(address, '/ping');
    request.end();
    (await response).resume();
  } catch {
    // A killed server leaves its address file behind.
    return null;
  }
  async function run(
    command: string,
    args: object,
    onEvent: (event: any, say: Say) => void,
    isOpen: boolean,
  ): Promise<any> {
    const { request, response } = send(address, `/${command}`);
    const say: Say = (message) => {
      if (message) request.write(toLine(message));
      else request.end();
    };
    try {
      say(args);
      if (!isOpen) say(null);
      for await (const { event, done, failed } of messagesOf(await response)) {
        if (failed !== undefined) throw new Error(failed);
        if (done !== undefined) return done;
        onEvent(event, say);
      }
    } catch (error) {
      // A killed server closes the connection within its response.
      if (!BROKEN.has((error as { code?: string }).code)) throw error;
    } finally {
      request.destroy();
    }
    throw new Error('The server ended before it had answered. What it had written stays whole; ask again.');
  }
  return {
    call: (command, args, onEvent) => run(command, args, onEvent, false),
    converse: (command, args, onEvent) => run(command, args, onEvent, true),
  };
}
