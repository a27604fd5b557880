import { useAPQ } from '@graphql-yoga/plugin-apq';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../http/answer-cache.ts';

/** Bytes of the operations that clients registered; the one used longest ago is forgotten first. */
const STORE_BYTES = 8_000_000;
/** Longer operations are answered but not remembered, so that no client can fill the store with a few. */
const MAX_OPERATION_BYTES = STORE_BYTES / 64;

/**
 * Automatic persisted queries: a client sends the SHA-256 of an operation, and the operation itself only if the server
 * doesn't know it. Clients recognise the message PersistedQueryNotFound in an answer with status 200.
 */
export function useAutomaticPersisted(bytes = STORE_BYTES): Plugin<object, Partial<RequestContext>> {
  const store = new LRUCache<string, string>({
    maxSize: bytes,
    maxEntrySize: Math.min(MAX_OPERATION_BYTES, bytes),
    sizeCalculation: (text) => 2 * text.length + 300,
  });
  const { onParams } = useAPQ({
    store: { get: (hash) => store.get(hash), set: (hash, text) => void store.set(hash, text) },
    responseConfig: { forceStatusCodeOk: true },
  });
  return {
    onParams(payload) {
      const { params, context } = payload;
      const persisted = params.extensions?.persistedQuery;
      if (persisted === undefined || persisted === null) return;
      // An answer from the cache would not register the operation.
      if (params.query && context.outcome) context.outcome.registers = true;
      return onParams?.(payload);
    },
  };
}
