import { type ExecutionArgs, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Graph } from '../../graph/port/graph.ts';

/** An answer as it goes over the wire. */
export interface CachedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What Yoga is given with a request. It copies the context itself, so what it tells stands one level below. */
export interface Exchange {
  readonly told: {
    /** Set where the answer is that of the graph alone: a query, and nothing in it failed. */
    isWhole: boolean;
  };
  /** Set for an operation that is never compiled: a long one would take longer than all its walks. */
  readonly isWalked?: boolean;
}

/** Bytes: a longer request would cost more to look up than the few who send it again would gain. */
const LONGEST_REQUEST = 16_000;

/**
 * Answers for as long as the graph stays as it is. An engine that alone writes to its database counts its states, and in
 * one state equal requests have equal answers, so the second one is not worked out again. With the first request after
 * a write all of them are forgotten.
 */
export class AnswerCache {
  readonly #graph: Graph;
  readonly #answers: LRUCache<string, CachedAnswer> | null;
  #version: number | null = null;

  /** Keeps no more than `megabytes` of requests and answers; none where that is 0, or where others write to the graph. */
  constructor(graph: Graph, megabytes: number) {
    this.#graph = graph;
    const maxSize = megabytes * 1_000_000;
    this.#answers =
      maxSize > 0 && graph.version() !== null
        ? new LRUCache({
            maxSize,
            maxEntrySize: maxSize / 8,
            sizeCalculation: ({ body }, key) => body.length + 2 * key.length + 500,
          })
        : null;
  }

  /** What a request is known by; null for one whose answer is not kept. */
  keyOf(method: string, url: string, headers: NodeJS.Dict<string | string[]>, body: string | null): string | null {
    if (!this.#answers || method === 'OPTIONS' || headers['x-entente-explain'] !== undefined) return null;
    const told = [headers.accept, headers.origin, headers['content-type']];
    const key = [method, url, ...told, body].join('\n');
    return key.length <= LONGEST_REQUEST ? key : null;
  }

  get(key: string | null): CachedAnswer | undefined {
    if (key === null || !this.#answers) return undefined;
    const version = this.#graph.version();
    if (version !== this.#version) this.#answers.clear();
    this.#version = version;
    return this.#answers.get(key);
  }

  /** Takes an answer that was begun after `get` said that there is none. The graph may have changed since. */
  keep(key: string | null, version: number | null, answer: CachedAnswer): void {
    if (key !== null && version !== null && version === this.#version && version === this.#graph.version())
      this.#answers?.set(key, answer);
  }
}

/** Tells of each answer whether it may be kept. */
export function useWhole(): Plugin<object, Partial<Exchange>> {
  const queries = new WeakSet<Request>();
  return {
    onExecute({ args }) {
      const { document, operationName, contextValue } = args as ExecutionArgs;
      const { request } = contextValue as { request: Request };
      if (getOperationAST(document, operationName)?.operation === 'query') queries.add(request);
    },
    onResultProcess({ request, result, serverContext }) {
      const single = !Array.isArray(result) && 'data' in result && !result.errors?.length;
      if (single && queries.has(request) && serverContext.told) serverContext.told.isWhole = true;
    },
  };
}
