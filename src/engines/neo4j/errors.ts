import neo4j, { type Neo4jError } from 'neo4j-driver';
import { Misconfigured, NotAllowed, timeoutError, unavailable } from '../../errors.ts';
import { TOKEN_INDEX } from '../../graph/encoding/names.ts';

/** What an operator must fix, by the server's error code. No sentence contains the value of a setting. */
const MISCONFIGURED: readonly (readonly [code: RegExp, sentence: string])[] = [
  [
    /^Neo\.ClientError\.Security\.(Unauthorized|TokenExpired)$/,
    'Neo4j refused the user name or the password: set NEO4J_USERNAME and NEO4J_PASSWORD to those of a user of that server.',
  ],
  [
    /^Neo\.ClientError\.Security\.CredentialsExpired$/,
    'Neo4j requires a new password before the first use: change it there (ALTER CURRENT USER SET PASSWORD), then set NEO4J_PASSWORD.',
  ],
  [
    /^Neo\.ClientError\.Security\.AuthenticationRateLimit$/,
    'Neo4j refuses more logins for a while, because several passwords were wrong: set NEO4J_USERNAME and NEO4J_PASSWORD, and wait some seconds.',
  ],
  [
    /^Neo\.ClientError\.Security\./,
    'Neo4j does not allow the user in NEO4J_USERNAME to read. Grant it at least the role reader; to import it needs the role architect.',
  ],
  [
    /^Neo\.ClientError\.(Cluster\.NotALeader|General\.ForbiddenOnReadOnlyDatabase)$/,
    'The Neo4j server in NEO4J_URI is not the one of its cluster that takes writes. Use an address with neo4j:// (or neo4j+s://) there, which finds it.',
  ],
  [
    /^Neo\.ClientError\.Database\./,
    'Neo4j has no database with the name in NEO4J_DATABASE: set it to an existing one (SHOW DATABASES), or leave it out for the home database of the user.',
  ],
  [
    /^Neo\.(ClientError|DatabaseError)\.Schema\.ConstraintCreationFailed$/,
    'Neo4j cannot keep the ids of entities unique, as some of its nodes labelled Entity share an id. Give Entente a database of its own in NEO4J_DATABASE.',
  ],
];

/** Why a write is refused that everything else is right for. */
const NOT_ALLOWED: readonly (readonly [code: RegExp, sentence: string])[] = [
  [
    /^Neo\.ClientError\.Security\.Forbidden$/,
    'Neo4j does not allow the user in NEO4J_USERNAME to write: grant it the role architect (GRANT ROLE architect TO …), or use one that has it.',
  ],
  [
    /^Neo\.ClientError\.General\.WriteOnReadOnlyAccessDatabase$/,
    'The database is read-only in Neo4j: make it writable there (server.databases.read_only, or ALTER DATABASE … SET ACCESS READ WRITE).',
  ],
];

/** Whether Neo4j knows the user, and does not allow what it asked for. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof neo4j.Neo4jError && error.code === 'Neo.ClientError.Security.Forbidden';

const systemCode = (error: Error) =>
  /\b(E[A-Z]{4,}|ERR_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)\b/.exec(`${error.message} ${error.cause ?? ''}`)?.[0];

/** Whether the server could not be reached or the connection was lost. */
export const isAway = (error: unknown): boolean =>
  error instanceof neo4j.Neo4jError &&
  (error.code === neo4j.error.SERVICE_UNAVAILABLE || error.code === neo4j.error.SESSION_EXPIRED);

/** Whether the routing table names no server for reading or for writing, or the one for writing moved several times. */
const UNROUTED = /Failed to obtain connection towards (read|write) server|No longer possible to (write) to server/;
const unrouted = (error: unknown) => (error instanceof Error ? UNROUTED.exec(error.message) : null);
/** Whether a cluster has no leader: reading goes on. */
export const lacksLeader = (error: unknown): boolean => {
  const match = unrouted(error);
  return match !== null && match[1] !== 'read';
};

/** The driver takes a routing table without readers for none. */
const lacksReaders = (error: Neo4jError) =>
  unrouted(error) !== null || (/Could not perform discovery/.test(error.message) && systemCode(error) === undefined);

const timedOut = (error: Neo4jError) => /acquisition timed out/i.test(error.message);
/** The driver's message is the same if the pool is exhausted and if a new connection gets no answer. */
const isExhausted = (error: Neo4jError, poolSize: number) =>
  Number(/Active conn count = (\d+)/.exec(error.message)?.[1]) >= poolSize;

/** The circumstances of a failed call. */
interface Circumstances {
  /** Milliseconds that the call had. */
  readonly deadline: number;
  readonly poolSize: number;
  readonly writes: boolean;
  /** Whether a write was to be committed, and no answer said whether it was. */
  readonly mayBeKept: boolean;
}

/** A driver's error as an EntenteError, if it is about the server's state or a setting; otherwise the error itself. */
export function explained(error: unknown, { deadline, poolSize, writes, mayBeKept }: Circumstances): unknown {
  if (!(error instanceof neo4j.Neo4jError)) return error;
  const notAllowed = writes ? NOT_ALLOWED.find(([code]) => code.test(error.code)) : undefined;
  if (notAllowed) return new NotAllowed(notAllowed[1], { cause: error });
  const misconfigured = MISCONFIGURED.find(([code]) => code.test(error.code));
  if (misconfigured) return new Misconfigured(misconfigured[1], error);
  if (/^Neo\.\w+\.Transaction\.(TransactionTimedOut|TransactionTimedOutClientConfiguration)$/.test(error.code)) {
    return timeoutError(deadline, error, writes);
  }
  const sentence = sentenceOf(error, poolSize);
  if (sentence === null) return error;
  const kept = ' It may have kept what was written or not: writing the same again changes nothing.';
  return unavailable(`${sentence}${mayBeKept ? kept : ''}`, error);
}

/** What is wrong with the server or the cluster at the moment; null if nothing is known to be. */
function sentenceOf(error: Neo4jError, poolSize: number): string | null {
  if (timedOut(error) && isExhausted(error, poolSize)) {
    return 'All connections to Neo4j are in use, and none became free in time. Try again in a moment; an operator may raise NEO4J_POOL_SIZE.';
  }
  if (lacksLeader(error)) {
    return 'The Neo4j cluster has no leader at the moment, which takes all writes; reading goes on. Try again in a moment: a new one is usually elected within seconds.';
  }
  if (lacksReaders(error)) {
    return 'The Neo4j cluster has no server to read from at the moment. Try again in a moment; an operator may look at which of its servers run (SHOW DATABASES).';
  }
  if (isAway(error) || timedOut(error)) {
    const why = systemCode(error);
    return `Neo4j does not answer at the address in NEO4J_URI${why ? ` (${why})` : ''}. Try again in a moment; the server connects by itself when Neo4j is back.`;
  }
  if (error.code === 'Neo.TransientError.Transaction.BookmarkTimeout') {
    return 'The servers of the Neo4j cluster that answered are behind what this server has already read or written, and did not catch up in time. Try again in a moment; an operator may look at why they lag.';
  }
  if (error.message.includes(`no such fulltext schema index: ${TOKEN_INDEX}`)) {
    return `Search needs the full-text index ${TOKEN_INDEX}, which is missing in Neo4j. Start Entente once as a user who may create it, or let an administrator run there what "entente print definitions" prints.`;
  }
  if (/OutOfMemory/.test(error.code)) {
    return 'Neo4j has no memory left for a transaction of this size. Ask for less or write less at once; an operator may raise server.memory.heap.max_size there.';
  }
  if (error.retryable) {
    return 'Neo4j could not finish this in time, because it is busy or starting. Try again in a moment.';
  }
  return null;
}

/** Ignores that a definition exists: servers that start at the same time create the same ones. Throws other errors. */
export function ignoreExisting(error: unknown): void {
  const known =
    error instanceof neo4j.Neo4jError &&
    /^Neo\.ClientError\.Schema\.(EquivalentSchemaRuleAlreadyExists|ConstraintAlreadyExists|IndexAlreadyExists)$/.test(
      error.code,
    );
  if (!known) throw error;
}
