import { type ExecutionArgs, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { Graph } from '../../graph/port/graph.ts';
import type { ObservedOutcome } from '../observe/operation.ts';
import type { Answer } from './answer.ts';

/** What the server passes to Yoga with a request. Yoga copies it, so what comes back is one level below. */
export interface RequestContext {
  readonly outcome: ObservedOutcome & {
    /** Set when the response depends on the graph alone: it answers a query, and nothing in it failed. */
    isWhole: boolean;
    /** Set when the request also registers its operation. */
    registers?: boolean;
  };
  /** Set for requests of the server's own pages, which may ask for anything. */
  readonly isOwn?: boolean;
  /** Set for an operation that isn't worth compiling: a long one takes longer to compile than to interpret each time. */
  readonly isInterpreted?: boolean;
  /** Who sent the request, as the limits count. */
  readonly client?: string;
}

/** In characters. Longer requests are seldom repeated, and hashing them costs more than it saves. */
const MAX_REQUEST_LENGTH = 16_000;

/** The bytes that an answer takes with its key. */
const sizeOf = ({ content }: Answer, key: string): number => content.bytes + 2 * key.length + 1500;

/**
 * Keeps responses until the graph changes. An engine that is the only writer of its database counts its versions, and at
 * one version equal requests have equal responses. The first request after a write empties the cache.
 */
export class AnswerCache {
  readonly #graph: Graph;
  readonly #answers: LRUCache<string, Answer> | null;
  #version: number | null = null;

  /** Holds at most `megabytes` of requests and responses; nothing if that is 0 or the engine has no versions. */
  constructor(graph: Graph, megabytes: number) {
    this.#graph = graph;
    const maxSize = megabytes * 1_000_000;
    this.#answers =
      maxSize > 0 && graph.version() !== null
        ? new LRUCache({ maxSize, maxEntrySize: maxSize / 8, sizeCalculation: sizeOf })
        : null;
  }

  /** How much it holds. */
  get bytes(): number {
    return this.#answers?.calculatedSize ?? 0;
  }

  /** The cache key of a request: everything that its response depends on, apart from CORS headers. Null for a request that isn't cached. */
  keyOf(method: string, url: string, headers: NodeJS.Dict<string | string[]>, body: string | null): string | null {
    if (!this.#answers || method === 'OPTIONS' || headers['x-entente-explain'] !== undefined) return null;
    const negotiated = [headers.accept, headers['content-type']];
    const key = [method, url, ...negotiated, body].join('\n');
    return key.length <= MAX_REQUEST_LENGTH ? key : null;
  }

  /** Forgets all responses. */
  clear(): void {
    this.#answers?.clear();
  }

  get(key: string | null): Answer | undefined {
    if (key === null || !this.#answers) return undefined;
    const version = this.#graph.version();
    if (version !== this.#version) this.#answers.clear();
    this.#version = version;
    return this.#answers.get(key);
  }

  /** Caches a response, unless the graph has changed since `version`, which was read before the query ran. */
  set(key: string | null, version: number | null, answer: Answer): void {
    if (key !== null && version !== null && version === this.#version && version === this.#graph.version())
      this.#answers?.set(key, answer);
  }

  /** Counts the bytes of a response again if it is cached, as they grow with each way in which it is compressed. */
  measure(key: string | null, answer: Answer): void {
    const held = key === null ? undefined : this.#answers?.info(key);
    if (key === null || held?.value !== answer || held.size === sizeOf(answer, key)) return;
    // The cache does not measure again what it holds already.
    this.#answers?.delete(key);
    this.#answers?.set(key, answer);
  }
}

/** Marks the responses that may be cached. */
export function useCacheability(): Plugin<object, Partial<RequestContext>> {
  const queries = new WeakSet<Request>();
  return {
    onExecute({ args }) {
      const { document, operationName, contextValue } = args as ExecutionArgs;
      const { request } = contextValue as { request: Request };
      if (getOperationAST(document, operationName)?.operation === 'query') queries.add(request);
    },
    onResultProcess({ request, result, serverContext }) {
      const single = !Array.isArray(result) && 'data' in result && !result.errors?.length;
      if (single && queries.has(request) && serverContext.outcome) serverContext.outcome.isWhole = true;
    },
  };
}
