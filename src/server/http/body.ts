import type { IncomingMessage } from 'node:http';

/** Reads a body of at most `limit` bytes. Resolves to undefined, and stops reading, if it is longer. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      request.pause();
      resolve(undefined);
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client closed the connection before its request was complete.')));
  });
}

/** Reads and discards the rest of a body, up to a bound of bytes and milliseconds, then calls `done` once. */
export function drain(request: IncomingMessage, bound: { bytes: number; ms: number }, done: () => void): void {
  let size = 0;
  let finished = false;
  const finish = () => {
    if (finished) return;
    finished = true;
    clearTimeout(timer);
    done();
  };
  const timer = setTimeout(finish, bound.ms);
  timer.unref();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > bound.bytes) finish();
  });
  request.once('end', finish);
  request.once('close', finish);
  request.once('error', finish);
  request.resume();
}
