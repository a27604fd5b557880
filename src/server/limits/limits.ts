import { type DocumentNode, type GraphQLSchema, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type ArgumentLimits, checkArguments } from './arguments.ts';
import { checkRepeats } from './repeats.ts';
import { checkRows } from './rows.ts';
import { checkShape, type ShapeLimits } from './shape.ts';
import { checkTokens, type TokenLimits } from './tokens.ts';

/** The limits of a query. */
export interface Limits extends TokenLimits, ShapeLimits, ArgumentLimits {
  /** Rows that it can load. */
  readonly rows: number;
  /** Comparisons of fields that repeat. */
  readonly repeats: number;
  /** Mistakes that validation reports. */
  readonly mistakes: number;
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
  repeats: 50_000,
  mistakes: 10,
  values: 10_000,
  valueCharacters: 200_000,
  list: 1000,
};

/** What other plugins know of a query that keeps to the limits. */
export interface Estimated {
  /** The rows that it can load. */
  readonly rows: number;
}

/** Refuses queries that would cost too much, before GraphQL validates them: validation is expensive too. */
export function useLimits(options: Partial<Limits> = {}): Plugin<Partial<Estimated>> {
  const limits = { ...LIMITS, ...options };
  const shaped = new WeakSet<DocumentNode>();
  return {
    onParse({ params }) {
      checkTokens(params.source.toString(), limits);
    },
    onValidate({ params: { schema, documentAST }, context: { params }, extendContext, setValidationFn }) {
      if (!shaped.has(documentAST)) {
        checkShape(documentAST, limits);
        checkRepeats(documentAST, limits.repeats, limits.depth);
        shaped.add(documentAST);
      }
      const { operationName, variables } = params;
      checkArguments({ schema, document: documentAST, operationName, variables }, limits);
      extendContext({ rows: checkRows({ schema, document: documentAST, operationName, variables }, limits.rows) });
      setValidationFn((ofSchema, document, rules) => mistakesIn(ofSchema, document, rules, limits.mistakes));
    },
  };
}

/**
 * The first mistakes of a document, without their stacks: Yoga keeps them with the document, and a stack that nobody reads
 * keeps everything that validation made, 70 kB for a short document.
 */
function mistakesIn(schema: GraphQLSchema, document: DocumentNode, rules: Rules, maxErrors: number): Mistakes {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return validate(schema, document, rules, { maxErrors });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

type Rules = Parameters<typeof validate>[2];
type Mistakes = ReturnType<typeof validate>;
