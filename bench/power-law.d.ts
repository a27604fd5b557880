import type { Facts } from '../src/ontology/facts.ts';
import type { Ontology } from '../src/ontology/ontology.ts';

export function powerLawFacts(
  ontology: Ontology,
  size: {
    readonly seed: number;
    readonly entities: number;
    readonly relations: number;
    readonly dated?: boolean;
    readonly filled?: boolean;
  },
): Facts;
