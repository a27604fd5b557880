/**
 * The time limit, in milliseconds, of every test, wait and request that doesn't test a limit. It is more than ten times
 * the duration of the slowest one on a slow machine, so only a hang exceeds it.
 */
export const PATIENCE = 600_000;
