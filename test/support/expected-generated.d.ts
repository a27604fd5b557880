import type { Facts } from '../../src/ontology/facts.ts';

/** By the name of an example: what stands under "data" for it, out of the facts alone. */
export declare const expected: Readonly<Record<string, (facts: Facts) => unknown>>;
