import type { ObservedOperation } from './operation.ts';

/** What is known of a request that is being answered. */
export interface RequestRecord {
  /** What the client or the proxy calls it, or a new one. Answers have it as `x-request-id`. */
  readonly id: string;
  readonly start: number;
  client?: string;
  operation?: ObservedOperation | undefined;
  /** The codes of the errors in the answer. */
  codes?: readonly string[] | undefined;
  /** Whether the answer was kept from an earlier request. */
  isKept?: boolean;
}
