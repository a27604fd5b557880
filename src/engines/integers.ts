import type { Value } from '../graph/port/graph.ts';

/** The integers that Cypher knows have 64 bits. */
const SMALLEST = -(2n ** 63n);
const LARGEST = 2n ** 63n - 1n;

export function checkInteger(value: bigint): bigint {
  if (value >= SMALLEST && value <= LARGEST) return value;
  throw new RangeError(`expected an integer of 64 bits; got ${value}`);
}

/** Throws a RangeError where an integer somewhere in a value is larger than a database can hold. */
export function checkIntegers(value: Value | undefined): void {
  if (typeof value === 'bigint') checkInteger(value);
  else if (Array.isArray(value)) for (const item of value) checkIntegers(item);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) checkIntegers(item);
}
