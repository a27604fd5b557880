import type { Capabilities } from '../../graph/port/graph.ts';

/** What Neo4j can do, and why not. */
export const CAPABILITIES: Capabilities = {
  relationIndexes: { supported: true, reason: 'Neo4j has constraints and indexes on relationships' },
  orderedIndexes: { supported: true, reason: 'range indexes of Neo4j are sorted' },
  tokenIndexes: { supported: true, reason: 'Neo4j has full-text indexes' },
  topologyCache: {
    supported: true,
    reason: 'a round trip to Neo4j takes longer than a search in memory, and bookmarks show whether anyone wrote',
  },
  wideStatements: { supported: false, reason: 'Neo4j plans each combination of queries anew' },
  numbers: {
    supported: false,
    reason: 'the numbers of Neo4j are deprecated, and many of them take longer to receive than sums take to compute',
  },
  sharedDatabase: { supported: true, reason: 'Neo4j is a server of its own' },
  guardedReads: { supported: true, reason: 'Neo4j opens each transaction for reading or for writing' },
  stoppableStatements: {
    supported: true,
    reason: 'Neo4j ends a statement when its connection is reset, and at the time limit of its transaction',
  },
  copies: {
    supported: false,
    reason:
      'Neo4j is backed up by its own tools: neo4j-admin database dump NAME --to-path=FOLDER while it is stopped, or neo4j-admin database backup NAME --to-path=FOLDER while an Enterprise edition runs',
  },
};
