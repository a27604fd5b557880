import type { Facts } from '../src/ontology/facts.ts';
import type { Ontology } from '../src/ontology/ontology.ts';

export declare function randomNumbers(seed: number): () => number;
export declare function generateFacts(
  ontology: Ontology,
  size: { seed: number; entities: number; relations: number },
): Facts;
