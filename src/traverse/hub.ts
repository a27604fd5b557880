/**
 * An entity with more relations than this is a hub. It is close to everything, so a connection through it says little,
 * and expanding it costs more than everything else (6 µs per relation on the embedded engine).
 */
export const HUB = 1000;

/** Compares ids as the engines do: for the characters of ids, UTF-16 and code points give the same order. */
export const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
