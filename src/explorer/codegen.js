import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const here = (path) => new URL(path, import.meta.url);
const SCHEMA = here('../../schema/schema.graphql');
const TARGET = here('documents.ts');

/** Whether documents.ts is newer than everything it is generated from. */
function isFresh() {
  if (!existsSync(TARGET)) return false;
  const queries = readdirSync(here('queries')).map((name) => here(`queries/${name}`));
  const sources = [SCHEMA, here('codegen.js'), here('queries'), ...queries];
  return sources.every((source) => statSync(source).mtimeMs <= statSync(TARGET).mtimeMs);
}

/**
 * Generates src/explorer/documents.ts, the texts and types of all queries in queries/, from schema/schema.graphql.
 * With `ifChanged` only when a query or the schema is newer; the generator is not even loaded then.
 * Throws GraphQL's own error when a query doesn't fit the schema.
 */
export async function generateDocuments({ ifChanged = false } = {}) {
  if (ifChanged && isFresh()) return;
  const [{ buildSchema, parse }, { codegen }, operations, documents] = await Promise.all([
    import('graphql'),
    import('@graphql-codegen/core'),
    import('@graphql-codegen/typescript-operations'),
    import('@graphql-codegen/typed-document-node'),
  ]);
  const names = readdirSync(here('queries')).sort();
  const text = await codegen({
    filename: 'documents.ts',
    schema: buildSchema(readFileSync(SCHEMA, 'utf8')),
    documents: names.map((name) => ({
      location: name,
      document: parse(readFileSync(here(`queries/${name}`), 'utf8')),
    })),
    config: {
      documentMode: 'string',
      disableDescriptions: true,
      useTypeImports: true,
      immutableTypes: true,
      enumType: 'string-literal',
      scalars: { ID: 'string', Day: 'string', DateTime: 'string' },
      dedupeFragments: true,
      optimizeDocumentNode: true,
    },
    plugins: [{ add: {} }, { operations: {} }, { documents: {} }],
    pluginMap: {
      add: {
        plugin: () => '// Generated from queries/*.graphql and schema/schema.graphql by codegen.js. Do not edit.',
      },
      operations,
      documents,
    },
  });
  writeFileSync(TARGET, text.replace(/^\n+/, ''));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await generateDocuments({ ifChanged: process.argv.includes('--if-changed') });
}
