import type { Readable } from 'node:stream';
import { linesIn } from '../lines.ts';

/** The most characters of one message. A batch of facts has a hundredth of it; only this much is ever held. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

const BIG = '$bigint';

/** A message as a line of JSON. Integers that a number would round are written as text, under a name of their own. */
export function toLine(message: object): string {
  try {
    return `${JSON.stringify(message)}\n`;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `${JSON.stringify(message, (_key, value) => (typeof value === 'bigint' ? { [BIG]: String(value) } : value))}\n`;
  }
}

/** The message of a line. */
export function fromLine(line: string): any {
  // A quote within a text is escaped, so this can only be a key.
  if (!line.includes(`"${BIG}"`)) return JSON.parse(line);
  return JSON.parse(line, (_key, value) => (value?.[BIG] === undefined ? value : BigInt(value[BIG])));
}

/** The messages that a stream brings, one a line; it is read no faster than they are taken. */
export async function* messagesOf(stream: Readable): AsyncGenerator<any> {
  const tooLong = () => new Error(`expected a message of at most ${LONGEST_MESSAGE} characters; got a longer one`);
  for await (const line of linesIn(stream.setEncoding('utf8'), LONGEST_MESSAGE, tooLong))
    if (line !== '') yield fromLine(line);
}
