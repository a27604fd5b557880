import { writeFacts } from '../dist/bench-api.js';

/** The most facts per transaction: Neo4j has too little memory for all of them. */
const PART = 50_000;

/** Writes facts in several transactions, entities first, and returns how many were written, MENTIONS included. */
export async function writeInParts(graph, ontology, { entities, relations }) {
  let written = 0;
  const write = async (facts) => {
    written += await writeFacts(graph, ontology, facts, new Date(0));
  };
  for (let at = 0; at < entities.length; at += PART)
    await write({ entities: entities.slice(at, at + PART), relations: [] });
  for (let at = 0; at < relations.length; at += PART)
    await write({ entities: [], relations: relations.slice(at, at + PART) });
  return written;
}
