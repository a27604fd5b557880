import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { type Address, addressFile } from './address.ts';

/** Calls the server that owns a folder, from another process of the same user. */
export interface LocalCaller {
  /**
   * Runs a command on the server. `onEvent` receives events as they occur. When `signal` aborts, the server is asked to
   * stop where it can, and still sends a result.
   *
   * @throws Error with the server's message.
   */
  call<T>(command: string, args: object, onEvent: (event: any) => void, signal?: AbortSignal): Promise<T>;
}

function send(address: Address, path: string, call: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${address.token}`, 'x-call': call, 'content-type': 'application/json' };
    const sent = request({ socketPath: address.socket, path, method: 'POST', headers }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
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
  const address = addressIn(readFileSync(file, 'utf8'));
  if (!address) return null;
  try {
    (await send(address, '/stop', 'none', '')).resume();
  } catch {
    // A killed server leaves its address file behind.
    return null;
  }
  return {
    async call(command, args, onEvent, signal) {
      const id = randomUUID();
      const stop = () =>
        void send(address, '/stop', id, '').then(
          (response) => response.resume(),
          () => {},
        );
      signal?.addEventListener('abort', stop);
      try {
        const response = await send(address, `/${command}`, id, JSON.stringify(args));
        let rest = '';
        try {
          for await (const chunk of response.setEncoding('utf8')) {
            const lines = (rest + chunk).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) {
              const { event, done, failed } = JSON.parse(line);
              if (failed !== undefined) throw new Error(failed);
              if (done !== undefined) return done;
              onEvent(event);
            }
          }
        } catch (error) {
          // A killed server closes the connection within its response.
          if ((error as { code?: string }).code !== 'ECONNRESET') throw error;
        }
        throw new Error('The server ended before it had answered. What it had written stays whole; ask again.');
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
  };
}
