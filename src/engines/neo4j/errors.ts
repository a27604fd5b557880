import neo4j, { type Neo4jError } from 'neo4j-driver';
import { Misconfigured, timeoutError, unavailable } from '../../errors.ts';

/** What an operator must mend, by the server's code for it; no sentence holds a value of a setting. */
const MENDED: readonly (readonly [code: RegExp, sentence: string])[] = [
  [
    /^Neo\.ClientError\.Security\.(Unauthorized|TokenExpired)$/,
    'Neo4j refused the user name or the password: set NEO4J_USERNAME and NEO4J_PASSWORD to those of a user of that server.',
  ],
  [
    /^Neo\.ClientError\.Security\.CredentialsExpired$/,
    'Neo4j wants the password changed before it is used: change it there (ALTER CURRENT USER SET PASSWORD), then set NEO4J_PASSWORD.',
  ],
  [
    /^Neo\.ClientError\.Security\.AuthenticationRateLimit$/,
    'Neo4j refuses to check more passwords for a while, as several were wrong: set NEO4J_USERNAME and NEO4J_PASSWORD, and wait some seconds.',
  ],
  [
    /^Neo\.ClientError\.Security\./,
    'Neo4j does not allow its user what Entente needs: reading, writing, and making constraints and indexes. Grant them to the user in NEO4J_USERNAME.',
  ],
  [
    /^Neo\.ClientError\.Database\./,
    'Neo4j has no database by the name in NEO4J_DATABASE: set it to one that is there (SHOW DATABASES), or leave it out for the home database of the user.',
  ],
  [
    /^Neo\.(ClientError|DatabaseError)\.Schema\.ConstraintCreationFailed$/,
    'Neo4j can not keep the ids of entities unique, as its nodes labelled Entity hold some twice. Give Entente a database of its own in NEO4J_DATABASE.',
  ],
];

const systemCode = (error: Error) =>
  /\b(E[A-Z]{4,}|ERR_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)\b/.exec(`${error.message} ${error.cause ?? ''}`)?.[0];

/** Whether the server could not be reached, or went away. */
export const isAway = (error: unknown): boolean =>
  error instanceof neo4j.Neo4jError &&
  (error.code === neo4j.error.SERVICE_UNAVAILABLE || error.code === neo4j.error.SESSION_EXPIRED);

const timedOut = (error: Neo4jError) => /acquisition timed out/i.test(error.message);
/** The driver says the same where it waits for a connection to be given back and where a new one gets no answer. */
const usedUp = (error: Neo4jError, poolSize: number) =>
  Number(/Active conn count = (\d+)/.exec(error.message)?.[1]) >= poolSize;

/** A failure of the driver as a sentence with a code of ours; what is neither the server's state nor a setting, as it is. */
export function explained(
  error: unknown,
  { deadline, poolSize }: { readonly deadline: number; readonly poolSize: number },
): unknown {
  if (!(error instanceof neo4j.Neo4jError)) return error;
  const mended = MENDED.find(([code]) => code.test(error.code));
  if (mended) return new Misconfigured(mended[1], error);
  if (/^Neo\.\w+\.Transaction\.(TransactionTimedOut|TransactionTimedOutClientConfiguration)$/.test(error.code)) {
    return timeoutError(deadline, error);
  }
  if (timedOut(error) && usedUp(error, poolSize)) {
    return unavailable(
      'All connections to Neo4j are in use, and none came free in time. Try again in a moment; an operator may raise NEO4J_POOL_SIZE.',
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
    return unavailable('Neo4j could not finish this in time, as it is busy or starting. Try again in a moment.', error);
  }
  return error;
}

/** Two servers that start at once define the same things: the one that comes second has what it wanted. */
export function alreadyDefined(error: unknown): void {
  const known =
    error instanceof neo4j.Neo4jError &&
    /^Neo\.ClientError\.Schema\.(EquivalentSchemaRuleAlreadyExists|ConstraintAlreadyExists|IndexAlreadyExists)$/.test(
      error.code,
    );
  if (!known) throw error;
}
