import { badRequest } from '../../errors.ts';
import { limitExceeded } from './tokens.ts';

/** How many values the JSON of a request may have, and how deep it may be nested. */
export interface JsonLimits {
  readonly values: number;
  readonly levels: number;
}

const JSON_LIMITS: JsonLimits = { values: 10_000, levels: 42 };

/** The index of the quote that ends the text which begins at `start`; the length if none does. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return json.length;
}

/**
 * Parses JSON of a client. It is counted before it is parsed: JSON.parse takes thirty times as long for many small values
 * as for one long text, and overflows the stack of whoever walks what is nested deeply.
 *
 * @param what names the text in messages, such as "the request"
 * @throws EntenteError LIMIT_EXCEEDED if it has too many values or levels, BAD_USER_INPUT if it isn't JSON
 */
export function parseJson(json: string, what: string, limits: JsonLimits = JSON_LIMITS): unknown {
  let values = 0;
  let level = 0;
  for (let i = 0; i < json.length; i += 1) {
    const character = json[i];
    if (character === '"') i = endOfText(json, i);
    else if (character === '[' || character === '{') {
      values += 1;
      level += 1;
    } else if (character === ']' || character === '}') level -= 1;
    else if (character === ',') values += 1;
    if (level > limits.levels) {
      throw limitExceeded(`${what} is nested more than ${limits.levels} levels deep, which is the limit. Flatten it.`);
    }
    if (values > limits.values) {
      throw limitExceeded(
        `${what} holds more than ${limits.values} values, which is the limit. Send fewer in each of several requests.`,
      );
    }
  }
  try {
    return JSON.parse(json);
  } catch {
    // The message of JSON.parse quotes the text, which may be private.
    throw badRequest(`${what} expects JSON; got something that is not.`);
  }
}
