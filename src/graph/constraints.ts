import type { Ontology } from '../ontology/ontology.ts';
import type { Capabilities, Statement } from './graph.ts';

/**
 * What the database itself must keep and find fast. Every entity is found by its id alone; the embedded engine's
 * unique constraint makes no index, so the index is asked for as well.
 */
export function definitions(ontology: Ontology, capabilities: Capabilities): readonly Statement[] {
  const texts = ['Entity', 'Claim'].flatMap((label) => [
    `CREATE CONSTRAINT ${label.toLowerCase()}_id IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`,
    `CREATE INDEX ${label.toLowerCase()}_id_index IF NOT EXISTS FOR (n:${label}) ON (n.id)`,
  ]);
  for (const { name } of ontology.entities) {
    texts.push(`CREATE INDEX ${name.toLowerCase()}_name_index IF NOT EXISTS FOR (n:${name}) ON (n.name)`);
  }
  if (capabilities.relationIndexes.supported) {
    for (const { type } of ontology.relations) {
      texts.push(
        `CREATE CONSTRAINT ${type.toLowerCase()}_id IF NOT EXISTS FOR ()-[r:${type}]-() REQUIRE r.id IS UNIQUE`,
      );
    }
  }
  return texts.map((text) => ({ text, parameters: {} }));
}
