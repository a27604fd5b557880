import type { Capabilities } from '../../graph/port/graph.ts';

/** What the embedded engine can do, and why not. */
export const CAPABILITIES: Capabilities = {
  relationIndexes: { supported: false, reason: 'the embedded engine has indexes and constraints on nodes only' },
  orderedIndexes: { supported: false, reason: 'indexes of the embedded engine serve = and IN only' },
  tokenIndexes: {
    supported: false,
    reason: 'the text index of the embedded engine ranks words and cannot require several of them',
  },
  topologyCache: {
    supported: false,
    reason: 'the embedded engine runs in this process, so a step of a traversal needs no round trip',
  },
  wideStatements: {
    supported: true,
    reason: 'the embedded engine plans any statement in well under a millisecond',
  },
  numbers: {
    supported: true,
    reason: 'the embedded engine numbers nodes and relations in the order in which they were added',
  },
  sharedDatabase: { supported: false, reason: 'one process owns the folder of an embedded database' },
  guardedReads: { supported: false, reason: 'the embedded engine has no read-only transactions' },
  stoppableStatements: {
    supported: false,
    reason: 'the embedded engine ends a statement after 30 s only, and has no call that does',
  },
  copies: { supported: true, reason: 'the embedded engine writes to a log, and to its file only at a checkpoint' },
};
