import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLScalarType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { countFields } from '../limits/shape.ts';
import type { RequestContext } from './answer-cache.ts';

/** The most memory that compiled code takes. */
const MOST_BYTES = 64_000_000;
/** Bytes of compiled code for each field, measured: 1.5 MB for 236 fields. */
const FIELD_BYTES = 6500;
/** An operation with more fields, its fragments written out, isn't compiled: it would take seconds. */
const MOST_FIELDS = 1000;

/** The type of variables whose values graphql has already coerced. */
const COERCED = new GraphQLScalarType({ name: 'Read' });

/**
 * graphql-jit unrolls a variable's type into code that coerces it, which never ends for a recursive input type, as every
 * filter is: 2 s, then a stack overflow. So graphql coerces the variables, and the compiled code takes them as they are.
 */
function withCoercedVariables(document: DocumentNode): DocumentNode {
  const type: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } };
  return visit(document, {
    VariableDefinition(definition) {
      // @skip and @include need the definition of their variable.
      const named = definition.type.kind === Kind.NON_NULL_TYPE ? definition.type.type : definition.type;
      const isBoolean = named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
      return isBoolean ? false : { ...definition, type, defaultValue: undefined };
    },
  });
}

function compile(schema: GraphQLSchema, document: DocumentNode, name: string | undefined): CompiledQuery | null {
  const knowing = Object.create(schema, {
    getType: { value: (name: string) => (name === COERCED.name ? COERCED : schema.getType(name)) },
  });
  const result = compileQuery(knowing, withCoercedVariables(document), name);
  return isCompiledQuery(result) ? result : null;
}

/**
 * Compiles operations that come again to JavaScript: interpreting a large selection for each of a thousand rows costs
 * more than reading the rows. Compiling costs as much as a few executions, so the first `after` executions are
 * interpreted.
 */
export function useCompiled(after = 1): Plugin<object, Partial<RequestContext>> {
  const times = new WeakMap<OperationDefinitionNode, number>();
  const kept = new LRUCache<OperationDefinitionNode, { readonly query: CompiledQuery | null; readonly fields: number }>(
    {
      maxSize: MOST_BYTES,
      sizeCalculation: ({ query, fields }) => FIELD_BYTES * (query ? fields + 1 : 1),
    },
  );
  return {
    onExecute({ args, setExecuteFn }) {
      const { document, operationName, schema } = args as ExecutionArgs;
      const operation = getOperationAST(document, operationName);
      if (!operation || (args.contextValue as Partial<RequestContext>).isInterpreted) return;
      const time = (times.get(operation) ?? 0) + 1;
      times.set(operation, time);
      if (time <= after) return;
      let cached = kept.get(operation);
      if (cached === undefined) {
        const fields = countFields(document, operation.selectionSet);
        const query = fields > MOST_FIELDS ? null : compile(schema, document, operationName ?? undefined);
        cached = { query, fields };
        kept.set(operation, cached);
      }
      const { query: compiled } = cached;
      if (!compiled) return;
      const { query } = compiled;
      const read = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {}, {
        // Errors are made only to be thrown away.
        maxErrors: 1,
      });
      // Interpreted, the operation is refused with graphql's own message.
      if (read.errors) return;
      setExecuteFn((executionArgs: ExecutionArgs) =>
        query(executionArgs.rootValue, executionArgs.contextValue, read.coerced),
      );
    },
  };
}
