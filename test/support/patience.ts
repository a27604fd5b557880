/**
 * Milliseconds: the limit of every test, wait and request that has none of its own to prove. It is more than ten times
 * what the slowest of them takes on a slow machine, so only what hangs meets it.
 */
export const PATIENCE = 600_000;
