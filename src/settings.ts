import { readFileSync } from 'node:fs';
import { packageRoot } from './package-root.ts';

/** What this package calls itself. */
export const version: string = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')).version;

/** A setting that can't be used; the message names it and says what was expected and what was got. */
export class BadSetting extends Error {
  override name = 'BadSetting';
}

function whole(name: string, text: string, smallest: number, largest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= smallest && value <= largest) return value;
  throw new BadSetting(`${name} expects a whole number from ${smallest} to ${largest}; got "${text}".`);
}

function yes(name: string, value: boolean | string | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  if (['1', 'true', 'yes'].includes(value)) return true;
  if (['', '0', 'false', 'no'].includes(value)) return false;
  throw new BadSetting(`${name} expects true or false; got "${value}".`);
}

/** What IRIs begin with. */
export function baseOf(name: string, text: string): string {
  if (URL.canParse(text) && /[/#]$/.test(text)) return text;
  throw new BadSetting(
    `${name} expects an address that ends with / or #, such as https://example.org/graph/; got "${text}".`,
  );
}

export interface Neo4jSettings {
  readonly uri: string;
  readonly username: string;
  readonly password: string | null;
  readonly database: string | null;
  readonly poolSize: number;
  readonly acquisitionTimeout: number;
}

/** Where the graph lies, as texts by flag or environment. */
interface DatabaseTexts {
  readonly data: string;
  readonly neo4jUri?: string | undefined;
  readonly neo4jUsername: string;
  readonly neo4jPassword?: string | undefined;
  readonly neo4jDatabase?: string | undefined;
  readonly neo4jPoolSize: string;
  readonly neo4jAcquisitionTimeout: string;
}

const SCHEMES = ['neo4j', 'neo4j+s', 'neo4j+ssc', 'bolt', 'bolt+s', 'bolt+ssc'];

/** The settings of Neo4j, checked; null where the embedded engine is to be used. No message repeats the address, as it may hold a password. */
function neo4jSettings(texts: DatabaseTexts): Neo4jSettings | null {
  const uri = texts.neo4jUri?.trim();
  if (!uri) return null;
  const parsed = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!parsed?.hostname || !SCHEMES.includes(parsed.protocol.slice(0, -1))) {
    throw new BadSetting(
      `NEO4J_URI (--neo4j-uri) expects an address such as neo4j://graph.example.org:7687, with one of the schemes ${SCHEMES.join(', ')}; got ${parsed ? `the scheme "${parsed.protocol.slice(0, -1)}"` : 'something else'}.`,
    );
  }
  if (parsed.username || parsed.password) {
    throw new BadSetting(
      'NEO4J_URI (--neo4j-uri) expects an address without a user name or a password; got one with them. Set NEO4J_USERNAME and NEO4J_PASSWORD instead.',
    );
  }
  return {
    uri,
    username: texts.neo4jUsername,
    password: texts.neo4jPassword || null,
    database: texts.neo4jDatabase || null,
    poolSize: whole('NEO4J_POOL_SIZE (--neo4j-pool-size)', texts.neo4jPoolSize, 1, 10_000),
    acquisitionTimeout: whole(
      'NEO4J_ACQUISITION_TIMEOUT (--neo4j-acquisition-timeout)',
      texts.neo4jAcquisitionTimeout,
      1,
      600_000,
    ),
  };
}

export interface DatabaseSettings {
  /** The folder of the embedded database. */
  readonly data: string;
  /** In place of the embedded database. */
  readonly neo4j: Neo4jSettings | null;
}

export const databaseSettings = (texts: DatabaseTexts): DatabaseSettings => ({
  data: texts.data,
  neo4j: neo4jSettings(texts),
});

export interface ServeSettings extends DatabaseSettings {
  readonly host: string;
  readonly port: number;
  /** Load the bundled data into an empty database, also where it is not Entente's alone. */
  readonly sample: boolean;
  /** Milliseconds that a request may take. */
  readonly timeout: number;
  /** Requests may ask for the statements that they cause (x-entente-explain: 1). */
  readonly explain: boolean;
  /** Megabytes of answers that are kept until the graph changes. */
  readonly keptAnswers: number;
  /** Origins that browsers may call from. */
  readonly cors: readonly string[];
  /** What the IRIs of linked data begin with; those of an export where it is left out. */
  readonly base: string | null;
}

/** Settings as texts, by flag or environment, checked. */
export function serveSettings(
  texts: DatabaseTexts & {
    host: string;
    port: string;
    timeout: string;
    keptAnswers: string;
    sample?: boolean | string | undefined;
    explain?: boolean | string | undefined;
    cors?: string | undefined;
    base?: string | undefined;
  },
): ServeSettings {
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
    ...databaseSettings(texts),
    sample: yes('ENTENTE_SAMPLE (--sample)', texts.sample),
    timeout: whole('ENTENTE_TIMEOUT (--timeout)', texts.timeout, 1, 600_000),
    keptAnswers: whole('ENTENTE_KEPT_ANSWERS (--kept-answers)', texts.keptAnswers, 0, 100_000),
    cors,
    base: texts.base ? baseOf('ENTENTE_BASE (--base)', texts.base) : null,
    explain: yes('ENTENTE_EXPLAIN (--explain)', texts.explain),
  };
}
