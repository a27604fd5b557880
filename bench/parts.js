import { writeFacts } from '../dist/bench-api.js';

/** Facts in one transaction: a Neo4j has no memory for all of them. */
const PART = 50_000;

/** Writes facts in several transactions, entities first; gives how many were written, with MENTIONS. */
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
