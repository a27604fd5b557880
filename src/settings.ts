import { readFileSync } from 'node:fs';

/** What this package calls itself. */
export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

/** A setting that can't be used; the message names it and says what was expected and what was got. */
export class BadSetting extends Error {
  override name = 'BadSetting';
}

function whole(name: string, text: string, smallest: number, largest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= smallest && value <= largest) return value;
  throw new BadSetting(`${name} expects a whole number from ${smallest} to ${largest}; got "${text}".`);
}

export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  /** The folder of the embedded database. */
  readonly data: string;
  /** Milliseconds that a request may take. */
  readonly timeout: number;
  /** Origins that browsers may call from. */
  readonly cors: readonly string[];
}

/** Settings as texts, by flag or environment, checked. */
export function serveSettings(texts: {
  host: string;
  port: string;
  data: string;
  timeout: string;
  cors?: string | undefined;
}): ServeSettings {
  const cors = (texts.cors ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  for (const origin of cors) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new BadSetting(
        `ENTENTE_CORS (--cors) expects origins such as https://example.org, separated by commas; got "${origin}".`,
      );
    }
  }
  return {
    host: texts.host,
    port: whole('PORT (--port)', texts.port, 0, 65535),
    data: texts.data,
    timeout: whole('ENTENTE_TIMEOUT (--timeout)', texts.timeout, 1, 600_000),
    cors,
  };
}
