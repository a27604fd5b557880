import { printSchema } from 'graphql';
import { createSchema } from '../graphql/schema/schema.ts';
import { factsSchema } from '../ingest/facts/facts-file.ts';
import { mappingSchema } from '../ingest/mapping/mapping-file.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { settingsTable } from './settings-table.ts';

/** What follows from the ontology as a file: each is committed, and a test fails when it is stale. */
export const printed: Record<
  'schema' | 'facts-schema' | 'mapping-schema' | 'ontology' | 'settings',
  (ontology: Ontology) => string
> = {
  schema: (ontology) => `${printSchema(createSchema(ontology))}\n`,
  'facts-schema': (ontology) => `${JSON.stringify(factsSchema(ontology), null, 2)}\n`,
  'mapping-schema': (ontology) => `${JSON.stringify(mappingSchema(ontology), null, 2)}\n`,
  ontology: ontologyTable,
  settings: settingsTable,
};

/** The model as a table in Markdown. */
function ontologyTable(ontology: Ontology): string {
  const entities = ontology.entities.map(
    ({ name, description, fields }) =>
      `| ${name} | ${description} | ${Object.keys(fields)
        .map((f) => `\`${f}\``)
        .join(', ')} |`,
  );
  const relations = ontology.relations.flatMap(({ type, ends, reading, properties }) =>
    ends.map(
      (end) =>
        `| ${type} | ${end.from} → ${end.to} | \`${end.field}\` | \`${end.inverse}\` | ${reading} | ${Object.keys(
          properties,
        )
          .map((p) => `\`${p}\``)
          .join(', ')} |`,
    ),
  );
  return [
    '| entity type | what it is | own fields |',
    '|---|---|---|',
    ...entities,
    '',
    '| relation type | from → to | field on from | field on to | reads | own properties |',
    '|---|---|---|---|---|---|',
    ...relations,
    '',
  ].join('\n');
}
