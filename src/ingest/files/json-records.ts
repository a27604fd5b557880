import type { Readable } from 'node:stream';
import { LONGEST_RECORD } from './limits.ts';
import { badInput } from './refused.ts';

/**
 * The values of a list of JSON, or of a file with one value over several lines, each as text with the line on which it
 * begins. Only one value is held at a time, and a value that is not JSON costs itself alone: each is parsed by itself.
 */
export interface JsonText {
  readonly line: number;
  readonly text: string;
  /** Whether the file ends within it. */
  readonly isCut: boolean;
}

const SPACE = /[\s,\ufeff]/;

/** Splits JSON into the values of its list, or into its values if it is no list, as chunks of it come. */
export class JsonSplitter {
  readonly #name: string;
  #line = 1;
  #isList = false;
  #isClosed = false;
  /** What was read of the present value; null between values. */
  #text: string | null = null;
  #begins = 1;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** `name` is that of the file. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The values that end in a chunk. Throws RefusedInput for a value that is too long. */
  *take(chunk: string): Generator<JsonText> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const character = chunk[at] as string;
      if (this.#text === null) {
        if (character === '\n') this.#line += 1;
        if (SPACE.test(character)) continue;
        if (character === '[' && !this.#isList) {
          this.#isList = true;
          continue;
        }
        if (character === ']' && this.#isList) {
          this.#isClosed = true;
          continue;
        }
        this.#text = '';
        this.#begins = this.#line;
        from = at;
      }
      const ends = this.#isEnd(character);
      if (character === '\n') this.#line += 1;
      if (ends === 'no') continue;
      const text = this.#text + chunk.slice(from, ends === 'with' ? at + 1 : at);
      yield { line: this.#begins, text, isCut: false };
      this.#text = null;
      if (ends === 'before' && character === ']') this.#isClosed = true;
    }
    if (this.#text === null) return;
    this.#text += chunk.slice(from);
    if (this.#text.length > LONGEST_RECORD) {
      throw badInput(
        `${this.#name}:${this.#begins}: expected a record of at most ${LONGEST_RECORD} characters; got a longer one. Mend the quotes and brackets near that line.`,
      );
    }
  }

  /** Whether the present value ends with a character, or before it. */
  #isEnd(character: string): 'no' | 'with' | 'before' {
    if (this.#isInString) {
      // JSON has no line breaks in strings: a quote that is not closed ends with its line.
      if ((character === '"' && !this.#isEscaped) || character === '\n') this.#isInString = false;
      this.#isEscaped = character === '\\' && !this.#isEscaped;
      return 'no';
    }
    if (character === '"') this.#isInString = true;
    else if (character === '{' || character === '[') this.#depth += 1;
    else if ((character === '}' || character === ']') && this.#depth > 0) {
      this.#depth -= 1;
      return this.#depth === 0 ? 'with' : 'no';
    }
    const isPlain = this.#depth === 0 && !this.#isInString;
    return isPlain && /[\s,\]]/.test(character) ? 'before' : 'no';
  }

  /** The value in which the file ends, and whether its list is closed. */
  end(): { readonly rest: JsonText | null; readonly isClosed: boolean; readonly line: number } {
    const rest = this.#text === null ? null : { line: this.#begins, text: this.#text, isCut: true };
    return { rest, isClosed: this.#isClosed || !this.#isList, line: this.#line };
  }
}

/** The values of a file of JSON. */
export async function* jsonTexts(name: string, stream: Readable): AsyncGenerator<JsonText> {
  const splitter = new JsonSplitter(name);
  for await (const chunk of stream as AsyncIterable<string>) yield* splitter.take(chunk);
  const { rest, isClosed, line } = splitter.end();
  if (rest) yield rest;
  else if (!isClosed) yield { line, text: '', isCut: true };
}
