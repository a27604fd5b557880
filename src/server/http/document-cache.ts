import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The most memory that parsed documents take. Yoga alone would keep 1,024 of them, up to 1.5 MB each. */
const DOCUMENT_BYTES = 32_000_000;
/** The most memory that syntax errors take; each holds the text of its document. */
const ERROR_BYTES = 4_000_000;
/** Bytes that a token takes in a parsed document, measured. */
const TOKEN_BYTES = 350;
/** Bytes that an entry takes besides. */
const ENTRY_BYTES = 2000;

/** Where Yoga keeps parsed documents, with the results of their validation, and syntax errors: bounded in bytes. */
export function createDocumentCaches() {
  return {
    documentCache: new LRUCache<string, DocumentNode>({
      maxSize: DOCUMENT_BYTES,
      sizeCalculation: (document, text) => tokensOf(document) * TOKEN_BYTES + 2 * text.length + ENTRY_BYTES,
    }),
    errorCache: new LRUCache<string, Error>({
      maxSize: ERROR_BYTES,
      sizeCalculation: (_, text) => 4 * text.length + ENTRY_BYTES,
    }),
  };
}

function tokensOf(document: DocumentNode): number {
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return tokens;
}
