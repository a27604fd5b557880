import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLError,
  getOperationAST,
  Kind,
  print,
  type ValueNode,
  visit,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Estimated } from '../limits/limits.ts';

/** An operation as logs, metrics and traces name it: never with its variables. */
export interface ObservedOperation {
  /** Null for one without a name. */
  readonly name: string | null;
  /** The beginning of the SHA-256 of the document's text: equal documents have equal hashes. */
  readonly hash: string;
  /** The rows that the operation can load. */
  readonly rows: number;
  /** Left out of answers that are kept, as it takes more memory than they do. */
  readonly document?: DocumentNode;
}

/** What is known of an operation once it was answered. */
export interface ObservedOutcome {
  operation?: ObservedOperation;
  /** The codes of the errors in the answer. */
  codes?: readonly string[];
}

interface ServerContext {
  readonly outcome?: ObservedOutcome;
}

/** Hexadecimal digits of a hash: enough to tell the documents of a server apart. */
const HASH_LENGTH = 16;

const hashes = new WeakMap<DocumentNode, string>();

function hashOf(document: DocumentNode): string {
  const known = hashes.get(document);
  if (known !== undefined) return known;
  const text = document.loc?.source.body ?? print(document);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  hashes.set(document, hash);
  return hash;
}

/** The text of a document with each value in it replaced, as values may be as personal as variables. */
export function withoutValues(document: DocumentNode): string {
  const hidden = (value: ValueNode): ValueNode => {
    switch (value.kind) {
      case Kind.STRING:
        return { kind: Kind.STRING, value: '' };
      case Kind.INT:
      case Kind.FLOAT:
        return { ...value, value: '0' };
      default:
        return value;
    }
  };
  return print(visit(document, { StringValue: hidden, IntValue: hidden, FloatValue: hidden }));
}

/** Notes the operation of each request, and the codes of its errors, in what the server passed to Yoga. */
export function useObservation(): Plugin<object, ServerContext> {
  return {
    onExecute({ args }) {
      const { document, operationName, contextValue } = args as ExecutionArgs;
      const { outcome, rows } = contextValue as ServerContext & Estimated;
      const operation = outcome && getOperationAST(document, operationName);
      if (!operation) return;
      outcome.operation = {
        name: operation.name?.value ?? null,
        hash: hashOf(document),
        rows,
        document,
      };
    },
    onResultProcess({ result, serverContext }) {
      if (!serverContext.outcome || Array.isArray(result) || !('errors' in result)) return;
      const errors: readonly GraphQLError[] = result.errors ?? [];
      serverContext.outcome.codes = [
        ...new Set(errors.map(({ extensions }) => String(extensions?.code ?? 'INTERNAL'))),
      ];
    },
  };
}
