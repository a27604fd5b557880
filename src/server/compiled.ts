import { type DocumentNode, type ExecutionArgs, getOperationAST, getVariableValues } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';

/**
 * Operations that come again are compiled to JavaScript: walking a large selection for each of a thousand rows costs
 * more than reading them. Compiling costs as much as some walks, so what is asked for the first time is walked.
 * What is compiled lives as long as its document, which Yoga keeps among the 1024 that were asked for last.
 */
export function useCompiled(after = 1): Plugin {
  const seen = new WeakMap<DocumentNode, { times: number; compiled: Map<string, CompiledQuery | null> }>();
  return {
    onExecute({ args, setExecuteFn }) {
      const { document, operationName, schema } = args as ExecutionArgs;
      const operation = getOperationAST(document, operationName);
      if (!operation) return;
      const known = seen.get(document) ?? { times: 0, compiled: new Map() };
      seen.set(document, known);
      known.times += 1;
      if (known.times <= after) return;
      const name = operationName ?? '';
      let compiled = known.compiled.get(name);
      if (compiled === undefined) {
        const result = compileQuery(schema, document, operationName ?? undefined);
        compiled = isCompiledQuery(result) ? result : null;
        known.compiled.set(name, compiled);
      }
      if (!compiled) return;
      const { query } = compiled;
      const { variableDefinitions = [] } = operation;
      // Walked, they are refused in the words of the standard's own implementation.
      if ('errors' in getVariableValues(schema, variableDefinitions, args.variableValues ?? {})) return;
      setExecuteFn((asked: ExecutionArgs) => query(asked.rootValue, asked.contextValue, asked.variableValues ?? {}));
    },
  };
}
