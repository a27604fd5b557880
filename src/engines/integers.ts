import type { Value } from '../graph/port/graph.ts';

/** Integers of Cypher have 64 bits. */
const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 63n - 1n;

/** Returns the integer. Throws a RangeError if it does not fit into 64 bits. */
export function checkInteger(value: bigint): bigint {
  if (value >= SMALLEST && value <= LARGEST) return value;
  throw new RangeError(`expected an integer of 64 bits; got ${value}`);
}

/** Throws a RangeError if a value contains an integer that does not fit into 64 bits. */
export function checkIntegers(value: Value | undefined): void {
  if (typeof value === 'bigint') checkInteger(value);
  else if (Array.isArray(value)) for (const item of value) checkIntegers(item);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) checkIntegers(item);
}
