import type { Ontology } from '../../ontology/ontology.ts';
import {
  CLAIM,
  DATABASE,
  deprecatedType,
  IMPORT,
  PENDING_RELATION,
  RELATION_ID,
  relationshipType,
  TOKEN_INDEX,
  TOKENS,
  typeLabel,
} from '../encoding/names.ts';
import { foldable, foldedColumn, type Kind } from '../encoding/values.ts';
import type { Capabilities, Definition } from '../port/graph.ts';

/** The properties of a field that filters compare by equality. */
function equalityColumns(field: string, kind: Kind): readonly string[] {
  if (kind === 'enum' || kind === 'country' || kind === 'integer') return [field];
  if (kind === 'uri') return [];
  return [...foldable(field, kind).map(foldedColumn), ...(kind === 'place' ? [`${field}Country`] : [])];
}

/**
 * The constraints and indexes that the database needs. The embedded engine's unique constraint creates no index, so the
 * index is defined as well. All names begin with `entente`, so that they don't clash with other people's definitions.
 */
export function definitions(ontology: Ontology, capabilities: Capabilities): readonly Definition[] {
  const unique = (name: string, pattern: string, property: string) => ({
    name: `entente_${name}_unique`,
    text: `CREATE CONSTRAINT entente_${name}_unique IF NOT EXISTS FOR ${pattern} REQUIRE ${property} IS UNIQUE`,
  });
  const index = (name: string, pattern: string, properties: string) => ({
    name: `entente_${name}_index`,
    text: `CREATE INDEX entente_${name}_index IF NOT EXISTS FOR ${pattern} ON (${properties})`,
  });
  const { relationIndexes, orderedIndexes, tokenIndexes } = capabilities;
  return [
    ...['Entity', CLAIM, DATABASE, IMPORT, PENDING_RELATION].flatMap((label) => {
      const constraint = unique(label.toLowerCase(), `(n:${label})`, 'n.id');
      // Neo4j's constraint includes an index, and it refuses a second one on the same property.
      return relationIndexes.supported
        ? [constraint]
        : [constraint, index(label.toLowerCase(), `(n:${label})`, 'n.id')];
    }),
    ...(orderedIndexes.supported
      ? ontology.entities.map(({ name }) =>
          index(`${name.toLowerCase()}_order`, `(n:${typeLabel(name)})`, `n.${foldedColumn('name')}, n.id`),
        )
      : []),
    ...(tokenIndexes.supported
      ? [
          {
            name: TOKEN_INDEX,
            text: `CREATE FULLTEXT INDEX ${TOKEN_INDEX} IF NOT EXISTS FOR (n:Entity) ON EACH [n.${TOKENS}] OPTIONS {indexConfig: {\`fulltext.analyzer\`: 'whitespace', \`fulltext.eventually_consistent\`: false}}`,
          },
        ]
      : []),
    // For filters by equality: codes, enums, and texts without case.
    ...ontology.entities.flatMap(({ name, fields }) => {
      const columns = ['name', ...Object.keys(fields)].flatMap((field) =>
        equalityColumns(field, fields[field]?.kind ?? 'text'),
      );
      return columns.map((column) =>
        index(`${name.toLowerCase()}_${column.toLowerCase()}`, `(n:${typeLabel(name)})`, `n.${column}`),
      );
    }),
    ...(relationIndexes.supported
      ? ontology.relations
          .flatMap(({ type }) => [relationshipType(type), deprecatedType(type)])
          .map((type) =>
            unique(`relation_${type.toLowerCase().replace('entente_', '')}`, `()-[r:${type}]-()`, `r.${RELATION_ID}`),
          )
      : []),
  ];
}
