import type { Plugin } from 'graphql-yoga';
import { EntenteError } from '../../errors.ts';
import { REQUEST, Work } from '../../work.ts';
import type { Deadline } from './deadline.ts';

/** Values that JSON.stringify turns into text in well under a millisecond. */
const SMALL = 2000;

/** How many values something holds, counted to `most`. */
function sizeOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const inner of Object.values(value)) {
    size += sizeOf(inner, most - size);
    if (size >= most) return size;
  }
  return size;
}

/** Writes a value as JSON, part by part, and counts its bytes. */
async function write(value: unknown, work: Work, parts: string[]): Promise<void> {
  const put = (text: string) => {
    work.take('bytes', text.length);
    parts.push(text);
  };
  if (typeof value !== 'object' || value === null || sizeOf(value, SMALL) < SMALL) {
    put(JSON.stringify(value));
    if (work.step(SMALL)) await work.pause();
    return;
  }
  const isList = Array.isArray(value);
  let separator = isList ? '[' : '{';
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    put(isList ? separator : `${separator}${JSON.stringify(key)}:`);
    await write(inner, work, parts);
    separator = ',';
  }
  put(`${separator === ',' ? '' : separator}${isList ? ']' : '}'}`);
}

/** The JSON of a large value, made in turns. Throws LIMIT_EXCEEDED if it is too long. */
export async function serialised(value: unknown, work: Work): Promise<string> {
  const parts: string[] = [];
  await write(value, work, parts);
  return parts.join('');
}

/** Writes large answers in turns: 40 MB take JSON.stringify half a second, in which the server answers nobody else. */
export function useSerialised(deadline: Deadline): Plugin {
  return {
    async onResultProcess({ request, result, setResult }) {
      if (Array.isArray(result) || !('data' in result) || result.errors?.length) return;
      if (sizeOf(result, SMALL) < SMALL) return;
      const work = new Work(deadline.signalOf(request), { bytes: REQUEST.bytes });
      try {
        const text = await serialised(result, work);
        setResult({ ...result, stringify: () => text } as typeof result);
      } catch (error) {
        if (!(error instanceof EntenteError)) throw error;
        setResult({ errors: [error] });
      }
    },
  };
}
