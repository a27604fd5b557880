import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isBasePath } from './base-path.ts';
import { checkUri } from './ontology/uris.ts';
import { packageRoot } from './package-root.ts';

/** The version of this package. */
export const version: string = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')).version;

/** A setting with an unusable value. The message names the setting and says what it expected and what it got. */
export class BadSetting extends Error {
  override name = 'BadSetting';
}

/** One setting. The flag, the environment variable, `--help` and docs/settings.md all follow from its declaration. */
export interface Setting {
  /** The flag with its argument, as commander writes it; null if only the environment sets it. */
  readonly flag: string | null;
  readonly env: string;
  /** The default value, as text. */
  readonly default?: string;
  /** What happens if the setting has neither a value nor a default. */
  readonly unset?: string;
  /** One line for `--help` and for the table in the docs. */
  readonly description: string;
}

/** Settings of every command that opens the database, by the name that commander gives their values. */
export const databaseDeclarations = {
  data: {
    flag: '--data <folder>',
    env: 'ENTENTE_DATA',
    default: '.entente',
    description: 'folder of the embedded database; one server at a time can open it',
  },
  acceptLoss: {
    flag: '--accept-loss [yes]',
    env: 'ENTENTE_ACCEPT_LOSS',
    unset: 'false',
    description: 'open an embedded database that has lost acknowledged writes, and go on with what is left',
  },
  neo4jUri: {
    flag: '--neo4j-uri <uri>',
    env: 'NEO4J_URI',
    unset: 'embedded database',
    description: 'address of a Neo4j server to use instead of the embedded database',
  },
  neo4jUsername: {
    flag: '--neo4j-username <name>',
    env: 'NEO4J_USERNAME',
    default: 'neo4j',
    description: 'Neo4j user',
  },
  neo4jPassword: {
    flag: '--neo4j-password <password>',
    env: 'NEO4J_PASSWORD',
    unset: 'none',
    description: 'password of the Neo4j user; prefer the variable, because other users can see flags',
  },
  neo4jDatabase: {
    flag: '--neo4j-database <name>',
    env: 'NEO4J_DATABASE',
    unset: "the user's home database",
    description: 'name of the Neo4j database',
  },
  neo4jPoolSize: {
    flag: '--neo4j-pool-size <number>',
    env: 'NEO4J_POOL_SIZE',
    default: '50',
    description: 'maximum number of connections to each Neo4j server',
  },
  neo4jAcquisitionTimeout: {
    flag: '--neo4j-acquisition-timeout <milliseconds>',
    env: 'NEO4J_ACQUISITION_TIMEOUT',
    default: '3000',
    description: 'how long a request waits for a free Neo4j connection, in milliseconds',
  },
} as const satisfies Record<string, Setting>;

/** Settings of `entente serve` in addition to those of the database. */
export const serveDeclarations = {
  port: {
    flag: '--port <number>',
    env: 'PORT',
    default: '4000',
    description: 'port to listen on; 0 picks a free one',
  },
  host: {
    flag: '--host <name>',
    env: 'HOST',
    default: '127.0.0.1',
    description: 'address to listen on',
  },
  hostName: {
    flag: '--host-name <names>',
    env: 'ENTENTE_HOST_NAME',
    unset: 'none',
    description: 'names by which clients reach the server, other than localhost and addresses, separated by commas',
  },
  sample: {
    flag: '--sample [yes]',
    env: 'ENTENTE_SAMPLE',
    unset: 'false',
    description: 'load the bundled data into an empty Neo4j database; an empty embedded database always gets it',
  },
  timeout: {
    flag: '--timeout <milliseconds>',
    env: 'ENTENTE_TIMEOUT',
    default: '10000',
    description: 'time limit of a request, in milliseconds',
  },
  keptAnswers: {
    flag: '--kept-answers <megabytes>',
    env: 'ENTENTE_KEPT_ANSWERS',
    default: '64',
    description: 'size of the answer cache of the embedded database, in megabytes; 0 turns it off',
  },
  cors: {
    flag: '--cors <origins>',
    env: 'ENTENTE_CORS',
    unset: 'none',
    description: 'origins that browsers may call the API from, separated by commas',
  },
  basePath: {
    flag: '--base-path <path>',
    env: 'ENTENTE_BASE_PATH',
    unset: 'none',
    description: 'path at which a proxy offers the server, such as /kg; the proxy may remove it or leave it',
  },
  operations: {
    flag: '--operations <files>',
    env: 'ENTENTE_OPERATIONS',
    unset: 'none',
    description: 'files of operations that clients send by their ids, separated by commas; SIGHUP reads them again',
  },
  onlyTrusted: {
    flag: '--only-trusted [yes]',
    env: 'ENTENTE_ONLY_TRUSTED',
    unset: 'false',
    description: "answer the operations of --operations only, and the explorer's own",
  },
  base: {
    flag: '--base <address>',
    env: 'ENTENTE_BASE',
    unset: 'https://entente.example/',
    description: 'prefix of the IRIs in linked data (/entity/ID.jsonld)',
  },
  explain: {
    flag: '--explain [yes]',
    env: 'ENTENTE_EXPLAIN',
    unset: 'false',
    description: 'return the statements of a request that has the header x-entente-explain: 1',
  },
  trustProxy: {
    flag: '--trust-proxy <proxies>',
    env: 'ENTENTE_TRUST_PROXY',
    unset: 'none',
    description:
      'proxies in front whose X-Forwarded headers are true: how many, or their addresses, separated by commas (also loopback, linklocal, uniquelocal and 10.0.0.0/8)',
  },
  clientRate: {
    flag: '--client-rate <number>',
    env: 'ENTENTE_CLIENT_RATE',
    default: '50',
    description:
      'requests per second that a client on another machine may send on average, five times as many at once; 0 for no limit',
  },
  clientRequests: {
    flag: '--client-requests <number>',
    env: 'ENTENTE_CLIENT_REQUESTS',
    default: '32',
    description: 'requests that a client on another machine may have in progress; 0 for no limit',
  },
  heavyRequests: {
    flag: '--heavy-requests <number>',
    env: 'ENTENTE_HEAVY_REQUESTS',
    default: '2',
    description: 'queries for more than 2,000 rows that run at a time; the others wait',
  },
  heavyQueue: {
    flag: '--heavy-queue <number>',
    env: 'ENTENTE_HEAVY_QUEUE',
    default: '64',
    description: 'queries for more than 2,000 rows that may wait',
  },
  metrics: {
    flag: '--metrics <who>',
    env: 'ENTENTE_METRICS',
    default: 'local',
    description: 'who may read /metrics: local for programs on this machine, all, or none',
  },
  slow: {
    flag: '--slow <milliseconds>',
    env: 'ENTENTE_SLOW',
    default: '1000',
    description: 'an operation that takes longer is logged with its text, without values; 0 for none',
  },
  slowLog: {
    flag: '--slow-log <file>',
    env: 'ENTENTE_SLOW_LOG',
    unset: 'the log',
    description: 'file for the slow operations',
  },
} as const satisfies Record<string, Setting>;

/** Settings that only the environment sets. */
export const environmentDeclarations = {
  otlpEndpoint: {
    flag: null,
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    unset: 'no traces',
    description: 'address of an OpenTelemetry collector (OTLP over HTTP) that receives a trace of each request',
  },
  logLevel: {
    flag: null,
    env: 'ENTENTE_LOG_LEVEL',
    default: 'info',
    description: 'lowest level that is logged: trace, debug, info, warn, error, fatal or silent',
  },
} as const satisfies Record<string, Setting>;

/** The flag without its argument, such as `--port`. */
export const flagName = (flag: string) => flag.split(' ')[0];

/** How messages name a setting, such as `PORT (--port)`. */
const label = ({ env, flag }: Setting) => (flag ? `${env} (${flagName(flag)})` : env);

function wholeNumber(setting: Setting, text: string, smallest: number, largest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= smallest && value <= largest) return value;
  throw new BadSetting(`${label(setting)} expects a whole number from ${smallest} to ${largest}; got "${text}".`);
}

function oneOf<T extends string>(setting: Setting, text: string, values: readonly T[]): T {
  const value = values.find((one) => one === text);
  if (value) return value;
  throw new BadSetting(`${label(setting)} expects one of ${values.join(', ')}; got "${text}".`);
}

function trueOrFalse(setting: Setting, value: boolean | string | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  if (['1', 'true', 'yes'].includes(value)) return true;
  if (['', '0', 'false', 'no'].includes(value)) return false;
  throw new BadSetting(`${label(setting)} expects true or false; got "${value}".`);
}

/**
 * The prefix of all IRIs, checked.
 * @param name how the message names the setting
 * @throws {BadSetting} if the text isn't an absolute address that is safe to open and ends with / or #
 */
export function baseOf(name: string, text: string): string {
  if (!URL.canParse(text) || !/[/#]$/.test(text)) {
    throw new BadSetting(
      `${name} expects an address that ends with / or #, such as https://example.org/graph/; got "${text}".`,
    );
  }
  try {
    return checkUri(text);
  } catch (error) {
    throw new BadSetting(`${name} ${(error as Error).message.replace(/^expected/, 'expects')}; got "${text}".`);
  }
}

function basePathOf(setting: Setting, text: string | undefined): string {
  const path = text?.trim().replace(/\/$/, '') ?? '';
  if (path === '' || isBasePath(path)) return path;
  throw new BadSetting(
    `${label(setting)} expects a path such as /kg, of letters, digits, ".", "-", "_" and "~", whose first part is none of the server's own, such as /graphql; got "${text}".`,
  );
}

export interface Neo4jSettings {
  readonly uri: string;
  readonly username: string;
  readonly password: string | null;
  /** Null for the user's home database. */
  readonly database: string | null;
  /** Connections to each server of the cluster. */
  readonly poolSize: number;
  /** Milliseconds that a request waits for a free connection. */
  readonly acquisitionTimeout: number;
}

/** Where the graph lies, as texts of flags or of the environment. */
interface DatabaseTexts {
  readonly data: string;
  readonly acceptLoss?: boolean | string | undefined;
  readonly neo4jUri?: string | undefined;
  readonly neo4jUsername: string;
  readonly neo4jPassword?: string | undefined;
  readonly neo4jDatabase?: string | undefined;
  readonly neo4jPoolSize: string;
  readonly neo4jAcquisitionTimeout: string;
}

/** The schemes of the address of a Neo4j database. */
export const SCHEMES = ['neo4j', 'neo4j+s', 'neo4j+ssc', 'bolt', 'bolt+s', 'bolt+ssc'];

/** Null for the embedded database. No message repeats the address, because it may hold a password. */
function neo4jSettings(texts: DatabaseTexts): Neo4jSettings | null {
  const uri = texts.neo4jUri?.trim();
  if (!uri) return null;
  const { neo4jUri, neo4jPoolSize, neo4jAcquisitionTimeout } = databaseDeclarations;
  const parsed = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!parsed?.hostname || !SCHEMES.includes(parsed.protocol.slice(0, -1))) {
    throw new BadSetting(
      `${label(neo4jUri)} expects an address such as neo4j://graph.example.org:7687, with one of the schemes ${SCHEMES.join(', ')}; got ${parsed ? `the scheme "${parsed.protocol.slice(0, -1)}"` : 'something else'}.`,
    );
  }
  if (parsed.username || parsed.password) {
    throw new BadSetting(
      `${label(neo4jUri)} expects an address without a user name or a password; got one with them. Set NEO4J_USERNAME and NEO4J_PASSWORD instead.`,
    );
  }
  return {
    uri,
    username: texts.neo4jUsername,
    password: texts.neo4jPassword || null,
    database: texts.neo4jDatabase || null,
    poolSize: wholeNumber(neo4jPoolSize, texts.neo4jPoolSize, 1, 10_000),
    acquisitionTimeout: wholeNumber(neo4jAcquisitionTimeout, texts.neo4jAcquisitionTimeout, 1, 600_000),
  };
}

export interface DatabaseSettings {
  /** The folder of the embedded database. */
  readonly data: string;
  /** Open the folder although acknowledged writes are missing from it. */
  readonly acceptLoss: boolean;
  /** Replaces the embedded database unless null. */
  readonly neo4j: Neo4jSettings | null;
}

/**
 * Checks the settings of the database.
 * @throws {BadSetting}
 */
export const databaseSettings = (texts: DatabaseTexts): DatabaseSettings => ({
  data: texts.data,
  acceptLoss: trueOrFalse(databaseDeclarations.acceptLoss, texts.acceptLoss),
  neo4j: neo4jSettings(texts),
});

export interface ServeSettings extends DatabaseSettings {
  readonly host: string;
  /** Names by which clients reach the server, in lower case. */
  readonly hostNames: readonly string[];
  readonly port: number;
  /** Load the bundled data into an empty database even if others may use that database too. */
  readonly sample: boolean;
  /** Milliseconds that a request may take. */
  readonly timeout: number;
  /** Requests may ask for the statements that they run (x-entente-explain: 1). */
  readonly explain: boolean;
  /** Megabytes of answers that are cached until the graph changes. */
  readonly answerCacheMegabytes: number;
  /** Origins that browsers may call from. */
  readonly cors: readonly string[];
  /** The path at which a proxy offers the server; empty if there is none. */
  readonly basePath: string;
  /** Who may read the metrics. */
  readonly metrics: 'local' | 'all' | 'none';
  /** Milliseconds after which an operation counts as slow; 0 if none does. */
  readonly slow: number;
  /** The file for slow operations; null for the log. */
  readonly slowLog: string | null;
  /** The files of trusted operations, and whether only those are answered. */
  readonly trusted: { readonly files: readonly string[]; readonly isExclusive: boolean };
  /** The prefix of the IRIs of linked data; null for that of an export. */
  readonly base: string | null;
  /** How many proxies stand in front, or their addresses; null for none. */
  readonly trustedProxies: number | readonly string[] | null;
  /** Requests per second and in progress that a client may send; 0 for no limit. */
  readonly clientLimits: { readonly rate: number; readonly atOnce: number };
  /** Heavy requests that run and wait at a time. */
  readonly heavy: { readonly running: number; readonly waiting: number };
}

const HOST_NAME = /^[a-z\d_](?:[a-z\d_.-]{0,251}[a-z\d_])?$/;

/** The entries of a list that is separated by commas. */
const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

function trustedOf(operations: string | undefined, onlyTrusted: boolean | string | undefined) {
  const files = listOf(operations);
  const isExclusive = trueOrFalse(serveDeclarations.onlyTrusted, onlyTrusted);
  if (!isExclusive || files.length > 0) return { files, isExclusive };
  throw new BadSetting(
    `${label(serveDeclarations.onlyTrusted)} expects the trusted operations in ${label(serveDeclarations.operations)}; got none.`,
  );
}

/** Networks that have a name. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Proxies as Express names them: how many, or addresses, networks and names of networks. */
function proxies(setting: Setting, text: string | undefined): number | readonly string[] | null {
  const value = text?.trim() ?? '';
  if (value === '') return null;
  if (/^\d+$/.test(value)) return wholeNumber(setting, value, 0, 100) || null;
  const addresses = listOf(value);
  for (const address of addresses) {
    const [ip = '', bits, ...others] = address.split('/');
    const largest = isIP(ip) === 6 ? 128 : 32;
    const isNetwork = bits === undefined || (/^\d+$/.test(bits) && Number(bits) >= 1 && Number(bits) <= largest);
    if (NETWORKS.includes(address) || (isIP(ip) > 0 && isNetwork && others.length === 0)) continue;
    throw new BadSetting(
      `${label(setting)} expects a number of proxies, or their addresses, such as 10.0.0.7, 10.0.0.0/8 or ${NETWORKS.join(', ')}, separated by commas; got "${address}".`,
    );
  }
  return addresses;
}

/**
 * Checks the settings of the server.
 * @throws {BadSetting}
 */
export function serveSettings(
  texts: DatabaseTexts & {
    host: string;
    port: string;
    timeout: string;
    keptAnswers: string;
    sample?: boolean | string | undefined;
    explain?: boolean | string | undefined;
    cors?: string | undefined;
    hostName?: string | undefined;
    basePath?: string | undefined;
    operations?: string | undefined;
    onlyTrusted?: boolean | string | undefined;
    base?: string | undefined;
    metrics: string;
    slow: string;
    slowLog?: string | undefined;
    trustProxy?: string | undefined;
    clientRate: string;
    clientRequests: string;
    heavyRequests: string;
    heavyQueue: string;
  },
): ServeSettings {
  const { port, sample, timeout, keptAnswers, cors, base, explain, hostName, basePath, trustProxy } = serveDeclarations;
  const { clientRate, clientRequests, heavyRequests, heavyQueue, metrics, slow } = serveDeclarations;
  const origins = listOf(texts.cors);
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new BadSetting(
        `${label(cors)} expects origins such as https://example.org, separated by commas; got "${origin}".`,
      );
    }
  }
  const hostNames = listOf(texts.hostName).map((name) => name.toLowerCase());
  for (const name of hostNames) {
    if (!HOST_NAME.test(name)) {
      throw new BadSetting(
        `${label(hostName)} expects names such as kg.example.org, without a scheme or a port, separated by commas; got "${name}".`,
      );
    }
  }
  return {
    host: texts.host,
    hostNames,
    port: wholeNumber(port, texts.port, 0, 65535),
    ...databaseSettings(texts),
    sample: trueOrFalse(sample, texts.sample),
    timeout: wholeNumber(timeout, texts.timeout, 1, 600_000),
    answerCacheMegabytes: wholeNumber(keptAnswers, texts.keptAnswers, 0, 100_000),
    cors: origins,
    basePath: basePathOf(basePath, texts.basePath),
    trusted: trustedOf(texts.operations, texts.onlyTrusted),
    base: texts.base ? baseOf(label(base), texts.base) : null,
    explain: trueOrFalse(explain, texts.explain),
    metrics: oneOf(metrics, texts.metrics, ['local', 'all', 'none']),
    slow: wholeNumber(slow, texts.slow, 0, 600_000),
    slowLog: texts.slowLog || null,
    trustedProxies: proxies(trustProxy, texts.trustProxy),
    clientLimits: {
      rate: wholeNumber(clientRate, texts.clientRate, 0, 1_000_000),
      atOnce: wholeNumber(clientRequests, texts.clientRequests, 0, 1_000_000),
    },
    heavy: {
      running: wholeNumber(heavyRequests, texts.heavyRequests, 1, 1000),
      waiting: wholeNumber(heavyQueue, texts.heavyQueue, 0, 10_000),
    },
  };
}
