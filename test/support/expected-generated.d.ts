import type { Facts } from '../../src/ontology/facts.ts';

/** The expected "data" of each example by its name, computed from the facts alone. */
export declare const expected: Readonly<Record<string, (facts: Facts) => unknown>>;
