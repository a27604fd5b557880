import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';

const here = (path) => new URL(path, import.meta.url);
const target = here('documents.ts');

/** The types of all that stands in queries/, by schema/schema.graphql: what src/explorer/documents.ts has to be. */
export async function documentTypes() {
  const schema = buildSchema(readFileSync(here('../../schema/schema.graphql'), 'utf8'));
  const names = readdirSync(here('queries')).sort();
  const documents = names.map((name) => ({
    location: name,
    document: parse(readFileSync(here(`queries/${name}`), 'utf8')),
  }));
  const text = await codegen({
    filename: 'documents.ts',
    schema,
    documents,
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
      add: { plugin: () => '// Made of queries/*.graphql and the schema by `npm run schema`; not edited by hand.' },
      operations,
      documents: typedDocuments,
    },
  });
  return text.replace(/^\n+/, '');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(target, await documentTypes());
