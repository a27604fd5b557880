import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { checkRows } from './rows.ts';
import { checkShape, type ShapeLimits } from './shape.ts';
import { checkTokens, checkVariables, type TokenLimits } from './tokens.ts';

/** The limits of a query; `rows` is the maximum number of rows that it can load. */
export interface Limits extends TokenLimits, ShapeLimits {
  readonly rows: number;
}

const LIMITS: Limits = {
  characters: 100_000,
  tokens: 4000,
  nesting: 40,
  depth: 24,
  aliases: 60,
  fields: 5000,
  fragments: 100,
  rows: 200_000,
};

/** Refuses queries that would cost too much, before GraphQL validates them: validation is expensive too. */
export function useLimits(options: Partial<Limits> = {}): Plugin {
  const limits = { ...LIMITS, ...options };
  const shaped = new WeakSet<DocumentNode>();
  return {
    onParse({ params }) {
      checkTokens(params.source.toString(), limits);
    },
    onValidate({ params: { schema, documentAST }, context: { params } }) {
      if (!shaped.has(documentAST)) {
        checkShape(documentAST, limits);
        shaped.add(documentAST);
      }
      checkVariables(params.variables, limits.nesting);
      checkRows(
        { schema, document: documentAST, operationName: params.operationName, variables: params.variables },
        limits.rows,
      );
    },
  };
}
