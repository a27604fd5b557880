import { badInput, quoted } from './errors.ts';
import type { ImportOptions } from './import-options.ts';
import type { Ontology } from './ontology/ontology.ts';
import { SCHEMES } from './settings.ts';

/** A Neo4j database. */
export interface Neo4jOptions {
  /** Such as `neo4j://localhost:7687`; the schemes `neo4j` and `bolt`, with `+s` or `+ssc` for TLS. */
  readonly uri: string;
  /** `neo4j` if left out. */
  readonly username?: string;
  readonly password?: string;
  /** The home database of the user if left out. */
  readonly database?: string;
  /** Connections to each Neo4j server; 50 if left out. */
  readonly poolSize?: number;
  /** Milliseconds that a request waits for a free connection; 3000 if left out. */
  readonly acquisitionTimeout?: number;
}

/** Receives what goes wrong while requests are answered. `console` and loggers such as pino fit. */
export interface EntenteLogger {
  /** `details.err` is the error that a client sees masked. */
  error(details: object, message: string): void;
}

/** What `createEntente` opens, and how it answers. */
export interface EntenteOptions {
  /** The folder of an embedded database, which one process at a time can open. Without it and `neo4j`, the graph is in memory. */
  readonly folder?: string;
  /** A Neo4j database in place of the embedded one. */
  readonly neo4j?: Neo4jOptions;
  /** The bundled ontology if left out; see `extendOntology`. */
  readonly ontology?: Ontology;
  /** Gives an empty graph the data that comes with Entente. */
  readonly bundledData?: boolean;
  /** Milliseconds that a request may take; 10,000 if left out. */
  readonly timeout?: number;
  /** The path at which `fetch` and `nodeHandler` answer; `/graphql` if left out. */
  readonly endpoint?: string;
  /** Origins whose pages may send requests (CORS); none if left out. */
  readonly cors?: readonly string[];
  /** `console` if left out. */
  readonly logger?: EntenteLogger;
}

/** Milliseconds. */
const LONGEST = 600_000;

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isWhole = (most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (value: unknown, method: string) => isObject(value) && typeof value[method] === 'function';

/** What an option has to be, and how a message says so. */
type Rule = readonly [expected: string, isRight: (value: unknown) => boolean];
type RulesOf<Options> = Readonly<Record<keyof Options, Rule>>;

const RULES: RulesOf<EntenteOptions> = {
  folder: ['the path of a folder', isText],
  neo4j: ['an object with "uri"', isObject],
  ontology: ['an ontology that createOntology or extendOntology returns', (value) => has(value, 'typeOfId')],
  bundledData: ['true or false', isBoolean],
  timeout: [`whole milliseconds from 1 to ${LONGEST}`, isWhole(LONGEST)],
  endpoint: ['a path that begins with /', (value) => isText(value) && String(value).startsWith('/')],
  cors: ['a list of origins', (value) => Array.isArray(value) && value.every(isText)],
  logger: ['an object with the method "error"', (value) => has(value, 'error')],
};

/** The options of `importFile`. */
const IMPORT: RulesOf<ImportOptions> = {
  format: ['the name of a format', isText],
  mapping: ['the path of a mapping file', isText],
  source: ['the id of a document', isText],
  published: ['a date in EDTF', isText],
  encoding: ['the name of an encoding', isText],
  dryRun: ['true or false', isBoolean],
  strict: ['true or false', isBoolean],
  replace: ['true or false', isBoolean],
  onProblem: ['a function', (value) => typeof value === 'function'],
  signal: ['an AbortSignal', (value) => value instanceof AbortSignal],
};

const NEO4J: RulesOf<Neo4jOptions> = {
  // No message repeats the address, because it may hold a password.
  uri: [`an address such as neo4j://localhost:7687, with one of the schemes ${SCHEMES.join(', ')}`, isAddress],
  username: ['a text', isText],
  password: ['a text', (value) => typeof value === 'string'],
  database: ['a text', isText],
  poolSize: ['a whole number from 1 to 10000', isWhole(10_000)],
  acquisitionTimeout: [`whole milliseconds from 1 to ${LONGEST}`, isWhole(LONGEST)],
};

function isAddress(value: unknown): boolean {
  const parsed = isText(value) && URL.canParse(String(value)) ? new URL(String(value)) : null;
  return parsed !== null && parsed.hostname !== '' && SCHEMES.includes(parsed.protocol.slice(0, -1));
}

/**
 * Checks the options of `createEntente`: a program without types passes anything.
 *
 * @throws EntenteError (`BAD_USER_INPUT`) that names the first option that is wrong, with what was expected and got
 */
export function checkOptions(options: unknown): asserts options is EntenteOptions {
  checkEach('', RULES, options);
  const { folder, neo4j } = options as EntenteOptions;
  if (neo4j === undefined) return;
  if (folder !== undefined) throw badInput('expected either "folder" or "neo4j"; got both. Leave one out.');
  checkEach('neo4j.', NEO4J, Object.assign({ uri: undefined }, neo4j));
}

/**
 * Checks the path and the options of `importFile`.
 *
 * @throws EntenteError (`BAD_USER_INPUT`) as `checkOptions` does
 */
export function checkImport(path: unknown, options: unknown): asserts options is ImportOptions {
  checkEach('', IMPORT, options);
  if (!isText(path)) throw badInput(`expected the path of a file; got ${kindOf(path)}.`);
}

function checkEach(prefix: string, rules: Readonly<Record<string, Rule>>, options: unknown): void {
  if (!isObject(options)) throw badInput(`expected the options as an object; got ${quoted(options)}.`);
  for (const [name, value] of Object.entries(options)) {
    const option = `"${prefix}${name}"`;
    if (!Object.hasOwn(rules, name))
      throw badInput(`expected one of the options ${Object.keys(rules).join(', ')}; got ${option}.`);
    const [expected, isRight] = rules[name] as Rule;
    if ((value === undefined && name !== 'uri') || isRight(value)) continue;
    const got = name === 'uri' || name === 'password' ? 'something else' : kindOf(value);
    throw badInput(`expected ${option} to be ${expected}; got ${got}.`);
  }
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  return isObject(value) ? 'another object' : String(value);
}
