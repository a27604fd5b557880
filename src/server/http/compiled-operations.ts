import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLScalarType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type TypeNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';
import type { Exchange } from './answer-cache.ts';

/** Stands for the type of a variable whose value has been read already. */
const READ = new GraphQLScalarType({ name: 'Read' });

/**
 * graphql-jit unrolls a variable's type into code that reads it, which never ends for an input type that holds itself,
 * as every filter does: 2 s, then a stack overflow. So graphql reads variables, and what is compiled takes them as read.
 */
function withVariablesRead(document: DocumentNode): DocumentNode {
  const type: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: READ.name } };
  return visit(document, {
    VariableDefinition(definition) {
      // @skip and @include look at the definition of their variable.
      const named = definition.type.kind === Kind.NON_NULL_TYPE ? definition.type.type : definition.type;
      const isBoolean = named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
      return isBoolean ? false : { ...definition, type, defaultValue: undefined };
    },
  });
}

function compile(schema: GraphQLSchema, document: DocumentNode, name: string | undefined): CompiledQuery | null {
  const knowing = Object.create(schema, {
    getType: { value: (asked: string) => (asked === READ.name ? READ : schema.getType(asked)) },
  });
  const result = compileQuery(knowing, withVariablesRead(document), name);
  return isCompiledQuery(result) ? result : null;
}

/**
 * Operations that come again are compiled to JavaScript: walking a large selection for each of a thousand rows costs
 * more than reading them. Compiling costs as much as some walks, so what is asked for the first time is walked.
 * What is compiled lives as long as its document, which Yoga keeps among the 1024 that were asked for last.
 */
export function useCompiled(after = 1): Plugin<object, Partial<Exchange>> {
  const seen = new WeakMap<DocumentNode, { times: number; compiled: Map<string, CompiledQuery | null> }>();
  return {
    onExecute({ args, setExecuteFn }) {
      const { document, operationName, schema } = args as ExecutionArgs;
      const operation = getOperationAST(document, operationName);
      if (!operation || (args.contextValue as Partial<Exchange>).isWalked) return;
      const known = seen.get(document) ?? { times: 0, compiled: new Map() };
      seen.set(document, known);
      known.times += 1;
      if (known.times <= after) return;
      const name = operationName ?? '';
      let compiled = known.compiled.get(name);
      if (compiled === undefined) {
        compiled = compile(schema, document, operationName ?? undefined);
        known.compiled.set(name, compiled);
      }
      if (!compiled) return;
      const { query } = compiled;
      const read = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {});
      // Walked, they are refused in the words of the standard's own implementation.
      if (read.errors) return;
      setExecuteFn((asked: ExecutionArgs) => query(asked.rootValue, asked.contextValue, read.coerced));
    },
  };
}
