import { record } from '../dist/bench-api.js';

/** The most facts per transaction: Neo4j has too little memory for all of them. */
const PART = 50_000;

/** Records facts in several transactions, entities first; gives how many were made, without MENTIONS. */
export async function writeInParts(graph, ontology, facts) {
  const { entities, relations } = await record(graph, ontology, facts, { recordedAt: new Date(0), batch: PART });
  return entities.made + relations.made;
}
