import { readFileSync } from 'node:fs';
import graphqlEslint from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import { isEnumType, isInputObjectType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import { auditServer } from 'graphql-http';
import { expect, test } from 'vitest';
import { printed } from '../src/commands/print.ts';
import { createSchema } from '../src/graphql/schema/schema.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { createLogger } from '../src/server/http/logger.ts';
import { createServerYoga } from '../src/server/http/yoga.ts';

const ontology = createOntology();
const schema = createSchema(ontology);
const own = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const file = (name: string) => readFileSync(new URL(`../schema/${name}`, import.meta.url), 'utf8');

test('schema/ is fresh: run `npm run schema` after a change of the ontology', () => {
  expect(printed.schema(ontology)).toBe(file('schema.graphql'));
  expect(printed['facts-schema'](ontology)).toBe(file('facts.schema.json'));
  expect(printed['mapping-schema'](ontology)).toBe(file('mapping.schema.json'));
});

test('the schema has at most 340 types', () => {
  expect(own.length).toBeLessThanOrEqual(340);
});

test('every type, field, argument and enum value is described', () => {
  const bare: string[] = [];
  const need = (where: string, description: string | null | undefined) => {
    if (!description?.trim()) bare.push(where);
  };
  for (const type of own) {
    need(type.name, type.description);
    if (isEnumType(type)) for (const value of type.getValues()) need(`${type.name}.${value.name}`, value.description);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      need(`${type.name}.${field.name}`, field.description);
      for (const arg of 'args' in field ? field.args : [])
        need(`${type.name}.${field.name}(${arg.name}:)`, arg.description);
    }
  }
  expect(bare).toEqual([]);
});

test('the server passes every audit of GraphQL over HTTP', async () => {
  const yoga = createServerYoga({ schema, makeContext: () => ({}), logger: createLogger('silent') });
  const results = await auditServer({ url: 'http://yoga/graphql', fetchFn: yoga.fetch });
  expect(results.length).toBe(61);
  expect(results.filter((r) => r.status !== 'ok').map((r) => `${r.name}: ${'reason' in r ? r.reason : ''}`)).toEqual(
    [],
  );
});

test('a field with arguments is nullable, so that a mistake in them hides nothing beside it', () => {
  const hiding = own.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).filter(({ args, type }) => args.length > 0 && isNonNullType(type))
      : [],
  );
  expect(hiding.map(({ name }) => name)).toEqual([]);
});

test('the schema follows the rules of Relay', async () => {
  const linter = new ESLint({
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.graphql'],
      languageOptions: {
        parser: graphqlEslint.parser,
        parserOptions: { graphQLConfig: { schema: './schema/schema.graphql' } },
      },
      plugins: { '@graphql-eslint': graphqlEslint as never },
      rules: {
        ...graphqlEslint.configs['flat/schema-relay'].rules,
        // Lists that aren't connections: `nodes`, `names`, `sources`.
        '@graphql-eslint/relay-edge-types': [
          'error',
          { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
        ],
      } as never,
    },
  });
  const results = await linter.lintFiles(['schema/schema.graphql']);
  const lines = file('schema.graphql').split('\n');
  const found = results.flatMap((r) => r.messages.map((m) => `${lines[m.line - 1]} ${m.ruleId}`));
  // A pair of people, a stated fact and a dated fact have no id, so they can't implement Node.
  expect(found).toEqual(
    ['BetweenCounterpartsEdge', 'DocumentFactEdge', 'TimelineEdge'].map(
      (type) => `type ${type} { @graphql-eslint/relay-edge-types`,
    ),
  );
});
