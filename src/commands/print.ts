import { printSchema } from 'graphql';
import { CAPABILITIES } from '../engines/neo4j/capabilities.ts';
import { definitions } from '../graph/storage/constraints.ts';
import { createSchema } from '../graphql/schema/schema.ts';
import { factsSchema } from '../ingest/facts/facts-file.ts';
import { mappingSchema } from '../ingest/mapping/mapping-file.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { columnTables, formatsTable } from './format-tables.ts';
import { modelTables } from './model-tables.ts';
import { settingsTable } from './settings-table.ts';

/** The outputs of `entente print`, by name. Tests check that the copies in the repository are up to date. */
export const printed = {
  schema: (ontology) => `${printSchema(createSchema(ontology))}\n`,
  'facts-schema': (ontology) => `${JSON.stringify(factsSchema(ontology), null, 2)}\n`,
  'mapping-schema': (ontology) => `${JSON.stringify(mappingSchema(ontology), null, 2)}\n`,
  ontology: modelTables,
  formats: (_, name) => (name === undefined ? formatsTable() : columnTables(name)),
  settings: settingsTable,
  definitions: (ontology) =>
    definitions(ontology, CAPABILITIES)
      .map(({ text }) => `${text};\n`)
      .join(''),
} as const satisfies Record<string, (ontology: Ontology, name?: string) => string>;
