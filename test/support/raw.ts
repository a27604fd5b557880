import { connect } from 'node:net';
import { PATIENCE } from './patience.ts';

/** Sends bytes as they are and resolves to all that comes back until the server closes, or `ms` milliseconds later. */
export function sendRaw(url: string, bytes: string | Buffer, ms = PATIENCE): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
    let text = '';
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.on('data', (part) => {
      text += part.toString('latin1');
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.write(bytes);
  });
}
