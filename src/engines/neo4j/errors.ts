import neo4j, { type Neo4jError } from 'neo4j-driver';
import { Misconfigured, timeoutError, unavailable } from '../../errors.ts';

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
    'Neo4j does not allow its user what Entente needs: reading, writing, and creating constraints and indexes. Grant them to the user in NEO4J_USERNAME.',
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

const systemCode = (error: Error) =>
  /\b(E[A-Z]{4,}|ERR_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)\b/.exec(`${error.message} ${error.cause ?? ''}`)?.[0];

/** Whether the server could not be reached or the connection was lost. */
export const isAway = (error: unknown): boolean =>
  error instanceof neo4j.Neo4jError &&
  (error.code === neo4j.error.SERVICE_UNAVAILABLE || error.code === neo4j.error.SESSION_EXPIRED);

const timedOut = (error: Neo4jError) => /acquisition timed out/i.test(error.message);
/** The driver's message is the same if the pool is exhausted and if a new connection gets no answer. */
const isExhausted = (error: Neo4jError, poolSize: number) =>
  Number(/Active conn count = (\d+)/.exec(error.message)?.[1]) >= poolSize;

/** A driver's error as an EntenteError, if it is about the server's state or a setting; otherwise the error itself. */
export function explained(
  error: unknown,
  { deadline, poolSize, writes }: { readonly deadline: number; readonly poolSize: number; readonly writes: boolean },
): unknown {
  if (!(error instanceof neo4j.Neo4jError)) return error;
  const misconfigured = MISCONFIGURED.find(([code]) => code.test(error.code));
  if (misconfigured) return new Misconfigured(misconfigured[1], error);
  if (/^Neo\.\w+\.Transaction\.(TransactionTimedOut|TransactionTimedOutClientConfiguration)$/.test(error.code)) {
    return timeoutError(deadline, error, writes);
  }
  if (timedOut(error) && isExhausted(error, poolSize)) {
    return unavailable(
      'All connections to Neo4j are in use, and none became free in time. Try again in a moment; an operator may raise NEO4J_POOL_SIZE.',
      error,
    );
  }
  if (isAway(error) || timedOut(error)) {
    const why = systemCode(error);
    return unavailable(
      `Neo4j does not answer at the address in NEO4J_URI${why ? ` (${why})` : ''}. Try again in a moment; the server connects by itself when Neo4j is back.`,
      error,
    );
  }
  if (/OutOfMemory/.test(error.code)) {
    return unavailable(
      'Neo4j has no memory left for a transaction of this size. Ask for less or write less at once; an operator may raise server.memory.heap.max_size there.',
      error,
    );
  }
  if (error.retryable) {
    return unavailable(
      'Neo4j could not finish this in time, because it is busy or starting. Try again in a moment.',
      error,
    );
  }
  return error;
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
