import type { Socket } from 'node:net';
import { type Message, type Packed, packMessage, unpackMessage } from './packstream.ts';

/** The protocols that the scripted servers speak: the oldest and the newest of the driver, and what is between. */
export const PROTOCOLS = ['4.4', '5.0', '5.4', '5.8', '6.1'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Messages of clients and answers of servers, by signature. */
export const REQUESTS: Readonly<Record<number, string>> = {
  1: 'HELLO',
  2: 'GOODBYE',
  15: 'RESET',
  16: 'RUN',
  17: 'BEGIN',
  18: 'COMMIT',
  19: 'ROLLBACK',
  47: 'DISCARD',
  63: 'PULL',
  84: 'TELEMETRY',
  102: 'ROUTE',
  106: 'LOGON',
  107: 'LOGOFF',
};
const SUCCESS = 0x70;
const RECORD = 0x71;
const IGNORED = 0x7e;
const FAILURE = 0x7f;

/** A failure that a server answers with. */
export class BoltFailure extends Error {
  readonly code: string;
  constructor(code: string, message = 'scripted') {
    super(message);
    this.code = code;
  }
}

/** The server breaks the connection instead of answering. */
export class Hangup extends Error {}

/** What a server says to a request: the rows, and what it knows about them. */
export interface Answer {
  readonly rows?: readonly (readonly Packed[])[];
  readonly meta?: { readonly [key: string]: Packed };
}

/** Handles one request; what it throws is answered as a failure, or breaks the connection. */
export type Handler = (name: string, fields: readonly Packed[]) => Promise<Answer>;

/** The server's half of the handshake: the version, or since Bolt 6 the list of versions from which the client chooses. */
function handshake(protocol: Protocol): { readonly hello: Buffer; readonly more: number } {
  const [major = 0, minor = 0] = protocol.split('.').map(Number);
  if (major < 6) return { hello: Buffer.from([0, 0, minor, major]), more: 0 };
  return { hello: Buffer.from([0, 0, 1, 0xff, 1, 0, 0, minor, major, 0]), more: 5 };
}

/** Since 5.7 a failure has a GQL status. */
function failureOf(protocol: Protocol, { code, message }: BoltFailure): Packed {
  const hasStatus = protocol === '5.8' || protocol === '6.1';
  return hasStatus
    ? { neo4j_code: code, message, gql_status: '50N42', description: message, diagnostic_record: {} }
    : { code, message };
}

/** Speaks Bolt with one client: the handshake, chunks, and one answer for each request, in order. */
export function speak(socket: Socket, protocol: Protocol, handle: Handler): void {
  let bytes: Buffer = Buffer.alloc(0);
  let chunks: Buffer[] = [];
  let greeting: number | null = 20;
  let hasFailed = false;
  let hasHungUp = false;
  let last: Promise<void> = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => {});

  const say = (signature: number, fields: readonly Packed[]) => {
    const message = packMessage({ signature, fields });
    const parts: Buffer[] = [];
    for (let at = 0; at < message.length; at += 0xffff) {
      const part = message.subarray(at, at + 0xffff);
      parts.push(Buffer.from([part.length >> 8, part.length & 0xff]), part);
    }
    if (!socket.destroyed) socket.write(Buffer.concat([...parts, Buffer.from([0, 0])]));
  };

  const answer = async ({ signature, fields }: Message) => {
    if (hasHungUp) return;
    const name = REQUESTS[signature] ?? `0x${signature.toString(16)}`;
    if (name === 'GOODBYE') {
      socket.end();
      return;
    }
    if (name === 'RESET') hasFailed = false;
    else if (hasFailed) return say(IGNORED, []);
    try {
      const { rows = [], meta = {} } = await handle(name, fields);
      for (const row of rows) say(RECORD, [row]);
      say(SUCCESS, [meta]);
    } catch (error) {
      if (error instanceof Hangup) {
        hasHungUp = true;
        socket.resetAndDestroy();
        return;
      }
      hasFailed = true;
      const failure =
        error instanceof BoltFailure ? error : new BoltFailure('Neo.DatabaseError.General.UnknownError', `${error}`);
      say(FAILURE, [failureOf(protocol, failure)]);
    }
  };

  const shakeHands = () => {
    const { hello, more } = handshake(protocol);
    const isFirst = greeting === 20;
    bytes = bytes.subarray(greeting ?? 0);
    if (isFirst) socket.write(hello);
    greeting = isFirst && more > 0 ? more : null;
  };

  socket.on('data', (data) => {
    bytes = Buffer.concat([bytes, data]);
    while (greeting !== null && bytes.length >= greeting) shakeHands();
    while (greeting === null && bytes.length >= 2) {
      const size = bytes.readUInt16BE();
      if (bytes.length < 2 + size) return;
      const chunk = bytes.subarray(2, 2 + size);
      bytes = bytes.subarray(2 + size);
      if (size > 0) chunks.push(chunk);
      else if (chunks.length > 0) {
        const message = unpackMessage(Buffer.concat(chunks));
        chunks = [];
        last = last.then(() => answer(message));
      }
    }
  });
}
